"""Random scenarios: a Hypothesis state machine whose rules are the steps."""

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
from .samples import DEFAULT_KEY, FILLER, RESERVED, TRICKY_NAMES, TRICKY_VALUES, internal_of, internals
from .scenarios import DAY, MOMENT, advance_to_expiry

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...jsonpointer import JsonValue
    from .protocol import Session


def json_values() -> st.SearchStrategy[JsonValue]:
    """Return a strategy for JSON values of every type, including values that stores get wrong."""
    return strategies.json_values() | st.sampled_from(TRICKY_VALUES[:-1])


def variables(values: st.SearchStrategy[JsonValue]) -> st.SearchStrategy[Session]:
    """Return a strategy for variables with these values."""
    usual = st.sampled_from(("order", "cart", "Order"))
    names = usual | st.sampled_from(TRICKY_NAMES) | st.text(max_size=5).filter(lambda name: name not in RESERVED)
    return st.dictionaries(names, values, min_size=1, max_size=3)


_ODDS = 64
"""One scenario in this many fills a session up to the limit, which takes as long as many others."""


def _machine() -> st.SearchStrategy[ScenarioMachine]:
    return st.runner()


# Similar keys, few enough that a scenario returns to the same session.
_ANY_KEY = st.builds(
    SessionKey, st.sampled_from(("A", "B")), st.sampled_from(("1", "2")), st.sampled_from(BOT_VERSIONS)
)
_PAYLOADS = st.sampled_from(internals())
# Up to a moment, the time between two steps is relative to an expiry.
_DURATIONS = st.sampled_from((30 * DAY, DAY, 15 * DAY, 30 * DAY - MOMENT, timedelta(0), -MOMENT, MOMENT))
# Most steps use a session that exists or existed, so that scenarios rarely miss every session.
_KEYS = _machine().flatmap(lambda machine: st.sampled_from(machine.keys()))
_ACTIONS: tuple[Callable[[StoreHarness, SessionKey], None], ...] = (
    StoreHarness.read,
    StoreHarness.touch,
    StoreHarness.delete,
    StoreHarness.mutate_read_copy,
    lambda harness, _: harness.expire(),
)
_VARIABLES = _machine().flatmap(lambda machine: machine.variables)


class ScenarioMachine(RuleBasedStateMachine):
    """Runs one scenario on a harness, with values of ``variables``, and closes the store at the end."""

    def __init__(self, harness: StoreHarness, variables: st.SearchStrategy[Session], close: Callable[[], None]) -> None:
        super().__init__()
        self.harness = harness
        self.variables: st.SearchStrategy[Session] = variables
        self.close = close
        self.may_fill = False

    @initialize(die=st.integers(1, _ODDS), key=_ANY_KEY, payload=_PAYLOADS)
    def begin(self, die: int, key: SessionKey, payload: Session) -> None:
        """Start a conversation, and decide whether this scenario may fill a session."""
        # Hypothesis draws both ends of the range more often, so the number that decides is in the middle.
        self.may_fill = die == _ODDS // 2 + 5
        self.harness.create(key, internal_of(key, payload))

    @rule(key=_ANY_KEY, payload=_PAYLOADS)
    def create(self, key: SessionKey, payload: Session) -> None:
        """Start a conversation in any session."""
        self.harness.create(key, internal_of(key, payload))

    @rule(key=_KEYS | _ANY_KEY, action=st.sampled_from(_ACTIONS))
    def act(self, key: SessionKey, action: Callable[[StoreHarness, SessionKey], None]) -> None:
        """Perform an operation that needs only a key."""
        action(self.harness, key)

    @rule(key=_KEYS, payload=_PAYLOADS)
    def continue_(self, key: SessionKey, payload: Session) -> None:
        """Start a conversation in a session that exists or existed."""
        self.harness.create(key, internal_of(key, payload))

    @rule(key=_KEYS, variables=_VARIABLES)
    def set_variables(self, key: SessionKey, variables: Session) -> None:
        """Set variables."""
        self.harness.set_variables(key, variables)

    @rule(key=_KEYS, variables=_VARIABLES, attempt=_PAYLOADS | st.none())
    def set_internal(self, key: SessionKey, variables: Session, attempt: JsonValue) -> None:
        """Set variables and an ``internal``."""
        self.harness.set_variables(key, {**variables, INTERNAL: attempt})

    @rule(key=_KEYS, variables=_VARIABLES, is_whole=st.booleans())
    def set_otherwise(self, key: SessionKey, variables: Session, *, is_whole: bool) -> None:
        """Pass the whole session with changed variables, or change the passed object afterwards."""
        if is_whole:
            self.harness.set_variables(key, {**(self.harness.model.session(key) or {}), **variables})
        else:
            self.harness.mutate_passed_copy(key, variables)

    @precondition(lambda self: len(self.harness.handles) > 1)
    @rule(handle=st.integers(0, 1))
    def use(self, handle: int) -> None:
        """Change the handle."""
        self.harness.use(handle)

    @rule(key=_KEYS, duration=_DURATIONS)
    def wait(self, key: SessionKey, duration: timedelta) -> None:
        """Let time pass, or let it pass until the moment around an expiry."""
        if abs(duration) > MOMENT:
            self.harness.advance(duration)
        else:
            advance_to_expiry(duration, key)(self.harness)

    @precondition(lambda self: self.may_fill)
    @rule(key=_KEYS, size=st.sampled_from((MAX_BYTES, MAX_BYTES - 1, MAX_BYTES + 1)))
    def fill(self, key: SessionKey, size: int) -> None:
        """Fill a session up to the limit, once in a scenario."""
        # Without variables: other languages may write their numbers with more or fewer bytes.
        self.may_fill = False
        self.harness.delete(key)
        self.harness.create(key, internal_of(key))
        self.harness.fill(key, size)
        self.harness.set_variables(key, {"order": 1})
        self.harness.set_variables(key, {FILLER: ""})

    def keys(self) -> tuple[SessionKey, ...]:
        """Return the keys of the sessions that exist or existed."""
        return self.harness.model.keys or (DEFAULT_KEY,)

    def teardown(self) -> None:
        """Read every session once more, unless the scenario failed."""
        try:
            if sys.exc_info()[0] is None:
                self.harness.finish()
        finally:
            self.close()
