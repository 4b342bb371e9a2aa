"""The command: stage the project, let mutmut change it, and write what came of it to docs/explanation/mutation.md."""

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
    "findings": ["checks/finding_builder.py", "redaction.py", "findings.py", "rules.py", "jsonpointer.py", "issues.py"],
    "checks": ["checks/*.py", "retention.py", "validator.py"],
    "engines": ["checks/engines/*.py", "spec/fields.py", "spec/references.py", "spec/traverse.py", "spec/kinds.py"],
    "writes": ["writes/*.py"],
}
"""The modules that are changed, as patterns from the package's folder, by the part that they are of."""


def main() -> int:
    """Run the mutation tests of some parts; 1 if less than 90 of 100 mutants were noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: the cores)")
    parser.add_argument("--folder", type=Path, help="where to stage; kept, and gone on with when given again")
    parser.add_argument("--seconds", type=float, default=5, help="of tests that are run on a mutant (default: 5)")
    parser.add_argument(
        "--again", default="*", help="which mutants that no test noticed are tried again (default: all)"
    )
    parser.add_argument("--bar", type=float, default=90, help="percentage to reach (default: 90)")
    options = parser.parse_args()
    unknown = [each for each in options.parts if each not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]}; choose from {', '.join(PARTS)}")
    chosen = {name: PARTS[name] for name in options.parts or PARTS}
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        stage(PROJECT, folder, [pattern for patterns in chosen.values() for pattern in patterns])
        status = _tried(folder, options)
        return status or _told(chosen, folder, options.bar)


def _tried(folder: Path, options: argparse.Namespace) -> int:
    """Run the tests on the mutants in a folder that was staged."""
    running = [sys.executable, "-m", f"{__package__}.running", "--jobs", str(options.jobs)]
    running += ["--seconds", str(options.seconds), "--again", options.again]
    with (folder / "mutmut.log").open("w", encoding="utf-8") as log:
        done = subprocess.run(running, cwd=folder, env=_environment(), stdout=log, stderr=log, check=False)
    if done.returncode:
        sys.stderr.write(f"it ended with {done.returncode}; what it printed is in {folder / 'mutmut.log'}\n")
    return done.returncode


def _told(parts: dict[str, list[str]], folder: Path, bar: float) -> int:
    """Print what came of it, and write it to the page if it is of all parts."""
    mutants = mutants_in(_printed(folder, "results", "--all", "true"))
    reasons: dict[str, str] = json.loads(REASONS.read_bytes())
    missed = [each for each in mutants if not each.noticed]
    survivors = [survivor(each, diff, reasons) for each, diff in zip(missed, _diffs(folder, missed), strict=True)]
    written = page({name: _holds(patterns) for name, patterns in parts.items()}, mutants, survivors)
    sys.stdout.write(written)
    if set(parts) == set(PARTS):
        head, _, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
        PAGE.write_text(f"{head}{MARK}\n\n{written}", encoding="utf-8")
    noticed = len(mutants) - len(missed)
    return 0 if mutants and 100 * noticed >= bar * len(mutants) else 1


MUTMUT = [sys.executable, "-m", "mutmut"]


def _environment() -> dict[str, str]:
    return {**os.environ, "HYPOTHESIS_PROFILE": "mutation", "PYTHONDONTWRITEBYTECODE": "1"}


def _printed(folder: Path, *arguments: str) -> str:
    command = [*MUTMUT, *arguments]
    return subprocess.run(command, cwd=folder, env=_environment(), check=True, capture_output=True, text=True).stdout


def _diffs(folder: Path, mutants: Iterable[Mutant]) -> list[str]:
    # Imported here: only the extra `mutation` installs it.
    from mutmut.mutation.diff_apply import get_diff_for_mutant  # noqa: PLC0415 - see above
    from mutmut.utils.file_utils import change_cwd  # noqa: PLC0415 - see above

    with change_cwd(folder):
        return [str(get_diff_for_mutant(each.name)) for each in mutants]


def _holds(patterns: list[str]) -> Callable[[str], bool]:
    return lambda module: any(fnmatch(module.replace(".", "/") + ".py", pattern) for pattern in patterns)


if __name__ == "__main__":
    sys.exit(main())
