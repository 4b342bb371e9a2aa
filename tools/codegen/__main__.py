"""Make anew what is made from the schemas; run from the root of the project.

    python -m tools.codegen                     write all of it
    python -m tools.codegen --check             say what differs, and exit with 1 if something does
    python -m tools.codegen types artefacts     the same for these parts only

The parts: ``types`` is the module of TypedDicts, ``artefacts`` the committed export in ``exports/``, and ``javascript``
what the npm package has beside them. That needs node, npm, and the packages that tools/codegen/node/package.json names.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.export import export_contents, export_files

from .javascript import javascript
from .typed_dicts import module

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = "validator/chatlayer_session"


GENERATED = {"artefacts": "exports", "javascript": f"{PACKAGE}/javascript"}
"""Folders of which every file is made, but the README."""


def types() -> dict[str, bytes]:
    """Return the module of TypedDicts of the newest version."""
    return {f"{PACKAGE}/payload_types.py": module(packaged_catalog()).encode()}


def committed_artefacts() -> dict[str, bytes]:
    """Return the export of everything."""
    files = export_contents(export_files(packaged_catalog()))
    return {f"exports/{path}": content for path, content in files.items()}


def compiled_javascript() -> dict[str, bytes]:
    """Return what node makes of the schemas."""
    return {f"{PACKAGE}/javascript/{path}": content for path, content in javascript(packaged_catalog()).items()}


PARTS: dict[str, Callable[[], dict[str, bytes]]] = {
    "types": types,
    "artefacts": committed_artefacts,
    "javascript": compiled_javascript,
}


def differing(files: dict[str, bytes]) -> list[str]:
    """Return the paths of the files that are not as they would be made."""
    return [path for path, content in files.items() if not _is(PROJECT / path, content)]


def surplus(part: str, files: dict[str, bytes]) -> list[str]:
    """Return the paths of the files in the folder of a part that would not be made."""
    if part not in GENERATED:
        return []
    found = (
        path.relative_to(PROJECT).as_posix() for path in (PROJECT / GENERATED[part]).glob("**/*") if path.is_file()
    )
    return sorted(path for path in found if path not in files and not path.endswith("/README.md"))


def main() -> int:
    """Make or check the parts named on the command line, or all."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.codegen", description="Make anew what is made from the schemas."
    )
    parser.add_argument("--check", action="store_true", help="change nothing, and exit with 1 if something differs")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to make; everything otherwise")
    options = parser.parse_args()
    stale = [line for part in options.parts or PARTS for line in made(part, check=options.check)]
    sys.stdout.write("".join(f"{line}\n" for line in stale))
    return 1 if stale and options.check else 0


def made(part: str, *, check: bool) -> list[str]:
    """Make or check a part, and return a line for each file that was not as it should be."""
    files = PARTS[part]()
    stale, left = differing(files), surplus(part, files)
    if check:
        return [*(f"{path} is stale" for path in stale), *(f"{path} is left over" for path in left)]
    for path in stale:
        (PROJECT / path).parent.mkdir(parents=True, exist_ok=True)
        (PROJECT / path).write_bytes(files[path])
    for path in left:
        (PROJECT / path).unlink()
    return [*(f"{path} written" for path in stale), *(f"{path} removed" for path in left)]


def _is(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


if __name__ == "__main__":
    sys.exit(main())
