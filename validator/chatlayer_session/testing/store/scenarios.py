"""Stories that are always told: each goes straight to a place where stores fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from ...checks.size import MAX_BYTES
from .clauses import ContractViolation
from .harness import StoreHarness
from .protocol import INTERNAL
from .samples import DEFAULT_KEY, NEAR_KEYS, NEAR_NAMES, TRICKY_NAMES, TRICKY_VALUES, filler, internal_of, internals

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from .protocol import Session, SessionKey

Step: TypeAlias = Callable[[StoreHarness], None]
"""Does one step of a story, whatever went before."""

Scenario: TypeAlias = tuple[Step, ...]
"""The steps of a story, the first of which finds no sessions."""

MOMENT = timedelta(microseconds=1)
"""The shortest time there is."""

DAY = timedelta(days=1)
FILLER = "filler"


def create(key: SessionKey = DEFAULT_KEY, payload: Session | None = None) -> Step:
    """Return the step that starts a conversation."""
    return lambda trial: trial.create(key, internal_of(key, payload))


def write(variables: Session, key: SessionKey = DEFAULT_KEY) -> Step:
    """Return the step that writes variables."""
    return lambda trial: trial.write(key, variables)


def touch(key: SessionKey = DEFAULT_KEY) -> Step:
    """Return the step that touches a session."""
    return lambda trial: trial.touch(key)


def delete(key: SessionKey = DEFAULT_KEY) -> Step:
    """Return the step that deletes a session."""
    return lambda trial: trial.delete(key)


def read(key: SessionKey = DEFAULT_KEY) -> Step:
    """Return the step that reads a session."""
    return lambda trial: trial.read(key)


def advance(duration: timedelta) -> Step:
    """Return the step that lets time pass."""
    return lambda trial: trial.advance(duration)


def advance_to_expiry(offset: timedelta = timedelta(0), key: SessionKey = DEFAULT_KEY) -> Step:
    """Return the step that lets time pass until ``offset`` after a session expires, if there is one."""

    def advance_so_far(trial: StoreHarness) -> None:
        if trial.model.session(key) is not None:
            duration = trial.model.expires_at(key) + offset - trial.clock()
            if duration > timedelta(0):
                trial.advance(duration)

    return advance_so_far


def fill(size: int, key: SessionKey = DEFAULT_KEY) -> Step:
    """Return the step that writes a text with which the session has ``size`` bytes."""

    def write_filler(trial: StoreHarness) -> None:
        session = trial.model.session(key)
        text = "" if session is None else filler(session, FILLER, size)
        trial.write(key, {FILLER: text}, f'{{"{FILLER}": a text with which the session has {size:,} bytes}}')

    return write_filler


def conversations() -> Iterator[Scenario]:
    """Yield stories of sessions that span several conversations, and of sessions that are much alike."""
    for payload in internals():
        yield (create(), write({"order": 1}), create(DEFAULT_KEY, payload), write({"cart": [1]}), create())
    yield (create(), write({"order": 1}), delete(), touch(), write({"order": 2}), create())
    for pair in NEAR_KEYS:
        for first, second in (pair, pair[::-1]):
            yield (create(first), write({"order": 1}, first), read(second), delete(second), read(first))
            yield (create(first), touch(second), write({"order": 2}, second), read(first))
            yield (create(first), create(second), write({"order": 2}, second), read(first), delete(first), read(second))


def variables() -> Iterator[Scenario]:
    """Yield stories of names and values that are hard to keep."""
    for name in TRICKY_NAMES:
        yield (create(), write({name: 1}), write({name: 2}))
    for names in NEAR_NAMES:
        yield (create(), *(write({name: number}) for number, name in enumerate(names)))
    for value in TRICKY_VALUES:
        yield (create(), write({"order": value}))
    yield (create(), write({"order": {"a": 1}}), write({"order": {"b": 2}}), write({}))
    yield (create(), write({"order": [1, 2], "cart": [1]}), write({"order": [3]}), write({"order": None}))
    yield (create(), lambda trial: trial.mutate_read_copy(DEFAULT_KEY))
    yield (create(), lambda trial: trial.mutate_written_copy(DEFAULT_KEY, {"order": {"items": [1]}}))
    yield (create(), write({"order": {"items": [1]}}), lambda trial: trial.mutate_read_copy(DEFAULT_KEY))


def attempts() -> Iterator[Scenario]:
    """Yield stories of writes that carry ``internal``."""
    payload = internal_of(DEFAULT_KEY)
    others: list[Session] = [{**payload, "botId": "B"}, {**payload, "added": 1}, {"user": {}}, {}]
    for other in (*others, None):
        yield (create(), write({"order": 1, INTERNAL: other}))
    yield (create(), write({INTERNAL: {}}))
    yield (create(), write({"order": 1, INTERNAL: payload}))


def sizes() -> Iterator[Scenario]:
    """Yield stories of sessions at the limit."""
    for size in (MAX_BYTES - 1, MAX_BYTES, MAX_BYTES + 1):
        yield (create(), fill(size))
    longer = internal_of(DEFAULT_KEY)
    longer["locale"] = f"{longer['locale']}aa"
    full = (create(), write({"cart": [1], "order": 1}), fill(MAX_BYTES))
    yield (*full, fill(MAX_BYTES + 1), write({"order": 10}), write({"order": 10, "cart": []}), write({FILLER: ""}))
    yield (*full, create(DEFAULT_KEY, longer))
    yield (create(), write({"order": 1, INTERNAL: {"text": "a" * MAX_BYTES}}))


def retentions() -> Iterator[Scenario]:
    """Yield stories of sessions without activity."""
    until_expiry = (advance_to_expiry(-MOMENT), read(), advance(MOMENT), read())
    yield (create(), *until_expiry)
    for seen in (
        create(),
        create(DEFAULT_KEY, internals()[-1]),
        write({"order": 1}),
        write({INTERNAL: {}}),
        write({}),
        touch(),
    ):
        yield (create(), advance(DAY), seen, *until_expiry)
    for unseen in (read(), StoreHarness.expire, fill(MAX_BYTES + 1)):
        yield (create(), advance(DAY), unseen, *until_expiry)
    for too_late in (touch(), write({"order": 2}), delete(), create(), StoreHarness.expire):
        yield (create(), write({"order": 1}), advance_to_expiry(), too_late, read())
    for first, second in NEAR_KEYS:
        yield (
            create(first),
            advance(DAY),
            create(second),
            advance_to_expiry(key=first),
            StoreHarness.expire,
            StoreHarness.finish,
        )


def run_scenario(
    story: Scenario, trials: Callable[[], AbstractContextManager[StoreHarness]]
) -> ContractViolation | None:
    """Tell a story in a trial of its own, and return the promise that is broken in it, if any is."""
    with trials() as trial:
        try:
            for step in story:
                step(trial)
        except ContractViolation as broken:
            return broken
    return None


def shrink(
    broken: ContractViolation, story: Scenario, trials: Callable[[], AbstractContextManager[StoreHarness]]
) -> ContractViolation:
    """Return ``broken`` with the shortest story that breaks the same clause, each step of which is needed."""
    position = 0
    while position < len(story):
        shorter = story[:position] + story[position + 1 :]
        again = run_scenario(shorter, trials)
        if again is not None and again.clause is broken.clause:
            story, broken = shorter, again
        else:
            position += 1
    return broken
