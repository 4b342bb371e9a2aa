"""Scenarios in which two callers use a session at the same time."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from functools import partial
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from ...checks.size import MAX_BYTES, compact_size
from .clauses import Clause
from .harness import ClauseMap
from .interleave import STUCK_SECONDS, Call, count_lines, run_both
from .protocol import StoreResult
from .samples import DEFAULT_KEY, internal_of, internals
from .scenarios import Scenario, assign, create, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from .harness import Step, StoreHarness
    from .protocol import SessionStore

MAX_PAUSES = 12
"""Most lines at which the first call of a pair is paused, one after the other; they are evenly spread."""

MAX_RACE_PAUSES = 4
"""The same for changes of a session that is nearly full, each of which takes long."""

SPARE_BYTES = 20
"""Bytes left in the session in a race for the last bytes: enough for one note and its name, but not for two."""

ROUNDS = 4
CHANGES = 25

_SWITCH_SECONDS = 1e-5
_CLAUSES = ClauseMap.of(Clause.CONCURRENT)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation on the session: ``call`` makes it on a store, a model or a harness, which have the same methods.

    ``expected`` is the result that a store returns.
    """

    description: str
    # A methodcaller has no lines of Python at which the call could pause before it reaches the store.
    call: Callable[[Any], Any]
    expected: object = StoreResult.STORED


_NEW_INTERNAL = internal_of(DEFAULT_KEY, internals()[-1])
_SET_ORDER = Operation('set {"order": 1}', methodcaller("set_variables", DEFAULT_KEY, {"order": 1}))
_SET_CART = Operation('set {"cart": [1]}', methodcaller("set_variables", DEFAULT_KEY, {"cart": [1]}))
_CONTINUE = Operation("start a conversation", methodcaller("create", DEFAULT_KEY, _NEW_INTERNAL))
_TOUCH = Operation("touch the session", methodcaller("touch", DEFAULT_KEY), expected=True)
_DELETE = Operation("delete the session", methodcaller("delete", DEFAULT_KEY), expected=True)
NOTES = (
    Operation('set {"order": "a note"}', methodcaller("set_variables", DEFAULT_KEY, {"order": "a note"})),
    Operation('set {"cart": "a note"}', methodcaller("set_variables", DEFAULT_KEY, {"cart": "a note"})),
)
"""Two changes of which only one fits in a session that is nearly full."""

PAIRS = (
    (_SET_ORDER, _SET_CART),
    (_CONTINUE, _SET_CART),
    (_SET_ORDER, _CONTINUE),
    (_TOUCH, _SET_CART),
    (_SET_ORDER, _DELETE),
    (_TOUCH, _DELETE),
)
"""Pairs of operations; the second runs while the first is paused. Both orders result in the same session."""


START: Scenario = (create(), assign({"name": "Guest"}))
"""Creates the session that both callers use."""

NEARLY_FULL: Scenario = (create(), fill(MAX_BYTES - SPARE_BYTES))
"""Creates a session with few bytes left."""


def pair_pauses(harness: StoreHarness, start: Scenario, first: Operation, limit: int) -> list[int]:
    """Return at most ``limit`` lines at which to pause an operation after the start of a scenario."""
    for step in start:
        step(harness)
    return spread_pauses(count_lines(partial(first.call, harness.store)), limit)


def spread_pauses(lines: int, limit: int) -> list[int]:
    """Return the lines at which to pause a call that reaches this many lines, evenly spread up to a limit."""
    count = min(lines, limit)
    return sorted({1 + number * lines // count for number in range(count)})


def interleave(first: Operation, second: Operation, pause_at: int) -> Step:
    """Return a step that runs the first operation, and the second with another handle while the first is paused."""
    return lambda harness: harness.perform(partial(_interleave, first=first, second=second, pause_at=pause_at))


def _interleave(harness: StoreHarness, first: Operation, second: Operation, pause_at: int) -> None:
    if harness.model.session(DEFAULT_KEY) is None:
        return
    calls = _run_both(harness, first, second, pause_at)
    harness.steps.append(_describe(calls[0], first, second))
    expected = [first.expected]
    if second is _DELETE:
        expected += [StoreResult.NO_SESSION, False]
    else:
        first.call(harness.model)
    second.call(harness.model)
    for call, choices in zip(calls, (expected, [second.expected]), strict=True):
        _check_result(harness, call, *choices)
    harness.verify(DEFAULT_KEY, _CLAUSES)


def race_for_last_bytes(pause_at: int) -> Step:
    """Return a step that sets two variables of which only one fits, the second while the first is paused."""
    return lambda harness: harness.perform(partial(_race_for_last_bytes, pause_at=pause_at))


def _race_for_last_bytes(harness: StoreHarness, pause_at: int) -> None:
    session = harness.model.session(DEFAULT_KEY)
    if session is None or compact_size(session) != MAX_BYTES - SPARE_BYTES:
        return
    calls = _run_both(harness, *NOTES, pause_at)
    harness.steps.append(f"{_describe(calls[0], *NOTES)}; only one of them fits")
    for call in calls:
        _check_result(harness, call, StoreResult.STORED, StoreResult.TOO_LARGE)
    results = [call.result for call in calls]
    if results[0] == results[1]:
        ending = f"expected stored once and too-large once, got {results[0].value} twice"
        raise harness.violation_in_step(Clause.TOO_LARGE, ending)
    NOTES[results[0] is not StoreResult.STORED].call(harness.model)
    harness.verify(DEFAULT_KEY, ClauseMap.of(Clause.TOO_LARGE))


def stress(number: int) -> Step:
    """Return a step that sets many variables from two threads, which start together and switch often."""
    return lambda harness: harness.perform(partial(_stress, number=number))


def _stress(harness: StoreHarness, number: int) -> None:
    if harness.model.session(DEFAULT_KEY) is None:
        return
    start = threading.Barrier(2, timeout=STUCK_SECONDS)
    names = [[f"{prefix}{number * CHANGES + count}" for count in range(CHANGES)] for prefix in ("order", "cart")]
    calls = [
        Call(partial(_set_all, store, names_of_thread, start), traced=False)
        for store, names_of_thread in zip(_two_handles(harness), names, strict=True)
    ]
    first, second = (f'set "{range_[0]}" to "{range_[-1]}" one by one' for range_ in names)
    harness.steps.append(f"in {DEFAULT_KEY}, {first}, and in another thread {second}")
    _run_switching(calls)
    for call in calls:
        _check_result(harness, call, StoreResult.STORED)
    harness.model.set_variables(DEFAULT_KEY, {name: 1 for names_of_thread in names for name in names_of_thread})
    harness.verify(DEFAULT_KEY, _CLAUSES)


def _two_handles(harness: StoreHarness) -> tuple[SessionStore, SessionStore]:
    return harness.handles[0], harness.handles[-1]


def _run_both(harness: StoreHarness, first: Operation, second: Operation, pause_at: int) -> tuple[Call, Call]:
    one, other = _two_handles(harness)
    return run_both(partial(first.call, one), partial(second.call, other), pause_at)


def _describe(first_call: Call, first: Operation, second: Operation) -> str:
    """Return two concurrent operations as a step."""
    if first_call.place is None:
        return f"in {DEFAULT_KEY}, {first.description}, and in another thread {second.description}"
    pause = f"and while it is paused at {first_call.place}, {second.description} in another thread"
    return f"in {DEFAULT_KEY}, {first.description}, {pause}"


def _set_all(store: SessionStore, names: list[str], start: threading.Barrier) -> StoreResult:
    start.wait()
    results = [store.set_variables(DEFAULT_KEY, {name: 1}) for name in names]
    return next((result for result in results if result is not StoreResult.STORED), StoreResult.STORED)


def _run_switching(calls: list[Call]) -> None:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        for call in calls:
            call.start()
        for call in calls:
            call.wait_for_end()
    finally:
        sys.setswitchinterval(interval)


def _check_result(harness: StoreHarness, call: Call, *expected: object) -> None:
    if not call.wait_for_end():
        ending = "one of the two calls did not return"
    elif call.error is not None:
        ending = f"the store raised {type(call.error).__name__}: {call.error}"
    elif call.result not in expected:
        ending = f"expected {_format_result(expected[0])}, got {_format_result(call.result)}"
    else:
        return
    raise harness.violation_in_step(Clause.CONCURRENT, ending) from call.error


def _format_result(result: object) -> object:
    return result.value if isinstance(result, StoreResult) else result
