"""Random stories: a Hypothesis state machine whose rules are the steps."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from ...checks.size import MAX_BYTES
from ...retention import BOT_VERSIONS
from .. import strategies
from .harness import StoreHarness
from .protocol import INTERNAL, SessionKey
from .samples import DEFAULT_KEY, RESERVED, TRICKY_NAMES, TRICKY_VALUES, internal_of, internals
from .scenarios import DAY, FILLER, MOMENT, advance_to_expiry, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...jsonpointer import JsonValue
    from .protocol import Session


def keys() -> st.SearchStrategy[SessionKey]:
    """Return a strategy for keys: few enough that stories come back to the same session, and much alike."""
    return st.builds(
        SessionKey, st.sampled_from(("A", "B")), st.sampled_from(("1", "2")), st.sampled_from(BOT_VERSIONS)
    )


def payloads() -> st.SearchStrategy[Session]:
    """Return a strategy for objects ``internal``, with and without unstable fields."""
    return st.sampled_from(internals())


def json_values() -> st.SearchStrategy[JsonValue]:
    """Return a strategy for JSON values of every type, those among them that stores get wrong."""
    return strategies.json_values() | st.sampled_from(TRICKY_VALUES[:-1])


def variables(values: st.SearchStrategy[JsonValue]) -> st.SearchStrategy[Session]:
    """Return a strategy for variables that hold ``values``."""
    known = st.sampled_from(("order", "cart", "Order"))
    names = known | st.sampled_from(TRICKY_NAMES) | st.text(max_size=5).filter(lambda name: name not in RESERVED)
    return st.dictionaries(names, values, min_size=1, max_size=3)


def durations() -> st.SearchStrategy[timedelta]:
    """Return a strategy for the time between two steps; what is no longer than a moment is counted from an expiry."""
    return st.sampled_from((30 * DAY, DAY, 15 * DAY, 30 * DAY - MOMENT, timedelta(0), -MOMENT, MOMENT))


_ODDS = 64
"""One story out of so many fills a session up to the limit, which takes as long as many others."""


def _machine() -> st.SearchStrategy[ScenarioMachine]:
    return st.runner()


_ANY_KEY = keys()
_PAYLOADS = payloads()
# Most steps are about a session that there is or was, so that stories are about something.
_KEYS = _machine().flatmap(lambda machine: st.sampled_from(machine.keys()))
_ACTIONS: tuple[Callable[[StoreHarness, SessionKey], None], ...] = (
    StoreHarness.read,
    StoreHarness.touch,
    StoreHarness.delete,
    StoreHarness.mutate_read_copy,
    lambda trial, _: trial.expire(),
)
_VARIABLES = _machine().flatmap(lambda machine: machine.variables)


class ScenarioMachine(RuleBasedStateMachine):
    """Tells one story in a trial, with writes of ``variables``, and closes the store in the end."""

    def __init__(self, trial: StoreHarness, variables: st.SearchStrategy[Session], close: Callable[[], None]) -> None:
        super().__init__()
        self.trial = trial
        self.variables: st.SearchStrategy[Session] = variables
        self.close = close
        self.is_roomy = False

    @initialize(die=st.integers(1, _ODDS), key=_ANY_KEY, payload=_PAYLOADS)
    def begin(self, die: int, key: SessionKey, payload: Session) -> None:
        """Start a conversation, and say whether a session may be filled in this story.

        What says so is neither end of the range, which are drawn more often.
        """
        self.is_roomy = die == _ODDS // 2 + 5
        self.trial.create(key, internal_of(key, payload))

    @rule(key=_ANY_KEY, payload=_PAYLOADS)
    def create(self, key: SessionKey, payload: Session) -> None:
        """Start a conversation with anyone."""
        self.trial.create(key, internal_of(key, payload))

    @rule(key=_KEYS | _ANY_KEY, action=st.sampled_from(_ACTIONS))
    def act(self, key: SessionKey, action: Callable[[StoreHarness, SessionKey], None]) -> None:
        """Do something that takes no more than a key."""
        action(self.trial, key)

    @rule(key=_KEYS, payload=_PAYLOADS)
    def continue_(self, key: SessionKey, payload: Session) -> None:
        """Start a conversation where there is a session, or was."""
        self.trial.create(key, internal_of(key, payload))

    @rule(key=_KEYS, written=_VARIABLES)
    def write(self, key: SessionKey, written: Session) -> None:
        """Write variables."""
        self.trial.write(key, written)

    @rule(key=_KEYS, written=_VARIABLES, attempt=_PAYLOADS | st.none())
    def write_internal(self, key: SessionKey, written: Session, attempt: JsonValue) -> None:
        """Write variables and an ``internal``."""
        self.trial.write(key, {**written, INTERNAL: attempt})

    @rule(key=_KEYS, written=_VARIABLES, is_whole=st.booleans())
    def write_otherwise(self, key: SessionKey, written: Session, *, is_whole: bool) -> None:
        """Write the whole session as it is, with a change to its variables; or change what was written afterwards."""
        if is_whole:
            self.trial.write(key, {**(self.trial.model.session(key) or {}), **written})
        else:
            self.trial.mutate_written_copy(key, written)

    @rule(key=_KEYS, duration=durations())
    def wait(self, key: SessionKey, duration: timedelta) -> None:
        """Let time pass: so much, or until a session has just expired, or just not."""
        if abs(duration) > MOMENT:
            self.trial.advance(duration)
        else:
            advance_to_expiry(duration, key)(self.trial)

    @precondition(lambda self: self.is_roomy)
    @rule(key=_KEYS, size=st.sampled_from((MAX_BYTES, MAX_BYTES - 1, MAX_BYTES + 1)))
    def fill(self, key: SessionKey, size: int) -> None:
        """Fill a session for a moment, once in a story.

        Its variables are gone before, since other languages may write the numbers in them with more bytes or fewer.
        """
        self.is_roomy = False
        self.trial.delete(key)
        self.trial.create(key, internal_of(key))
        fill(size, key)(self.trial)
        self.trial.write(key, {"order": 1})
        self.trial.write(key, {FILLER: ""})

    def keys(self) -> tuple[SessionKey, ...]:
        """Return the keys of the sessions that there are or were."""
        return self.trial.model.keys or (DEFAULT_KEY,)

    def teardown(self) -> None:
        """Read every session once more, unless the story has ended early."""
        try:
            if sys.exc_info()[0] is None:
                self.trial.finish()
        finally:
            self.close()
