"""The walk through two schemas, in particular differences that are part of other differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat.changes import ChangeId, Party
from chatlayer_session.compat.model.normalizer import normalize
from chatlayer_session.compat.walk import walk_schemas
from chatlayer_session.compat.walk import walker as walker_module
from chatlayer_session.compat.watch import Watch

if TYPE_CHECKING:
    from chatlayer_session.compat.walk.walker import Walker

    from .conftest import Compare, MakeBundle

SHARED = [
    ({"propertyNames": {"maxLength": 2}}, {"propertyNames": {"maxLength": 1}}, ChangeId.MEMBERS_CHANGED),
    ({"contains": {"type": "number"}}, {"contains": {"type": "integer"}}, ChangeId.ITEMS_CHANGED),
    ({"not": {"maxLength": 1}}, {"not": {"maxLength": 2}}, ChangeId.NEGATION_CHANGED),
    (
        {"if": {"type": "string"}, "then": {"maxLength": 2}},
        {"if": {"type": "string"}, "then": {"maxLength": 1}},
        ChangeId.CONDITIONAL_CHANGED,
    ),
    (
        {"dependentSchemas": {"a": {"maxProperties": 2}}},
        {"dependentSchemas": {"a": {"maxProperties": 1}}},
        ChangeId.DEPENDENCY_ADDED,
    ),
    (
        {"oneOf": [{"type": ["string", "null"], "maxLength": 2}, {"type": ["integer", "null"]}]},
        {"anyOf": [{"type": ["string", "null"], "maxLength": 1}, {"type": ["integer", "null"]}]},
        ChangeId.UNION_CHANGED,
    ),
]


def walk(bundle: MakeBundle, old: Any, new: Any) -> Walker:
    """Return a walker that has compared two schemas."""
    return walk_schemas(normalize(bundle(old)), normalize(bundle(new)), Watch())


@pytest.mark.parametrize(("before", "after", "change_id"), SHARED, ids=[change_id.value for _, _, change_id in SHARED])
def test_shared_subschema_differs_at_each_place(
    bundle: MakeBundle, before: Any, after: Any, change_id: ChangeId
) -> None:
    """A difference in a subschema that two places share is recorded at both."""
    base = {"properties": {"b": {"type": ["object", "array", "string"]}}, "additionalProperties": False}
    walker = walk(bundle, {**base, "patternProperties": {"b$": before}}, {**base, "patternProperties": {"b$": after}})
    recorded = [one for one in walker.differences if one.id is change_id and Party.WRITER in one.parties]
    assert len({(difference.old_nodes, difference.new_nodes) for difference in recorded}) == 2


def test_member_mentioned_by_another_branch_breaks_writer(bundle: MakeBundle) -> None:
    """Two properties share a definition; only in the second one another branch mentions the new member `y`.

    So `{"q": {"a": {"b": {"y": 0}}}}` is in the closed view of the old schema, and the new schema rejects it.
    """

    def schema(**additional: Any) -> dict[str, Any]:
        declared = {"x": {"type": "string"}, **additional}
        mentioned: Any = {"a": {"properties": {"b": {"properties": {"y": {}}}}}}
        of_q = {"required": ["k"], "properties": mentioned}
        return {
            "$defs": {"d": {"properties": {"a": {"properties": {"b": {"properties": declared}}}}}},
            "properties": {
                "p": {"oneOf": [{"$ref": "#/$defs/d"}, {"type": "object", "required": ["k"]}]},
                "q": {"oneOf": [{"$ref": "#/$defs/d"}, of_q]},
            },
        }

    walker = walk(bundle, schema(), schema(y={"type": "string"}))
    parties = {difference.instance: difference.parties for difference in walker.differences}
    assert parties == {("p", "a", "b", "y"): {Party.READER}, ("q", "a", "b", "y"): {Party.READER, Party.WRITER}}


def test_walk_through_recursive_negation_ends(bundle: MakeBundle) -> None:
    """A negation that contains itself is compared, and both properties that refer to it differ."""

    def schema(most: int) -> dict[str, Any]:
        inner = {"maxLength": most, "properties": {"a": {"$ref": "#/$defs/one"}, "b": {"$ref": "#/$defs/two"}}}
        return {
            "$defs": {"one": {"not": inner}, "two": {"contains": {"not": inner}}},
            "properties": {"x": {"$ref": "#/$defs/one"}, "y": {"$ref": "#/$defs/two"}},
        }

    walker = walk(bundle, schema(2), schema(1))
    assert walker.complete
    parties = {difference.instance: difference.parties for difference in walker.differences}
    assert parties.keys() == {("x",), ("y",)}
    assert all(parties.values())


def test_walk_beyond_its_limit_is_incomplete(bundle: MakeBundle, monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk that stops at the maximum number of pairs is not complete."""
    schema = {"properties": {name: {"not": {"properties": {"c": {"type": "string"}}}} for name in "abc"}}
    assert walk(bundle, schema, schema).complete
    monkeypatch.setattr(walker_module, "MAX_PAIRS", 3)
    changed = {"properties": {name: {"not": {"properties": {"c": {"type": "integer"}}}} for name in "abc"}}
    assert not walk(bundle, schema, changed).complete


def test_member_that_a_negation_forbids_breaks_writers_only(compare: Compare) -> None:
    """A removed property that no payload can have any more is shown with a witness that has it, each on its own."""
    members = {name: {"type": "boolean"} for name in "abc"}
    old = {"type": "object", "properties": members}
    new = {"properties": {"c": members["c"]}, "not": {"anyOf": [{"required": ["a"]}, {"$ref": "#/$defs/b"}]}}
    removed = [
        change
        for change in compare(old, {**old, **new, "$defs": {"b": {"required": ["b"]}}}).changes
        if change.id is ChangeId.PROPERTY_REMOVED
    ]
    assert [change.message for change in removed] == ["`a` is no longer allowed", "`b` is no longer allowed"]
    for change, name in zip(removed, "ab", strict=True):
        assert change.breaks == (Party.WRITER,)
        assert change.undecided == ()
        payload: Any = change.witnesses[Party.WRITER].payload
        assert set(payload) == {name}
