"""Payloads as text, and texts that are not JSON because they were corrupted."""

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

# Values and unknown names contain the marker, which no message may contain.
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
def indented(draw: st.DrawFn) -> str:
    """Draw a payload on several lines."""
    return json.dumps(draw(payloads), indent=draw(indents), ensure_ascii=draw(st.booleans()))


@st.composite
def single_line(draw: st.DrawFn) -> str:
    """Draw a payload on one line."""
    separators = draw(st.sampled_from([(",", ":"), (", ", ": ")]))
    return json.dumps(draw(payloads), separators=separators, ensure_ascii=draw(st.booleans()))


texts = st.one_of(indented(), single_line())


def offsets_of(text: str, pattern: str) -> list[int]:
    """Return the offsets of the characters in ``pattern`` that are outside strings."""
    matches = re.finditer(r'"(?:[^"\\]|\\.)*"|([' + re.escape(pattern) + "])", text)
    return [match.start() for match in matches if match[1]]


def strings_in(text: str) -> list[tuple[int, int]]:
    """Return the start and the end of each string."""
    return [match.span() for match in re.finditer(r'"(?:[^"\\]|\\.)*"', text)]


def without(text: str, offset: int) -> str:
    """Return the text without the character at an offset."""
    return text[:offset] + text[offset + 1 :]


def is_json(text: str) -> bool:
    """Return whether the strict parser accepts the text."""
    try:
        parse_strict(text)
    except JsonSyntaxError:
        return False
    return True


def drop_character(characters: str) -> Callable[[st.DrawFn, str], str]:
    """Return a corruption that removes one of some characters."""

    def corrupt(draw: st.DrawFn, text: str) -> str:
        offsets = offsets_of(text, characters)
        return without(text, draw(st.sampled_from(offsets))) if offsets else text

    return corrupt


def insert_text(inserted: str, before: str) -> Callable[[st.DrawFn, str], str]:
    """Return a corruption that inserts a text before one of some characters."""

    def corrupt(draw: st.DrawFn, text: str) -> str:
        offset = draw(st.sampled_from(offsets_of(text, before)))
        return text[:offset] + inserted + text[offset:]

    return corrupt


def drop_quote(draw: st.DrawFn, text: str) -> str:
    """Remove a quote that opens or closes a string."""
    start, end = draw(st.sampled_from(strings_in(text)))
    return without(text, draw(st.sampled_from([start, end - 1])))


def swap_quotes(draw: st.DrawFn, text: str) -> str:
    """Put other quotes around a string."""
    start, end = draw(st.sampled_from(strings_in(text)))
    opening, closing = draw(st.sampled_from(QUOTES))
    return text[:start] + opening + text[start + 1 : end - 1] + closing + text[end:]


def cut(draw: st.DrawFn, text: str) -> str:
    """Remove the end."""
    return text[: draw(st.integers(1, len(text) - 1))]


def replace_slice(draw: st.DrawFn, text: str) -> str:
    """Replace any part by any other text."""
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 20)))
    return text[:start] + draw(st.text(st.sampled_from("{}[],:\"'\\/*#\n\t ax1-."), max_size=6)) + text[end:]


CORRUPTIONS: list[Callable[[st.DrawFn, str], str]] = [
    drop_character(","),
    drop_character(":"),
    drop_character("{["),
    drop_character("}]"),
    insert_text(",", "}],"),
    insert_text("}", "}],"),
    insert_text("]", "}],"),
    insert_text("/* note */", "}],:{["),
    insert_text("// note\n", "}],:{["),
    insert_text("undefined ", ","),
    insert_text("\u00a0", "}],:{["),
    drop_quote,
    swap_quotes,
    cut,
    replace_slice,
]


@st.composite
def corrupted(draw: st.DrawFn) -> str:
    """Draw a payload with one to three corruptions."""
    text = draw(texts)
    for corrupt in draw(st.lists(st.sampled_from(CORRUPTIONS), min_size=1, max_size=3)):
        text = corrupt(draw, text) if strings_in(text) and offsets_of(text, ",") and offsets_of(text, "}]") else text
    assume(not is_json(text))
    return text
