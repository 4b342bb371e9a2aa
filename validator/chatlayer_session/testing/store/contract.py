"""The contract as tests: pytest runs a subclass of `SessionStoreContract`."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
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
from .races import (
    MAX_PAUSES,
    MAX_RACE_PAUSES,
    NEARLY_FULL,
    NOTES,
    PAIRS,
    ROUNDS,
    START,
    interleave,
    pair_pauses,
    race_for_last_bytes,
    stress,
)
from .scenarios import attempts, conversations, handles, retentions, run_scenario, shrink, sizes, variables

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from types import TracebackType

    from hypothesis.strategies import SearchStrategy

    from ...jsonpointer import JsonValue
    from .harness import Step
    from .protocol import Clock, SessionStore
    from .races import Operation
    from .scenarios import Scenario


class SessionStoreContract:
    """The tests that every session store must pass. Name a subclass ``Test...`` and define `make_store`.

    ``retention`` is the retention that the store is configured with. ``search`` are the Hypothesis settings for random
    scenarios, by default the active profile, and ``steps`` is the maximum number of steps in such a scenario. A store
    that violates the contract raises `ContractViolation`, whose text is a shortest scenario that shows it.
    """

    retention: ClassVar[RetentionPolicy] = RetentionPolicy()
    search: ClassVar[settings | None] = None
    steps: ClassVar[int] = 20

    def make_store(self, clock: Clock) -> SessionStore:
        """Return an empty store that takes the time from ``clock``. Called for every scenario."""
        raise NotImplementedError(f"{type(self).__name__} must define make_store(self, clock) and return a store")

    def another_handle(self, store: SessionStore, clock: Clock) -> SessionStore:  # noqa: ARG002 - for subclasses
        """Return a second handle to the same sessions, such as another connection; here the store itself."""
        return store

    def close_store(self, store: SessionStore) -> None:
        """Close what `make_store` or `another_handle` opened; here nothing."""

    def json_values(self) -> SearchStrategy[JsonValue]:
        """Return a strategy for the values of variables in random scenarios; here any JSON value."""
        return tricky_json_values()

    def test_conversations(self) -> None:
        """A session spans several conversations and is independent of others (S1, S4, S5)."""
        _run_check(lambda: self._run_scenarios(conversations()))

    def test_variables(self) -> None:
        """Every JSON value reads as it was set, and a read returns a copy (S7, S8)."""
        _run_check(lambda: self._run_scenarios(variables()))

    def test_handles(self) -> None:
        """A change with one handle is visible to the other handle at once (S1, S3, S7)."""
        _run_check(lambda: self._run_scenarios(handles()))

    def test_attempts_on_internal(self) -> None:
        """Setting variables never changes `internal`, and the variables passed with it are stored (S6)."""
        _run_check(lambda: self._run_scenarios(attempts()))

    def test_retention(self) -> None:
        """A session exists until its retention period has passed, and not at that moment (S3)."""
        _run_check(lambda: self._run_scenarios(retentions()))

    def test_sizes(self) -> None:
        """Sessions up to the size limit are stored, larger ones are not (S2)."""
        _run_check(lambda: self._run_scenarios(sizes()))

    def test_concurrent_callers(self) -> None:
        """Concurrent changes are all stored (S7), and together they do not exceed the size limit (S2)."""
        _run_check(self._run_races)

    def test_random_scenarios(self) -> None:
        """All clauses apply in any order of steps (S1 to S8)."""
        _run_check(self._run_random_scenarios)

    def _run_scenarios(self, scenarios: Iterable[Scenario]) -> None:
        for scenario in scenarios:
            found = run_scenario(scenario, self._harness)
            if found is not None:
                raise self._shrink(*found)

    def _run_races(self) -> None:
        for first, second in PAIRS:
            self._run_scenarios([(*START, first.call, second.call)])
            pauses = self._pauses(START, first, MAX_PAUSES)
            self._run_scenarios((*START, interleave(first, second, pause_at)) for pause_at in pauses)
        self._run_scenarios([(*START, *(stress(number) for number in range(ROUNDS)))])
        pauses = self._pauses(NEARLY_FULL, NOTES[0], MAX_RACE_PAUSES)
        self._run_scenarios((*NEARLY_FULL, race_for_last_bytes(pause_at)) for pause_at in pauses)

    def _pauses(self, start: Scenario, first: Operation, limit: int) -> list[int]:
        with self._harness() as harness:
            return pair_pauses(harness, start, first, limit)

    def _run_random_scenarios(self) -> None:
        values = variables_of(self.json_values())
        last: list[StoreHarness] = []

        def machine() -> ScenarioMachine:
            last[:] = [self._new_harness()]
            return ScenarioMachine(last[0], values, partial(self._close, last[0]))

        try:
            run_state_machine_as_test(machine, settings=_settings(self.search, self.steps))  # type: ignore[arg-type] # documented to take a function
        except ContractViolation as violation:
            # Hypothesis has run its simplest example last.
            raise self._shrink(violation, last[0].story) from violation.__cause__

    def _shrink(self, violation: ContractViolation, story: list[Step]) -> ContractViolation:
        return shrink(violation, story, partial(self._harness, is_replay=True))[0]

    @contextmanager
    def _harness(self, *, is_replay: bool = False) -> Generator[StoreHarness]:
        harness = self._new_harness(is_replay=is_replay)
        try:
            yield harness
        finally:
            self._close(harness)

    def _close(self, harness: StoreHarness) -> None:
        for store in harness.handles:
            self.close_store(store)

    def _new_harness(self, *, is_replay: bool = False) -> StoreHarness:
        clock = ManualClock()
        store = self.make_store(clock)
        if store.internal_policy not in INTERNAL_POLICIES:
            choices = ", ".join(str(policy) for policy in INTERNAL_POLICIES)
            raise ValueError(f"invalid internal_policy {store.internal_policy!r} of the store; available: {choices}")
        other = self.another_handle(store, clock)
        model = Model(clock, self.retention, store.internal_policy)
        return StoreHarness([store] if other is store else [store, other], clock, model, is_replay=is_replay)


def _settings(search: settings | None, steps: int) -> settings:
    """Return settings with the options that random scenarios need."""
    search = search or settings()
    return settings(
        search,
        deadline=None,
        phases=[phase for phase in search.phases if phase is not Phase.explain],
        print_blob=False,
        report_multiple_bugs=False,
        stateful_step_count=steps,
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
        # The steps of the violation replace what Hypothesis would print.
        verbosity=Verbosity.quiet,
    )


def _run_check(check: Callable[[], None]) -> None:
    """Run a check, and raise its violation without the frames of this package."""
    __tracebackhide__ = True
    try:
        check()
    except ContractViolation as error:
        violation, cause = ContractViolation(error.clause, error.steps), error.__cause__
    else:
        return
    raise violation from cause and cause.with_traceback(_skip_package_frames(cause.__traceback__))


def _skip_package_frames(traceback: TracebackType | None) -> TracebackType | None:
    """Return a traceback from its first frame outside this package, or its last frame."""
    package = str(Path(__file__).parent)
    while traceback is not None and traceback.tb_next is not None:
        if not traceback.tb_frame.f_code.co_filename.startswith(package):
            break
        traceback = traceback.tb_next
    return traceback
