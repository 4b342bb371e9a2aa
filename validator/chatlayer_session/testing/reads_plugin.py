"""The part of the pytest plugin that records what tests read of sessions, in every worker of pytest-xdist."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import pytest

from ..atomic import AtomicFile
from ..view.reads import RecordedReads, record_reads

_WORKER_KEY = "chatlayer_session_reads"
_COMPLETE = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)


class ReadsPlugin:
    """Records the reads of a run, and writes them to ``file`` when the run is complete.

    A worker of pytest-xdist sends its reads to the controller, which writes those of all workers.

    Raises:
        pytest.UsageError: the folder of the file does not exist.
    """

    def __init__(self, config: pytest.Config, file: str) -> None:
        self._path = config.invocation_params.dir / file
        self._worker_output: dict[str, Any] | None = getattr(config, "workeroutput", None)
        if self._worker_output is None and not self._path.parent.is_dir():
            message = f"--chatlayer-record-reads: the folder of {file} does not exist"
            raise pytest.UsageError(message)
        self._lost_workers = 0
        self._summary = ""
        self._until_the_end = ExitStack()
        self._recorder = self._until_the_end.enter_context(record_reads(every_thread=True))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add the reads of a worker. A crashed worker has sent none."""
        output: dict[str, Any] | None = getattr(node, "workeroutput", None)
        content = None if output is None else output.get(_WORKER_KEY)
        if content is None:
            self._lost_workers += 1
        else:
            self._recorder.merge(RecordedReads.parse(content))

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Send the reads to the controller, or write the file."""
        recorded = self._recorder.reads()
        if self._worker_output is not None:
            self._worker_output[_WORKER_KEY] = recorded.to_json().encode()
        elif exitstatus not in _COMPLETE or self._lost_workers:
            self._summary = f"reads not written to {self._path.name}: the run is not complete"
        else:
            try:
                file = AtomicFile(self._path)
                file.write(recorded.to_json())
                file.commit()
            except OSError as error:
                session.exitstatus = pytest.ExitCode.USAGE_ERROR
                self._summary = f"reads not written to {self._path.name}: {error.strerror}"
            else:
                self._summary = f"reads of {len(recorded.reads)} session fields written to {self._path.name}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was written."""
        if self._summary:
            terminalreporter.write_line(f"chatlayer-session: {self._summary}")

    def pytest_unconfigure(self) -> None:
        """Stop recording."""
        self._until_the_end.close()
