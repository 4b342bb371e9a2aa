"""Compare adjacent versions of schemas that other projects published, and check each witness.

    python -m tests.compat.published --cache ../schemas

downloads packages with npm and pip if the cache does not contain them, and prints a row for each pair. The command
exits with 1 if two validators do not confirm a witness, or if the witness for a property lacks it. `--write` writes the
rows to docs/explanation/published.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from .families import read_families

PROJECT = Path(__file__).parents[3]
PAGE = PROJECT / "docs" / "explanation" / "published.md"
MARK = "<!-- written by python -m tests.compat.published -->"
HEADER = (
    *("schema", "old", "new", "KB", "changes", "breaking", "undecided"),
    *("witnesses", "confirmed", "with their property", "CPU s", "MB"),
)
COUNTS = ("changes", "breaking", "undecided", "witnesses", "confirmed")


def main(arguments: list[str] | None = None) -> int:
    """Print the table, and return the exit code."""
    families = read_families()
    parser = argparse.ArgumentParser(prog="python -m tests.compat.published", description=__doc__)
    parser.add_argument("families", nargs="*", metavar="FAMILY", help=f"{', '.join(families)} (default: all)")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the schemas, outside of the project")
    parser.add_argument("--write", action="store_true", help=f"write the table to {PAGE.relative_to(PROJECT)}")
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.families if name not in families]:
        parser.error(f"unknown family {unknown[0]!r}; available: {', '.join(families)}")
    rows, errors = [_row(HEADER), _row(["---"] * 3 + ["---:"] * (len(HEADER) - 3))], 0
    sys.stdout.write("\n".join(rows) + "\n")
    for name in options.families or families:
        for old, new, *paths in families[name].pairs(options.cache):
            figures = measure(*paths)
            rows.append(_row([name, old, new, *cells_of(figures)]))
            sys.stdout.write(rows[-1] + "\n")
            sys.stdout.flush()
            sys.stderr.writelines(f"{name} {old} {new}: {error}\n" for error in figures["errors"])
            errors += len(figures["errors"])
    if options.write:
        before = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
        PAGE.write_text("\n".join([before + MARK, "", *rows, ""]), encoding="utf-8")
    return int(errors > 0)


def measure(old: Path, new: Path) -> dict[str, Any]:
    """Return the figures of a comparison, in a process of its own."""
    command = [sys.executable, "-m", f"{__package__}.measured", str(old.resolve()), str(new.resolve())]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=PROJECT)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def cells_of(figures: dict[str, Any]) -> list[str]:
    """Return the figures of a comparison as the cells of a row."""
    counts = [str(figures.get(name, "-")) for name in COUNTS]
    contained = f"{figures.get('contained', 0)} of {figures.get('presence', 0)}"
    return [
        f"{figures['kilobytes']:.0f}",
        *counts,
        contained,
        f"{figures['seconds']:.1f}",
        f"{figures['megabytes']:.0f}",
    ]


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
