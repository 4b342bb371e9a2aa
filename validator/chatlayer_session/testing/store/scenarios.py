"""Fixed scenarios, each of which targets a mistake that stores make."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from ...checks.size import MAX_BYTES
from .clauses import Clause, ContractViolation
from .harness import Step, StoreHarness
from .protocol import INTERNAL
from .samples import DEFAULT_KEY, FILLER, NEAR_KEYS, NEAR_NAMES, TRICKY_NAMES, TRICKY_VALUES, internal_of, internals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from .protocol import Session, SessionKey

Scenario: TypeAlias = tuple[Step, ...]
"""The steps of a scenario, which starts with an empty store."""

MOMENT = timedelta(microseconds=1)
"""The shortest duration."""

FRACTION = timedelta(microseconds=123_456)
"""A part of a second that is not a number of milliseconds."""

DAY = timedelta(days=1)


def use(handle: int) -> Step:
    """Return a step that changes the current handle."""
    return lambda harness: harness.use(handle)


def create(key: SessionKey = DEFAULT_KEY, payload: Session | None = None) -> Step:
    """Return a step that starts a conversation."""
    return lambda harness: harness.create(key, internal_of(key, payload))


def assign(variables: Session, key: SessionKey = DEFAULT_KEY) -> Step:
    """Return a step that sets variables."""
    return lambda harness: harness.set_variables(key, variables)


def touch(key: SessionKey = DEFAULT_KEY) -> Step:
    """Return a step that touches a session."""
    return lambda harness: harness.touch(key)


def delete(key: SessionKey = DEFAULT_KEY) -> Step:
    """Return a step that deletes a session."""
    return lambda harness: harness.delete(key)


def read(key: SessionKey = DEFAULT_KEY) -> Step:
    """Return a step that reads a session."""
    return lambda harness: harness.read(key)


def advance(duration: timedelta) -> Step:
    """Return a step that lets time pass."""
    return lambda harness: harness.advance(duration)


def advance_to_expiry(offset: timedelta = timedelta(0), key: SessionKey = DEFAULT_KEY) -> Step:
    """Return a step that lets time pass until ``offset`` after a session expires, if the session exists."""

    def advance_clock(harness: StoreHarness) -> None:
        if harness.model.session(key) is not None:
            duration = harness.model.expires_at(key) + offset - harness.clock()
            if duration > timedelta(0):
                harness.advance(duration)

    return advance_clock


def fill(size: int, key: SessionKey = DEFAULT_KEY) -> Step:
    """Return a step that sets a string that makes the session ``size`` bytes long."""
    return lambda harness: harness.fill(key, size)


def conversations() -> Iterator[Scenario]:
    """Yield scenarios with several conversations per session, and with sessions whose keys are similar."""
    for payload in internals():
        yield (create(), assign({"order": 1}), create(DEFAULT_KEY, payload), assign({"cart": [1]}), create())
    yield (create(), assign({"order": 1}), delete(), touch(), assign({"order": 2}), create())
    for pair in NEAR_KEYS:
        for first, second in (pair, pair[::-1]):
            yield (create(first), assign({"order": 1}, first), read(second), delete(second), read(first))
            yield (create(first), touch(second), assign({"order": 2}, second), read(first))
            yield (
                create(first),
                create(second),
                assign({"order": 2}, second),
                read(first),
                delete(first),
                read(second),
            )


def variables() -> Iterator[Scenario]:
    """Yield scenarios with names and values that are hard to store."""
    for name in TRICKY_NAMES:
        yield (create(), assign({name: 1}), assign({name: 2}))
    for names in NEAR_NAMES:
        yield (create(), *(assign({name: number}) for number, name in enumerate(names)))
    for value in TRICKY_VALUES:
        yield (create(), assign({"order": value}))
    yield (create(), assign({"order": {"a": 1}}), assign({"order": {"b": 2}}), assign({}))
    yield (create(), assign({"order": [1, 2], "cart": [1]}), assign({"order": [3]}), assign({"order": None}))
    yield (create(), lambda harness: harness.mutate_read_copy(DEFAULT_KEY))
    yield (create(), lambda harness: harness.mutate_passed_copy(DEFAULT_KEY, {"order": {"items": [1]}}))
    yield (create(), assign({"order": {"items": [1]}}), lambda harness: harness.mutate_read_copy(DEFAULT_KEY))


def attempts() -> Iterator[Scenario]:
    """Yield scenarios that also pass ``internal``."""
    payload = internal_of(DEFAULT_KEY)
    objects: list[Session] = [{**payload, "botId": "B"}, {**payload, "added": 1}, {"user": {}}, {}]
    for attempt in (*objects, None):
        yield (create(), assign({"order": 1, INTERNAL: attempt}))
    yield (create(), assign({INTERNAL: {}}))
    yield (create(), assign({"order": 1, INTERNAL: payload}))


def sizes() -> Iterator[Scenario]:
    """Yield scenarios with sessions at the size limit."""
    for size in (MAX_BYTES - 1, MAX_BYTES, MAX_BYTES + 1):
        yield (create(), fill(size))
    longer = internal_of(DEFAULT_KEY)
    longer["locale"] = f"{longer['locale']}aa"
    full = (create(), assign({"cart": [1], "order": 1}), fill(MAX_BYTES))
    yield (*full, fill(MAX_BYTES + 1), assign({"order": 10}), assign({"order": 10, "cart": []}), assign({FILLER: ""}))
    yield (*full, create(DEFAULT_KEY, longer))
    yield (create(), assign({"order": 1, INTERNAL: {"text": "a" * MAX_BYTES}}))


def retentions() -> Iterator[Scenario]:
    """Yield scenarios with sessions that expire."""
    until_expiry = (advance_to_expiry(-MOMENT), read(), advance(MOMENT), read())
    yield (create(), *until_expiry)
    for activity in (
        create(),
        create(DEFAULT_KEY, internals()[-1]),
        assign({"order": 1}),
        assign({INTERNAL: {}}),
        assign({}),
        touch(),
    ):
        yield (create(), advance(DAY), activity, *until_expiry)
    for inactivity in (read(), StoreHarness.expire, fill(MAX_BYTES + 1)):
        yield (create(), advance(DAY), inactivity, *until_expiry)
    for late_step in (touch(), assign({"order": 2}), delete(), create(), StoreHarness.expire):
        yield (create(), assign({"order": 1}), advance_to_expiry(), late_step, read())
    yield (advance(FRACTION), create(), *until_expiry)
    for activity in (create(), assign({"order": 1}), touch()):
        yield (create(), advance(FRACTION), activity, *until_expiry)
    for first, second in NEAR_KEYS:
        yield (
            create(first),
            advance(DAY),
            create(second),
            advance_to_expiry(key=first),
            StoreHarness.expire,
            StoreHarness.finish,
        )


def handles() -> Iterator[Scenario]:
    """Yield scenarios in which two handles use the same session in turn."""
    for change in (create(DEFAULT_KEY, internals()[-1]), assign({"order": 2}), touch(), delete()):
        yield (create(), assign({"order": 1}), use(1), change, use(0), touch(), use(1), assign({"cart": [1]}))
        yield (create(), advance(DAY), use(1), change, advance_to_expiry(-MOMENT), read(), use(0), read())
        yield (create(), advance(DAY), use(1), change, advance_to_expiry(), read(), use(0), touch(), read())


def run_scenario(
    scenario: Sequence[Step], make_harness: Callable[[], AbstractContextManager[StoreHarness]]
) -> tuple[ContractViolation, list[Step]] | None:
    """Run a scenario on a new store; return the violation that it finds and the recorded steps up to it, or None."""
    with make_harness() as harness:
        try:
            for step in scenario:
                step(harness)
        except ContractViolation as violation:
            return violation, harness.story
    return None


def shrink(
    violation: ContractViolation,
    story: list[Step],
    make_harness: Callable[[], AbstractContextManager[StoreHarness]],
) -> tuple[ContractViolation, list[Step]]:
    """Return a violation and its story, of which every step is needed: without any one of them, the store passes.

    It is of the same clause, unless fewer steps violate only a different one.
    """

    def rerun(steps: list[Step], clauses: tuple[Clause, ...]) -> None:
        nonlocal violation, story
        found = run_scenario(steps, make_harness)
        if found is not None and found[0].clause in clauses:
            violation, story = found

    rerun(story, (violation.clause,))
    for clauses in ((violation.clause,), tuple(Clause)):
        length = len(story) + 1
        while len(story) < length:
            length = len(story)
            for position in reversed(range(length)):
                if position < len(story):
                    rerun(story[:position] + story[position + 1 :], clauses)
    return violation, story
