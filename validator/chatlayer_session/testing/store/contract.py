"""The contract as tests: a class to subclass, which pytest then runs."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.stateful import run_state_machine_as_test

from ...retention import RetentionPolicy
from .clauses import ContractViolation
from .harness import StoreHarness
from .machine import ScenarioMachine
from .machine import json_values as tricky_json_values
from .machine import variables as variables_of
from .model import Model
from .protocol import INTERNAL_POLICIES, ManualClock
from .races import PAIRS, places_in_race, places_of, race_for_last_bytes, run_interleaved, stress
from .scenarios import attempts, conversations, retentions, run_scenario, shrink, sizes, variables

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from types import TracebackType

    from hypothesis.strategies import SearchStrategy

    from ...jsonpointer import JsonValue
    from .protocol import Clock, SessionStore
    from .scenarios import Scenario


class SessionStoreContract:
    """The tests that every session store must pass: name a subclass ``Test...`` and give it a `make_store`.

    ``retention`` is the retention that the store is set to. ``search`` says how random stories are looked for; without
    it, the Hypothesis profile does. ``steps`` is the most steps that one of them has. A store that breaks a promise
    raises `ContractViolation`, whose text is the shortest story that shows it.
    """

    retention: ClassVar[RetentionPolicy] = RetentionPolicy()
    search: ClassVar[settings | None] = None
    steps: ClassVar[int] = 20

    def make_store(self, clock: Clock) -> SessionStore:
        """Return a store that holds no sessions and takes the time from ``clock``. Called for every story."""
        raise NotImplementedError(f"{type(self).__name__} has to define make_store(self, clock), which returns a store")

    def another_handle(self, store: SessionStore, clock: Clock) -> SessionStore:  # noqa: ARG002 - others use the clock
        """Return what a second thread uses to reach the same sessions: another connection, say. Here, the store."""
        return store

    def close_store(self, store: SessionStore) -> None:
        """Let go of what `make_store` or `another_handle` opened. Here, nothing is done."""

    def json_values(self) -> SearchStrategy[JsonValue]:
        """Return a strategy for what variables hold in random stories: any JSON value."""
        return tricky_json_values()

    def test_conversations(self) -> None:
        """One session spans several conversations, and shares nothing with another (S1, S4, S5)."""
        _hold(lambda: self._tell(conversations()))

    def test_variables(self) -> None:
        """Every JSON value reads as it was written, and what was read is a copy (S7, S8)."""
        _hold(lambda: self._tell(variables()))

    def test_attempts_on_internal(self) -> None:
        """No write changes `internal`, and none loses its variables for trying to (S6)."""
        _hold(lambda: self._tell(attempts()))

    def test_retention(self) -> None:
        """A session is there until its retention has passed since the last activity, and not at that moment (S3)."""
        _hold(lambda: self._tell(retentions()))

    def test_sizes(self) -> None:
        """Sessions up to the limit are stored, and none above (S2)."""
        _hold(lambda: self._tell(sizes()))

    def test_concurrent_writers(self) -> None:
        """What two do at the same time is done (S7), and nothing above the limit comes of it (S2)."""
        _hold(self._contend)

    def test_random_stories(self) -> None:
        """All of it holds in any order (S1 to S8)."""
        _hold(self._explore)

    def _tell(self, stories: Iterable[Scenario]) -> None:
        for story in stories:
            broken = run_scenario(story, self._trial)
            if broken is not None:
                raise shrink(broken, story, self._trial)

    def _contend(self) -> None:
        for first, second in PAIRS:
            with self._trial() as trial:
                places = places_of(trial, first, second)
            for place in places:
                with self._trial() as trial, self._another(trial) as other:
                    run_interleaved(trial, other, first, second, place)
        with self._trial() as trial, self._another(trial) as other:
            stress(trial, other)
        with self._trial() as trial, self._another(trial) as other:
            places = places_in_race(race_for_last_bytes(trial, other))
        for place in places:
            with self._trial() as trial, self._another(trial) as other:
                race_for_last_bytes(trial, other, place)

    def _explore(self) -> None:
        written = variables_of(self.json_values())

        def machine() -> ScenarioMachine:
            trial = self._begun()
            return ScenarioMachine(trial, written, lambda: self.close_store(trial.store))

        run_state_machine_as_test(machine, settings=_settings(self.search, self.steps))  # type: ignore[arg-type] # documented to take a function

    @contextmanager
    def _trial(self) -> Generator[StoreHarness]:
        trial = self._begun()
        try:
            yield trial
        finally:
            self.close_store(trial.store)

    @contextmanager
    def _another(self, trial: StoreHarness) -> Generator[SessionStore]:
        other = self.another_handle(trial.store, trial.clock)
        try:
            yield other
        finally:
            if other is not trial.store:
                self.close_store(other)

    def _begun(self) -> StoreHarness:
        clock = ManualClock()
        store = self.make_store(clock)
        if store.internal_policy not in INTERNAL_POLICIES:
            choices = " or ".join(str(answer) for answer in INTERNAL_POLICIES)
            raise ValueError(f"the store's internal_policy is {store.internal_policy!r}; it has to be {choices}")
        return StoreHarness(store, clock, Model(clock, self.retention, store.internal_policy))


def _settings(search: settings | None, steps: int) -> settings:
    """Return settings with what random stories need."""
    search = search or settings()
    return settings(
        search,
        deadline=None,
        phases=[phase for phase in search.phases if phase is not Phase.explain],
        print_blob=False,
        report_multiple_bugs=False,
        stateful_step_count=steps,
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
        # The story stands in for what Hypothesis would print.
        verbosity=Verbosity.quiet,
    )


def _hold(check: Callable[[], None]) -> None:
    """Make a check, and raise what it raises without the way through this package that led to it."""
    __tracebackhide__ = True
    try:
        check()
    except ContractViolation as broken:
        told_again, cause = ContractViolation(broken.clause, broken.steps), broken.__cause__
    else:
        return
    raise told_again from cause and cause.with_traceback(_outside(cause.__traceback__))


def _outside(traceback: TracebackType | None) -> TracebackType | None:
    """Return a traceback from where it leaves this package, or its end if it does not."""
    here = str(Path(__file__).parent)
    while traceback is not None and traceback.tb_next is not None:
        if not traceback.tb_frame.f_code.co_filename.startswith(here):
            break
        traceback = traceback.tb_next
    return traceback
