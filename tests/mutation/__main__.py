"""The command: stage the project, let mutmut change it, and write the results to docs/explanation/mutation.md."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from .outcome import mutants_in, page, survivor
from .workspace import stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .outcome import Mutant

PROJECT = Path(__file__).parents[2]
REASONS = Path(__file__).with_name("equivalent_mutants.json")
PAGE = PROJECT / "docs" / "explanation" / "mutation.md"
MARK = "<!-- written by python -m tests.mutation -->"

PARTS = {
    "parsing": ["parsing/*.py", "inputs/*.py", "document.py"],
    "findings": [
        "checks/finding_builder.py",
        "visibility.py",
        "findings.py",
        "rules.py",
        "jsonpointer.py",
        "issues.py",
    ],
    "checks": ["checks/*.py", "retention.py", "validator.py"],
    "engines": ["checks/engines/*.py", "spec/fields.py", "spec/references.py", "spec/traverse.py", "spec/kinds.py"],
    "writes": ["writes/*.py"],
}
"""The modules that are changed in each part, as patterns relative to the package."""


def main() -> int:
    """Run the mutation tests of some parts; return 1 if too few mutants are noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: the cores)")
    parser.add_argument("--folder", type=Path, help="staging folder; it is kept, and the next run with it continues")
    parser.add_argument("--seconds", type=float, default=5, help="seconds of tests for each mutant (default: 5)")
    parser.add_argument(
        "--again", default="*", help="pattern of unnoticed mutants that are tested again (default: all)"
    )
    parser.add_argument("--bar", type=float, default=90, help="required percentage of noticed mutants (default: 90)")
    options = parser.parse_args()
    unknown = [name for name in options.parts if name not in PARTS]
    if unknown:
        parser.error(f"unknown part {unknown[0]!r}; available: {', '.join(PARTS)}")
    parts = {name: PARTS[name] for name in options.parts or PARTS}
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        stage(PROJECT, folder, [pattern for patterns in parts.values() for pattern in patterns])
        status = _run_tests(folder, options)
        return status or _report(parts, folder, options.bar)


def _run_tests(folder: Path, options: argparse.Namespace) -> int:
    """Run the tests on the mutants in a staged folder."""
    command = [sys.executable, "-m", f"{__package__}.runner", "--jobs", str(options.jobs)]
    command += ["--seconds", str(options.seconds), "--again", options.again]
    with (folder / "mutmut.log").open("w", encoding="utf-8") as log:
        done = subprocess.run(command, cwd=folder, env=_environment(), stdout=log, stderr=log, check=False)
    if done.returncode:
        sys.stderr.write(f"mutmut ended with {done.returncode}; see {folder / 'mutmut.log'}\n")
    return done.returncode


def _report(parts: dict[str, list[str]], folder: Path, bar: float) -> int:
    """Print the results, and write them to the page if they cover all parts."""
    mutants = mutants_in(_mutmut_output(folder, "results", "--all", "true"))
    reasons: dict[str, str] = json.loads(REASONS.read_bytes())
    unnoticed = [mutant for mutant in mutants if not mutant.noticed]
    diffs = _diffs(folder, unnoticed)
    survivors = [survivor(mutant, diff, reasons) for mutant, diff in zip(unnoticed, diffs, strict=True)]
    results = page({name: _matcher(patterns) for name, patterns in parts.items()}, mutants, survivors)
    sys.stdout.write(results)
    if set(parts) == set(PARTS):
        head, _, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
        PAGE.write_text(f"{head}{MARK}\n\n{results}", encoding="utf-8")
    noticed = len(mutants) - len(unnoticed)
    return 0 if mutants and 100 * noticed >= bar * len(mutants) else 1


MUTMUT = [sys.executable, "-m", "mutmut"]


def _environment() -> dict[str, str]:
    return {**os.environ, "HYPOTHESIS_PROFILE": "mutation", "PYTHONDONTWRITEBYTECODE": "1"}


def _mutmut_output(folder: Path, *arguments: str) -> str:
    command = [*MUTMUT, *arguments]
    return subprocess.run(command, cwd=folder, env=_environment(), check=True, capture_output=True, text=True).stdout


def _diffs(folder: Path, mutants: Iterable[Mutant]) -> list[str]:
    # Imported here: only the extra `mutation` installs it.
    from mutmut.mutation.diff_apply import get_diff_for_mutant  # noqa: PLC0415 - see above
    from mutmut.utils.file_utils import change_cwd  # noqa: PLC0415 - see above

    with change_cwd(folder):
        return [str(get_diff_for_mutant(mutant.name)) for mutant in mutants]


def _matcher(patterns: list[str]) -> Callable[[str], bool]:
    return lambda module: any(fnmatch(module.replace(".", "/") + ".py", pattern) for pattern in patterns)


if __name__ == "__main__":
    sys.exit(main())
