"""The tests on the mutants: collected once, and run on one mutant after another, each in a process forked for it.

    python -m tests.mutation.running --jobs 2 --seconds 5

runs in a folder that was staged. mutmut makes the mutants and keeps what became of them; it would collect the tests
anew for each of them, which takes longer than to run those.
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

from .outcome import NOTICED
from .selection import Reach, most_telling
from .workspace import modules_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TIMED_OUT = 36
"""The status with which a process ends whose test takes far longer than it takes without a mutant."""

LEFT_OUT = 0.0
"""The seconds that are noted of a test that fails without a mutant, such as one that needs what is not staged."""


def main() -> int:
    """Make the mutants, collect the tests, and run them."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.running", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--seconds", type=float, default=5, help="of tests that are run on a mutant")
    parser.add_argument("--again", default="*", help="which mutants that no test noticed are tried again, by name")
    options = parser.parse_args()
    copy_src_dir()
    copy_also_copy_files()
    setup_source_paths()
    mutmut.create_mutants(options.jobs)
    forget_survivors(options.again)
    stage = Path.cwd()
    selection = [*modules_in(stage), *config().pytest_add_cli_args]
    with change_cwd("mutants"):
        return int(pytest.main(["--rootdir=.", "-q", "-s", *selection], [Loop(stage, options.jobs, options.seconds)]))


def forget_survivors(names: str) -> None:
    """Have those mutants tried again that no test noticed, if their names match: there may be tests now that do."""
    for path in walk_mutatable_files():
        data = SourceFileMutationData(path=path)
        data.load()
        verdicts = data.exit_code_by_key
        kept = {
            name: code
            for name, code in verdicts.items()
            if status_by_exit_code[code] in NOTICED or not fnmatch(name, names)
        }
        data.exit_code_by_key = {name: kept.get(name) for name in verdicts}
        data.save()


class Loop:
    """What pytest does when the tests are collected: it hands them to mutmut."""

    def __init__(self, stage: Path, jobs: int, seconds: float) -> None:
        self.stage = stage
        self.jobs = jobs
        self.seconds = seconds

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the collected tests on all mutants that nothing is known of."""
        if session.testsfailed:
            raise session.Interrupted(f"{session.testsfailed} errors during collection")
        tests = CollectedTests(session, self.seconds)
        runner = partial(ForkingRunner, tests=tests)
        mutmut.get_mutant_runner = runner  # pyright: ignore[reportPrivateImportUsage] - looked up there when it runs
        with change_cwd(self.stage):
            mutmut._run((), self.jobs)
        return True


class ForkingRunner(ForkRunner):
    """Leaves the process that it forks from as it is: what a test caches there, no mutant of it would be seen in."""

    def __init__(self, jobs: int, tests: CollectedTests) -> None:
        super().__init__(jobs, tests)
        self.tests = tests

    def collect_stats(self, tests: Iterable[str] | None) -> int:
        """Find out, in a process of its own, how long each test takes and which functions it reaches."""
        self.tests.keep(run_in_fork_with_result(self.tests.reach, tests or ()))
        return 0

    def run_clean_tests(self, tests: Iterable[str]) -> int:
        """Run the tests without a mutant, unless they fail so; done already where `collect_stats` was called."""
        if self.tests.is_known_to_pass:
            return 0
        return run_in_fork(super().run_clean_tests, tests or self.tests.without_failing())

    def run_forced_fail(self) -> int:
        """Run the tests where every mutated function raises."""
        return run_in_fork(super().run_forced_fail)


class CollectedTests(PytestRunner):
    """The tests of a session of pytest. On a mutant, those are run that say most in a number of seconds."""

    def __init__(self, session: pytest.Session, seconds: float) -> None:
        super().__init__()
        self.items = {item.nodeid: item for item in session.items}
        self.seconds = seconds
        self.is_known_to_pass = False

    def list_all_tests(self) -> ListAllTestsResult:
        """Return the names of the tests."""
        return ListAllTestsResult(ids=set(self.items))

    def without_failing(self) -> list[str]:
        """Return the names of the tests without those that are left out, as they fail without a mutant."""
        return [name for name in self.items if state().duration_by_test.get(name) != LEFT_OUT]

    def run_forced_fail(self) -> int:
        """Run the tests until one fails."""
        return self.run_tests(mutant_name=None, tests=())

    def run_tests(self, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        """Run some tests, or all, until one fails, is far beyond its time, or all have passed."""
        del mutant_name
        chosen = [self.items[name] for name in tests or self.items]
        signal.signal(signal.SIGPROF, lambda *_: os._exit(TIMED_OUT))
        # Modules of tests may have cached something when they were collected, before there was a mutant.
        _clear_caches()
        with _scratch(), change_cwd("mutants"):
            for item, following in zip(chosen, [*chosen[1:], None], strict=True):
                # In time of the processor, so that a busy machine makes no mutant look like an endless one.
                signal.setitimer(signal.ITIMER_PROF, 3 + 10 * state().duration_by_test.get(item.nodeid, 20))
                if not _passes(item, following):
                    return 1
        return 0

    def reach(self, tests: Iterable[str]) -> Reach:
        """Run some tests, or all, and return of those that pass how long they took and what they reached."""
        found: Reach = {}
        chosen = [self.items[name] for name in tests or self.items]
        with _scratch(), change_cwd("mutants"):
            for item, following in zip(chosen, [*chosen[1:], None], strict=True):
                # What is cached is made but once, and would be reached by the first test only.
                _clear_caches()
                state()._stats.clear()
                started = time.perf_counter()
                if _passes(item, following):
                    found[item.nodeid] = time.perf_counter() - started, set(state()._stats)
                else:
                    sys.stderr.write(f"left out, as it fails without a mutant: {item.nodeid}\n")
        return found

    def keep(self, reach: Reach) -> None:
        """Take note of what was found out: of the tests that reach a function, those that are run on its mutants."""
        state().duration_by_test.update({name: seconds for name, (seconds, _) in reach.items()})
        by_function: dict[str, list[str]] = {}
        for name, (_, functions) in reach.items():
            for function in functions:
                by_function.setdefault(function, []).append(name)
        for function, names in by_function.items():
            state().tests_by_mangled_function_name[function] |= most_telling(names, reach, self.seconds)
        # A test of which nothing is noted would be taken for a new one each time.
        state().duration_by_test.update({name: LEFT_OUT for name in self.items if name not in state().duration_by_test})
        self.is_known_to_pass = True


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run one test as pytest does; ``following`` is the one that is run next."""
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
def _scratch() -> Iterator[None]:
    """Have tests write into a folder that is gone afterwards: a forked process leaves without pytest's tidying."""
    folder = tempfile.mkdtemp(dir=Path.cwd())
    os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
