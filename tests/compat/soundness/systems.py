"""Random systems of files, each of which means the same as a schema without other files and identifiers."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from chatlayer_session.compat.model.schema_bundle import SchemaBundle, SchemaLibrary
from chatlayer_session.compat.model.schema_file import SchemaFile

from .schemas import NAMES, Schemas, objects_in

if TYPE_CHECKING:
    import random

HOST = "https://e.x"
ROOT = "/a/root.json"
EMBEDDED, CHAIN, SIBLING, RECURSIVE = (
    "systems with embedded schemas",
    "systems with identifier chains",
    "systems with siblings",
    "systems with recursion",
)
PATHS = {EMBEDDED: "/a/{}", CHAIN: "/a/sub/{}.json", SIBLING: "/a/{}.json"}
"""The path of the identifier or the file of a definition; other definitions stay in the root."""


class SystemSchemas(Schemas):
    """Generates random schemas with more references than usual."""

    def document(self) -> dict[str, Any]:
        """Return a schema with references to definitions, which can be recursive."""
        schema = self.object(2)
        schema["$defs"] = {"one": self.object(1), "two": self.schema(1)}
        for _ in range(2):
            self.refer(schema)
        names = [name for name in NAMES if name not in schema["properties"]]
        schema["properties"][self.rng.choice(names)] = {"$ref": f"#/$defs/{self.rng.choice(['one', 'two'])}"}
        return schema


@dataclass
class System:
    """The files of a system by their paths; ``kinds`` counts what it has."""

    files: dict[str, Any] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)

    def bundle(self) -> SchemaBundle:
        """Return the root with everything that it can refer to."""
        files = {
            HOST + path: SchemaFile(path, path, HOST + path, schema, json.dumps(schema).encode())
            for path, schema in self.files.items()
        }
        return SchemaBundle(files[HOST + ROOT], [SchemaLibrary(files.items)])


def system_of(document: dict[str, Any], rng: random.Random) -> System:
    """Return a system of the same meaning as a document, whose definitions are embedded or in files of their own."""
    definitions: dict[str, Any] = document.get("$defs", {})
    places = {name: rng.choice([*PATHS, None]) for name in definitions}
    targets = {
        f"#/$defs/{name}": PATHS[place].format(name) if place else f"{ROOT}#/$defs/{name}"
        for name, place in places.items()
    }
    targets["#"] = ROOT
    system = System(kinds=Counter(place for place in set(places.values()) if place))
    system.kinds[RECURSIVE] = int(_is_recursive(document))
    root = _rewritten({name: value for name, value in document.items() if name != "$defs"}, ROOT, targets, rng)
    root = {**({"$id": HOST + ROOT} if rng.random() < 0.5 else {}), **root, "$defs": {}}
    for name, definition in definitions.items():
        place = places[name]
        path = PATHS[place].format(name) if place else ROOT
        moved = _rewritten(definition, path, targets, rng)
        moved = moved if isinstance(moved, dict) else {"allOf": [moved]}
        if place == SIBLING:
            system.files[path] = {**({"$id": HOST + path} if rng.random() < 0.5 else {}), **moved}
        elif place == CHAIN:
            root["$defs"][name] = {"$id": "sub/", "$defs": {"inner": {"$id": f"{name}.json", **moved}}}
            if rng.random() < 0.5:
                # The same without a step between.
                root["$defs"][name] = {"$id": f"sub/{name}.json", **moved}
        else:
            root["$defs"][name] = {**({"$id": HOST + path} if place else {}), **moved}
        if place in {EMBEDDED, CHAIN} and rng.random() < 0.5:
            # A schema of the compared file outweighs one with the same identifier in a file beside it.
            system.files[f"/a/decoy-{name}.json"] = {"$id": HOST + path, "type": rng.choice(["null", "string"])}
            system.kinds[SIBLING] = 1
    system.files[ROOT] = root
    return system


def _is_recursive(document: dict[str, Any]) -> bool:
    """Return whether a definition, or the whole, refers to itself."""
    parts = {"#": {**document, "$defs": {}}, **{f"#/$defs/{name}": one for name, one in document["$defs"].items()}}
    graph = {name: {one["$ref"] for one in objects_in(part) if "$ref" in one} for name, part in parts.items()}
    reached = {name: set(targets) for name, targets in graph.items()}
    for _ in graph:
        reached = {name: targets.union(*(reached[one] for one in targets)) for name, targets in reached.items()}
    return any(name in targets for name, targets in reached.items())


def _rewritten(value: Any, base: str, targets: dict[str, str], rng: random.Random) -> Any:
    """Return a copy whose references lead from a base to their targets, absolutely or relatively."""
    if isinstance(value, list):
        return [_rewritten(item, base, targets, rng) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {name: _rewritten(child, base, targets, rng) for name, child in value.items()}
    if isinstance(value.get("$ref"), str):
        copy["$ref"] = _reference(base, targets[value["$ref"]], rng)
    return copy


def _reference(base: str, target: str, rng: random.Random) -> str:
    path, mark, fragment = target.partition("#")
    choices = [HOST + target, target]
    if path == base:
        choices.append("#" + fragment)
    if PurePosixPath(path).is_relative_to(PurePosixPath(base).parent):
        choices.append(f"{PurePosixPath(path).relative_to(PurePosixPath(base).parent)}{mark}{fragment}")
    elif PurePosixPath(path).parent == PurePosixPath(base).parent.parent:
        choices.append(f"../{PurePosixPath(path).name}{mark}{fragment}")
    return rng.choice(choices)
