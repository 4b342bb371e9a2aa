"""The pytest plugin, in runs of pytest over projects that use it, and in one that does not."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.catalog import packaged_catalog
from chatlayer_session.testing.examples import example_names

if TYPE_CHECKING:
    from collections.abc import Callable

    Pytester = pytest.Pytester
    Run = Callable[..., pytest.RunResult]

pytest_plugins = ["pytester"]

NEWEST = packaged_catalog().resolve("1")
OLDEST = packaged_catalog().versions()[0]
SUMMARY = "1 payload: 0 valid, 0 unstable, 1 invalid"


@pytest.fixture
def run(pytester: Pytester) -> Run:
    """Return a function that runs pytest over one file of tests, in a process of its own, warnings as errors."""

    def run_tests(source: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(source)
        return pytester.runpytest_subprocess("-W", "error", "--strict-markers", "-p", "no:cacheprovider", *options)

    return run_tests


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
    names = ", ".join(example_names(NEWEST))
    result.stdout.fnmatch_lines([f"session_payload: there is no example '../session'; choose from {names}"])
    result.stdout.no_fnmatch_line("*Error*plugin.py*")


def test_a_failure_shows_the_report_and_no_value(run: Run) -> None:
    """The text is that of the command; the traceback ends in the test; what the payload holds is not in it."""
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
            f"E       *PayloadNotAccepted: the payload is invalid (schema version {NEWEST})",
            "E       payload: error[[]missing-field[]] /internal/sessionId: `sessionId` is missing; it is always there",
            "E       payload: error[[]wrong-type[]] /internal/locale: *",
            f"E       {SUMMARY}",
            "test_a_failure_shows_the_report_and_no_value.py:3: PayloadNotAccepted",
        ]
    )
    for value in ("secret", "private", str(731 * 977 * 919)):
        result.stdout.no_fnmatch_line(f"*{value}*")
    result.stdout.no_fnmatch_line("*assertions.py:*")


def test_text_is_asserted_with_line_column_and_source(run: Run) -> None:
    """Bytes and str are read as JSON text; `source` names them in the failure."""
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
            "E       payload:1:1*: error[[]syntax[]]: a comma is missing*",
        ]
    )


def test_a_read_only_object_is_no_session(run: Run) -> None:
    """The fixture that asserts sessions says that `internal` is missing; the validator tells the kind by itself."""
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
            "E       *PayloadNotAccepted: the payload leans on unstable fields, and none are allowed here "
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
    assert told[4].startswith("chatlayer_no_unstable: 'lastIntent' is not a JSON Pointer; start it with a slash")
    result.stdout.no_fnmatch_line("*plugin.py*")


def test_the_mark_is_declared(pytester: Pytester) -> None:
    """It is in the list of marks, so that `--strict-markers` knows it."""
    result = pytester.runpytest_subprocess("--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.chatlayer_no_unstable(accept_unstable=()): *"])


@pytest.mark.parametrize("version", packaged_catalog().versions())
def test_the_version_can_be_chosen_in_the_configuration(pytester: Pytester, run: Run, version: str) -> None:
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


def test_the_option_wins_over_the_configuration(pytester: Pytester, run: Run) -> None:
    """A prefix stands for the newest version that it covers."""
    pytester.makeini("[pytest]\nchatlayer_schema_version = 9\n")
    result = run("def test_it(chatlayer_validator): pass", "--chatlayer-schema-version=1")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"chatlayer-session: schema version {NEWEST}"])


def test_a_version_that_does_not_exist_ends_the_run_before_any_test(pytester: Pytester, run: Run) -> None:
    """With the status of wrong usage, and the name of the option or of the setting that asked for it."""
    existing = ", ".join(packaged_catalog().versions())
    result = run("def test_it(): pass", "--chatlayer-schema-version", "7")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [f"ERROR: --chatlayer-schema-version: there is no schema version '7'; choose from latest, {existing}"]
    )
    pytester.makeini("[pytest]\nchatlayer_schema_version = x\n")
    result = run("def test_it(): pass")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: chatlayer_schema_version: there is no schema version 'x'; *"])


def test_several_processes_give_the_same_outcomes(run: Run) -> None:
    """Under pytest-xdist option, mark and fixtures hold in every process."""
    source = UNSTABLE.format(version=OLDEST, mark="@pytest.mark.chatlayer_no_unstable", findings=2)
    result = run(source, "-n", "2", "--chatlayer-schema-version", OLDEST)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines([f"E *PayloadNotAccepted: *(schema version {OLDEST})"])


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


def test_classes_of_unittest_have_the_plain_function(run: Run) -> None:
    """It needs no fixture, and fails as the fixtures do."""
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
    result.stdout.fnmatch_lines(["E       *PayloadNotAccepted: the payload leans on unstable fields, *"])


def test_a_run_that_does_not_use_the_plugin_loads_next_to_nothing_for_it(run: Run) -> None:
    """Neither the validator nor what it stands on, nor Hypothesis; a handful of small modules of our own."""
    result = run(
        """
        import sys

        def test_it():
            names = {name for name in sys.modules if name.startswith("chatlayer_session")}
            assert "chatlayer_session.testing.plugin" in names
            assert len(names) <= 7, sorted(names)
            heavy = {"jsonschema", "msgspec", "referencing", "click", "hypothesis"}
            assert heavy.isdisjoint(sys.modules)
        """,
        "-p",
        "no:hypothesispytest",
    )
    result.assert_outcomes(passed=1)


def test_the_plugin_loads_where_hypothesis_is_not(run: Run, pytester: Pytester) -> None:
    """The fixtures need no more than the package itself."""
    pytester.makeconftest("import sys\nsys.modules['hypothesis'] = None\n")
    result = run(
        "def test_it(session_payload, assert_valid_session): assert_valid_session(session_payload)",
        "-p",
        "no:hypothesispytest",
    )
    result.assert_outcomes(passed=1)


def test_the_public_names_of_the_package_are_imported_when_asked_for() -> None:
    """The package lists them all, gives each, and says of any other name that it is not there."""
    code = (
        "import sys, chatlayer_session as package\n"
        "assert 'chatlayer_session.validator' not in sys.modules\n"
        "assert set(package.__all__) <= set(dir(package))\n"
        "from chatlayer_session import Validator, validate\n"
        "assert Validator is package.Validator is sys.modules['chatlayer_session.validator'].Validator\n"
        "for name in package.__all__: getattr(package, name)\n"
        "print(getattr(package, 'Validatr', 'absent'))\n"
        "package.valdate"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "absent\n"
    assert "AttributeError: module 'chatlayer_session' has no attribute 'valdate'" in done.stderr
