"""Data for scenarios: keys, objects ``internal``, and values that stores get wrong."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ...checks.size import compact_size
from ...parsing.grammar import MAX_NESTING
from ...retention import BOT_VERSIONS
from ..examples import example_internal, example_names
from .protocol import INTERNAL, Session, SessionKey

if TYPE_CHECKING:
    from ...jsonpointer import JsonValue

DEFAULT_KEY = SessionKey("A", "1", BOT_VERSIONS[0])
"""The session that most scenarios use."""

RESERVED = (INTERNAL, "sys")
"""Names that no variable has, because they are namespaces of the platform."""

FILLER = "filler"
"""Name of the variable that fills a session up to a size."""

_EVERY_LENGTH = 'a\u00e9\u20ac\U0001f600"\\\n\x00'
_LONGEST = "\U0001f600"
_SEPARATORS = (":", "/", "-", "_", "|", ".", ",", " ", "#", "")

NEAR_KEYS = (
    *((DEFAULT_KEY, SessionKey(DEFAULT_KEY.bot_id, DEFAULT_KEY.session_id, version)) for version in BOT_VERSIONS[1:]),
    *(
        (DEFAULT_KEY, SessionKey(bot_id, session_id, DEFAULT_KEY.version))
        for bot_id, session_id in (("A", "2"), ("B", "1"))
    ),
    (DEFAULT_KEY, SessionKey("a", "1", DEFAULT_KEY.version)),
    (DEFAULT_KEY, SessionKey("A", "01", DEFAULT_KEY.version)),
    (DEFAULT_KEY, SessionKey("A", "1 ", DEFAULT_KEY.version)),
    (DEFAULT_KEY, SessionKey("A", "*", DEFAULT_KEY.version)),
    (DEFAULT_KEY, SessionKey("A", "%", DEFAULT_KEY.version)),
    (SessionKey("A", "x", DEFAULT_KEY.version), SessionKey("A", "X", DEFAULT_KEY.version)),
    (SessionKey("A", "\u00e9", DEFAULT_KEY.version), SessionKey("A", "e\u0301", DEFAULT_KEY.version)),
    *(
        (SessionKey(f"A{mark}B", "C", DEFAULT_KEY.version), SessionKey("A", f"B{mark}C", DEFAULT_KEY.version))
        for mark in _SEPARATORS
    ),
)
"""Pairs of keys that a store could confuse."""

TRICKY_NAMES = ("", "\x00", "Internal", "order.items", "a/b~c", "$set", "__proto__", "0", " order", "\U0001f600")
"""Names of variables that a store could change or misinterpret."""

NEAR_NAMES = (("order", "Order"), ("\u00e9", "e\u0301"), ("order", "order\x00"), ("a.b", "a"))
"""Pairs of names that a store could confuse."""


def nested(depth: int) -> JsonValue:
    """Return arrays and objects nested ``depth`` levels deep."""
    value: JsonValue = {} if depth % 2 else []
    for level in range(depth - 1):
        value = [value] if (depth - level) % 2 else {"in": value}
    return value


_EMPTY: list[JsonValue] = [None, "", [], {}, [None], [[]], {"": {}}, {"internal": {}}]
_TEXTS: list[JsonValue] = [
    *(
        "\x00",
        "a\x00b",
        "\x1f",
        "\x7f",
        "\u00e9",
        "e\u0301",
        "\u2028",
        "\ufeff",
        "\uffff",
        "\U0001f600",
        '"',
        "\\",
        "\r\n",
    ),
    *("</script>", "{}", " ", "%s", "1", "null", "2030-01-01"),
]
_NUMBERS: list[JsonValue] = [
    *(True, False, 0, 1, 2**53 + 1, -(2**53) - 1, 2**63, 2**64 + 1, 10**30 + 1),
    *(0.1, -0.5, 0.30000000000000004, -1e-7, 123456789.12345679, 1e22),
    *(5e-324, 2.2250738585072014e-308, 1.7976931348623157e308),
    [True, 1, "1", 1.5, None, False, 0],
]
TRICKY_VALUES = (*_EMPTY, *_TEXTS, *_NUMBERS, nested(MAX_NESTING - 1))
"""Values of variables that a store could change."""


@cache
def internals() -> tuple[Session, ...]:
    """Return the objects ``internal`` of the example payloads of the newest schemas, which must not be changed.

    The first has documented fields only; some of the others have unstable fields.
    """
    return tuple(example_internal(name) for name in example_names())


def internal_of(key: SessionKey, payload: Session | None = None) -> Session:
    """Return ``payload``, or the first example, as the ``internal`` of the session with this key."""
    identity: Session = {"botId": key.bot_id, "sessionId": key.session_id, "version": key.version}
    return {**(internals()[0] if payload is None else payload), **identity}


def filler(session: Session, name: str, size: int) -> str:
    """Return a string that makes the session ``size`` bytes long if it is stored as the variable ``name``.

    The string contains characters of one to four bytes, and characters that JSON escapes.
    """
    remaining = size - compact_size({**session, name: ""})
    text = ""
    for unit, share in ((_EVERY_LENGTH, 100), (_LONGEST, 1)):
        length = compact_size(unit) - 2
        count = remaining // share // length
        text += unit * count
        remaining -= count * length
    return text + "a" * remaining
