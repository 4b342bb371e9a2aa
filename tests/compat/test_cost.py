"""The work of a comparison, counted: equal parts are compared once, and equal schemas not at all."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat import SearchBudget
from chatlayer_session.compat.changes import PARTIES, ChangeId, Effect
from chatlayer_session.compat.comparer import Comparer
from chatlayer_session.compat.model.normalizer import normalize
from chatlayer_session.compat.model.schema_index import SchemaIndex
from chatlayer_session.compat.prover import Prover
from chatlayer_session.compat.search import validator_pair
from chatlayer_session.compat.search.candidates import Candidates
from chatlayer_session.compat.search.work import SearchWork
from chatlayer_session.compat.watch import Watch

if TYPE_CHECKING:
    from .conftest import Compare, MakeBundle

RECURSIVE: dict[str, Any] = {"type": "object", "properties": {f"p{number}": {"$ref": "#"} for number in range(20)}}
STRING = {"type": "string"}


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the schemas for which the search compiles a validator; more than 200 are an error."""
    schemas: list[Any] = []
    original = validator_pair.fast_validator

    def count(schema: Any, *arguments: Any) -> Any:
        assert len(schemas) < 200, "a validator for each place, not for each schema"
        schemas.append(schema)
        return original(schema, *arguments)

    monkeypatch.setattr("chatlayer_session.compat.search.candidates.fast_validator", count)
    return schemas


@pytest.mark.parametrize(
    "change",
    [
        {"additionalProperties": False},
        {"properties": {**RECURSIVE["properties"], "n": STRING}},
        {"type": ["object", "null"]},
        {"maxProperties": 10},
    ],
    ids=["closed", "one more", "nullable", "bounded"],
)
def test_equal_places_share_their_values(change: Any, compare: Compare, compiled: list[Any]) -> None:
    """Twenty properties that refer to the root need the validators of one property, not of twenty at each level."""
    comparison = compare(RECURSIVE, {**RECURSIVE, **change})
    assert not any(one.undecided for one in comparison.changes)
    assert len(compiled) <= 60


def test_validator_has_only_reachable_definitions(bundle: MakeBundle) -> None:
    """A validator for a part of a schema has the definitions that the part leads to."""
    definitions = {
        "a": {"items": {"$ref": "#/$defs/b"}},
        "b": STRING,
        "c": {"properties": {"x": {"$ref": "#/$defs/a"}}},
    }
    members = {name: {"$ref": f"#/$defs/{name}", "title": name} for name in definitions}
    index = normalize(bundle({"properties": members, "$defs": definitions}))
    sizes = {name: len(index.schema((("properties", name),)).get("$defs", {})) for name in members}
    assert sizes == {"a": 2, "b": 1, "c": 3}
    assert index.schema(((*index.dereference([("properties", "b")])[0],),)) == {"allOf": [STRING]}


def test_hash_depends_on_meaning_alone() -> None:
    """Names, keyword order and the number of other definitions do not matter; one bound two references away does."""

    def chain(names: str, bound: int, *, more: int = 0) -> SchemaIndex:
        first, second = tuple(names)
        definitions: dict[str, Any] = {
            first: {"properties": {"x": {"$ref": f"#/$defs/{second}"}}, "type": "object"},
            second: {"type": "array", "maxItems": bound, "items": {"$ref": f"#/$defs/{first}"}},
            **{f"n{number}": {"minimum": number} for number in range(more)},
        }
        return SchemaIndex({"$ref": f"#/$defs/{first}", "$defs": dict(sorted(definitions.items()))})

    hashes = [chain(*one).fingerprint(()) for one in (("ab", 1), ("yx", 1), ("ab", 2))]
    assert hashes[0] == hashes[1] == chain("ab", 1, more=7).fingerprint(())
    assert hashes[0] != hashes[2]


def test_value_like_a_reference_is_a_value() -> None:
    """A constant that looks like a reference is not the definition that a reference would lead to."""
    definitions = {"a": STRING, "b": STRING}
    indices = [SchemaIndex({"const": {"$ref": f"#/$defs/{name}"}, "$defs": definitions}) for name in definitions]
    assert indices[0].fingerprint(()) != indices[1].fingerprint(())


def test_schemas_in_another_order_are_not_searched(
    bundle: MakeBundle, compiled: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Different key order, identifiers and names of definitions need neither proof nor payloads."""
    node = {"type": "object", "properties": {"v": STRING, "w": {"$ref": "#/$defs/node"}}, "required": ["v"]}
    old = {"$id": "https://e.x/a", "properties": {"a": {"$ref": "#/$defs/node"}, "b": STRING}, "$defs": {"node": node}}
    turned = {"required": ["v"], "properties": {"w": {"$ref": "#/$defs/n"}, "v": STRING}, "type": "object"}
    new = {"$defs": {"n": turned}, "properties": {"b": STRING, "a": {"$ref": "#/$defs/n"}}, "$id": "https://e.x/b"}
    monkeypatch.setattr(Prover, "covers", lambda *_: pytest.fail("a proof was asked for"))
    with closing(Prover(command=(sys.executable, "-c", "pass"))) as prover:
        assert Comparer(prover).compare(bundle(old), bundle(new)).changes == ()
    assert compiled == []


def test_description_that_changed_is_still_reported(compare: Compare) -> None:
    """Schemas that are equal for payloads are walked if anything that is reported differs."""
    (change,) = compare({"items": {"description": "a"}}, {"items": {"description": "b"}}).changes
    assert (change.id, change.effects) == (ChangeId.ANNOTATION_CHANGED, dict.fromkeys(PARTIES, Effect.HARMLESS))


def test_values_of_equal_places_are_equal(bundle: MakeBundle) -> None:
    """Two places with an equal schema have the same list of values, also if one is a reference to it."""
    schema = {"properties": {"a": STRING, "b": {"$ref": "#/$defs/s"}, "c": {"type": "null"}}, "$defs": {"s": STRING}}
    index = normalize(bundle(schema))
    source = Candidates(index, index, SearchWork(SearchBudget(), Watch()))
    first, second, other = (source.values((("properties", name),), (), 1) for name in "abc")
    assert first is second
    assert first != other == [None]
