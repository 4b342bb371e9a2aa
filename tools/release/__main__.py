"""The command: ``check`` applies the release rules to the project, ``prepare`` writes a release."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from .catalog_hashes import list_unreleased
from .checks import refusals, smallest_bump
from .project import Project
from .required_bump import comparison
from .versions import Version

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .checks import Compare, Refusal


def prepare(project: Project, version: Version, date: str) -> list[str]:
    """Write the version and its date (``YYYY-MM-DD``); return the commands to run next."""
    changelog, metadata = project.root / "CHANGELOG.md", project.root / "pyproject.toml"
    text = metadata.read_text(encoding="utf-8")
    numbered = re.sub(r'^version = "[^"]*"$', f'version = "{version}"', text, count=1, flags=re.MULTILINE)
    changelog.write_text(project.changelog.dated(version, date), encoding="utf-8")
    metadata.write_text(numbered, encoding="utf-8")
    return [
        "bash .ci/run",
        f'git commit --all --message "Release {version}"',
        f"git tag v{version}",
        "python -m build",
    ]


OUTPUT: dict[str, Callable[[Project], list[str]]] = {
    "list": lambda project: list_unreleased(project) or ["the catalog is up to date"],
    "version": lambda project: [project.package_version],
}
"""The commands that always succeed, with the function that returns their lines."""


def main() -> int:
    """Run a command; return 1 if a rule refuses the project."""
    options = _parser().parse_args()
    project = Project(options.tree)
    problem = _problem_of_folder(project)
    if problem is not None:
        _parser().error(problem)
    if options.command in OUTPUT:
        sys.stdout.write("".join(f"{line}\n" for line in OUTPUT[options.command](project)))
        return 0
    compare = comparison(project)
    refused = refusals(project, compare, None)
    if refused or options.command == "check":
        return _report(refused)
    target = _target(project, compare, options.version)
    if target is None:
        _parser().error(f"invalid version {options.version!r}; use three numbers, such as 1.1.0")
    refused = refusals(project, compare, target)
    if refused:
        return _report(refused)
    steps = prepare(project, target, options.date or datetime.now(timezone.utc).date().isoformat())
    sys.stdout.write(f"{target} is prepared; next:\n" + "".join(f"  {step}\n" for step in steps))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.release", description=__doc__)
    parser.add_argument("--tree", type=Path, default=Path(__file__).parents[2], help="folder of the project")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="list what must be fixed before work goes on")
    commands.add_parser("list", help="write the hashes of unreleased schema files to the catalog")
    commands.add_parser("version", help="print the version of the package, from which the tag is made")
    preparing = commands.add_parser("prepare", help="write the next version to CHANGELOG.md and pyproject.toml")
    preparing.add_argument("version", nargs="?", help="the version (default: the smallest that the changes allow)")
    preparing.add_argument("--date", type=_date, help="date of the release, YYYY-MM-DD (default: today, in UTC)")
    return parser


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"invalid date {text!r}; use YYYY-MM-DD, such as 2027-01-31") from None


def _problem_of_folder(project: Project) -> str | None:
    """Return why a folder cannot be used as the project, or None."""
    for name in ("CHANGELOG.md", "pyproject.toml", "schemas/catalog.json"):
        if not (project.root / name).is_file():
            return f"{project.root} is not a folder of the project; it has no {name}"
    try:
        return None if project.catalog else "schemas/catalog.json lists no families"
    except (ValueError, KeyError, TypeError):
        return "schemas/catalog.json lists no families; check that it is the JSON of a catalog"


def _report(refused: Sequence[Refusal]) -> int:
    for refusal in refused:
        sys.stdout.write(f"{refusal}\n")
    count = "1 problem" if len(refused) == 1 else f"{len(refused)} problems"
    sys.stdout.write(f"{count if refused else 'release check passed'}\n")
    return 1 if refused else 0


def _target(project: Project, compare: Compare, text: str | None) -> Version | None:
    if text is not None:
        return Version.parse(text)
    section = project.changelog.unreleased
    last = max((section.version for section in project.changelog.released if section.version), default=None)
    if section is None or last is None:
        return Version(1, 0, 0)
    return last.after(smallest_bump(project, compare, section))


if __name__ == "__main__":
    sys.exit(main())
