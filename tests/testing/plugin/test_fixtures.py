"""The fixtures: payloads of a test's own, out of the examples of the chosen version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.testing.examples import example_names

if TYPE_CHECKING:
    from .conftest import Run

pytest_plugins = ["pytester"]


def test_a_payload_from_the_fixture_is_valid_and_of_the_test_alone(run: Run) -> None:
    """What one test changes in its payload is not in the payload of the next, nor in that of another fixture."""
    result = run(
        """
        import pytest

        @pytest.mark.parametrize("turn", [1, 2])
        def test_change(session_payload, internal_payload, assert_valid_session, turn):
            assert session_payload["internal"] == internal_payload
            assert_valid_session(session_payload)
            session_payload["internal"]["nlp"].clear()
            assert internal_payload["nlp"]
            session_payload.clear()
        """
    )
    result.assert_outcomes(passed=2)


@pytest.mark.parametrize("version", packaged_catalog().versions())
def test_payloads_come_from_the_examples_of_the_chosen_version(run: Run, version: str) -> None:
    """Indirect parameters name examples; as sessions and as read-only objects all of them are valid in that version."""
    names = example_names(version)
    assert {"documented", "realistic", "session"} <= set(names)
    result = run(
        f"""
        import pytest

        @pytest.mark.parametrize("session_payload", {names}, indirect=True)
        def test_session(session_payload, assert_valid_session, chatlayer_validator):
            report = assert_valid_session(session_payload)
            assert (report.kind.value, report.schema_version) == ("session", "{version}")

        @pytest.mark.parametrize("internal_payload", {names}, indirect=True)
        def test_internal(internal_payload, chatlayer_validator, chatlayer_schema_version):
            report = chatlayer_validator.assert_valid(internal_payload)
            assert (report.kind.value, report.schema_version) == ("internal", "{version}")
            assert chatlayer_schema_version == chatlayer_validator.schema_version == "{version}"
        """,
        "--chatlayer-schema-version",
        version,
    )
    result.assert_outcomes(passed=2 * len(names))


def test_an_example_that_does_not_exist_is_told_with_those_that_do(run: Run) -> None:
    """The message names the fixture, the word and the names, without a traceback."""
    result = run(
        """
        import pytest

        @pytest.mark.parametrize("session_payload", ["../session"], indirect=True)
        def test_it(session_payload):
            pass
        """
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["session_payload: unknown example '../session'; available: documented, *"])
    result.stdout.no_fnmatch_line("*Error*plugin.py*")


def test_tests_with_properties_can_use_the_assertions(run: Run) -> None:
    """Hypothesis takes no offence at their scope."""
    result = run(
        """
        from hypothesis import given, settings, strategies

        @settings(deadline=None)
        @given(name=strategies.text())
        def test_it(name, assert_valid_session, chatlayer_validator):
            internal = {"botId": name}
            assert chatlayer_validator.validate(internal).verdict.value == "invalid"
        """
    )
    result.assert_outcomes(passed=1)
