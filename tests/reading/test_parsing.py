"""Strict JSON: what is taken, what is refused, and what is told of text that can still be understood."""

from __future__ import annotations

import json
import math

import pytest

from chatlayer_session.findings import Rule
from chatlayer_session.locating import Lines
from chatlayer_session.observations import MAX_OBSERVATIONS
from chatlayer_session.reading.parsing import NotJson, parse
from chatlayer_session.reading.strictness import (
    DUPLICATE_KEY_HINT,
    LONE_SURROGATE_HINT,
    LONE_SURROGATE_MESSAGE,
    MAX_DEPTH,
    NO_NUMBER_HINT,
    NO_NUMBER_MESSAGE,
    TOO_DEEP_HINT,
    TOO_DEEP_MESSAGE,
    TOO_LARGE_HINT,
    TOO_LARGE_MESSAGE,
)


def seen(text: str) -> list[tuple[Rule, tuple[str | int, ...], object]]:
    """Return rule, path and offset of what is told of a text."""
    return [(each.rule, each.path, each.place) for each in parse(text)[1]]


def stop(text: str) -> int:
    """Return the offset at which a text stops being JSON."""
    with pytest.raises(NotJson) as refused:
        parse(text)
    return refused.value.offset


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-0.0",
        "1",
        "-7",
        "1.5",
        "1e5",
        "1E+5",
        "1e-400",
        "0.1e-2",
        '""',
        '"a"',
        '"\\"\\\\\\/\\b\\f\\n\\r\\t"',
        '"\\u00e9\\u00E9"',
        '"\\ud83d\\ude00"',
        '"\x7f\u2028\U0001f600"',
        "[]",
        "{}",
        "[[]]",
        "[{}]",
        '{"a":{}}',
        " [ 1 , 2 ] ",
        '\t{\r\n"a"\n:\r1\t}\n',
        '{"":1}',
        '{"a":[1,{"b":[null]}],"c":"d"}',
        "12345678901234567890",
        "[1.7976931348623157e308]",
    ],
)
def test_strict_json_is_taken_as_the_standard_library_takes_it(text: str) -> None:
    """The value is the same, to the type of each number, and nothing is told."""
    value, observations = parse(text)
    assert json.dumps(value) == json.dumps(json.loads(text))
    assert observations == ()


def test_numbers_keep_their_type_and_sign() -> None:
    """An integer stays an integer, however long; minus zero keeps its sign as a float and has none as an integer."""
    digits = "9" * 300
    value, observations = parse(f"[{digits},-0,-0.0,1e-400,1.0]")
    assert observations == ()
    assert isinstance(value, list)
    whole, zero, minus_zero, tiny, one = value
    assert whole == int(digits)
    assert (zero, type(zero)) == (0, int)
    assert math.copysign(1, minus_zero if isinstance(minus_zero, float) else 1) == -1
    assert tiny == 0
    assert isinstance(one, float)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", 0),
        (" \n", 2),
        ("nul", 0),
        ("NULL", 0),
        ("True", 0),
        ("FALSE", 0),
        ("nan", 0),
        ("+Infinity", 0),
        ("infinity", 0),
        ("[truefalse]", 5),
        ("[nullx]", 5),
        ("01", 1),
        ("-01", 2),
        ("+1", 0),
        (".5", 0),
        ("1.", 1),
        ("1.e5", 1),
        ("1e", 1),
        ("1e+", 1),
        ("0x1", 1),
        ("-", 0),
        ("--1", 0),
        ("1_0", 1),
        ("\u0663", 0),
        ("1\u0663", 1),
        ("[1 2]", 3),
        ("[1,]", 3),
        ("[,1]", 1),
        ("[1,,2]", 3),
        ("[1", 2),
        ("[", 1),
        ("]", 0),
        ("[}", 1),
        ("{]", 1),
        ("{,}", 1),
        ('{"a"}', 4),
        ('{"a" 1}', 5),
        ('{"a":}', 5),
        ('{"a":1,}', 7),
        ('{"a":1 "b":2}', 7),
        ("{1:2}", 1),
        ("{a:1}", 1),
        ("{null:1}", 1),
        ("{'a':1}", 1),
        ('{"a"::1}', 5),
        ('{"a":1', 6),
        ('{"a":1}}', 7),
        ("[1]]", 3),
        ("{} {}", 3),
        ("{}{}", 2),
        ("1 2", 2),
        ("[] x", 3),
        ("[1]// x", 3),
        ("/**/[1]", 0),
        ("[1]#", 3),
        ("[1:2]", 2),
        ('["a":1]', 4),
        ('{"a","b"}', 4),
        ('"a', 0),
        ('"', 0),
        ('["a\\"]', 1),
        ('"a"b"', 3),
        ("'a'", 0),
        ('"\\x"', 0),
        ('"\\u12"', 0),
        ('"\\u12g4"', 0),
        ('"\\U0041"', 0),
        ('"\\', 0),
        ('"\\u', 0),
        ("\ufeff[1]", 0),
        ("[1\xa0]", 2),
        ("[1\x0b]", 2),
        ("[1\x0c]", 2),
        ("[1\u2028]", 2),
        ("[1\u200b]", 2),
        ("[1]\x00", 3),
        ("\x00", 0),
        (",", 0),
        (":", 0),
        ("1,", 1),
        ('{"a":1},', 7),
    ],
)
def test_what_is_not_strict_json_is_refused_where_it_stops_being_it(text: str, offset: int) -> None:
    """The offset is that of the first token that cannot stand there, or of the end of the text."""
    assert stop(text) == offset


@pytest.mark.parametrize("code", range(32))
def test_control_characters_have_no_place_in_a_string(code: int) -> None:
    """Not one of the 32 may stand unescaped; each may as an escape; outside strings only four are white space."""
    assert stop(f'["a{chr(code)}b"]') == 1
    assert parse(f'["a\\u{code:04x}b"]') == ([f"a{chr(code)}b"], ())
    if chr(code) in "\t\n\r":
        assert parse(f"[1{chr(code)}]") == ([1], ())
    else:
        assert stop(f"[1{chr(code)}]") == 2


@pytest.mark.parametrize("character", [chr(code) for code in range(32, 127)])
def test_escapes_are_those_of_json(character: str) -> None:
    """Eight characters may follow a backslash, and a u with four hex digits; no other."""
    if character in '"\\/bfnrt':
        assert parse(f'["\\{character}"]')[1] == ()
    else:
        assert stop(f'["\\{character}"]') == 1
    assert parse('["\\u0041"]') == (["A"], ())


@pytest.mark.parametrize(
    ("text", "path", "offset"),
    [
        ("NaN", (), 0),
        ("[Infinity]", (0,), 1),
        ('{"a":-Infinity}', ("a",), 5),
        ('{"a":[1,{"b": NaN}]}', ("a", 1, "b"), 14),
    ],
)
def test_words_that_are_no_numbers_are_told(text: str, path: tuple[str | int, ...], offset: int) -> None:
    """NaN and the infinities are understood, and told at their place."""
    [observation] = parse(text)[1]
    assert (observation.rule, observation.path, observation.place) == (Rule.NOT_A_NUMBER, path, offset)
    assert (observation.message, observation.hint) == (NO_NUMBER_MESSAGE, NO_NUMBER_HINT)


@pytest.mark.parametrize(
    "number", ["1e400", "-1e400", "1.8e308", "9" * 400, "-" + "9" * 400, "9" * 310 + ".5", "9" * 5000]
)
def test_numbers_too_large_for_a_double_are_told(number: str) -> None:
    """So are integers of more digits than Python converts; the value is infinite then."""
    value, observations = parse(f'{{"a":{number}}}')
    assert value == {"a": math.copysign(math.inf, -1 if number.startswith("-") else 1)}
    [observation] = observations
    assert (observation.rule, observation.path, observation.place) == (Rule.NOT_A_NUMBER, ("a",), 5)
    assert (observation.message, observation.hint) == (TOO_LARGE_MESSAGE, TOO_LARGE_HINT)


def test_a_long_fraction_is_no_large_number() -> None:
    """Thousands of digits behind the point make a number that a double can hold."""
    assert parse("0." + "1" * 5000) == (float("0." + "1" * 20), ())


@pytest.mark.parametrize(
    ("text", "path", "offset"),
    [
        ('"\\ud800"', (), 1),
        ('"\\uDFFF"', (), 1),
        ('["ab\\ud83d"]', (0,), 4),
        ('["\\ud83d\\ude00\\ud83d"]', (0,), 14),
        ('["\\ud83d\\ud83d\\ude00"]', (0,), 2),
        ('["\\ud83dx\\ude00"]', (0,), 2),
        ('["\\ude00\\ud83d"]', (0,), 2),
        ('["\\\\\\ud800"]', (0,), 4),
        ('["\\ud83d\\n"]', (0,), 2),
        ('["\\\\ud800\\ud801"]', (0,), 9),
        ('["\\ud800\\ue000"]', (0,), 2),
        ('["\\udbff"]', (0,), 2),
        ('["\\udc00"]', (0,), 2),
        ('["\\udc00\\ud83d\\ude00"]', (0,), 2),
        ('{"a\\ud800":1}', (), 3),
        ('{"a":{"b":"\\ud800"}}', ("a", "b"), 11),
        ('["\u00e9\U0001f600\\ud800"]', (0,), 4),
    ],
)
def test_half_of_a_surrogate_pair_is_told_at_its_escape(text: str, path: tuple[str | int, ...], offset: int) -> None:
    """The place is that of the escape that lacks its other half."""
    [observation] = parse(text)[1]
    assert (observation.rule, observation.path[: len(path)], observation.place) == (Rule.ENCODING, path, offset)
    assert (observation.message, observation.hint) == (LONE_SURROGATE_MESSAGE, LONE_SURROGATE_HINT)


@pytest.mark.parametrize(
    "text",
    [
        '"\\ud83d\\ude00"',
        '"\\uD83D\\uDE00\\ud83d\\ude00"',
        '"\\\\ud800"',
        '"\\ud7ff\\ue000\\uffff"',
        '"\\ud800\\udc00"',
        '"\\udbff\\udfff"',
    ],
)
def test_whole_pairs_and_other_escapes_are_fine(text: str) -> None:
    """Both halves in a row are a character; a backslash that is escaped starts nothing."""
    assert parse(text) == (json.loads(text), ())


def test_duplicate_keys_are_told_with_both_places() -> None:
    """The finding stands at the second key and names the place of the first; the last value counts."""
    value, [observation] = parse('{\n  "a": 1,\n  "a": 2\n}')
    assert value == {"a": 2}
    assert (observation.rule, observation.path, observation.hint) == (Rule.DUPLICATE_KEY, ("a",), DUPLICATE_KEY_HINT)
    assert observation.place == 14
    assert observation.message == "{key} stands in this object already, at line 2, column 3"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":1,"b":2}', []),
        ('{"a":1,"A":2}', []),
        ('{"a":{"a":1},"b":{"a":1}}', []),
        ('[{"a":1},{"a":1}]', []),
        ('{"a":1,"a":2}', [(("a",), 7)]),
        ('{"a":1,"b":2,"a":3,"a":4}', [(("a",), 13), (("a",), 19)]),
        ('{"a":1,"\\u0061":2}', [(("a",), 7)]),
        ('{"\\/":1,"/":2}', [(("/",), 8)]),
        ('{"":1,"":2}', [(("",), 6)]),
        ('[0,{"x":{"a":1,"a":2}}]', [((1, "x", "a"), 15)]),
        ('{"a":{"b":1,"b":2},"a":3}', [(("a", "b"), 12), (("a",), 19)]),
    ],
)
def test_which_keys_are_duplicate(text: str, expected: list[tuple[tuple[str | int, ...], int]]) -> None:
    """Keys are compared as what they say, within one object."""
    assert seen(text) == [(Rule.DUPLICATE_KEY, path, place) for path, place in expected]


def test_each_further_duplicate_names_the_first_key() -> None:
    """The third key of a name is not told against the second."""
    messages = [each.message for each in parse('{"a":1,\n"a":2,\n"a":3}')[1]]
    assert messages == ["{key} stands in this object already, at line 1, column 2"] * 2


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_nesting_up_to_the_limit_is_fine(opening: str, closing: str) -> None:
    """500 levels are read whole."""
    count = MAX_DEPTH // (len(closing))
    text = opening * count + ("" if opening == "[" else "1") + closing * count
    value, observations = parse(text)
    assert observations == ()
    assert value == json.loads(text)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, MAX_DEPTH + 2, 100_000])
def test_nesting_beyond_the_limit_is_told_once(opening: str, closing: str, levels: int) -> None:
    """At the bracket that is one level too deep; deeper ones are left out."""
    text = opening * levels + ("" if opening == "[" else "1") + closing * levels
    value, [observation] = parse(text)
    assert (observation.rule, observation.place) == (Rule.TOO_DEEP, len(opening) * MAX_DEPTH)
    assert len(observation.path) == MAX_DEPTH
    assert (observation.message, observation.hint) == (TOO_DEEP_MESSAGE, TOO_DEEP_HINT)
    depth = 0
    while value:
        depth += 1
        value = value["a"] if isinstance(value, dict) else value[0] if isinstance(value, list) else None
    assert depth == MAX_DEPTH - 1


def test_two_places_too_deep_are_told_once_and_what_follows_is_read() -> None:
    """What stands behind the deep value keeps its place in the value."""
    deep = "[" * 600 + "]" * 600
    value, observations = parse(f'{{"a":{deep},"b":{deep},"c":1}}')
    assert [(each.rule, each.place) for each in observations] == [(Rule.TOO_DEEP, 5 + MAX_DEPTH - 1)]
    assert isinstance(value, dict)
    assert list(value) == ["a", "b", "c"]
    assert value["c"] == 1


def test_what_is_too_deep_is_held_to_the_grammar_and_to_nothing_else() -> None:
    """Duplicate keys, NaN and half pairs are not told of there; a bracket of the wrong kind is."""
    inner = '{"a":NaN,"a":"\\ud800","b":[1,2,{}],"a":1e999}'
    _, observations = parse("[" * 500 + inner + "]" * 500)
    assert [each.rule for each in observations] == [Rule.TOO_DEEP]
    _, observations = parse("[" * 499 + inner + "]" * 499)
    assert [each.rule for each in observations][:3] == [Rule.NOT_A_NUMBER, Rule.DUPLICATE_KEY, Rule.ENCODING]
    text = "[" * 500 + '{"a":[1}' + "]" * 500
    assert stop(text) == text.index("}")
    text = "[" * 500 + '{"a":1 2}' + "]" * 500
    assert stop(text) == text.index("2")


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_nesting_that_is_never_closed_is_no_json(opening: str) -> None:
    """100,000 open levels end in a refusal at the end of the text, with the depth told before."""
    text = opening * 100_000
    with pytest.raises(NotJson) as refused:
        parse(text)
    assert refused.value.offset == len(text)
    assert [each.rule for each in refused.value.observations] == [Rule.TOO_DEEP]


def test_what_was_seen_before_the_text_stops_being_json_is_kept() -> None:
    """The refusal carries the findings of the part before it."""
    with pytest.raises(NotJson) as refused:
        parse('{"a":NaN,"a":"\\ud800",}')
    assert [each.rule for each in refused.value.observations] == [Rule.NOT_A_NUMBER, Rule.DUPLICATE_KEY, Rule.ENCODING]
    assert refused.value.offset == 22


def test_a_large_document_is_read_whole() -> None:
    """12 MB on one line, and the same with one bracket missing."""
    text = "[" + ",".join(['{"text":"' + "hello " * 50 + '","n":[1,2]}'] * 38_000) + "]"
    assert len(text) > 12_000_000
    value, observations = parse(text)
    assert observations == ()
    assert isinstance(value, list)
    assert len(value) == 38_000
    assert stop(text[:-1]) == len(text) - 1


def test_places_count_code_points() -> None:
    """A character outside the basic plane is one column."""
    text = '{"\U0001f600\u00e9": NaN}'
    [observation] = parse(text)[1]
    assert isinstance(observation.place, int)
    assert Lines(text).position(observation.place) == (1, 8)


def test_a_text_that_breaks_rules_without_end_is_told_of_up_to_a_limit() -> None:
    """Memory stays bounded: beyond the limit the last observation says how many more there are."""
    text = "[" + "NaN," * (MAX_OBSERVATIONS + 5) + "1]"
    instance, observations = parse(text)
    assert isinstance(instance, list)
    assert len(instance) == MAX_OBSERVATIONS + 6
    assert len(observations) == MAX_OBSERVATIONS
    assert observations[-2].message == "JSON has no NaN and no infinity"
    assert (
        observations[-1].message == "JSON has no NaN and no infinity; 5 more places like this or others are not listed"
    )
    assert len(parse("[" + "NaN," * (MAX_OBSERVATIONS - 1) + "NaN]")[1]) == MAX_OBSERVATIONS
