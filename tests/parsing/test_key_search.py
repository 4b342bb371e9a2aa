"""Places that stand out in a text are told without reading it, and others are left to be located."""

from __future__ import annotations

import json

import pytest

from chatlayer_session.issues import Anchor, AnchorPart
from chatlayer_session.parsing.key_search import MAX_ANCHORS, find_unique_keys
from chatlayer_session.parsing.positions import locate_all

TEXT = (
    '{"id": "id", "user" : {"name": "Guest", "deep": {"x": 1}, "last": 2},\n "list": [ {"name": "a"}, {"name": "b"}]}'
)


def place(*path: str | int, part: AnchorPart = AnchorPart.VALUE) -> Anchor:
    """Return a place."""
    return Anchor(path, part)


@pytest.mark.parametrize(
    "asked",
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
def test_a_place_that_stands_out_is_found_where_it_is_located(asked: Anchor) -> None:
    """A key that occurs once, or with no bracket before it in its object, is where a scan finds it."""
    assert find_unique_keys(TEXT, [asked]) == locate_all(TEXT, [asked])
    assert find_unique_keys(TEXT, [asked])


@pytest.mark.parametrize(
    ("text", "asked"),
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
def test_a_place_that_does_not_stand_out_is_not_guessed(text: str, asked: Anchor) -> None:
    """Names that occur again, names that are punctuation, and texts with escapes are left to be located."""
    assert find_unique_keys(text, [asked]) == {}
    assert asked in locate_all(text, [asked])


def test_a_value_that_is_spelled_like_a_key_is_passed_over() -> None:
    """A string is a key only if a colon follows, with white space between or not."""
    text = json.dumps({"name": "name", "more": ["name", "more"]}, separators=(" ,", " : "))
    assert find_unique_keys(text, [place("name", part=AnchorPart.KEY)]) == {place("name", part=AnchorPart.KEY): 1}
    assert find_unique_keys(text, [place("more", part=AnchorPart.KEY)]) == {
        place("more", part=AnchorPart.KEY): text.index('"more"')
    }


def test_many_places_are_left_to_one_pass() -> None:
    """Each is looked for through the whole text: the time for many would grow with the square of their number."""
    names = [f"k{number}" for number in range(MAX_ANCHORS + 1)]
    text = json.dumps(dict.fromkeys(names, 1))
    places = [place(name) for name in names]
    assert find_unique_keys(text, places[:MAX_ANCHORS]) == locate_all(text, places[:MAX_ANCHORS])
    assert find_unique_keys(text, places) == {}
