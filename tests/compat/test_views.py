"""The views in which parties are compared, and the common form of schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat.changes import PARTIES, ChangeId, Effect
from chatlayer_session.compat.model.normalizer import normalize
from chatlayer_session.compat.model.schema_index import SchemaIndex
from chatlayer_session.compat.model.views import CompatView
from chatlayer_session.compat.search.validator_pair import ValidatorPair
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.traverse import close_objects

if TYPE_CHECKING:
    from chatlayer_session.compat.model.schema_bundle import SchemaBundle
    from chatlayer_session.compat.search.work import SearchWork

    from .conftest import Compare, MakeBundle

CATALOG = packaged_catalog()
NAMED = {"properties": {"a": {"type": "string"}}}


def closed_view(bundle: SchemaBundle, work: SearchWork) -> ValidatorPair:
    """Return the validators of the closed view of a schema."""
    index = normalize(bundle)
    return ValidatorPair.of_view(CompatView(index, closed=True).index(index.root), work)


@pytest.mark.parametrize("version", CATALOG.versions())
def test_closed_view_matches_the_one_of_validate(version: str, bundle: MakeBundle, work: SearchWork) -> None:
    """Both closed views agree on all conformance payloads, also with an additional member at each level."""
    schema = CATALOG.schema("session", version, "internal")
    of_compat = closed_view(bundle(schema), work)
    of_validate = ValidatorPair.of_view(SchemaIndex(close_objects(schema)), work)
    cases = json.loads((Path(CATALOG.root) / "session" / version / "conformance" / "internal.json").read_text())
    payloads = [test["data"] for group in cases for test in group["tests"]]
    payloads += [{**payload, "more": 1} for payload in payloads if isinstance(payload, dict)]
    payloads += [{**payload, "nlp": {"more": 1}} for payload in payloads if isinstance(payload, dict)]
    answers = [of_compat.fast(payload) for payload in payloads]
    assert answers == [of_validate.fast(payload) for payload in payloads]
    assert {*answers} == {True, False}


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
def test_closed_view_rejects_unmentioned_members(
    schema: Any, accepted: Any, rejected: Any, bundle: MakeBundle, work: SearchWork
) -> None:
    """An object has only members that its schema mentions anywhere, unless a keyword covers additional members."""
    validators = closed_view(bundle(schema), work)
    assert validators.both_agree(accepted, accept=True)
    assert validators.both_agree(rejected, accept=False)


def test_ambiguous_dynamic_reference_is_undecided(compare: Compare) -> None:
    """A dynamic reference that can lead to several places makes the verdict undecided for both parties."""
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
        effects = {change.effects[party] for change in changes if party in change.effects}
        assert Effect.UNDECIDED in effects
        assert Effect.BREAKS not in effects
    assert compare(old, old).changes == ()


def test_undecided_change_names_the_obstacle(compare: Compare) -> None:
    """The message gives the reason that a schema has no common form."""
    old: Any = {"$ref": "https://json-schema.org/draft/2020-12/schema"}
    changes = compare(old, {**old, "minProperties": 1}).changes
    undecided = [change for change in changes if change.id is ChangeId.UNDECIDED]
    assert undecided
    assert "a dynamic reference that can lead to several places" in undecided[0].message
