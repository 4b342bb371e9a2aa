"""The option `--chatlayer-record-reads`: which runs write the file, and what pytest-xdist changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Run

pytest_plugins = ["pytester"]

TESTS = """
    from threading import Thread

    import pytest
    from chatlayer_session import SessionView

    SESSION = {"internal": {"channel": "sec" + "ret"}}

    @pytest.mark.parametrize("turn", range(4))
    def test_channel(turn):
        assert SessionView(SESSION).internal.channel

    def test_thread():
        thread = Thread(target=lambda: SessionView(SESSION).get("order"))
        thread.start()
        thread.join()
"""
EXPECTED = [
    {"pointer": "/internal", "present": 4, "absent": 0},
    {"pointer": "/internal/channel", "present": 4, "absent": 0},
    {"pointer": "/order", "present": 0, "absent": 1},
]


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "workers"])
def test_reads_of_the_run_are_written(run: Run, pytester: pytest.Pytester, options: tuple[str, ...]) -> None:
    """The file has the reads of all threads and workers, and the run says so."""
    result = run(TESTS, "--chatlayer-record-reads", "reads.json", *options)
    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines(["chatlayer-session: reads of 3 session fields written to reads.json"])
    text = (pytester.path / "reads.json").read_text(encoding="utf-8")
    assert json.loads(text)["reads"] == EXPECTED
    assert "secret" not in text


def test_failed_tests_are_recorded_too(run: Run, pytester: pytest.Pytester) -> None:
    """A failure does not hide what the tests read."""
    result = run(TESTS + "    def test_fails(): assert 0\n", "--chatlayer-record-reads", "reads.json")
    result.assert_outcomes(passed=5, failed=1)
    assert json.loads((pytester.path / "reads.json").read_bytes())["reads"] == EXPECTED


@pytest.mark.parametrize(
    ("end", "options"),
    [("raise KeyboardInterrupt", ()), ("__import__('os')._exit(3)", ("-n", "2", "--max-worker-restart", "0"))],
    ids=["interrupt", "crash"],
)
def test_incomplete_run_keeps_the_old_file(
    run: Run, pytester: pytest.Pytester, end: str, options: tuple[str, ...]
) -> None:
    """An interrupted run, or a run in which a worker crashed, writes nothing and says so."""
    file = pytester.path / "reads.json"
    file.write_text("old", encoding="utf-8")
    result = run(TESTS + f"    def test_end(): {end}\n", "--chatlayer-record-reads", "reads.json", *options)
    assert file.read_text(encoding="utf-8") == "old"
    result.stdout.fnmatch_lines(["chatlayer-session: reads not written to reads.json: the run is not complete"])


def test_missing_folder_is_a_usage_error(run: Run) -> None:
    """The run ends before any test."""
    result = run(TESTS, "--chatlayer-record-reads", "missing/reads.json")
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--chatlayer-record-reads: the folder of missing/reads.json does not exist*"])
    assert result.outlines == []


def test_file_that_cannot_be_written_fails_the_run(run: Run, pytester: pytest.Pytester) -> None:
    """The run has the exit code of a usage error, and its end names the file and the reason."""
    (pytester.path / "reads.json").mkdir()
    result = run(TESTS, "--chatlayer-record-reads", "reads.json")
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines(["chatlayer-session: reads not written to reads.json: Is a directory"])
