"""The command that compares the platform's session page with the newest schema: ``python -m tools.drift PAGE``.

``PAGE`` is the saved page, in Markdown. Each difference in the table or the printed example is a line, and the exit
code is 1 if there are any.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from chatlayer_session.findings import Kind
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree
from chatlayer_session.spec.json_type import json_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatlayer_session.spec.fields import Field

_ROW = re.compile(r"^\| (?P<name>[A-Za-z][\w.]*) +\| (?P<type>[a-z]+) +\|(?P<text>.*)\|$", re.MULTILINE)
_EXAMPLE = re.compile(r"```json\n(?P<text>.*?)```", re.DOTALL)
_VALUE = re.compile(r"\b[A-Z]{4,}\b|(?<=`)[a-z]+(?=`)")
_MISSING_COMMA = re.compile(r'([}\]"\d])(\s*\n\s*")')


def differences(page: str, root: Field, documented: object) -> Iterator[str]:
    """Yield each difference between the page and the fields below ``root`` and its example, ``documented``."""
    rows = {match["name"]: match for match in _ROW.finditer(page)}
    example = _EXAMPLE.search(page)
    shown = dict(_members(None if example is None else _repaired(example["text"])))
    declared = dict(_stable_fields(root))
    for name, row in rows.items():
        yield from _differences_of_row(name, row, declared.get(name))
    yield from _differences_of_example(shown, dict(_members(documented)))
    for name in sorted(declared.keys() - rows.keys() - shown.keys()):
        yield f"{name}: a stable field of the schema, but neither in the table nor in the example of the page"


def _differences_of_row(name: str, row: re.Match[str], field: Field | None) -> Iterator[str]:
    if field is None:
        yield f"{name}: in the table of the page, but not a stable field of the schema"
        return
    if field.types != (row["type"],):
        yield f"{name}: {row['type']} in the table of the page, {' or '.join(field.types)} in the schema"
    if set(_VALUE.findall(row["text"])) != set(map(str, field.values)):
        yield f"{name}: the values in the table of the page are not those of the schema"


def _differences_of_example(shown: dict[str, object], expected: dict[str, object]) -> Iterator[str]:
    for name in sorted(shown.keys() | expected.keys()):
        if name not in expected:
            yield f"{name}: in the example of the page, but not in documented.json"
        elif name not in shown:
            yield f"{name}: in documented.json, but not in the example of the page"
        elif shown[name] != expected[name]:
            yield f"{name}: the example of the page has a different value"


def _stable_fields(field: Field, prefix: str = "") -> Iterator[tuple[str, Field]]:
    for name, member in field.members.items():
        if member.stability == "stable":
            yield f"{prefix}{name}", member
            yield from _stable_fields(member, f"{prefix}{name}.")
            if member.items is not None:
                yield from _stable_fields(member.items, f"{prefix}{name}[].")


def _members(value: object, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield the dotted names of the members of a value, each with its scalar or its type."""
    if isinstance(value, dict):
        for name, member in cast("dict[str, Any]", value).items():
            is_container = isinstance(member, dict | list)
            yield f"{prefix}{name}", json_type(member) if is_container else member
            yield from _members(member, f"{prefix}{name}" + ("[]." if isinstance(member, list) else "."))
    elif isinstance(value, list):
        for item in value:
            yield from _members(item, prefix)


def _repaired(text: str) -> object:
    """Return the value of the example, which lacks two commas and a brace as it is printed; None if it is not JSON."""
    closed = re.sub(r"\n   \}\n(   \"currentDialogstate)", r"\n      }\n   },\n\1", text)
    try:
        return json.loads(_MISSING_COMMA.sub(r"\1,\2", closed))
    except ValueError:
        return None


def main(arguments: list[str] | None = None) -> int:
    """Compare a page with the newest schema; return 1 if they differ."""
    description = "Compare the platform's session page with the newest schema."
    parser = argparse.ArgumentParser(prog="python -m tools.drift", description=description)
    parser.add_argument("page", type=Path, help="the saved page, in Markdown")
    page = parser.parse_args(arguments).page.read_text(encoding="utf-8")
    catalog = packaged_catalog()
    version = catalog.resolve("latest")
    root = field_tree(catalog, version, Kind.INTERNAL)
    found = list(differences(page, root, catalog.example("session", version, "documented")))
    sys.stdout.write("".join(f"{line}\n" for line in found) or f"the page agrees with version {version}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
