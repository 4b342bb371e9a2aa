"""Anchors with a unique key are found without parsing; the others are left to the scan."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatlayer_session.issues import Anchor, AnchorPart
from chatlayer_session.parsing.key_search import MAX_ANCHORS, MAX_OCCURRENCES, find_unique_keys
from chatlayer_session.parsing.positions import locate_all

TEXT = (
    '{"id": "id", "user" : {"name": "Guest", "deep": {"x": 1}, "last": 2},\n "list": [ {"name": "a"}, {"name": "b"}]}'
)


def place(*path: str | int, part: AnchorPart = AnchorPart.VALUE) -> Anchor:
    """Return an anchor."""
    return Anchor(path, part)


@pytest.mark.parametrize(
    "anchor",
    [
        place(),
        place("id"),
        place("id", part=AnchorPart.KEY),
        place("user", part=AnchorPart.KEY),
        place("user", "name"),
        place("user", "name", part=AnchorPart.KEY),
        place("user", "last"),
        place("list"),
        place("list", 0),
        place("list", 0, "name"),
    ],
    ids=str,
)
def test_unique_key_is_found_where_a_scan_finds_it(anchor: Anchor) -> None:
    """A key that occurs once, or before any bracket of its object, has the offset of a full scan."""
    assert find_unique_keys(TEXT, [anchor]) == locate_all(TEXT, [anchor])
    assert find_unique_keys(TEXT, [anchor])


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        (TEXT, place("list", 1)),
        (TEXT, place("list", 1, "name")),
        ('{"a": {"name": 1}, "name": 2}', place("name")),
        ('{"a": "{", "name": 2, "b": {"name": 1}}', place("name")),
        ('{"a":"b",":":1,",":2}', place(",")),
        ('{"\\u0061": 1}', place("a")),
        ('{"a": "\\"b\\":", "b": 1}', place("b")),
    ],
)
def test_ambiguous_key_is_not_guessed(text: str, anchor: Anchor) -> None:
    """Repeated names, names of punctuation, and texts with escapes are left to the scan."""
    assert find_unique_keys(text, [anchor]) == {}
    assert anchor in locate_all(text, [anchor])


def test_value_spelled_like_a_key_is_skipped() -> None:
    """A string is a key only if a colon follows, with or without white space."""
    text = json.dumps({"name": "name", "more": ["name", "more"]}, separators=(" ,", " : "))
    assert find_unique_keys(text, [place("name", part=AnchorPart.KEY)]) == {place("name", part=AnchorPart.KEY): 1}
    assert find_unique_keys(text, [place("more", part=AnchorPart.KEY)]) == {
        place("more", part=AnchorPart.KEY): text.index('"more"')
    }


def test_many_anchors_are_left_to_the_scan() -> None:
    """Each search reads the whole text, so the time for many would grow with the square of their number."""
    names = [f"k{number}" for number in range(MAX_ANCHORS + 1)]
    text = json.dumps(dict.fromkeys(names, 1))
    places = [place(name) for name in names]
    assert find_unique_keys(text, places[:MAX_ANCHORS]) == locate_all(text, places[:MAX_ANCHORS])
    assert find_unique_keys(text, places) == {}


class CountedText(str):
    """A text that counts the searches in it."""

    searches = 0

    def find(self, *arguments: Any) -> int:
        """Search and count it."""
        self.searches += 1
        return super().find(*arguments)


@pytest.mark.parametrize("strings", [10, 100_000])
def test_search_among_many_strings_ends(strings: int) -> None:
    """Strings that are spelled like a wanted key are looked at once, not once for each anchor, and not without end."""
    value = {"bag": ["zz"] * strings, "list": [{"zz": 1}] * MAX_ANCHORS}
    text = CountedText(json.dumps(value, separators=(",", ":")))
    places = [place("list", index, "zz") for index in range(MAX_ANCHORS)]
    assert find_unique_keys(text, places).items() <= locate_all(text, places).items()
    assert 0 < text.searches <= min(strings, MAX_OCCURRENCES) + 5
