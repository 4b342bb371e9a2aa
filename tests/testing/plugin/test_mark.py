"""The mark that allows no unstable fields: where it holds, what it accepts, and how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .conftest import NEWEST, OLDEST

if TYPE_CHECKING:
    import pytest

    from .conftest import Run

pytest_plugins = ["pytester"]

UNSTABLE = """
    import pytest

    @pytest.fixture(scope="module")
    def recorded():
        from chatlayer_session.testing.examples import example_internal
        internal = example_internal(schema_version="{version}")
        return {{"internal": {{**internal, "lastIntent": "x", "user": {{"nick": "y"}}}}}}

    {mark}
    @pytest.mark.parametrize("way", ["function", "method"])
    def test_it(recorded, assert_valid_session, chatlayer_validator, way):
        report = (assert_valid_session if way == "function" else chatlayer_validator.assert_valid)(recorded)
        assert len(report.findings) == {findings}
"""


def test_unstable_fields_pass_without_the_mark(run: Run) -> None:
    """The report that comes back has them."""
    run(UNSTABLE.format(version=OLDEST, mark="", findings=2)).assert_outcomes(passed=2)


def test_unstable_fields_fail_with_the_mark(run: Run) -> None:
    """In the function and in the method alike, with the report."""
    result = run(UNSTABLE.format(version=OLDEST, mark="@pytest.mark.chatlayer_no_unstable", findings=2))
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            "E       *PayloadRejected: the payload leans on unstable fields, and none are allowed here "
            f"(schema version {NEWEST})",
            "E       payload: unstable[[]unstable-field[]] /internal/lastIntent: *",
            "E       1 payload: 0 valid, 1 unstable, 0 invalid",
        ]
    )


def test_the_mark_can_accept_fields(run: Run) -> None:
    """Those in its list give no finding, from the root of the session or of `internal`; others fail the test."""
    result = run(
        """
        import pytest

        @pytest.fixture
        def recorded(session_payload):
            session_payload["internal"].update(lastIntent="x", user={"nick": "y"})
            return session_payload

        def marked(*pointers):
            return pytest.mark.chatlayer_no_unstable(accept_unstable=pointers)

        @marked("/lastIntent", "/internal/user/nick")
        def test_all(recorded, assert_valid_session):
            assert not assert_valid_session(recorded).findings

        @pytest.mark.chatlayer_no_unstable(accept_unstable={"/user/nick", "/lastIntent"})
        def test_set(recorded, assert_valid_session):
            assert not assert_valid_session(recorded).findings

        @pytest.mark.chatlayer_no_unstable(accept_unstable="/lastIntent")
        def test_one(recorded, assert_valid_session):
            assert_valid_session(recorded)

        @marked()
        def test_none(recorded, assert_valid_session):
            assert_valid_session(recorded)
        """,
        "-rA",
    )
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        ["PASSED *::test_all", "PASSED *::test_set", "FAILED *::test_one*", "FAILED *::test_none*"]
    )
    pointers = [line.split()[3] for line in result.outlines if line.startswith("E       payload: unstable")]
    assert pointers == ["/internal/user/nick:", "/internal/user/nick:", "/internal/lastIntent:"]


def test_the_mark_holds_for_its_tests_only(run: Run) -> None:
    """The closest mark counts, a mark of a class holds for its tests, and the next test is free of it."""
    result = run(
        """
        import pytest

        @pytest.mark.chatlayer_no_unstable
        class TestMarked:
            def test_strict(self, internal_payload, chatlayer_validator):
                chatlayer_validator.assert_valid({**internal_payload, "lastIntent": 1})

            @pytest.mark.chatlayer_no_unstable(accept_unstable="/lastIntent")
            def test_closest(self, internal_payload, chatlayer_validator):
                chatlayer_validator.assert_valid({**internal_payload, "lastIntent": 1})

        def test_free(internal_payload, chatlayer_validator):
            assert len(chatlayer_validator.assert_valid({**internal_payload, "lastIntent": 1}).findings) == 1
        """,
        "-rA",
    )
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["PASSED *::TestMarked::test_closest", "PASSED *::test_free", "FAILED *::test_strict*"])


def test_a_mark_that_is_written_wrongly_is_an_error_of_its_test(run: Run) -> None:
    """Even of one that asserts nothing; the message says how to write it."""
    result = run(
        """
        import pytest

        mark = pytest.mark.chatlayer_no_unstable
        wrong = [
            mark("/lastIntent"),
            mark(accept=["/lastIntent"]),
            mark(accept_unstable=1),
            mark(accept_unstable=[1]),
            mark(accept_unstable=["lastIntent"]),
        ]

        @pytest.mark.parametrize("number", [pytest.param(number, marks=mark) for number, mark in enumerate(wrong)])
        def test_it(number):
            pass
        """
    )
    result.assert_outcomes(errors=5)
    usage = "chatlayer_no_unstable takes nothing, or JSON Pointers as in accept_unstable=['/lastIntent']"
    told = [line for line in result.outlines if line.startswith("chatlayer_no_unstable")]
    assert told[:4] == [usage] * 4
    assert told[4].startswith("chatlayer_no_unstable: invalid JSON Pointer 'lastIntent'; start it with a slash")
    result.stdout.no_fnmatch_line("*plugin.py*")


def test_the_mark_is_declared(pytester: pytest.Pytester) -> None:
    """It is in the list of marks, so that `--strict-markers` knows it."""
    result = pytester.runpytest_subprocess("--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.chatlayer_no_unstable(accept_unstable=()): *"])


def test_several_processes_give_the_same_outcomes(run: Run) -> None:
    """Under pytest-xdist option, mark and fixtures hold in every process."""
    source = UNSTABLE.format(version=OLDEST, mark="@pytest.mark.chatlayer_no_unstable", findings=2)
    result = run(source, "-n", "2", "--chatlayer-schema-version", OLDEST)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines([f"E *PayloadRejected: *(schema version {OLDEST})"])
