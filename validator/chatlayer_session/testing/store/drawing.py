"""Hypothesis strategies for what random stories are made of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from ...rules.retention import BOT_VERSIONS
from .. import strategies
from .material import HARD_NAMES, HARD_VALUES, RESERVED, internals
from .protocol import SessionKey
from .stories import DAY, MOMENT

if TYPE_CHECKING:
    from ...pointers import JsonValue
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
    return strategies.json_values() | st.sampled_from(HARD_VALUES[:-1])


def variables(values: st.SearchStrategy[JsonValue]) -> st.SearchStrategy[Session]:
    """Return a strategy for variables that hold ``values``."""
    known = st.sampled_from(("order", "cart", "Order"))
    names = known | st.sampled_from(HARD_NAMES) | st.text(max_size=5).filter(lambda name: name not in RESERVED)
    return st.dictionaries(names, values, min_size=1, max_size=3)


def durations() -> st.SearchStrategy[timedelta]:
    """Return a strategy for the time between two steps; what is no longer than a moment is counted from an expiry."""
    return st.sampled_from((30 * DAY, DAY, 15 * DAY, 30 * DAY - MOMENT, timedelta(0), -MOMENT, MOMENT))
