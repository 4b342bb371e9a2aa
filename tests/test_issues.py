"""Observations: how many are kept, and what is said of the others."""

from __future__ import annotations

import pytest

from chatlayer_session.issues import MAX_ISSUES, Issue, IssueList
from chatlayer_session.rules import Rule


@pytest.mark.parametrize("more", [0, 1, 2, 1234])
def test_as_many_as_fit_are_kept_and_the_others_are_counted(more: int) -> None:
    """The last one that is kept says how many there are beside it."""
    gathered = IssueList()
    for number in range(MAX_ISSUES + more):
        assert gathered.try_reserve() is (number < MAX_ISSUES)
        if number < MAX_ISSUES:
            gathered.append(Issue(Rule.SYNTAX, (), number, f"message {number}"))
    kept = gathered.to_tuple()
    assert [each.anchor for each in kept] == list(range(MAX_ISSUES))
    assert [each.message for each in kept[:-1]] == [f"message {number}" for number in range(MAX_ISSUES - 1)]
    others = f"; {more:,} more findings omitted" if more else ""
    assert kept[-1].message == f"message {MAX_ISSUES - 1}{others}"


def test_nothing_seen_is_nothing_told() -> None:
    """As from the start."""
    assert IssueList().to_tuple() == ()
