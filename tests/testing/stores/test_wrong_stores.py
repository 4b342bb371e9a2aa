"""The contract catches every store that has a mistake, and tells it in few steps."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

from chatlayer_session.testing.store import Clause, ContractViolation, SessionStoreContract
from examples.stores.wrong_stores import MISTAKES, Mistake

if TYPE_CHECKING:
    from chatlayer_session.testing.store import Clock, SessionStore

PROJECT = Path(__file__).resolve().parents[3]
DOCUMENT = (PROJECT / "docs" / "reference" / "store-contract.md").read_text(encoding="utf-8")
BY_CHANCE = [
    "ForgetsVariables",
    "SharesVersions",
    "ExpiresTooLate",
    "DeletesSoftly",
    "DropsUnstableFields",
    "MergesInternal",
    "RefusesAllOfIt",
    "DropsNul",
    "NumbersAreDoubles",
    "SharesObjects",
]


def unplaced(story: str) -> str:
    """Return a story without the line at which a thread was held, of which there are several right ones."""
    return re.sub(r" while the first is held at \S+, line \d+", "", story)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_every_mistake_is_caught(mistake: Mistake) -> None:
    """A wrong store breaks the clause that it is meant to break, in a story of at most five steps, as documented."""
    broken = mistake.story()
    assert broken is not None
    assert broken.clause is mistake.clause
    assert len(broken.steps) <= 5
    assert f"| `{mistake.name}` | {mistake.summary} | {mistake.clause.promise} |" in DOCUMENT
    assert f"{mistake.name}: {unplaced(str(broken))}\n" in unplaced(DOCUMENT)


def test_every_clause_is_broken_by_some_store() -> None:
    """There is no clause that the contract could do without noticing."""
    assert {mistake.clause for mistake in MISTAKES} == set(Clause)


@pytest.mark.parametrize("mistake", [each for each in MISTAKES if each.name in BY_CHANCE], ids=lambda each: each.name)
def test_random_stories_find_mistakes_alone(mistake: Mistake) -> None:
    """Without the stories that are always told, random ones come upon most mistakes."""

    class Contract(SessionStoreContract):
        search = settings(max_examples=300, derandomize=True, database=None, phases=[Phase.generate])

        def make_store(self, clock: Clock) -> SessionStore:
            return mistake.store(clock)

    with pytest.raises(ContractViolation):
        Contract().test_random_stories()
