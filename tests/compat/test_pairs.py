"""Pairs of schemas with verdicts by a person, in both directions; validators check each witness again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from chatlayer_session.compat.changes import PARTIES, Bump, ChangeId, Effect, Party

if TYPE_CHECKING:
    from chatlayer_session.compat.changes import Comparison

    from .conftest import Compare

ROWS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("pairs.json").read_text(encoding="utf-8"))
DIRECTIONS = ("forward", "backward")
all_pairs = pytest.mark.parametrize(
    ("row", "direction"),
    [(row, direction) for row in ROWS for direction in DIRECTIONS],
    ids=[f"{row['topic']}: {row['description']} ({direction})" for row in ROWS for direction in DIRECTIONS],
)
# Kinds that affect no payload, or that other tests cover.
TESTED_ELSEWHERE = {
    ChangeId.SCHEMA_ADDED,
    ChangeId.SCHEMA_REMOVED,
    ChangeId.VERSION_NOT_BUMPED,
    ChangeId.RELEASED_FILE_CHANGED,
    ChangeId.CONSTRAINT_CHANGED,
    ChangeId.UNDECIDED,
}


def verdict(comparison: Comparison, party: Party) -> str:
    """Return the effect of all changes together on a party."""
    effects = {change.effects.get(party) for change in comparison.changes}
    return next((effect.value for effect in (Effect.BREAKS, Effect.UNDECIDED) if effect in effects), "harmless")


def accept(schema: Any, payload: Any) -> list[bool]:
    """Return the answers of two validators, without any code of the project."""
    is_draft7 = isinstance(schema, dict) and "draft-07" in schema.get("$schema", "")
    reference: Any = (Draft7Validator if is_draft7 else Draft202012Validator)(schema)
    fast: Any = jsonschema_rs.Draft7Validator if is_draft7 else jsonschema_rs.Draft202012Validator
    return [reference.is_valid(payload), fast(schema, validate_formats=False, offline=True).is_valid(payload)]


def test_pairs_are_many_and_unique() -> None:
    """The table has at least 230 pairs, without duplicates."""
    assert len(ROWS) >= 230
    assert len({json.dumps([row["old"], row["new"]]) for row in ROWS}) == len(ROWS)
    assert len({(row["topic"], row["description"]) for row in ROWS}) == len(ROWS)


@all_pairs
def test_pair_has_expected_verdict(row: dict[str, Any], direction: str, compare: Compare) -> None:
    """The effects on reader and writer and the change ids are as listed, and each break has a valid witness."""
    old, new = (row["old"], row["new"]) if direction == "forward" else (row["new"], row["old"])
    expected = row[direction]
    comparison = compare(old, new)
    assert {party.value: verdict(comparison, party) for party in PARTIES} == {
        party.value: expected[party.value] for party in PARTIES
    }
    if "ids" in expected:
        assert sorted({change.id.value for change in comparison.changes}) == expected["ids"]
    for change in comparison.changes:
        assert set(change.witnesses) == set(change.breaks)
        for witness in change.witnesses.values():
            schemas = {"old": old, "new": new}
            assert accept(schemas[witness.accepted_by], witness.payload) == [True, True]
            assert accept(schemas[witness.rejected_by], witness.payload) == [False, False]


def test_pairs_cover_every_change_id() -> None:
    """The table expects every change id that a pair of schemas can have."""
    expected = {name for row in ROWS for direction in DIRECTIONS for name in row[direction].get("ids", ())}
    assert {change_id.value for change_id in ChangeId} - expected == {change_id.value for change_id in TESTED_ELSEWHERE}


def test_pairs_cover_every_effect_on_both_parties() -> None:
    """The table has breaking, harmless and undecided pairs for the reader and for the writer."""
    for party in PARTIES:
        assert {row[direction][party.value] for row in ROWS for direction in DIRECTIONS} == {
            effect.value for effect in Effect
        }


@pytest.mark.parametrize("party", PARTIES)
def test_only_selected_party_is_reported(party: Party, compare: Compare) -> None:
    """With one party, all effects are on that party, and they alone decide the bump."""
    comparison = compare({"enum": ["a"]}, {"enum": ["a", "b"]}, parties=[party])
    (change,) = comparison.changes
    assert set(change.effects) == {party}
    assert change.bump.value == ("major" if party is Party.READER else "patch")


def test_deprecation_requires_minor_version(compare: Compare) -> None:
    """Marking a field as deprecated requires a minor version, removing the mark a patch."""
    plain: Any = {"properties": {"a": {}}}
    marked: Any = {"properties": {"a": {"deprecated": True}}}
    (change,) = compare(plain, marked).changes
    assert (change.id, change.bump, change.instance) == (ChangeId.DEPRECATED, Bump.MINOR, ("a",))
    (change,) = compare(marked, plain).changes
    assert (change.id, change.bump) == (ChangeId.ANNOTATION_CHANGED, Bump.PATCH)
    (change,) = compare({"deprecated": False}, {"deprecated": True}).changes
    assert change.id is ChangeId.DEPRECATED
