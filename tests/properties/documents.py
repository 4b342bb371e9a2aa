"""Any JSON documents, and their texts in many spellings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatlayer_session.jsonpointer import InstancePath, JsonValue

characters = st.characters(exclude_categories=["Cs"])
keys = st.one_of(
    st.sampled_from(["a", "b", "", "a/b", "~", '"', "\\", "\u00e9", "\U0001f600"]), st.text(characters, max_size=4)
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(characters, max_size=8),
)
documents = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)
spaces = st.sampled_from(["", "", "", " ", "\n", "\r\n", "\t", "  \n\t "])


def serialize_string(draw: st.DrawFn, text: str) -> str:
    """Return a string with escapes for some characters that need none."""
    parts: list[str] = []
    for character in text:
        form = draw(st.integers(0, 3)) if len(text) < 5 else 0
        plain = json.dumps(character, ensure_ascii=False)[1:-1]
        if form == 1:
            plain = json.dumps(character)[1:-1]
        elif form == 2:
            units = character.encode("utf-16-be")
            plain = "".join(f"\\u{units[start : start + 2].hex()}" for start in range(0, len(units), 2))
        elif form == 3 and character == "/":
            plain = "\\/"
        parts.append(plain)
    return '"' + "".join(parts) + '"'


def serialize(draw: st.DrawFn, value: Any) -> str:
    """Return a value with white space and escapes of all kinds."""

    def gap() -> str:
        return draw(spaces)

    if isinstance(value, dict):
        members = [
            f"{gap()}{serialize_string(draw, key)}{gap()}:{gap()}{serialize(draw, inner)}{gap()}"
            for key, inner in value.items()
        ]
        return "{" + (",".join(members) or gap()) + "}"
    if isinstance(value, list):
        return "[" + (",".join(f"{gap()}{serialize(draw, inner)}{gap()}" for inner in value) or gap()) + "]"
    if isinstance(value, str):
        return serialize_string(draw, value)
    return json.dumps(value)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw the text of a document in one of many spellings."""
    return draw(spaces) + serialize(draw, draw(documents)) + draw(spaces)


def values_in(value: JsonValue, path: InstancePath = ()) -> Iterator[tuple[InstancePath, JsonValue]]:
    """Yield each value in a document with its path."""
    yield path, value
    steps: list[tuple[str | int, JsonValue]] = []
    if isinstance(value, dict):
        steps.extend(value.items())
    elif isinstance(value, list):
        steps.extend(enumerate(value))
    for step, inner in steps:
        yield from values_in(inner, (*path, step))


def is_identical(one: object, other: object) -> bool:
    """Compare values with their types and the sign of zero."""
    return repr(one) == repr(other)
