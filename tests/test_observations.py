"""Observations: how many are kept, and what is said of the others."""

from __future__ import annotations

import pytest

from chatlayer_session.findings import Rule
from chatlayer_session.observations import MAX_OBSERVATIONS, Observation, Observations


@pytest.mark.parametrize("more", [0, 1, 2, 1234])
def test_as_many_as_fit_are_kept_and_the_others_are_counted(more: int) -> None:
    """The last one that is kept says how many there are beside it."""
    gathered = Observations()
    for number in range(MAX_OBSERVATIONS + more):
        assert gathered.has_room() is (number < MAX_OBSERVATIONS)
        if number < MAX_OBSERVATIONS:
            gathered.add(Observation(Rule.SYNTAX, (), number, f"message {number}"))
    kept = gathered.all()
    assert [each.place for each in kept] == list(range(MAX_OBSERVATIONS))
    assert [each.message for each in kept[:-1]] == [f"message {number}" for number in range(MAX_OBSERVATIONS - 1)]
    others = f"; {more:,} more places like this or others are not listed" if more else ""
    assert kept[-1].message == f"message {MAX_OBSERVATIONS - 1}{others}"


def test_nothing_seen_is_nothing_told() -> None:
    """As from the start."""
    assert Observations().all() == ()
