"""The mark that forbids unstable fields: which tests it applies to, and which fields it accepts."""

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
    @pytest.mark.parametrize("fixture", ["function", "method"])
    def test_it(recorded, assert_valid_session, chatlayer_validator, fixture):
        report = (assert_valid_session if fixture == "function" else chatlayer_validator.assert_valid)(recorded)
        assert len(report.findings) == {findings}
"""


def test_unstable_fields_pass_without_the_mark(run: Run) -> None:
    """Without the mark, unstable fields are only findings of the report."""
    run(UNSTABLE.format(version=OLDEST, mark="", findings=2)).assert_outcomes(passed=2)


def test_unstable_fields_fail_with_the_mark(run: Run) -> None:
    """With the mark, both assertions fail on unstable fields and show the report."""
    result = run(UNSTABLE.format(version=OLDEST, mark="@pytest.mark.chatlayer_no_unstable", findings=2))
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            "E       *PayloadRejected: the payload contains unstable fields that are not accepted "
            f"(schema version {NEWEST})",
            "E       payload: unstable[[]unstable-field[]] /internal/lastIntent: *",
            "E       1 payload: 0 valid, 1 unstable, 0 invalid",
        ]
    )


def test_mark_accepts_fields(run: Run) -> None:
    """Accepted fields give no finding, from the root of the session or of `internal`; other fields fail the test."""
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


def test_mark_applies_only_to_its_tests(run: Run) -> None:
    """The closest mark applies, a mark on a class covers its tests, and the next test has none."""
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


def test_invalid_mark_fails_its_test(run: Run) -> None:
    """A test with an invalid mark fails even without an assertion, and the message shows the correct form."""
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
    usage = "chatlayer_no_unstable accepts only JSON Pointers, such as accept_unstable=['/lastIntent']"
    messages = [line for line in result.outlines if line.startswith("chatlayer_no_unstable")]
    assert messages[:4] == [usage] * 4
    assert messages[4].startswith("chatlayer_no_unstable: invalid JSON Pointer 'lastIntent'; start it with a slash")
    result.stdout.no_fnmatch_line("*plugin.py*")


def test_mark_is_registered(pytester: pytest.Pytester) -> None:
    """`pytest --markers` lists the mark, so `--strict-markers` accepts it."""
    result = pytester.runpytest_subprocess("--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.chatlayer_no_unstable(accept_unstable=()): *"])


def test_mark_applies_in_every_process(run: Run) -> None:
    """With pytest-xdist, option, mark and fixtures apply in every process."""
    source = UNSTABLE.format(version=OLDEST, mark="@pytest.mark.chatlayer_no_unstable", findings=2)
    result = run(source, "-n", "2", "--chatlayer-schema-version", OLDEST)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines([f"E *PayloadRejected: *(schema version {OLDEST})"])
