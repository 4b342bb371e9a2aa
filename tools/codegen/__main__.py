"""Generate files from the schemas; run from the root of the project.

    python -m tools.codegen write [PART ...]    write the committed files, or those of some parts
    python -m tools.codegen check [PART ...]    list committed files that are out of date; exit with 1 if there are any
    python -m tools.codegen manifest            write the hashes of all exports (short for `write manifest`)
    python -m tools.codegen build               write all exports and the npm package to build/
    python -m tools.codegen diff REVISION       show what changed in the exports since a git revision; exit with 1 if
                                                anything did

The parts: ``types`` is the module of TypedDicts, ``exports`` the folder of that name, ``manifest`` the SHA-256 of every
export, and ``javascript`` the modules of the npm package. The last one needs node, npm, and the packages that
tools/codegen/node/package.json names.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chatlayer_session.spec.catalog import packaged_catalog

from .diff import PACKAGE, RevisionError, diff_exports
from .exports import build, committed_exports, export_hashes
from .javascript import javascript
from .typed_dicts import module

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chatlayer_session.spec.catalog import Catalog

PROJECT = Path(__file__).resolve().parents[2]

WRITTEN = {"README.md", "arbitraries.mjs", "arbitraries.d.ts"}
"""Names of files in these folders that are not generated."""


@dataclass(frozen=True)
class Part:
    """Committed files that are generated together.

    ``files`` returns them by path below ``folder``. If the part is ``exclusive``, the folder has only these and
    `WRITTEN` files.
    """

    folder: str
    files: Callable[[Catalog], dict[str, bytes]]
    exclusive: bool = False

    def contents(self) -> dict[str, bytes]:
        """Return the files by path from the root of the project."""
        return {f"{self.folder}/{path}": content for path, content in self.files(packaged_catalog()).items()}

    def left_over(self, expected: Iterable[str]) -> list[str]:
        """Return the paths of files that are in an exclusive folder and are not expected there."""
        paths = [path for path in (PROJECT / self.folder).glob("**/*") if path.is_file() and path.name not in WRITTEN]
        present = {path.relative_to(PROJECT).as_posix() for path in paths}
        return sorted(present - set(expected)) if self.exclusive else []


PARTS = {
    "types": Part(PACKAGE, lambda catalog: {"payload_types.py": module(catalog).encode()}),
    "exports": Part("exports", committed_exports, exclusive=True),
    "manifest": Part("tests/spec/export", lambda catalog: {"manifest.json": export_hashes(catalog)}),
    "javascript": Part(f"{PACKAGE}/javascript", javascript, exclusive=True),
}


def check(part: Part) -> list[str]:
    """Return a line for each committed file of a part that is out of date."""
    files = part.contents()
    return [
        *(f"{path} is stale" for path in _stale(files)),
        *(f"{path} is left over" for path in part.left_over(files)),
    ]


def write(part: Part) -> list[str]:
    """Bring the committed files of a part up to date, and return a line for each file that changed."""
    files = part.contents()
    stale, left_over = _stale(files), part.left_over(files)
    for path in stale:
        (PROJECT / path).parent.mkdir(parents=True, exist_ok=True)
        (PROJECT / path).write_bytes(files[path])
    for path in left_over:
        (PROJECT / path).unlink()
    return [*(f"{path} written" for path in stale), *(f"{path} removed" for path in left_over)]


def main() -> int:
    """Run the command of the command line, and return the exit status."""
    parser = _parser()
    options = parser.parse_args()
    match options.command:
        case "check":
            return _print(line for name in options.parts or PARTS for line in check(PARTS[name]))
        case "build":
            count = build(PROJECT / "build", packaged_catalog())
            _print([f"build/: {count} files written"])
        case "diff":
            try:
                return _print(diff_exports(PROJECT, options.revision))
            except RevisionError as error:
                parser.error(str(error))
        case "manifest":
            _print(write(PARTS["manifest"]))
        case _:
            _print(line for name in options.parts or PARTS for line in write(PARTS[name]))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.codegen", description="Generate files from the schemas.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, summary in (
        ("write", "write the committed files"),
        ("check", "list committed files that are out of date; exit with 1 if there are any"),
    ):
        command = commands.add_parser(name, help=summary, description=summary)
        command.add_argument(
            "parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=f"one of {', '.join(PARTS)}"
        )
    commands.add_parser("manifest", help="write the hashes of all exports")
    commands.add_parser("build", help="write all exports and the npm package to build/")
    differ = commands.add_parser("diff", help="show what changed in the exports; exit with 1 if anything did")
    differ.add_argument("revision", metavar="REVISION", help="a git revision, such as HEAD or v1.0.0")
    return parser


def _stale(files: dict[str, bytes]) -> list[str]:
    """Return the paths of files that are missing or have different content."""
    paths = ((path, PROJECT / path, content) for path, content in files.items())
    return [path for path, file, content in paths if not file.is_file() or file.read_bytes() != content]


def _print(lines: Iterable[str]) -> int:
    """Print lines; return 1 if there are any, else 0."""
    text = "".join(f"{line}\n" for line in lines)
    sys.stdout.write(text)
    return 1 if text else 0


if __name__ == "__main__":
    sys.exit(main())
