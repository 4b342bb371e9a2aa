"""Places that stand out in a text are told without reading it, and others are left to be located."""

from __future__ import annotations

import json

import pytest

from chatlayer_session.landmarks import FEW, find
from chatlayer_session.locating import locate
from chatlayer_session.observations import Part, Place

TEXT = (
    '{"id": "id", "user" : {"name": "Guest", "deep": {"x": 1}, "last": 2},\n "list": [ {"name": "a"}, {"name": "b"}]}'
)


def place(*path: str | int, part: Part = Part.VALUE) -> Place:
    """Return a place."""
    return Place(path, part)


@pytest.mark.parametrize(
    "asked",
    [
        place(),
        place("id"),
        place("id", part=Part.KEY),
        place("user", part=Part.KEY),
        place("user", "name"),
        place("user", "name", part=Part.KEY),
        place("user", "last"),
        place("list"),
        place("list", 0),
        place("list", 0, "name"),
    ],
    ids=str,
)
def test_a_place_that_stands_out_is_found_where_it_is_located(asked: Place) -> None:
    """A key that occurs once, or with no bracket before it in its object, is where a scan finds it."""
    assert find(TEXT, [asked]) == locate(TEXT, [asked])
    assert find(TEXT, [asked])


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
def test_a_place_that_does_not_stand_out_is_not_guessed(text: str, asked: Place) -> None:
    """Names that occur again, names that are punctuation, and texts with escapes are left to be located."""
    assert find(text, [asked]) == {}
    assert asked in locate(text, [asked])


def test_a_value_that_is_spelled_like_a_key_is_passed_over() -> None:
    """A string is a key only if a colon follows, with white space between or not."""
    text = json.dumps({"name": "name", "more": ["name", "more"]}, separators=(" ,", " : "))
    assert find(text, [place("name", part=Part.KEY)]) == {place("name", part=Part.KEY): 1}
    assert find(text, [place("more", part=Part.KEY)]) == {place("more", part=Part.KEY): text.index('"more"')}


def test_many_places_are_left_to_one_pass() -> None:
    """Each is looked for through the whole text: the time for many would grow with the square of their number."""
    names = [f"k{number}" for number in range(FEW + 1)]
    text = json.dumps(dict.fromkeys(names, 1))
    places = [place(name) for name in names]
    assert find(text, places[:FEW]) == locate(text, places[:FEW])
    assert find(text, places) == {}
