"""The end of a comparison: every stage looks at the watch, and equal schemas end before the first."""

from __future__ import annotations

import json
import random
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from chatlayer_session.compat.changes import PARTIES, ChangeId, Compatibility, CompatVerdict
from chatlayer_session.compat.comparer import Comparer, compare_inputs
from chatlayer_session.compat.model import fingerprints
from chatlayer_session.compat.model.fingerprints import Skeleton, hash_definitions
from chatlayer_session.compat.prover import Prover
from chatlayer_session.compat.search import validator_pair
from chatlayer_session.compat.watch import Stopped, Watch
from chatlayer_session.errors import UnreadableInput

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import MakeBundle

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class CountedWatch(Watch):
    """A watch that ends after some looks at it, and counts the later ones."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.looks = looks
        self.later = 0

    @property
    def seconds_left(self) -> float:
        """An hour until the end."""
        self.looks -= 1
        self.later += self.looks < 0
        return 3600.0 * (self.looks >= 0)


def linked(value: str, *, count: int = 12) -> dict[str, Any]:
    """Return definitions that refer to each other and to the root; the last one has a value of a type."""
    definitions = {
        f"d{number}": {
            "type": "object",
            "properties": {
                "next": {"$ref": f"#/$defs/d{number + 1}"} if number < count else {"type": value},
                "up": {"anyOf": [{"$ref": "#"}, {"$ref": f"#/$defs/d{number // 2}"}, {"type": "null"}]},
            },
        }
        for number in range(count + 1)
    }
    return {"$schema": DIALECT, "type": "object", "properties": {"a": {"$ref": "#/$defs/d0"}}, "$defs": definitions}


def test_every_stage_ends_soon_after_the_watch(bundle: MakeBundle) -> None:
    """Wherever the end is, nothing fails, a break is never called compatible, and little is looked at afterwards."""
    old, new = linked("string"), linked("integer")
    verdicts: set[CompatVerdict] = set()
    for looks in [*range(0, 60, 7), *range(60, 1500, 90)]:
        watch = CountedWatch(looks)
        with closing(Prover(watch=watch, command=("false",))) as prover:
            comparison = Comparer(prover).compare(bundle(old), bundle(new))
        verdicts.add(Compatibility("old", "new", PARTIES, (comparison,)).verdict)
        assert watch.later <= 60, f"{watch.later} looks after the end at {looks}"
        assert comparison.changes
    assert verdicts <= {CompatVerdict.BREAKING, CompatVerdict.UNDECIDED}
    assert CompatVerdict.UNDECIDED in verdicts


def test_comparison_that_is_stopped_at_once_names_the_schema(bundle: MakeBundle) -> None:
    """Before the views are known, the schemas are undecided as wholes."""
    comparison = Comparer(Prover(watch=Watch(0))).compare(bundle(linked("string")), bundle(linked("integer")))
    assert [(change.id, change.message, change.undecided) for change in comparison.changes] == [
        (ChangeId.UNDECIDED, "not compared: stopped before", PARTIES)
    ]


def chain(count: int, *last: str) -> dict[str, Skeleton]:
    """Return definitions each of which refers to the next one."""
    names = [*(f"n{number}" for number in range(count)), None]
    return {
        str(name): Skeleton("text", last if following is None else (following,)) for name, following in pairwise(names)
    }


def test_hashes_of_a_chain_are_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Definitions without a circle of references need one hash each."""
    calls: list[tuple[str, ...]] = []
    original = fingerprints.digest

    def count(*texts: str) -> str:
        calls.append(texts)
        return original(*texts)

    monkeypatch.setattr(fingerprints, "digest", count)
    hashes = hash_definitions(chain(3000), CountedWatch(0))
    assert len(set(hashes.values())) == len(calls) == 3000
    assert max(map(len, calls)) == 2


def test_hashes_of_a_circle_look_at_the_watch() -> None:
    """A circle of definitions that all differ takes many rounds, each of which can be the last."""
    circle = {**chain(50, "n0"), "n49": Skeleton("other", ("n0",))}
    assert len(set(hash_definitions(circle, Watch()).values())) == 50
    watch = CountedWatch(3)
    with pytest.raises(Stopped):
        hash_definitions(circle, watch)
    assert watch.later == 1


def test_hash_tells_a_circle_from_what_leads_to_it() -> None:
    """Definitions are equal if no number of steps tells them apart, for circles of any size."""
    one = {
        "a": Skeleton("t", ("a",)),
        "b": Skeleton("t", ("a",)),
        "c": Skeleton("u", ("b", "leaf")),
        "leaf": Skeleton("v", ()),
    }
    two = {
        "x": Skeleton("t", ("y",)),
        "y": Skeleton("t", ("x",)),
        "c": Skeleton("u", ("y", "z")),
        "z": Skeleton("v", ()),
    }
    first, second = (hash_definitions(skeletons, Watch()) for skeletons in (one, two))
    assert first["a"] == first["b"] == second["x"] == second["y"]
    assert (first["c"], first["leaf"]) == (second["c"], second["z"])
    assert len({first["a"], first["c"], first["leaf"]}) == 3


def shuffled(value: Any, rng: random.Random) -> Any:
    """Return a value whose members are in a different order."""
    if isinstance(value, dict):
        return {name: shuffled(value[name], rng) for name in rng.sample(sorted(value), len(value))}
    return [shuffled(item, rng) for item in value] if isinstance(value, list) else value


def write(folder: Path, **schemas: Any) -> str:
    """Write schemas into a folder, and return the path of the first."""
    folder.mkdir()
    for name, schema in schemas.items():
        (folder / f"{name}.json").write_text(json.dumps(schema), encoding="utf-8")
    return str(folder / f"{next(iter(schemas))}.json")


@pytest.fixture
def only_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail the test if a validator is compiled, python-jsonschema checks a schema, or a process starts."""

    def fail(*_arguments: object, **_options: object) -> None:
        pytest.fail("equal schemas are known by their text")

    monkeypatch.setattr(Draft202012Validator, "check_schema", fail)
    monkeypatch.setattr(validator_pair, "fast_validator", fail)
    monkeypatch.setattr(Prover, "_start", fail)


@pytest.mark.usefixtures("only_cheap")
@pytest.mark.parametrize("identifier", ["urn:a", "urn:b"])
def test_files_that_differ_in_order_and_identifier_are_equal(tmp_path: Path, identifier: str) -> None:
    """Nothing is built for schemas that differ in the order of members, and perhaps in their `$id`."""
    schema = {**linked("string", count=40), "$id": "urn:a"}
    old = write(tmp_path / "old", a=schema)
    new = write(tmp_path / "new", a=shuffled({**schema, "$id": identifier}, random.Random(7)))
    result = compare_inputs(old, new)
    assert [comparison.changes for comparison in result.comparisons] == [()]
    assert result.verdict is CompatVerdict.COMPATIBLE


def test_equal_files_with_different_siblings_are_compared(tmp_path: Path) -> None:
    """The text of a schema decides only if it refers to no other file."""
    schema = {"$schema": DIALECT, "properties": {"x": {"$ref": "b.json"}}}
    old, new = (
        write(tmp_path / side, a=schema, b={"$schema": DIALECT, "type": value})
        for side, value in (("old", "string"), ("new", "integer"))
    )
    assert compare_inputs(old, new).verdict is CompatVerdict.BREAKING


def test_own_identifier_in_a_reference_is_no_mere_name(tmp_path: Path) -> None:
    """A reference to the identifier of the old file leads elsewhere in a new file with a different one."""
    schema = {"$schema": DIALECT, "$id": "urn:a", "$ref": "urn:a#/$defs/x", "$defs": {"x": {"type": "string"}}}
    old = write(tmp_path / "old", a=schema)
    new = write(tmp_path / "new", a={**schema, "$id": "urn:b"}, b={**schema, "$defs": {"x": {"type": "integer"}}})
    assert compare_inputs(old, new).verdict is CompatVerdict.BREAKING


def test_equal_files_are_refused_for_their_references(tmp_path: Path) -> None:
    """A schema that refers to itself without a step is an error, also beside its equal."""
    old, new = (write(tmp_path / side, a={"$schema": DIALECT, "allOf": [{"$ref": "#"}]}) for side in ("old", "new"))
    with pytest.raises(UnreadableInput, match="circular references"):
        compare_inputs(old, new)


@pytest.mark.parametrize(
    "wrong", [{"type": 1}, {"properties": []}, {"minLength": -1}, {"$id": "a#b"}, {"required": ["a", "a"]}]
)
def test_invalid_schema_is_explained(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """The slow validator says which part of a schema violates which keyword, as the fast one only rejects it."""
    path = write(tmp_path / "old", a={"$schema": DIALECT, "properties": {"x": wrong}})
    with pytest.raises(UnreadableInput, match=r"invalid Draft 2020-12 schema: /properties/x\S* violates `\w+`"):
        compare_inputs(path, path)
