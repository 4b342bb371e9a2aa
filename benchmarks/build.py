"""Builds missing workloads, in a separate process: ``python -m benchmarks.build``.

The peak memory of a child starts at that of its parent, so the measuring process must not build workloads.
"""

from __future__ import annotations

import argparse
import json
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import orjson

from chatlayer_session import Kind
from chatlayer_session.generate.choices import SeededChoices
from chatlayer_session.generate.corruptions import CorruptionWriter
from chatlayer_session.generate.generator import Generator
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.traverse import close_objects

from . import faults, payloads
from .workloads import DOCUMENT, FOLDER, HEAD, LINES, PLANS, Plan, Workload, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SEED = "chatlayer-session"
VARIABLES_SIZE = 50_000
LARGE_SIZE = 9_600_000
Line = tuple[bytes, "str | None"]
"""The text of a payload, and its fault."""


def build(plan: Plan, size: str, folder: Path) -> Workload:
    """Write the files of a workload and return it; the files depend only on the plan and the size."""
    draw = Random(f"{SEED} {plan.key}")
    lines = _GENERATORS[plan.key](draw, plan.count(size))
    path = folder / f"{plan.key}{_SUFFIXES[plan.form]}"
    head = None
    if plan.form == LINES:
        invalid, size_in_bytes = _write_lines(path, lines)
        if plan.count(size) > HEAD or any(fault in faults.TEXT_FAULTS for _, fault in invalid):
            head = _write_head(path, invalid)
    else:
        invalid, size_in_bytes = _write_files(path, lines, plan)
    return Workload(
        plan.key,
        plan.title,
        plan.kind,
        plan.form,
        str(path),
        plan.count(size),
        size_in_bytes,
        plan.rounds,
        plan.contenders,
        tuple(invalid),
        head,
    )


def lines_of(key: str, count: int) -> bytes:
    """Return the first lines of a workload that does not depend on its size."""
    lines = _GENERATORS[key](Random(f"{SEED} {key}"), count)
    return b"".join(text + b"\n" for text, _ in lines)


def _write_lines(path: Path, lines: Iterable[Line]) -> tuple[list[tuple[int, str]], int]:
    invalid: list[tuple[int, str]] = []
    with path.open("wb") as stream:
        for index, (text, fault) in enumerate(lines):
            stream.write(text + b"\n")
            if fault:
                invalid.append((index, fault))
        return invalid, stream.tell()


def _write_files(path: Path, lines: Iterable[Line], plan: Plan) -> tuple[list[tuple[int, str]], int]:
    invalid: list[tuple[int, str]] = []
    size_in_bytes = 0
    for index, (text, fault) in enumerate(lines):
        file = path / f"{index:04d}.json" if plan.form == FOLDER else path
        file.parent.mkdir(exist_ok=True)
        size_in_bytes += file.write_bytes(text)
        if fault:
            invalid.append((index, fault))
    return invalid, size_in_bytes


def _write_head(path: Path, invalid: list[tuple[int, str]]) -> str:
    """Write the first lines, with valid payloads in place of those that are not JSON."""
    text_faults = {index for index, fault in invalid if fault in faults.TEXT_FAULTS}
    head = path.with_suffix(".head.jsonl")
    valid = b""
    with path.open("rb") as source, head.open("wb") as target:
        for index, line in enumerate(islice(source, HEAD)):
            if index not in text_faults:
                valid = line
            target.write(valid)
    return str(head)


def _clean(draw: Random, count: int) -> Iterator[Line]:
    for _ in range(count):
        yield orjson.dumps(payloads.clean(draw)), None


def _spaced(draw: Random, count: int) -> Iterator[Line]:
    for _ in range(count):
        yield json.dumps(payloads.clean(draw)).encode(), None


def _shuffled(draw: Random, count: int) -> Iterator[Line]:
    for _ in range(count):
        members = list(payloads.clean(draw).items())
        draw.shuffle(members)
        yield orjson.dumps(dict(members)), None


def _realistic(draw: Random, count: int) -> Iterator[Line]:
    for _ in range(count):
        yield orjson.dumps(payloads.realistic(draw)), None


def _shapes(draw: Random, count: int) -> Iterator[Line]:
    """Yield the lines of ``generate --with-unstable``."""
    catalog = packaged_catalog()
    generator = Generator(catalog, catalog.resolve("1"), Kind.SESSION)
    writer = CorruptionWriter(generator, SeededChoices(draw.getrandbits(32)), unstable=True)
    for _ in range(count):
        yield writer.valid(), None


def _names(draw: Random, count: int) -> Iterator[Line]:
    for _ in range(count):
        payload = payloads.realistic(draw)
        names = ["".join(draw.choices("abcdefghijklmnop", k=8)) for _ in range(3)]
        payload["context"] = {names[0]: draw.choice((1, "x", None, [1], {names[1]: True}))}
        payload[names[2]] = draw.random() < 0.5
        yield orjson.dumps(payload), None


def _mixed(draw: Random, count: int) -> Iterator[Line]:
    """Yield clean payloads, with one in twenty invalid: all rules equally often, and their faults in turn."""
    rules = list(faults.faults_by_rule().values())
    for index in range(count):
        payload = payloads.clean(draw)
        # Neither first nor at a fixed distance, so that positions are not predictable.
        block, position = divmod(index, 20)
        if position != block * 7 % 19 + 1:
            yield orjson.dumps(payload), None
            continue
        variants = rules[block % len(rules)]
        fault = variants[block // len(rules) % len(variants)]
        yield _broken(draw, payload, fault), fault


def _all_invalid(draw: Random, count: int) -> Iterator[Line]:
    names = list(faults.SHAPE_FAULTS)
    for _ in range(count):
        payload = payloads.clean(draw)
        selected = draw.sample(names, draw.randrange(1, 4))
        for fault in selected:
            faults.SHAPE_FAULTS[fault](draw, payload)
        yield orjson.dumps(payload), selected[0]


def _sessions(draw: Random, count: int) -> Iterator[Line]:
    for _ in range(count):
        yield orjson.dumps(payloads.session(draw, VARIABLES_SIZE)), None


def _large_session(draw: Random, count: int) -> Iterator[Line]:
    for _ in range(count):
        yield orjson.dumps(payloads.session(draw, LARGE_SIZE)), None


def _tenth_invalid(draw: Random, count: int) -> Iterator[Line]:
    names = list(faults.SHAPE_FAULTS)
    for index in range(count):
        fault = names[index // 10 % len(names)] if index % 10 == 3 else None
        payload = payloads.clean(draw)
        yield _broken(draw, payload, fault) if fault else orjson.dumps(payload), fault


def _broken(draw: Random, payload: payloads.Payload, fault: str) -> bytes:
    if fault in faults.SHAPE_FAULTS:
        faults.SHAPE_FAULTS[fault](draw, payload)
    valid: bytes = orjson.dumps(payload)
    if fault in faults.SHAPE_FAULTS:
        return valid
    text = faults.TEXT_FAULTS[fault](draw, valid)
    if text == valid:
        raise ValueError(f"{fault} does not change the payload")
    return text


_SUFFIXES = {LINES: ".jsonl", DOCUMENT: ".json", FOLDER: ""}
_GENERATORS: dict[str, Callable[[Random, int], Iterator[Line]]] = {
    "clean": _clean,
    "clean-tenth": _clean,
    "clean-spaced": _spaced,
    "clean-shuffled": _shuffled,
    "realistic": _realistic,
    "shapes": _shapes,
    "names": _names,
    "mixed": _mixed,
    "all-invalid": _all_invalid,
    "variables": _sessions,
    "ten-megabytes": _large_session,
    "tiny": _clean,
    "folder": _tenth_invalid,
}


def write_schemas(folder: Path) -> None:
    """Write the schema of each kind in one file: as it is, closed, and as draft-07."""
    catalog = packaged_catalog()
    version = catalog.resolve("1")
    internal = catalog.schema("session", version, "internal")
    session = catalog.schema("session", version, "session")
    # One file without references to other files: some contenders accept only one file.
    without_identifiers = {name: value for name, value in internal.items() if name not in {"$schema", "$id", "$defs"}}
    nested = {name: value for name, value in session["properties"]["internal"].items() if name != "$ref"}
    combined = {
        **session,
        "properties": {"internal": {**nested, "$ref": "#/$defs/internal"}},
        "$defs": {"internal": without_identifiers, **internal["$defs"]},
    }
    for kind, schema in (("internal", internal), ("session", combined)):
        (folder / f"{kind}.schema.json").write_bytes(orjson.dumps(schema))
        (folder / f"{kind}.closed.json").write_bytes(orjson.dumps(close_objects(schema)))
        (folder / f"{kind}.draft-07.json").write_bytes(orjson.dumps(_as_draft_07(schema)))


def _as_draft_07(schema: dict[str, Any]) -> dict[str, Any]:
    """Return one of our schemas as draft-07, where keywords beside a reference are ignored."""
    text = orjson.dumps(schema).decode().replace('"$defs":', '"definitions":').replace("#/$defs/", "#/definitions/")
    return {**orjson.loads(text), "$schema": "http://json-schema.org/draft-07/schema#"}


def main() -> None:
    """Build the workloads named on the command line."""
    parser = argparse.ArgumentParser(description="Build workloads.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("size", choices=("small", "full"))
    parser.add_argument("keys", nargs="*")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    write_schemas(options.folder)
    for plan in PLANS:
        if plan.key in options.keys and read(options.folder, plan.key) is None:
            build(plan, options.size, options.folder).write(options.folder)


if __name__ == "__main__":
    main()
