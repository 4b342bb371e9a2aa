"""Pairs of schemas with the verdict that a person gave them, in both directions; each witness is checked anew."""

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

FOLDER = Path(__file__).parent / "pairs"
ROWS: list[dict[str, Any]] = [
    {**row, "topic": path.stem} for path in sorted(FOLDER.glob("*.json")) for row in json.loads(path.read_text())
]
DIRECTIONS = ("forward", "backward")
each_pair = pytest.mark.parametrize(
    ("row", "direction"),
    [(row, direction) for row in ROWS for direction in DIRECTIONS],
    ids=[f"{row['topic']}: {row['description']} ({direction})" for row in ROWS for direction in DIRECTIONS],
)
# Those that are not about what a schema accepts, or have tests of their own.
ELSEWHERE = {
    ChangeId.SCHEMA_ADDED,
    ChangeId.SCHEMA_REMOVED,
    ChangeId.VERSION_NOT_BUMPED,
    ChangeId.RELEASED_FILE_CHANGED,
    ChangeId.CONSTRAINT_CHANGED,
    ChangeId.UNDECIDED,
}


def verdict(comparison: Comparison, party: Party) -> str:
    """Return what all changes together do to a party."""
    effects = {change.effects.get(party) for change in comparison.changes}
    return next((effect.value for effect in (Effect.BREAKS, Effect.UNDECIDED) if effect in effects), "harmless")


def accept(schema: Any, payload: Any) -> list[bool]:
    """Return what two validators say, each asked without any code of the project."""
    older = isinstance(schema, dict) and "draft-07" in schema.get("$schema", "")
    reference: Any = (Draft7Validator if older else Draft202012Validator)(schema)
    fast: Any = jsonschema_rs.Draft7Validator if older else jsonschema_rs.Draft202012Validator
    return [reference.is_valid(payload), fast(schema, validate_formats=False, offline=True).is_valid(payload)]


def test_the_table_is_as_large_as_was_asked() -> None:
    """There are at least 120 pairs, none of them twice."""
    assert len(ROWS) >= 120
    assert len({json.dumps([row["old"], row["new"]]) for row in ROWS}) == len(ROWS)
    assert len({(row["topic"], row["description"]) for row in ROWS}) == len(ROWS)


@each_pair
def test_a_pair_has_the_expected_verdict(row: dict[str, Any], direction: str, compare: Compare) -> None:
    """Reader and writer fare as expected, and the changes have the expected names."""
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


def test_every_kind_of_change_is_in_the_table() -> None:
    """Each id that a pair of schemas can have is expected of one, and each that can break breaks someone there."""
    found = {name for row in ROWS for direction in DIRECTIONS for name in row[direction].get("ids", ())}
    assert {each.value for each in ChangeId} - found == {each.value for each in ELSEWHERE}


def test_every_verdict_is_in_the_table_for_both_parties() -> None:
    """Breaking, harmless and undecided pairs are there for the reader and for the writer."""
    for party in PARTIES:
        assert {row[direction][party.value] for row in ROWS for direction in DIRECTIONS} == {
            effect.value for effect in Effect
        }


@pytest.mark.parametrize("party", PARTIES)
def test_a_party_that_is_not_asked_about_is_not_told_of(party: Party, compare: Compare) -> None:
    """With one party, effects and witnesses are of that one, and the bump is what it demands."""
    comparison = compare({"enum": ["a"]}, {"enum": ["a", "b"]}, parties=[party])
    (change,) = comparison.changes
    assert set(change.effects) == {party}
    assert change.bump.value == ("major" if party is Party.READER else "patch")


def test_a_deprecation_is_worth_a_minor_version(compare: Compare) -> None:
    """Readers are told; taking the mark back, and other words, are worth a patch."""
    plain: Any = {"properties": {"a": {}}}
    marked: Any = {"properties": {"a": {"deprecated": True}}}
    (change,) = compare(plain, marked).changes
    assert (change.id, change.bump, change.instance) == (ChangeId.DEPRECATED, Bump.MINOR, ("a",))
    (change,) = compare(marked, plain).changes
    assert (change.id, change.bump) == (ChangeId.ANNOTATION_CHANGED, Bump.PATCH)
    (change,) = compare({"deprecated": False}, {"deprecated": True}).changes
    assert change.id is ChangeId.DEPRECATED
