"""The tests on the mutants: collected once, then run on each mutant in a forked process.

    python -m tests.mutation.runner --jobs 2 --seconds 5

runs in a staged folder. mutmut creates the mutants and stores their results. mutmut alone would collect the tests again
for each mutant, which takes longer than running them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from contextlib import contextmanager
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import mutmut.__main__ as mutmut
import pytest
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.runners.harness import ListAllTestsResult, PytestRunner
from mutmut.state import state
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import (
    change_cwd,
    copy_also_copy_files,
    copy_src_dir,
    setup_source_paths,
    walk_mutatable_files,
)
from mutmut.workers.isolation import ForkRunner, run_in_fork, run_in_fork_with_result

from .outcome import NOTICED, Reach, select_tests
from .workspace import modules_in

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

TIMED_OUT = 36
"""The exit status of a process whose test takes far longer than without a mutant."""

EXCLUDED = 0.0
"""The recorded time of a test that fails without a mutant, for example because a file is not staged."""


def main() -> int:
    """Create the mutants, collect the tests, and run them."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.runner", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--seconds", type=float, default=5, help="seconds of tests for each mutant")
    parser.add_argument("--again", default="*", help="pattern of unnoticed mutants that are tested again")
    options = parser.parse_args()
    copy_src_dir()
    copy_also_copy_files()
    setup_source_paths()
    mutmut.create_mutants(options.jobs)
    forget_survivors(options.again)
    stage = Path.cwd()
    selection = [*modules_in(stage), *config().pytest_add_cli_args]
    with change_cwd("mutants"):
        return int(
            pytest.main(["--rootdir=.", "-q", "-s", *selection], [MutationPlugin(stage, options.jobs, options.seconds)])
        )


def forget_survivors(names: str) -> None:
    """Mark unnoticed mutants with matching names as untested, since new tests may notice them."""
    for path in walk_mutatable_files():
        data = SourceFileMutationData(path=path)
        data.load()
        codes = data.exit_code_by_key
        known = {
            name: code
            for name, code in codes.items()
            if status_by_exit_code[code] in NOTICED or not fnmatch(name, names)
        }
        data.exit_code_by_key = {name: known.get(name) for name in codes}
        data.save()


class MutationPlugin:
    """A pytest plugin that runs the collected tests on the mutants."""

    def __init__(self, stage: Path, jobs: int, seconds: float) -> None:
        self.stage = stage
        self.jobs = jobs
        self.seconds = seconds

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the collected tests on all untested mutants."""
        if session.testsfailed:
            raise session.Interrupted(f"{session.testsfailed} errors during collection")
        tests = CollectedTests(session, self.seconds)
        runner = partial(ForkingRunner, tests=tests)
        mutmut.get_mutant_runner = runner  # pyright: ignore[reportPrivateImportUsage] - looked up there when it runs
        with change_cwd(self.stage):
            mutmut._run((), self.jobs)
        return True


class ForkingRunner(ForkRunner):
    """Runs every test in a fork, so that nothing is cached before a mutant is active."""

    def __init__(self, jobs: int, tests: CollectedTests) -> None:
        super().__init__(jobs, tests)
        self.tests = tests

    def collect_stats(self, tests: Iterable[str] | None) -> int:
        """Record, in a separate process, how long each test takes and which functions it reaches."""
        self.tests.record(run_in_fork_with_result(self.tests.reach, tests or ()))
        return 0

    def run_clean_tests(self, tests: Iterable[str]) -> int:
        """Run the passing tests without a mutant, unless `collect_stats` did so already."""
        if self.tests.is_known_to_pass:
            return 0
        return run_in_fork(super().run_clean_tests, tests or self.tests.without_failing())

    def run_forced_fail(self) -> int:
        """Run the tests while every mutated function raises."""
        return run_in_fork(super().run_forced_fail)


class CollectedTests(PytestRunner):
    """The tests of a pytest session, limited to some seconds of tests for each mutant."""

    def __init__(self, session: pytest.Session, seconds: float) -> None:
        super().__init__()
        self.items = {item.nodeid: item for item in session.items}
        self.seconds = seconds
        self.is_known_to_pass = False

    def list_all_tests(self) -> ListAllTestsResult:
        """Return the names of the tests."""
        return ListAllTestsResult(ids=set(self.items))

    def without_failing(self) -> list[str]:
        """Return the names of the tests that pass without a mutant."""
        return [name for name in self.items if state().duration_by_test.get(name) != EXCLUDED]

    def run_forced_fail(self) -> int:
        """Run the tests while every mutated function raises."""
        return self.run_tests(mutant_name=None, tests=())

    def run_tests(self, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        """Run some tests, or all, until one fails, exceeds its time, or all have passed."""
        del mutant_name
        chosen = [self.items[name] for name in tests or self.items]
        signal.signal(signal.SIGPROF, lambda *_: os._exit(TIMED_OUT))
        # Test modules may have cached values at collection, before the mutant was active.
        _clear_caches()
        with _scratch(), change_cwd("mutants"):
            for item, following in zip(chosen, [*chosen[1:], None], strict=True):
                # Processor time, so that a mutant does not time out only because the machine is busy.
                signal.setitimer(signal.ITIMER_PROF, 3 + 10 * state().duration_by_test.get(item.nodeid, 20))
                if not _passes(item, following):
                    return 1
        return 0

    def reach(self, tests: Iterable[str]) -> Reach:
        """Run some tests, or all, and return the time and the reached functions of each test that passes."""
        reached: Reach = {}
        chosen = [self.items[name] for name in tests or self.items]
        with _scratch(), change_cwd("mutants"):
            for item, following in zip(chosen, [*chosen[1:], None], strict=True):
                # With a filled cache, only the first test would reach the cached functions.
                _clear_caches()
                state()._stats.clear()
                started = time.perf_counter()
                if _passes(item, following):
                    reached[item.nodeid] = time.perf_counter() - started, set(state()._stats)
                else:
                    sys.stderr.write(f"excluded, since it fails without a mutant: {item.nodeid}\n")
        return reached

    def record(self, reach: Reach) -> None:
        """Record the time of each test, and the tests for the mutants of each function."""
        state().duration_by_test.update({name: seconds for name, (seconds, _) in reach.items()})
        by_function: dict[str, list[str]] = {}
        for name, (_, functions) in reach.items():
            for function in functions:
                by_function.setdefault(function, []).append(name)
        for function, names in by_function.items():
            state().tests_by_mangled_function_name[function] |= select_tests(names, reach, self.seconds)
        # A test without a recorded time would count as new each time.
        state().duration_by_test.update({name: EXCLUDED for name in self.items if name not in state().duration_by_test})
        self.is_known_to_pass = True


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run one test as pytest does, and return whether it passes; ``following`` is the next test."""
    before = item.session.testsfailed
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    return item.session.testsfailed == before


def _clear_caches() -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "chatlayer_session":
            for attribute, value in list(vars(module).items()):
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()
                elif isinstance(value, dict) and attribute[:1] == "_" and attribute[1:2].islower():
                    value.clear()


@contextmanager
def _scratch() -> Generator[None, None, None]:
    """Let tests write to a folder that is deleted afterwards: a forked process skips the clean-up of pytest."""
    folder = tempfile.mkdtemp(dir=Path.cwd())
    os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
