"""Offsets of anchors, and lines and columns of offsets."""

from __future__ import annotations

from time import process_time

import pytest

from chatlayer_session.issues import Anchor, AnchorPart
from chatlayer_session.parsing.positions import LineIndex, end_of_member, iter_members, locate_all, locate_values


def key(*path: str | int) -> Anchor:
    """Return the anchor of the key of a member."""
    return Anchor(path, AnchorPart.KEY)


def value(*path: str | int) -> Anchor:
    """Return the anchor of a value."""
    return Anchor(path, AnchorPart.VALUE)


def located(text: str, place: Anchor) -> int | None:
    """Return the offset of one anchor."""
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
def test_anchor_is_the_start_of_its_key_or_value(text: str, place: Anchor, offset: int) -> None:
    """White space, escapes, and brackets in strings around it make no difference."""
    assert located(text, place) == offset


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
def test_missing_place_has_no_offset(text: str, place: Anchor) -> None:
    """Examples are a wrong name, a wrong index, an index for a name, and a place inside a scalar."""
    assert locate_all(text, [place, value()]) == {value(): 0}


def test_last_of_equal_keys_counts() -> None:
    """The last key counts for key, value and content; content of only the first key has no offset."""
    text = '{"a":{"x":1,"y":2},"b":0,"\\u0061":{"x":3}}'
    assert locate_all(text, [key("a"), value("a"), value("a", "x"), value("a", "y"), value("b")]) == {
        key("a"): 25,
        value("a"): 34,
        value("a", "x"): 39,
        value("b"): 23,
    }


def test_last_of_equal_keys_counts_even_as_a_scalar() -> None:
    """Content of the first value has no offset then."""
    assert locate_all('{"a":[1],"a":2}', [value("a", 0), value("a")]) == {value("a"): 13}


def test_equal_keys_take_linear_time() -> None:
    """Four times as many equal keys with four times as many anchors in the last one take less than eight times as long.

    A failure is repeated with larger inputs: quadratic time stays quadratic, a disturbance by the machine goes.
    """

    def seconds(count: int) -> float:
        last = ",".join(f'"k{number}":1' for number in range(count))
        text = "{" + '"a":{},' * count + f'"a":{{{last}}}}}'
        places = [value("a", f"k{number}") for number in range(count)]
        times: list[float] = []
        for _ in range(5):
            start = process_time()
            assert len(locate_all(text, places)) == count
            times.append(process_time() - start)
        return min(times)

    assert any(seconds(4 * count) < 8 * seconds(count) for count in (1_000, 4_000, 8_000))


@pytest.mark.parametrize("unique_keys", [True, False])
def test_text_is_read_up_to_the_last_anchor(*, unique_keys: bool) -> None:
    """Without equal keys, nothing after the anchors matters; a missing anchor has no offset either way."""
    text = '{"a":{"b":[1,2]},"c":3,"d":{"e":[4]}}'
    places = [value("a", "b", 1), key("a", "b"), value("c")]
    expected = {value("a", "b", 1): 13, key("a", "b"): 6, value("c"): 21}
    assert locate_all(text, places, unique_keys=unique_keys) == expected
    assert locate_all(text, [*places, value("x")], unique_keys=unique_keys) == expected
    cut = text[: text.index(',"d"')]
    assert not unique_keys or locate_all(cut, places, unique_keys=True) == expected


def test_extents_are_those_of_whole_values() -> None:
    """The extent ends with the value, also where other values in it are located; the last of equal keys counts."""
    text = '{"a": {"b": [1, {}] , "b": 7}, "c" : "}" }'
    extents = locate_values(text, [(), ("a",), ("a", "b"), ("c",), ("x",)])
    assert {path: text[start:end] for path, (start, end) in extents.items()} == {
        (): text,
        ("a",): '{"b": [1, {}] , "b": 7}',
        ("a", "b"): "7",
        ("c",): '"}"',
    }


def test_position_in_words_has_a_line_in_longer_texts() -> None:
    """A text of one line may be any line of a file, so its number would be wrong there."""
    assert LineIndex('{"a": 1}').describe(3) == "column 4"
    assert LineIndex('{"a": 1}\n').describe(3) == "line 1, column 4"
    assert LineIndex("[\n1]").describe(2) == "line 2, column 1"


def test_many_anchors_are_located_in_one_pass() -> None:
    """Each anchor is located, in any order."""
    text = "[" + ",".join(f'{{"n":{number}}}' for number in range(1000)) + "]"
    places = [value(number, "n") for number in reversed(range(1000))]
    offsets = locate_all(text, places)
    assert len(offsets) == 1000
    assert all(text[offsets[place] :].startswith(f"{place.path[0]}}}") for place in places)


def test_deep_anchor_is_located() -> None:
    """An anchor at the maximum depth is located, also after deeper values."""
    text = '{"deep":' + "[" * 100_000 + "]" * 100_000 + ',"a":' + "[" * 498 + "7" + "]" * 498 + "}"
    place = value("a", *[0] * 498)
    assert located(text, place) == text.index("7")


def test_no_anchors_have_no_offsets() -> None:
    """Without anchors there are no offsets."""
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
def test_members_are_yielded_with_start_and_end(
    text: str, offset: int, expected: list[tuple[str | int, int, int]]
) -> None:
    """Members have their names, items their indices, equal names are repeated, and a scalar has none."""
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
def test_member_ends_with_its_value(text: str, offset: int, taken: str) -> None:
    """A member starts at its key, or at its value without a key; in a truncated text it ends there."""
    assert text[offset : end_of_member(text, offset)] == taken
