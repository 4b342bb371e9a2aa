"""Systems of files: embedded identifiers, base URIs, siblings and dialects, under several hash seeds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.export.documents import ExportSource, bundle, flat
from chatlayer_session.spec.export.views import OPEN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DRAFT_2020_12 = "https://json-schema.org/draft/2020-12/schema"
DRAFT_07 = "http://json-schema.org/draft-07/schema#"
DRAFT_04 = "http://json-schema.org/draft-04/schema#"
SEEDS = ("0", "1", "2", "3", "4")


COMPARE_ALL = """
import json, os, re, sys
from pathlib import Path
from chatlayer_session.cli.commands.compat import status_of
from chatlayer_session.compat.comparer import compare_inputs
from chatlayer_session.compat.reporters.text import lines
from chatlayer_session.errors import UnreadableInput
from chatlayer_session.reporters.style import Style

def report(folder):
    os.chdir(folder)
    split = Path("old").exists()
    paths = [f"{side}/{side}.json" if split else f"{side}.json" for side in ("old", "new")]
    try:
        result = compare_inputs(*paths)
    except UnreadableInput as error:
        return [4, str(error).replace("old/", "")]
    # Each file has one line, and pointers say where in it.
    printed = [re.sub(r"^(?:old/|new/)?([^:]+):1:[0-9]+:", r"\\1:", line) for line in lines(result, Style())]
    return [status_of(result), *(line for line in printed[:-1] if line[:2] != "  ")]

root = os.getcwd()
print(json.dumps({name: report(os.path.join(root, name)) for name in sys.argv[1:]}))
"""


class System(NamedTuple):
    """Two files, each with siblings by their names, and what the comparison gives."""

    old: Any
    new: Any
    status: int
    lines: tuple[str, ...]
    old_siblings: Mapping[str, Any] = MappingProxyType({})
    new_siblings: Mapping[str, Any] = MappingProxyType({})


def embedding(kind: str, **more: Any) -> dict[str, Any]:
    """Return a schema that refers to an embedded one."""
    embedded = {"$id": "https://e.x/m", "type": kind}
    return {"$schema": DRAFT_2020_12, "$ref": "https://e.x/m", "$defs": {"m": embedded}, **more}


def relative(kind: str) -> dict[str, Any]:
    """Return a schema that refers to itself by a relative reference."""
    members = {"next": {"$ref": "node.json"}, "value": {"type": kind}}
    return {"$id": "https://e.x/node.json", "type": "object", "properties": members}


def split(kind: str, version: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return two schemas whose identifiers have a layout that their files do not have."""
    base = f"https://e.x/{version}"
    return (
        {"$schema": DRAFT_2020_12, "$id": f"{base}/a.json", "$ref": "common/b.json"},
        {"$schema": DRAFT_2020_12, "$id": f"{base}/common/b.json", "type": kind},
    )


def tuple_in_draft_07(kind: str) -> dict[str, Any]:
    """Return a schema that embeds a resource in an older dialect."""
    embedded = {"$schema": DRAFT_07, "$id": "https://e.x/m", "type": "array", "items": [{"type": kind}]}
    return {"$schema": DRAFT_2020_12, "$ref": "https://e.x/m", "$defs": {"m": embedded}}


def anchored(kind: str) -> dict[str, Any]:
    """Return a schema that refers to an anchor."""
    return {"$ref": "#a", "$defs": {"x/y": {"$anchor": "a", "properties": {"q": {"type": kind}}}}}


STRING, INTEGER = {"type": "string"}, {"type": "integer"}
CHANGED = "new.json: breaking[type-changed] at #/type: integer instead of string; breaks the reader and the writer"
FOREIGN = "new.json: patch[annotation-changed] at #: `x-extensible-enum` changed"
EMBEDDED_CHANGED = (
    "new.json: breaking[type-changed] at #/$defs/m/type: string instead of integer; breaks the reader and the writer",
)
REFACTORED = ("new.json: patch[reference-refactored] at #: the schema is written differently but means the same",)
BROKEN: dict[str, Any] = {
    "draft-04.json": {"$schema": DRAFT_04, "id": "https://e.x/m", "type": "boolean"},
    "2019-09.json": {"$schema": "https://json-schema.org/draft/2019-09/schema", "$id": "https://e.x/m"},
    "invalid.json": {"$schema": DRAFT_2020_12, "$id": "https://e.x/m", "type": 5, "properties": 5},
    "malformed.json": {"$schema": DRAFT_2020_12, "$id": "https://[bad"},
    "embedding.json": embedding("boolean"),
}
SYSTEMS = {
    "equal embedded identifiers": System(
        *(embedding("integer"), embedding("string"), 1),
        EMBEDDED_CHANGED,
    ),
    "an unrelated sibling embeds the identifier": System(
        *(embedding("integer"), embedding("integer"), 0, ()), BROKEN, BROKEN
    ),
    "a sibling that is referred to embeds a different schema": System(
        embedding("integer", allOf=[{"$ref": "other.json"}]),
        embedding("string", allOf=[{"$ref": "other.json"}]),
        1,
        EMBEDDED_CHANGED,
        *(({"other.json": {"title": "x", "$defs": {"m": {"$id": "https://e.x/m", "type": "null"}}}},) * 2),
    ),
    "relative reference to the root": System(
        *(relative("string"), relative("integer"), 1),
        tuple(
            f"new.json: breaking[type-changed] {path} at #/properties/value/type: integer instead of string; "
            "breaks the reader and the writer"
            for path in ("/next/value", "/value")
        ),
    ),
    "layout unlike the identifiers": System(
        *(split("string", "v1")[0], split("integer", "v2")[0], 1),
        ("c.json: breaking[type-changed] at #/type: integer instead of string; breaks the reader and the writer",),
        {"b.json": split("string", "v1")[1]},
        {"c.json": split("integer", "v2")[1]},
    ),
    "empty fragment in an identifier": System(
        {
            "$schema": DRAFT_07,
            "$id": "https://e.x/a#",
            "definitions": {"q": STRING},
            "properties": {"x": {"$ref": "#/definitions/q"}, "y": {"$ref": "a#/definitions/q"}},
        },
        {"$schema": DRAFT_07, "$id": "https://e.x/b#", "properties": {"x": STRING, "y": STRING}},
        0,
        REFACTORED,
    ),
    "malformed identifier": System(
        *({"$id": "https://[bad"}, {}, 4),
        ("old.json: malformed `$id` https://[bad; set `$id` to a valid URI",),
    ),
    "unusable siblings": System(STRING, INTEGER, 1, (CHANGED,), BROKEN, BROKEN),
    "reference to an invalid sibling": System(
        *({"$ref": "invalid.json"}, INTEGER, 4),
        (
            "old.json: reference invalid.json at # leads to invalid.json: invalid Draft 2020-12 schema: /properties "
            "violates `type` of the meta-schema; for a draft-07 schema, set `$schema`",
        ),
        BROKEN,
    ),
    "reference to a sibling in an unsupported dialect": System(
        *({"$ref": "2019-09.json"}, INTEGER, 4),
        (
            "old.json: reference 2019-09.json at # leads to 2019-09.json: unsupported dialect "
            "https://json-schema.org/draft/2019-09/schema; use Draft 2020-12, or draft-04, -06 or -07",
        ),
        BROKEN,
    ),
    "several siblings with the identifier": System(
        *({"$ref": "https://e.x/n"}, INTEGER, 4),
        (
            "old.json: reference https://e.x/n at #: one.json and two.json contain different schemas with the "
            "identifier https://e.x/n; give each a different identifier",
        ),
        {"one.json": {"$id": "https://e.x/n"}, "two.json": {"$id": "https://e.x/n", "title": "x"}},
    ),
    "foreign known values": System(STRING, {**INTEGER, "x-extensible-enum": True}, 1, (FOREIGN, CHANGED)),
    "foreign stability": System(
        {"type": "object", "properties": {"a": STRING}},
        {"type": "object", "properties": {"a": {**STRING, "x-stability": {"level": "beta"}}}},
        0,
        ("new.json: patch[annotation-changed] /a at #/properties/a: `x-stability` changed",),
    ),
    "foreign deprecation": System(
        *({"$schema": DRAFT_07}, {"$schema": DRAFT_07, "deprecated": "use b"}, 0),
        ("new.json: patch[annotation-changed] at #: `deprecated` changed",),
    ),
    "dependencies in both dialects": System(
        {"$schema": DRAFT_07, "dependencies": {"a": ["b"], "c": {"required": ["d"]}}},
        {"$schema": DRAFT_2020_12, "dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"required": ["d"]}}},
        0,
        REFACTORED,
    ),
    "dependencies that the newer dialect ignores": System(
        {"$schema": DRAFT_07, "dependencies": {"a": ["b"]}},
        {"$schema": DRAFT_2020_12, "dependencies": {"a": ["b"]}},
        1,
        ("old.json: breaking[dependency-removed] at #/dependencies: `a` no longer requires `b`; breaks the reader",),
    ),
    "embedded dialect": System(
        *(tuple_in_draft_07("string"), tuple_in_draft_07("integer"), 1),
        (
            "new.json: breaking[type-changed] /0 at #/$defs/m/items/0/type: integer instead of string; "
            "breaks the reader and the writer",
        ),
    ),
    "draft-04": System(
        {"$schema": DRAFT_04, "id": "https://e.x/a#", "type": "number", "minimum": 1, "exclusiveMinimum": True},
        {"type": "number", "exclusiveMinimum": 1},
        0,
        REFACTORED,
    ),
    "keywords that draft-04 does not have": System(
        {"$schema": DRAFT_04, "const": 1},
        {"const": 1},
        1,
        ("new.json: breaking[enum-added] at #/const: only 1 instead of any value; breaks the writer",),
    ),
    "huge divisor": System(
        {"type": "number", "multipleOf": 1e308},
        {"type": "number", "multipleOf": 2},
        1,
        ("new.json: breaking[bound-changed] at #/multipleOf: `multipleOf` 2 instead of 1e+308; breaks the reader",),
    ),
    "pointer below an anchor": System(
        *(anchored("string"), anchored("integer"), 1),
        (
            "new.json: breaking[type-changed] /q at #/$defs/x~1y/properties/q/type: integer instead of string; "
            "breaks the reader and the writer",
        ),
    ),
}


@pytest.mark.parametrize("seed", SEEDS)
def test_system_of_files_has_expected_report(seed: str, tmp_path: Path) -> None:
    """Verdict, places and messages are the same under five hash seeds, in one folder and in two."""
    expected: dict[str, Any] = {}
    for name, system in SYSTEMS.items():
        for is_split in (False, True):
            folder = tmp_path / f"{name}, {'two folders' if is_split else 'one folder'}"
            write(folder / "old" if is_split else folder, {"old.json": system.old, **system.old_siblings})
            write(folder / "new" if is_split else folder, {"new.json": system.new, **system.new_siblings})
            expected[folder.name] = [system.status, *system.lines]
    done = subprocess.run(
        [sys.executable, "-c", COMPARE_ALL, *expected],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == expected


def write(folder: Path, files: dict[str, Any]) -> None:
    """Write schemas to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in files.items():
        (folder / name).write_text(json.dumps(schema), encoding="utf-8")


@pytest.mark.parametrize("export", [bundle, flat])
def test_export_is_compared_as_what_it_is(export: Any, tmp_path: Path) -> None:
    """An export compared with itself is no changed release, and has the changes of the schemas that it exports."""
    catalog = packaged_catalog()
    paths = [tmp_path / f"{version}.json" for version in ("1.0.0", "1.1.0")]
    for path in paths:
        path.write_text(json.dumps(export(ExportSource(catalog, "session", path.stem, OPEN), "session")))

    def compat(old: Path, new: Path) -> str:
        command = [sys.executable, "-m", "chatlayer_session", "compat", str(old), str(new)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    assert (
        compat(paths[0], paths[0])
        == "1 schema: 0 changes, 0 breaking, 0 undecided; compatible, requires no new version\n"
    )
    assert compat(*paths).endswith("0 breaking, 0 undecided; compatible, requires a minor version\n")
