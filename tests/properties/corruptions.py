"""Payloads as text, and texts of payloads that were damaged."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from hypothesis import assume
from hypothesis import strategies as st

from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict

if TYPE_CHECKING:
    from collections.abc import Callable

MARKER = "Zq7"

# Values and unknown names carry the marker, which no message may hold.
WORDS = ["", "a", "a b", "{[", "]}, ", "a:b", "it's", "// #", "\\ \n\t", "\u00e9\U0001f600"]
words = st.sampled_from([f"{MARKER}{word}{MARKER}" for word in WORDS])
names = st.sampled_from([f"{MARKER}{number}" for number in range(9)])
scalars = st.one_of(words, st.sampled_from([0, -7, 0.5183199216644359, 1e-9, True, False, None]))
values = st.one_of(
    scalars,
    st.lists(scalars, max_size=3),
    st.dictionaries(
        names, st.one_of(scalars, st.lists(st.dictionaries(names, scalars, max_size=2), max_size=2)), max_size=2
    ),
)
intents = st.fixed_dictionaries({"name": words, "score": scalars})
dialog_states = st.fixed_dictionaries({"name": words, "id": words, "type": words})
internals = st.builds(
    lambda declared, unknown: {**declared, **unknown},
    st.fixed_dictionaries(
        {
            "botId": words,
            "user": st.fixed_dictionaries({"firstName": words}),
            "nlp": st.fixed_dictionaries(
                {
                    "entities": st.lists(values, max_size=2),
                    "intents": st.lists(intents, max_size=2),
                    "sentiment": intents,
                }
            ),
            "currentDialogstate": dialog_states,
        }
    ),
    st.dictionaries(names, values, max_size=2),
)
sessions = st.builds(
    lambda internal, variables: {"internal": internal, **variables},
    internals,
    st.dictionaries(names, values, max_size=2),
)
payloads = st.one_of(internals, sessions)
indents = st.sampled_from(["  ", "   ", "\t"])
QUOTES = [("'", "'"), ("`", "`"), ("\u201c", "\u201d"), ("\u2018", "\u2019")]


@st.composite
def printed(draw: st.DrawFn) -> str:
    """A payload on several lines."""
    return json.dumps(draw(payloads), indent=draw(indents), ensure_ascii=draw(st.booleans()))


@st.composite
def minified(draw: st.DrawFn) -> str:
    """A payload on one line."""
    separators = draw(st.sampled_from([(",", ":"), (", ", ": ")]))
    return json.dumps(draw(payloads), separators=separators, ensure_ascii=draw(st.booleans()))


texts = st.one_of(printed(), minified())


def tokens_of(text: str, pattern: str) -> list[int]:
    """Return the offsets of the marks in ``pattern`` that stand outside strings."""
    found = re.finditer(r'"(?:[^"\\]|\\.)*"|([' + re.escape(pattern) + "])", text)
    return [match.start() for match in found if match[1]]


def strings_of(text: str) -> list[tuple[int, int]]:
    """Return where the strings stand."""
    return [match.span() for match in re.finditer(r'"(?:[^"\\]|\\.)*"', text)]


def without(text: str, offset: int) -> str:
    """Return the text without the character at an offset."""
    return text[:offset] + text[offset + 1 :]


def is_json(text: str) -> bool:
    """Say whether a strict reader takes the text."""
    try:
        parse_strict(text)
    except JsonSyntaxError:
        return False
    return True


def drop_mark(marks: str) -> Callable[[st.DrawFn, str], str]:
    """Make a damage of leaving out one of some marks."""

    def damage(draw: st.DrawFn, text: str) -> str:
        places = tokens_of(text, marks)
        return without(text, draw(st.sampled_from(places))) if places else text

    return damage


def add_mark(mark: str, before: str) -> Callable[[st.DrawFn, str], str]:
    """Make a damage of putting in a mark before one of others."""

    def damage(draw: st.DrawFn, text: str) -> str:
        offset = draw(st.sampled_from(tokens_of(text, before)))
        return text[:offset] + mark + text[offset:]

    return damage


def drop_quote(draw: st.DrawFn, text: str) -> str:
    """Leave out a quote that opens or closes a string."""
    start, end = draw(st.sampled_from(strings_of(text)))
    return without(text, draw(st.sampled_from([start, end - 1])))


def swap_quotes(draw: st.DrawFn, text: str) -> str:
    """Write a string in other quotes."""
    start, end = draw(st.sampled_from(strings_of(text)))
    opening, closing = draw(st.sampled_from(QUOTES))
    return text[:start] + opening + text[start + 1 : end - 1] + closing + text[end:]


def cut(draw: st.DrawFn, text: str) -> str:
    """Leave out the end."""
    return text[: draw(st.integers(1, len(text) - 1))]


def replace_slice(draw: st.DrawFn, text: str) -> str:
    """Replace any stretch by any other text."""
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 20)))
    return text[:start] + draw(st.text(st.sampled_from("{}[],:\"'\\/*#\n\t ax1-."), max_size=6)) + text[end:]


DAMAGES: list[Callable[[st.DrawFn, str], str]] = [
    drop_mark(","),
    drop_mark(":"),
    drop_mark("{["),
    drop_mark("}]"),
    add_mark(",", "}],"),
    add_mark("}", "}],"),
    add_mark("]", "}],"),
    add_mark("/* note */", "}],:{["),
    add_mark("// note\n", "}],:{["),
    add_mark("undefined ", ","),
    add_mark("\u00a0", "}],:{["),
    drop_quote,
    swap_quotes,
    cut,
    replace_slice,
]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A payload with one to three damages."""
    text = draw(texts)
    for damage in draw(st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=3)):
        text = damage(draw, text) if strings_of(text) and tokens_of(text, ",") and tokens_of(text, "}]") else text
    assume(not is_json(text))
    return text
