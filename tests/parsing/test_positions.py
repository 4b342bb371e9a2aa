"""From places to offsets, and from offsets to lines and columns."""

from __future__ import annotations

import pytest

from chatlayer_session.issues import Anchor, AnchorPart
from chatlayer_session.parsing.positions import LineIndex, end_of_member, iter_members, locate_all


def key(*path: str | int) -> Anchor:
    """Return the place of the key of a member."""
    return Anchor(path, AnchorPart.KEY)


def value(*path: str | int) -> Anchor:
    """Return the place of a value."""
    return Anchor(path, AnchorPart.VALUE)


def found(text: str, place: Anchor) -> int | None:
    """Return the offset of one place."""
    return locate_all(text, [place]).get(place)


@pytest.mark.parametrize(
    ("text", "offset", "position"),
    [
        ("", 0, (1, 1)),
        ("abc", 0, (1, 1)),
        ("abc", 2, (1, 3)),
        ("abc", 3, (1, 4)),
        ("a\nb", 1, (1, 2)),
        ("a\nb", 2, (2, 1)),
        ("a\n", 2, (2, 1)),
        ("a\r\nb", 2, (1, 3)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb", 2, (1, 3)),
        ("\n\n\n", 2, (3, 1)),
        ("\U0001f600\u00e9e\u0301x", 4, (1, 5)),
        ("a\u2028b\x0bc\x85d", 6, (1, 7)),
        ("\t\tx", 2, (1, 3)),
    ],
)
def test_lines_end_with_a_line_feed_and_columns_count_code_points(
    text: str, offset: int, position: tuple[int, int]
) -> None:
    """CRLF ends a line as LF does; a lone CR and other separators do not; a tab is one column."""
    assert LineIndex(text).position(offset) == position


@pytest.mark.parametrize(
    ("text", "place", "offset"),
    [
        ("1", value(), 0),
        ("  [1]", value(), 2),
        ('{"a":1}', key("a"), 1),
        ('{"a":1}', value("a"), 5),
        ('{ "a" : 1 }', value("a"), 8),
        ('{\n"a"\n:\n1\n}', value("a"), 8),
        ("[1,2,3]", value(2), 5),
        ("[ 1 , [ 2 , 3 ] ]", value(1, 1), 12),
        ('{"a":{"b":[0,{"c":true}]}}', value("a", "b", 1, "c"), 18),
        ('{"a":{"b":[0,{"c":true}]}}', key("a", "b", 1, "c"), 14),
        ('{"x":"}],{[:,","a":1}', value("a"), 19),
        ('{"x":"\\"a\\":","a":1}', value("a"), 18),
        ('{"x":"\\\\","a":1}', value("a"), 14),
        ('{"x":[["]"],{"a":2}],"a":1}', value("a"), 25),
        ('{"\\u0061":1}', value("a"), 10),
        ('{"\\u0061":1}', key("a"), 1),
        ('{"a/b~":1}', value("a/b~"), 8),
        ('{"":{"":1}}', value("", ""), 8),
        ('{"\U0001f600":1}', value("\U0001f600"), 5),
        ('{"\\ud83d\\ude00":1}', value("\U0001f600"), 16),
        ('{"a":-1.5e3,"b":null}', value("b"), 16),
        ('{"a":NaN,"b":-Infinity}', value("b"), 13),
        ('{"0":1}', value("0"), 5),
    ],
)
def test_a_place_is_where_its_key_or_its_value_starts(text: str, place: Anchor, offset: int) -> None:
    """Whatever white space, escapes and brackets in strings stand around it."""
    assert found(text, place) == offset


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1", value("a")),
        ("{}", value("a")),
        ("[]", value(0)),
        ("[1]", value(1)),
        ("[1]", key(0)),
        ("[1]", value("0")),
        ('{"0":1}', value(0)),
        ('{"a":1}', value("A")),
        ('{"a":1}', value("a", "b")),
        ('{"a":[{"b":1}]}', key("a", 0, "c")),
        ('"a"', key()),
    ],
)
def test_a_place_that_the_text_does_not_have_is_left_out(text: str, place: Anchor) -> None:
    """Another name, another index, an index for a name, or something inside a scalar."""
    assert locate_all(text, [place, value()]) == {value(): 0}


def test_of_equal_keys_the_last_one_counts() -> None:
    """For the key, for the value, and for what is inside; what only the first one had is nowhere."""
    text = '{"a":{"x":1,"y":2},"b":0,"\\u0061":{"x":3}}'
    assert locate_all(text, [key("a"), value("a"), value("a", "x"), value("a", "y"), value("b")]) == {
        key("a"): 25,
        value("a"): 34,
        value("a", "x"): 39,
        value("b"): 23,
    }


def test_of_equal_keys_the_last_one_counts_even_if_it_is_a_scalar() -> None:
    """What was inside the first is not found then."""
    assert locate_all('{"a":[1],"a":2}', [value("a", 0), value("a")]) == {value("a"): 13}


def test_a_position_in_words_has_a_line_where_there_are_several() -> None:
    """A text of one line may be any line of a file, so that its number would be another one there."""
    assert LineIndex('{"a": 1}').describe(3) == "column 4"
    assert LineIndex('{"a": 1}\n').describe(3) == "line 1, column 4"
    assert LineIndex("[\n1]").describe(2) == "line 2, column 1"


def test_many_places_are_found_in_one_pass() -> None:
    """Each of them, and in no matter which order they are asked for."""
    text = "[" + ",".join(f'{{"n":{number}}}' for number in range(1000)) + "]"
    places = [value(number, "n") for number in reversed(range(1000))]
    offsets = locate_all(text, places)
    assert len(offsets) == 1000
    assert all(text[offsets[place] :].startswith(f"{place.path[0]}}}") for place in places)


def test_a_place_deep_inside_is_found() -> None:
    """At the limit of the depth that is read, and past values that are far deeper."""
    text = '{"deep":' + "[" * 100_000 + "]" * 100_000 + ',"a":' + "[" * 498 + "7" + "]" * 498 + "}"
    place = value("a", *[0] * 498)
    assert found(text, place) == text.index("7")


def test_nothing_is_looked_for_if_nothing_is_asked() -> None:
    """No places, no offsets."""
    assert locate_all("[1]", []) == {}


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ('[1, {"a": 2},\n"x"]', 0, [(0, 1, 2), (1, 4, 12), (2, 14, 17)]),
        ('{ "a" : [ ] , "b\\u0063":{"d":1},"a":null}', 0, [("a", 8, 11), ("bc", 24, 31), ("a", 36, 40)]),
        ('["{", ["]"], 5]', 6, [(0, 7, 10)]),
        ("[]", 0, []),
        (" { } ", 1, []),
        ('"["', 0, []),
        ("17", 0, []),
    ],
)
def test_what_stands_in_a_container_is_given_with_where_it_starts_and_ends(
    text: str, offset: int, expected: list[tuple[str | int, int, int]]
) -> None:
    """Members by their names, items by their indices, equal names each; nothing stands in a scalar."""
    assert list(iter_members(text, offset)) == expected


@pytest.mark.parametrize(
    ("text", "offset", "taken"),
    [
        ('{"a": [1, 2], "b": 3}', 1, '"a": [1, 2]'),
        ('{"a": [1, 2], "b": 3}', 14, '"b": 3'),
        ('{"a": [1, 2], "b": 3}', 6, "[1, 2]"),
        ('{"a": "b", "c": 3}', 6, '"b"'),
        ('[1, {"a": 2}]', 4, '{"a": 2}'),
        ('{"a": [1, 2', 1, '"a": [1, 2'),
        ('{"a": ', 1, '"a": '),
    ],
)
def test_a_member_ends_with_its_value(text: str, offset: int, taken: str) -> None:
    """From its key on, or from the value where there is none; in a text that is cut off it ends with that."""
    assert text[offset : end_of_member(text, offset)] == taken
