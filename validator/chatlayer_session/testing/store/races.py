"""Stories of two that use a session at the same time."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from functools import partial
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from ...checks.size import MAX_BYTES
from .clauses import Clause, ContractViolation
from .harness import ClauseMap
from .interleave import STUCK_SECONDS, Call, at_the_same_time, lines_of
from .protocol import WriteResult
from .samples import DEFAULT_KEY, internal_of, internals
from .scenarios import create, delete, fill, touch, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from .harness import StoreHarness
    from .protocol import SessionStore
    from .scenarios import Step

MAX_PLACES = 12
"""Lines at which the first call of a pair is held, one after the other; of more, so many evenly spread ones."""

PLACES_IN_A_RACE = 4
"""As many for writes to a session that is nearly full, each of which takes long."""

NOTE = "a note"
ROOM = 20
"""Bytes that a session has left in a race for room: enough for one note under its name, and not for two."""

ROUNDS = 4
WRITES = 25

_SWITCH_SECONDS = 1e-5
_BLAME = ClauseMap(Clause.CONCURRENT, Clause.CONCURRENT, Clause.CONCURRENT)


@dataclass(frozen=True, slots=True)
class Operation:
    """Something done to the session: in words, alone as a step, and to a store and a model apart.

    ``right`` are the answers that it may get.
    """

    told: str
    step: Step
    to_store: Callable[[SessionStore], Any]
    to_model: Callable[[Any], Any]
    right: tuple[object, ...]


def _operation(told: str, step: Step, operation: Callable[[Any], Any], right: object = WriteResult.STORED) -> Operation:
    # A methodcaller has no lines of Python, at which a call could be held before it comes to the store.
    return Operation(told, step, operation, operation, (right,))


_LATER = internal_of(DEFAULT_KEY, internals()[-1])
_ORDERED = _operation('write {"order": 1}', write({"order": 1}), methodcaller("write", DEFAULT_KEY, {"order": 1}))
_FILLED = _operation('write {"cart": [1]}', write({"cart": [1]}), methodcaller("write", DEFAULT_KEY, {"cart": [1]}))
_CONTINUED = _operation(
    "start a conversation", create(DEFAULT_KEY, _LATER), methodcaller("create", DEFAULT_KEY, _LATER)
)
_TOUCHED = _operation("touch it", touch(), methodcaller("touch", DEFAULT_KEY), right=True)
_DELETED = _operation("delete it", delete(), methodcaller("delete", DEFAULT_KEY), right=True)

PAIRS = (
    (_ORDERED, _FILLED),
    (_CONTINUED, _FILLED),
    (_ORDERED, _CONTINUED),
    (_TOUCHED, _FILLED),
    (_ORDERED, _DELETED),
    (_TOUCHED, _DELETED),
)
"""What is done at the same time, the second while the first is held. Either order leaves the same session."""


def begin(trial: StoreHarness) -> None:
    """Create the session that is contended for."""
    trial.create(DEFAULT_KEY, internal_of(DEFAULT_KEY))
    trial.write(DEFAULT_KEY, {"name": "Guest"})


def places_of(trial: StoreHarness, first: Operation, second: Operation) -> list[int]:
    """Do two deeds one after the other, and return the lines at which to hold the first."""
    begin(trial)
    first.step(trial)
    second.step(trial)
    begin(trial)
    return _spread(lines_of(partial(first.to_store, trial.store)), MAX_PLACES)


def places_in_race(lines: int) -> list[int]:
    """Return the lines at which to hold the first of two writes, out of those that it comes to."""
    return _spread(lines, PLACES_IN_A_RACE)


def _spread(lines: int, most: int) -> list[int]:
    count = min(lines, most)
    return sorted({1 + number * lines // count for number in range(count)})


def run_interleaved(trial: StoreHarness, other: SessionStore, first: Operation, second: Operation, place: int) -> None:
    """Do the first deed, and the second, with another handle, while the first is held at ``place``."""
    begin(trial)
    calls = at_the_same_time(partial(first.to_store, trial.store), partial(second.to_store, other), place)
    for call in calls:
        call.has_ended()
    held = "" if calls[0].place is None else f" while the first is held at {calls[0].place}"
    trial.steps.append(f"in {DEFAULT_KEY}, {first.told}, and from another thread {second.told}{held}")
    right = first.right
    if second is _DELETED:
        right = (*right, WriteResult.NO_SESSION, False)
    else:
        first.to_model(trial.model)
    second.to_model(trial.model)
    for call, answers in zip(calls, (right, second.right), strict=True):
        _expect(trial, call, answers)
    trial.verify(DEFAULT_KEY, _BLAME)


def race_for_last_bytes(trial: StoreHarness, other: SessionStore, place: int | None = None) -> int:
    """Write two variables of which one has room, the second while the first is held at ``place``.

    Return how many lines of Python the first write comes to. Without a place, the second comes after it.
    """
    trial.create(DEFAULT_KEY, internal_of(DEFAULT_KEY))
    fill(MAX_BYTES - ROOM)(trial)
    first, second = (methodcaller("write", DEFAULT_KEY, {name: NOTE}) for name in ("order", "cart"))
    calls = at_the_same_time(partial(first, trial.store), partial(second, other), place or 0)
    for call in calls:
        call.has_ended()
    where = f" while the first is held at {calls[0].place}" if calls[0].place else ""
    told = f'{{"order": "{NOTE}"}}, and from another thread write {{"cart": "{NOTE}"}}{where}, with room for one'
    trial.steps.append(f"in {DEFAULT_KEY}, write {told}")
    for call in calls:
        _expect(trial, call, (WriteResult.STORED, WriteResult.TOO_LARGE))
    answers = [call.answer for call in calls]
    if answers[0] == answers[1]:
        ending = f"expected stored once and too-large once, got {answers[0].value} twice"
        raise ContractViolation(Clause.TOO_LARGE, [*trial.steps[:-1], f"{trial.steps[-1]}: {ending}"])
    (first if answers[0] is WriteResult.STORED else second)(trial.model)
    trial.verify(DEFAULT_KEY, ClauseMap(Clause.TOO_LARGE, Clause.TOO_LARGE, Clause.TOO_LARGE))
    return calls[0].lines


def stress(trial: StoreHarness, other: SessionStore) -> None:
    """Write many variables from two threads, which start together and are switched between as often as can be."""
    begin(trial)
    for number in range(ROUNDS):
        start = threading.Barrier(2, timeout=STUCK_SECONDS)
        names = [[f"{who}{number * WRITES + count}" for count in range(WRITES)] for who in ("order", "cart")]
        calls = [
            Call(partial(_write_all, store, own, start), traced=False)
            for store, own in zip((trial.store, other), names, strict=True)
        ]
        ranges = (f'"{own[0]}" to "{own[-1]}"' for own in names)
        trial.steps.append(f"in {DEFAULT_KEY}, write {', and from another thread '.join(ranges)}, one by one")
        _run_switching(calls)
        for call in calls:
            _expect(trial, call, (WriteResult.STORED,))
        trial.model.write(DEFAULT_KEY, {name: 1 for own in names for name in own})
        trial.verify(DEFAULT_KEY, _BLAME)


def _write_all(store: SessionStore, names: list[str], start: threading.Barrier) -> WriteResult:
    start.wait()
    answers = [store.write(DEFAULT_KEY, {name: 1}) for name in names]
    return next((answer for answer in answers if answer is not WriteResult.STORED), WriteResult.STORED)


def _run_switching(calls: list[Call]) -> None:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        for call in calls:
            call.start()
        for call in calls:
            call.has_ended()
    finally:
        sys.setswitchinterval(interval)


def _expect(trial: StoreHarness, call: Call, right: tuple[object, ...]) -> None:
    if not call.has_ended():
        got = "one of the two did not come back"
    elif call.error is not None:
        got = f"the store raised {type(call.error).__name__}: {call.error}"
    elif call.answer not in right:
        got = f"expected {_name(right[0])}, got {_name(call.answer)}"
    else:
        return
    raise ContractViolation(Clause.CONCURRENT, [*trial.steps[:-1], f"{trial.steps[-1]}: {got}"]) from call.error


def _name(answer: object) -> object:
    return answer.value if isinstance(answer, WriteResult) else answer
