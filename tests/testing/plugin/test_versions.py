"""The schema version that a run is held to: in the configuration, or as an option."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatlayer_session.spec.catalog import packaged_catalog

from .conftest import NEWEST

if TYPE_CHECKING:
    from .conftest import Run

pytest_plugins = ["pytester"]


@pytest.mark.parametrize("version", packaged_catalog().versions())
def test_the_version_can_be_chosen_in_the_configuration(pytester: pytest.Pytester, run: Run, version: str) -> None:
    """The header names it, and the validator goes by it."""
    pytester.makeini(f"[pytest]\nchatlayer_schema_version = {version}\n")
    result = run(
        f"""
        def test_it(chatlayer_validator):
            assert chatlayer_validator.schema_version == "{version}"
        """
    )
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"chatlayer-session: schema version {version}"])


def test_the_option_wins_over_the_configuration(pytester: pytest.Pytester, run: Run) -> None:
    """A prefix stands for the newest version that it covers."""
    pytester.makeini("[pytest]\nchatlayer_schema_version = 9\n")
    result = run("def test_it(chatlayer_validator): pass", "--chatlayer-schema-version=1")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"chatlayer-session: schema version {NEWEST}"])


def test_a_version_that_does_not_exist_ends_the_run_before_any_test(pytester: pytest.Pytester, run: Run) -> None:
    """With the status of wrong usage, and the name of the option or of the setting that asked for it."""
    existing = ", ".join(packaged_catalog().versions())
    result = run("def test_it(): pass", "--chatlayer-schema-version", "7")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [f"ERROR: --chatlayer-schema-version: unknown schema version '7'; available: {existing}"]
    )
    pytester.makeini("[pytest]\nchatlayer_schema_version = x\n")
    result = run("def test_it(): pass")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: chatlayer_schema_version: unknown schema version 'x'; *"])
