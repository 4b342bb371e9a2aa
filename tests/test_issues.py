"""The list of issues of one document, and its limit."""

from __future__ import annotations

import pytest

from chatlayer_session.issues import MAX_ISSUES, Issue, IssueList
from chatlayer_session.rules import Rule


@pytest.mark.parametrize("excess", [0, 1, 2, 1234])
def test_last_issue_counts_the_omitted_ones(excess: int) -> None:
    """The list has issues up to its limit, and the message of the last one has the number of the others."""
    issue_list = IssueList()
    for number in range(MAX_ISSUES + excess):
        assert issue_list.try_reserve() is (number < MAX_ISSUES)
        if number < MAX_ISSUES:
            issue_list.append(Issue(Rule.SYNTAX, (), number, f"message {number}"))
    issues = issue_list.to_tuple()
    assert [issue.anchor for issue in issues] == list(range(MAX_ISSUES))
    assert [issue.message for issue in issues[:-1]] == [f"message {number}" for number in range(MAX_ISSUES - 1)]
    others = f"; {excess:,} more findings omitted" if excess else ""
    assert issues[-1].message == f"message {MAX_ISSUES - 1}{others}"


def test_new_list_is_empty() -> None:
    """A list without issues is an empty tuple."""
    assert IssueList().to_tuple() == ()
