"""The views that parties are compared in, and what does not fit into the common form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat.changes import PARTIES, ChangeId, Effect
from chatlayer_session.compat.search.validator_pair import ValidatorPair
from chatlayer_session.compat.views import CompatView
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.traverse import close_objects

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Compare

CATALOG = packaged_catalog()
NAMED = {"properties": {"a": {"type": "string"}}}


def view(side: Any, *, is_closed: bool) -> ValidatorPair:
    """Return the validators of a view of a schema."""
    places = side.places
    return ValidatorPair.of_view(CompatView(places, is_closed).schema(places.root))


@pytest.mark.parametrize("version", CATALOG.versions())
def test_the_closed_view_of_our_schema_is_the_validators(version: str, as_file: Callable[[Any], Any]) -> None:
    """Over all conformance payloads, with a further member put in at each level, the two closed views agree."""
    schema = CATALOG.schema("session", version, "internal")
    corpus, file = as_file(schema)
    ours = view(corpus.side("old", file), is_closed=True)
    theirs = ValidatorPair.of_view(close_objects(schema))
    cases = json.loads((Path(CATALOG.root) / "session" / version / "conformance" / "internal.json").read_text())
    payloads = [test["data"] for group in cases for test in group["tests"]]
    payloads += [{**each, "more": 1} for each in payloads if isinstance(each, dict)]
    payloads += [{**each, "nlp": {"more": 1}} for each in payloads if isinstance(each, dict)]
    told = [ours.fast(each) for each in payloads]
    assert told == [theirs.fast(each) for each in payloads]
    assert {*told} == {True, False}


@pytest.mark.parametrize(
    ("schema", "accepted", "rejected"),
    [
        (NAMED, {"a": "x"}, {"b": 1}),
        ({**NAMED, "additionalProperties": True}, {"b": 1}, {"a": 1}),
        ({**NAMED, "required": ["z"]}, {"z": 1}, {"z": 1, "b": 1}),
        ({"allOf": [NAMED, {"properties": {"b": True}}]}, {"a": "x", "b": 1}, {"c": 1}),
        ({"anyOf": [{**NAMED, "required": ["a"]}, {"required": ["b"]}]}, {"a": "x", "b": 1}, {"a": "x", "c": 1}),
        (
            {**NAMED, "if": {"required": ["k"]}, "then": {"required": ["a"]}},
            {"k": 1, "a": "x"},
            {"k": 1, "a": "x", "b": 1},
        ),
        ({**NAMED, "patternProperties": {"^x": True}}, {"x1": 1}, {"b": 1}),
        ({**NAMED, "minProperties": 2}, {"a": "x", "b": 1}, {"b": 1}),
        ({"type": "object"}, {"b": 1}, 1),
        ({"items": NAMED}, [{"a": "x"}], [{"b": 1}]),
        ({"not": NAMED}, {"a": 1}, {"b": 1}),
        ({"oneOf": [NAMED, {"properties": {"a": {"maxLength": 3}}}]}, {"a": "xxxx"}, {"a": "x"}),
    ],
)
def test_the_closed_view_keeps_out_what_is_not_mentioned(
    schema: Any, accepted: Any, rejected: Any, as_file: Callable[[Any], Any]
) -> None:
    """A location is closed to the names that it mentions anywhere, unless it says something about others."""
    corpus, file = as_file(schema)
    judges = view(corpus.side("old", file), is_closed=True)
    assert judges.both_agree(accepted, accept=True)
    assert judges.both_agree(rejected, accept=False)


def test_what_has_several_meanings_is_undecided(compare: Compare) -> None:
    """A dynamic reference that can lead to several places is not taken for a plain one, and the reason is told."""
    old = {
        "$ref": "urn:list",
        "$defs": {
            "text": {"$dynamicAnchor": "item", "type": "string"},
            "list": {
                "$id": "urn:list",
                "type": "array",
                "items": {"$dynamicRef": "#item"},
                "$defs": {"any": {"$dynamicAnchor": "item"}},
            },
        },
    }
    changes = compare(old, {"type": "array", "items": {"type": "string"}}).changes
    for party in PARTIES:
        assert {change.effects[party] for change in changes if party in change.effects} == {Effect.UNDECIDED}
    assert compare(old, old).changes == ()


def test_an_obstacle_is_named(compare: Compare) -> None:
    """The change says which reference stands in the way."""
    old: Any = {"$ref": "https://json-schema.org/draft/2020-12/schema"}
    changes = compare(old, {**old, "minProperties": 1}).changes
    undecided = [change for change in changes if change.id is ChangeId.UNDECIDED]
    assert undecided
    assert "a dynamic reference that can lead to several places" in undecided[0].message


def test_pointers_lead_into_the_files(compare: Compare) -> None:
    """Through references, and in the words of the file's own dialect."""
    old = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "items": [{"$ref": "#/definitions/a~1b"}],
        "additionalItems": {"maxLength": 3},
        "definitions": {"a/b": {"maxLength": 3}},
    }
    new = {
        "prefixItems": [{"$ref": "#/$defs/c"}],
        "items": {"maxLength": 4},
        "$defs": {"c": {"maxLength": 4}},
    }
    assert [(change.old_pointer, change.new_pointer, change.instance) for change in compare(old, new).changes] == [
        ("#/definitions/a~1b/maxLength", "#/$defs/c/maxLength", (0,)),
        ("#/additionalItems/maxLength", "#/items/maxLength", ("*",)),
    ]
