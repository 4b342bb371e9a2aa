"""The contract detects every store with a mistake, in few steps."""

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
FOUND_AT_RANDOM = [
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


def without_pause(text: str) -> str:
    """Return a text without the lines at which a thread was paused, since several lines show the mistake."""
    return re.sub(
        r", and while it is paused at \S+, line \d+, (.*) in another thread", r", and in another thread \1", text
    )


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_every_mistake_is_detected(mistake: Mistake) -> None:
    """Each wrong store violates its clause in at most five steps, as the documentation shows."""
    violation = mistake.violation()
    assert violation is not None
    assert violation.clause is mistake.clause
    assert len(violation.steps) <= 5
    assert f"| `{mistake.name}` | {mistake.summary} | {mistake.clause.promise} |" in DOCUMENT
    assert f"{mistake.name}: {without_pause(str(violation))}\n" in without_pause(DOCUMENT)


def test_documentation_lists_every_clause() -> None:
    """The table of clauses has the promises and sentences of the contract."""
    section = DOCUMENT.partition("## Clauses\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (S\d) \| (.+)\. \|$", section, re.MULTILINE)
    sentences = [(clause.promise, clause.sentence[0].upper() + clause.sentence[1:]) for clause in Clause]
    assert rows == sentences


def test_every_clause_is_violated_by_some_store() -> None:
    """No clause could be removed without a test failing."""
    assert {mistake.clause for mistake in MISTAKES} == set(Clause)


@pytest.mark.parametrize(
    "mistake", [mistake for mistake in MISTAKES if mistake.name in FOUND_AT_RANDOM], ids=lambda mistake: mistake.name
)
def test_random_scenarios_find_mistakes_alone(mistake: Mistake) -> None:
    """Random scenarios detect most mistakes without the fixed ones."""

    class Contract(SessionStoreContract):
        search = settings(max_examples=300, derandomize=True, database=None, phases=[Phase.generate])

        def make_store(self, clock: Clock) -> SessionStore:
            return mistake.store(clock)

    with pytest.raises(ContractViolation):
        Contract().test_random_scenarios()
