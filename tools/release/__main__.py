"""The command: ``check`` holds the tree to the rules of a release, ``prepare`` makes it one."""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from .catalog_hashes import list_unreleased
from .checks import least_bump, refusals
from .prepare import prepare
from .project import Tree
from .required_bump import demand
from .versions import Version

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .checks import Demand, Refusal

LINES: dict[str, Callable[[Tree], list[str]]] = {
    "list": lambda tree: list_unreleased(tree) or ["the catalog has them all"],
    "version": lambda tree: [tree.package_version],
}
"""Commands that always succeed, with the lines that they write."""


def main() -> int:
    """Check or prepare; 1 if the tree is refused."""
    parser = argparse.ArgumentParser(prog="python -m tools.release", description=__doc__)
    parser.add_argument("--tree", type=Path, default=Path(__file__).parents[2], help="the project's folder")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="say what keeps the tree from being one that work can go on from")
    commands.add_parser("list", help="write the files of schema versions that are not released into the catalog")
    commands.add_parser("version", help="print the version of the package, which is what a release is tagged as")
    preparing = commands.add_parser("prepare", help="write the next version into CHANGELOG.md and pyproject.toml")
    preparing.add_argument("version", nargs="?", help="the version; the least that the changes demand otherwise")
    preparing.add_argument("--date", type=_day, help="the day of the release, YYYY-MM-DD (default: today, in UTC)")
    options = parser.parse_args()
    tree = Tree(options.tree)
    fault = _fault(tree)
    if fault is not None:
        parser.error(fault)
    if options.command in LINES:
        sys.stdout.write("".join(f"{line}\n" for line in LINES[options.command](tree)))
        return 0
    demanded = demand(tree)
    found = refusals(tree, demanded, None)
    if found or options.command == "check":
        return _told(found)
    target = _target(tree, demanded, options.version)
    if target is None:
        parser.error(f"{options.version} is no version: write three numbers, such as 1.1.0")
    found = refusals(tree, demanded, target)
    if found:
        return _told(found)
    steps = prepare(tree, target, options.date or datetime.now(timezone.utc).date().isoformat())
    sys.stdout.write(f"{target} is prepared; next:\n" + "".join(f"  {step}\n" for step in steps))
    return 0


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day: write YYYY-MM-DD, such as 2027-01-31") from None


def _fault(tree: Tree) -> str | None:
    """Return what keeps a folder from being looked at as the project's."""
    for name in ("CHANGELOG.md", "pyproject.toml", "schemas/catalog.json"):
        if not (tree.root / name).is_file():
            return f"{tree.root} is no folder of the project: it has no {name}"
    try:
        return None if tree.catalog else "schemas/catalog.json lists no families"
    except (ValueError, KeyError, TypeError):
        return "schemas/catalog.json lists no families: it is no JSON, or another file"


def _told(found: Sequence[Refusal]) -> int:
    for refusal in found:
        sys.stdout.write(f"{refusal}\n")
    counted = "1 refusal" if len(found) == 1 else f"{len(found)} refusals"
    sys.stdout.write(f"{counted if found else 'nothing is refused'}\n")
    return 1 if found else 0


def _target(tree: Tree, demanded: Callable[[str, Version, Version], Demand], text: str | None) -> Version | None:
    if text is not None:
        return Version.parse(text)
    section = tree.changelog.unreleased
    last = max((each.version for each in tree.changelog.released if each.version), default=None)
    if section is None or last is None:
        return Version(1, 0, 0)
    return last.after(least_bump(tree, demanded, section))


if __name__ == "__main__":
    sys.exit(main())
