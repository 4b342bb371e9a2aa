"""The contract detects every store with a mistake, in few steps."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

from chatlayer_session.testing.store import Clause, ContractViolation, MemoryStore, SessionStoreContract
from chatlayer_session.testing.store.samples import DEFAULT_KEY
from chatlayer_session.testing.store.scenarios import advance_to_expiry, assign, create, run_scenario, shrink
from examples.stores.wrong_stores import MISTAKES, CachesReads, Mistake, SharesVersions

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime

    from chatlayer_session.testing.store import Clock, Session, SessionKey, SessionStore
    from chatlayer_session.testing.store.harness import Step, StoreHarness
    from chatlayer_session.testing.store.memory import StoredSession

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


@pytest.fixture
def assert_no_step_is_redundant(monkeypatch: pytest.MonkeyPatch) -> Callable[[ContractViolation], None]:
    """A function that repeats the steps of the last violation, and asserts that the violation needs all of them."""
    runs: list[tuple[list[Step], Callable[[], AbstractContextManager[StoreHarness]]]] = []

    def recording(
        violation: ContractViolation,
        story: list[Step],
        make_harness: Callable[[], AbstractContextManager[StoreHarness]],
    ) -> tuple[ContractViolation, list[Step]]:
        shrunk, steps = shrink(violation, story, make_harness)
        runs.append((steps, make_harness))
        return shrunk, steps

    def check(violation: ContractViolation) -> None:
        story, make_harness = runs[-1]
        repeated = run_scenario(story, make_harness)
        assert repeated is not None
        assert str(repeated[0]) == str(violation)
        for position in range(len(story)):
            assert run_scenario(story[:position] + story[position + 1 :], make_harness) is None, position

    monkeypatch.setattr("chatlayer_session.testing.store.contract.shrink", recording)
    return check


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_every_mistake_is_detected(
    mistake: Mistake, assert_no_step_is_redundant: Callable[[ContractViolation], None]
) -> None:
    """Each wrong store violates its clause in at most five steps, all needed, as the documentation shows."""
    violation = mistake.violation()
    assert violation is not None
    assert violation.clause is mistake.clause
    assert len(violation.steps) <= 5
    assert_no_step_is_redundant(violation)
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
def test_random_scenarios_find_mistakes_alone(
    mistake: Mistake, assert_no_step_is_redundant: Callable[[ContractViolation], None]
) -> None:
    """Random scenarios detect most mistakes without the fixed ones, and show no redundant step."""

    class Contract(SessionStoreContract):
        search = settings(max_examples=300, derandomize=True, database=None, phases=[Phase.generate])

        def make_store(self, clock: Clock) -> SessionStore:
            return mistake.store(clock)

    with pytest.raises(ContractViolation) as raised:
        Contract().test_random_scenarios()
    assert_no_step_is_redundant(raised.value)


def test_steps_that_only_another_clause_does_not_need_are_removed() -> None:
    """A violation becomes one of a different clause if fewer steps show that one."""

    class Contract(SessionStoreContract):
        def make_store(self, clock: Clock) -> SessionStore:
            return SharesVersions(clock)

    live = replace(DEFAULT_KEY, version="LIVE")
    story = [create(), advance_to_expiry(), create(live), assign({"order": 1})]
    make_harness = partial(Contract()._harness, is_replay=True)
    found = run_scenario(story, make_harness)
    assert found is not None
    assert found[0].clause is Clause.EXPIRED
    violation, steps = shrink(*found, make_harness)
    assert (violation.clause, len(steps)) == (Clause.INDEPENDENT, 2)


class RoundsToMilliseconds(MemoryStore):
    """Stores the last activity in milliseconds."""

    def _expires_at(self, key: SessionKey, record: StoredSession) -> datetime:
        last_activity = record.last_activity
        rounded = last_activity.replace(microsecond=last_activity.microsecond // 1000 * 1000)
        return super()._expires_at(key, replace(record, last_activity=rounded))


class RoundsClock(MemoryStore):
    """Compares with the time in whole seconds."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(lambda: clock().replace(microsecond=0))


class RoundsUp(MemoryStore):
    """Stores the last activity in whole seconds, rounded up."""

    def _expires_at(self, key: SessionKey, record: StoredSession) -> datetime:
        last_activity = record.last_activity
        rounded = (last_activity + timedelta(microseconds=999_999)).replace(microsecond=0)
        return super()._expires_at(key, replace(record, last_activity=rounded))


@pytest.mark.parametrize(
    ("store", "clause"),
    [
        (RoundsToMilliseconds, Clause.RETAINED),
        (RoundsClock, Clause.RETAINED),
        (RoundsUp, Clause.EXPIRED),
    ],
)
def test_coarse_resolution_is_detected(store: Callable[[Clock], SessionStore], clause: Clause) -> None:
    """A store whose times are coarser than a microsecond is detected by a fixed scenario under every seed."""

    class Contract(SessionStoreContract):
        def make_store(self, clock: Clock) -> SessionStore:
            return store(clock)

    with pytest.raises(ContractViolation) as raised:
        Contract().test_retention()
    assert raised.value.clause is clause


class Uncached(CachesReads):
    """A handle without a cache."""

    def read(self, key: SessionKey) -> Session | None:
        """Read."""
        return MemoryStore.read(self, key)


@pytest.mark.parametrize(("first", "second"), [(CachesReads, Uncached), (Uncached, CachesReads)])
@pytest.mark.parametrize("check", ["test_handles", "test_random_scenarios"])
def test_cache_of_one_handle_is_detected(first: type[CachesReads], second: type[CachesReads], check: str) -> None:
    """A first or second handle that misses changes of the other handle is detected."""

    class Contract(SessionStoreContract):
        search = settings(max_examples=300, derandomize=True, database=None, phases=[Phase.generate])

        def make_store(self, clock: Clock) -> SessionStore:
            return first(clock)

        def another_handle(self, store: SessionStore, clock: Clock) -> SessionStore:
            handle = second(clock)
            handle._records, handle._lock = store._records, store._lock  # type: ignore[attr-defined] # a MemoryStore
            return handle

    with pytest.raises(ContractViolation) as raised:
        getattr(Contract(), check)()
    assert any(step.endswith("with handle 2") or "with handle 2:" in step for step in raised.value.steps)
