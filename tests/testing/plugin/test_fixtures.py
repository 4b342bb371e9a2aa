"""The fixtures: new payloads from the examples of the chosen version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatlayer_session.findings import Kind
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.testing.examples import example_names

if TYPE_CHECKING:
    from .conftest import Run

pytest_plugins = ["pytester"]


def test_each_test_gets_a_new_payload(run: Run) -> None:
    """A change to a payload is visible neither in the next test nor in the other fixture."""
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
def test_payloads_match_the_chosen_version(run: Run, version: str) -> None:
    """Indirect parameters select examples, all of which are valid as session and as `internal`."""
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


def test_unknown_example_lists_the_available_ones(run: Run) -> None:
    """The message names the fixture, the unknown name and the available names, without a traceback."""
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


def test_property_tests_can_use_the_fixtures(run: Run) -> None:
    """Hypothesis accepts the scope of the fixtures."""
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


def test_writes_and_answers_have_fixtures(run: Run) -> None:
    """Every example of a write and of an answer is valid for its assertion and with `kind`, and for no other kind."""
    writes, answers = (example_names(kind=kind) for kind in (Kind.WRITE, Kind.ANSWER))
    assert {"parameters"} < set(writes)
    assert {"answer"} < set(answers)
    result = run(
        f"""
        import pytest
        from chatlayer_session.testing import PayloadRejected

        @pytest.mark.parametrize("write_payload", {writes}, indirect=True)
        def test_write(write_payload, assert_valid_write, chatlayer_validator):
            assert assert_valid_write(write_payload).kind.value == "write"
            assert chatlayer_validator.assert_valid(write_payload, kind="write").kind.value == "write"
            with pytest.raises(PayloadRejected):
                chatlayer_validator.assert_valid(write_payload)

        @pytest.mark.parametrize("answer_payload", {answers}, indirect=True)
        def test_answer(answer_payload, assert_valid_answer, chatlayer_validator):
            assert assert_valid_answer(answer_payload).kind.value == "answer"
            assert chatlayer_validator.assert_valid(answer_payload, kind="answer").kind.value == "answer"

        @pytest.mark.chatlayer_no_unstable
        def test_mark(answer_payload, chatlayer_validator, assert_valid_answer):
            answer_payload["extra"] = 1
            for check in (assert_valid_answer, lambda answer: chatlayer_validator.assert_valid(answer, kind="answer")):
                with pytest.raises(PayloadRejected):
                    check(answer_payload)

        def test_new(write_payload, answer_payload):
            assert write_payload["namespace"] and answer_payload["session"]
        """
    )
    result.assert_outcomes(passed=len(writes) + len(answers) + 2)


def test_version_without_writes_has_no_example(run: Run) -> None:
    """The message names the fixture, and that the version has no example."""
    result = run("def test_it(write_payload): pass", "--chatlayer-schema-version", "1.0.0")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["write_payload: unknown example 'parameters'; available: none*"])
