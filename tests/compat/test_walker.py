"""The walk through two schemas: what is part of another difference is found wherever it is part of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat.changes import ChangeId, Party
from chatlayer_session.compat.walk import walk_schemas
from chatlayer_session.compat.walk import walker as walking

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatlayer_session.compat.comparer import SchemaSet
    from chatlayer_session.compat.documents import SchemaFile
    from chatlayer_session.compat.walk.walker import Walker

    AsFile = Callable[[Any], tuple[SchemaSet, SchemaFile]]

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


def walked(as_file: AsFile, old: Any, new: Any) -> Walker:
    """Return a walker that has gone through two schemas."""
    (before, one), (after, other) = as_file(old), as_file(new)
    return walk_schemas(before.side("old", one).places, after.side("new", other).places)


@pytest.mark.parametrize(("before", "after", "named"), SHARED, ids=[named.value for _, _, named in SHARED])
def test_a_part_is_found_in_each_place_that_it_is_part_of(
    as_file: AsFile, before: Any, after: Any, named: ChangeId
) -> None:
    """Two places share a subschema; what was found at the one is found at the other too."""
    holding = {"properties": {"b": {"type": ["object", "array", "string"]}}, "additionalProperties": False}
    walker = walked(
        as_file, {**holding, "patternProperties": {"b$": before}}, {**holding, "patternProperties": {"b$": after}}
    )
    found = [each for each in walker.differences if each.id is named and Party.WRITER in each.parties]
    assert len({(each.old_location, each.new_location) for each in found}) == 2


def test_a_member_that_another_branch_mentions_is_compared_where_it_does(as_file: AsFile) -> None:
    """Two properties share a definition; only the branch beside it in the second one mentions the new member `y`.

    So `{"q": {"a": {"b": {"y": 0}}}}` is in the closed view of the old schema, and the new one rejects it.
    """

    def schema(**further: Any) -> dict[str, Any]:
        declared = {"x": {"type": "string"}, **further}
        mentioned: Any = {"a": {"properties": {"b": {"properties": {"y": {}}}}}}
        of_q = {"required": ["k"], "properties": mentioned}
        return {
            "$defs": {"d": {"properties": {"a": {"properties": {"b": {"properties": declared}}}}}},
            "properties": {
                "p": {"oneOf": [{"$ref": "#/$defs/d"}, {"type": "object", "required": ["k"]}]},
                "q": {"oneOf": [{"$ref": "#/$defs/d"}, of_q]},
            },
        }

    walker = walked(as_file, schema(), schema(y={"type": "string"}))
    found = {each.instance: each.parties for each in walker.differences}
    assert found == {("p", "a", "b", "y"): {Party.READER}, ("q", "a", "b", "y"): {Party.READER, Party.WRITER}}


def test_a_part_that_leads_back_to_itself_ends(as_file: AsFile) -> None:
    """A negation inside of itself is gone through once for each way that it counts."""

    def schema(most: int) -> dict[str, Any]:
        inner = {"maxLength": most, "properties": {"a": {"$ref": "#/$defs/one"}, "b": {"$ref": "#/$defs/two"}}}
        return {
            "$defs": {"one": {"not": inner}, "two": {"contains": {"not": inner}}},
            "properties": {"x": {"$ref": "#/$defs/one"}, "y": {"$ref": "#/$defs/two"}},
        }

    walker = walked(as_file, schema(2), schema(1))
    assert walker.complete
    found = {each.instance: each.parties for each in walker.differences}
    assert found.keys() == {("x",), ("y",)}
    assert all(found.values())


def test_a_walk_beyond_its_measure_says_so(as_file: AsFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not gone through is not taken for the same."""
    schema = {"properties": {name: {"not": {"properties": {"c": {"type": "string"}}}} for name in "abc"}}
    assert walked(as_file, schema, schema).complete
    monkeypatch.setattr(walking, "MAX_PAIRS", 3)
    assert not walked(
        as_file, schema, {"properties": {**schema["properties"], "a": {"not": {"type": "null"}}}}
    ).complete
