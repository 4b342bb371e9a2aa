"""The schema version of a run, from the configuration or from an option."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatlayer_session.spec.catalog import packaged_catalog

from .conftest import NEWEST

if TYPE_CHECKING:
    from .conftest import Run

pytest_plugins = ["pytester"]


@pytest.mark.parametrize("version", packaged_catalog().versions())
def test_configuration_selects_the_version(pytester: pytest.Pytester, run: Run, version: str) -> None:
    """The header names the version, and the validator uses it."""
    pytester.makeini(f"[pytest]\nchatlayer_schema_version = {version}\n")
    result = run(
        f"""
        def test_it(chatlayer_validator):
            assert chatlayer_validator.schema_version == "{version}"
        """
    )
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"chatlayer-session: schema version {version}"])


def test_option_overrides_the_configuration(pytester: pytest.Pytester, run: Run) -> None:
    """The option is used even if the configured version does not exist; a prefix selects its newest version."""
    pytester.makeini("[pytest]\nchatlayer_schema_version = 9\n")
    result = run("def test_it(chatlayer_validator): pass", "--chatlayer-schema-version=1")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"chatlayer-session: schema version {NEWEST}"])


def test_unknown_version_is_a_usage_error(pytester: pytest.Pytester, run: Run) -> None:
    """The run ends before any test, and the message names the option or the setting."""
    existing = ", ".join(packaged_catalog().versions())
    result = run("def test_it(): pass", "--chatlayer-schema-version", "7")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [f"ERROR: --chatlayer-schema-version: unknown schema version '7'; available: {existing} (or 1, *"]
    )
    pytester.makeini("[pytest]\nchatlayer_schema_version = x\n")
    result = run("def test_it(): pass")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: chatlayer_schema_version: unknown schema version 'x'; *"])
