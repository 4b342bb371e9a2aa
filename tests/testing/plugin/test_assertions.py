"""The assertions: what a failure shows, and what it does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .conftest import NEWEST, OLDEST

if TYPE_CHECKING:
    from .conftest import Run

pytest_plugins = ["pytester"]
SUMMARY = "1 payload: 0 valid, 0 unstable, 1 invalid"


def test_failure_shows_the_report_without_values(run: Run) -> None:
    """A failure shows the text of the command and a traceback that ends in the test, but no value of the payload."""
    result = run(
        """
        def test_it(assert_valid_session):
            body = make()
            assert_valid_session(body)

        def make():
            return {"internal": {"botId": "se" + "cret", "locale": 731 * 977 * 919}, "note": "pri" + "vate"}
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            ">       assert_valid_session(body)",
            f"E       *PayloadRejected: the payload is invalid (schema version {NEWEST})",
            "E       payload: error[[]missing-field[]] /internal/sessionId: required field `sessionId` is missing",
            "E       payload: error[[]wrong-type[]] /internal/locale: *",
            f"E       {SUMMARY}",
            "test_failure_shows_the_report_without_values.py:3: PayloadRejected",
        ]
    )
    for value in ("secret", "private", str(731 * 977 * 919)):
        result.stdout.no_fnmatch_line(f"*{value}*")
    result.stdout.no_fnmatch_line("*assertions.py:*")


def test_misuse_shows_no_payload(run: Run) -> None:
    """A value that JSON does not have ends the test without the frames of the package, which have the payload."""
    result = run(
        """
        import pytest
        from chatlayer_session.testing import assert_valid

        def test_fixture(assert_valid_session):
            assert_valid_session({"note": "pri" + "vate", "internal": {"x": {1, 2}}})

        @pytest.mark.chatlayer_no_unstable
        def test_mark(chatlayer_validator):
            chatlayer_validator.assert_valid({"note": "pri" + "vate", "x": b"sec"})

        def test_function():
            assert_valid({"note": "pri" + "vate", 1: 2})
        """,
        "--showlocals",
    )
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(["E *UnsupportedType: *"])
    result.stdout.no_fnmatch_line("*private*")
    result.stdout.no_fnmatch_line("*chatlayer_session/*.py:*")


def test_failure_on_text_shows_its_place(run: Run) -> None:
    """For bytes and str the failure has line and column, and `source` as the name."""
    result = run(
        """
        def test_bytes(assert_valid_session):
            assert_valid_session(b'{"internal": {},}', source="answer.json")

        def test_str(chatlayer_validator):
            chatlayer_validator.assert_valid('{"botId": 1 "locale": "en"}')
        """
    )
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            "E       answer.json:1:16: error[[]syntax[]]: *",
            "E       payload:1:1*: error[[]syntax[]]: expected `,` before `locale`",
        ]
    )


def test_internal_alone_is_not_a_session(run: Run) -> None:
    """`assert_valid_session` requires `internal`; `chatlayer_validator` detects the kind."""
    result = run(
        """
        def test_session(internal_payload, assert_valid_session):
            assert_valid_session(internal_payload)

        def test_any(internal_payload, chatlayer_validator):
            chatlayer_validator.assert_valid(internal_payload)
        """
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["E       payload: error[[]missing-field[]] /internal: *"])


def test_function_works_without_fixtures(run: Run) -> None:
    """In a `unittest` class `assert_valid` fails like the fixtures."""
    result = run(
        f"""
        import unittest
        from chatlayer_session.testing.assertions import assert_valid
        from chatlayer_session.testing.examples import example_internal

        class Case(unittest.TestCase):
            def setUp(self):
                self.payload = {{**example_internal(schema_version="{OLDEST}"), "lastIntent": 1}}

            def test_passes(self):
                report = assert_valid(self.payload, schema_version="{OLDEST}", kind="internal")
                assert [finding.pointer for finding in report.findings] == ["/lastIntent"]
                assert not assert_valid(self.payload, accept_unstable="/lastIntent", no_unstable=True).findings

            def test_fails(self):
                assert_valid(self.payload, no_unstable=True)
        """
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["E       *PayloadRejected: the payload contains unstable fields that are not accepted *"]
    )
