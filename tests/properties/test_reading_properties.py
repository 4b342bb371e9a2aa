"""What holds of reading and locating, whatever the document."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from chatlayer_session.diagnosis import Known
from chatlayer_session.documents import read
from chatlayer_session.findings import Rule
from chatlayer_session.landmarks import find
from chatlayer_session.locating import Lines, locate
from chatlayer_session.observations import Part, Place
from chatlayer_session.pointers import Selection, pointer_to
from chatlayer_session.reading import parsing
from chatlayer_session.reading.decoding import clean, decode
from chatlayer_session.reading.parsing import NotJson, parse
from chatlayer_session.reading.records import records
from chatlayer_session.reading.values import inspect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatlayer_session.pointers import JsonValue, Path

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


def spelt(draw: st.DrawFn, text: str) -> str:
    """Write a string with some characters as escapes that need none."""
    written: list[str] = []
    for character in text:
        way = draw(st.integers(0, 3)) if len(text) < 5 else 0
        plain = json.dumps(character, ensure_ascii=False)[1:-1]
        if way == 1:
            plain = json.dumps(character)[1:-1]
        elif way == 2:
            units = character.encode("utf-16-be")
            plain = "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
        elif way == 3 and character == "/":
            plain = "\\/"
        written.append(plain)
    return '"' + "".join(written) + '"'


def written(draw: st.DrawFn, value: Any) -> str:
    """Write a value with white space and escapes of all kinds."""

    def gap() -> str:
        return draw(spaces)

    if isinstance(value, dict):
        members = [
            f"{gap()}{spelt(draw, key)}{gap()}:{gap()}{written(draw, inner)}{gap()}" for key, inner in value.items()
        ]
        return "{" + (",".join(members) or gap()) + "}"
    if isinstance(value, list):
        return "[" + (",".join(f"{gap()}{written(draw, inner)}{gap()}" for inner in value) or gap()) + "]"
    if isinstance(value, str):
        return spelt(draw, value)
    return json.dumps(value)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Documents in many spellings."""
    return draw(spaces) + written(draw, draw(documents)) + draw(spaces)


def places_in(value: JsonValue, path: Path = ()) -> Iterator[tuple[Path, JsonValue]]:
    """Yield each path in a document with what stands there."""
    yield path, value
    steps: list[tuple[str | int, JsonValue]] = []
    if isinstance(value, dict):
        steps.extend(value.items())
    elif isinstance(value, list):
        steps.extend(enumerate(value))
    for step, inner in steps:
        yield from places_in(inner, (*path, step))


def strict(text: str) -> Any:
    """Return what the standard library reads, refusing what is no number in JSON.

    Raises:
        ValueError: the text is not JSON.
    """

    def refuse(word: str) -> None:
        raise ValueError(word)

    return json.loads(text, parse_constant=refuse)


def strict_or_none(text: str) -> tuple[Any] | None:
    """Return the value in a tuple, or None if the standard library refuses the text."""
    try:
        return (strict(text),)
    except ValueError:
        return None


def same(one: object, other: object) -> bool:
    """Compare with types and the sign of zero."""
    return repr(one) == repr(other)


@given(texts())
@example("-0")
@example("1e-400")
@example('"\\ud83d\\ude00"')
def test_strict_json_is_read_as_the_standard_library_reads_it(text: str) -> None:
    """In any spelling, as text and as bytes, with nothing to be told."""
    value, observations = parse(text)
    assert observations == ()
    assert same(value, json.loads(text))
    decoded = decode(text.encode())
    assert (decoded.text, decoded.observations) == (text, ())


@given(texts(), st.data())
def test_damaged_json_is_refused_exactly_when_a_strict_reader_refuses_it(text: str, data: st.DataObject) -> None:
    """Some characters changed, put in or left out: both refuse, or both read the same."""
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 2)))
        text = (
            text[:start]
            + data.draw(st.text(st.sampled_from('{}[],:"\\ntrue01-+.eEuN \n\t\x00\u00e9a/'), max_size=2))
            + text[end:]
        )
    expected = strict_or_none(text)
    try:
        value, observations = parse(text)
    except NotJson:
        assert expected is None
        return
    rules = {each.rule for each in observations}
    if expected is None:
        assert rules & {Rule.NOT_A_NUMBER}
    elif not rules & {Rule.NOT_A_NUMBER}:
        assert same(value, expected[0])


@given(st.one_of(texts(), st.text(st.sampled_from('{}[],:"\\ntru01-.eNaIfiy \n'), max_size=20)), st.data())
@example('{"a":1,"a":2}', None)
@example("[NaN,1e400,-0,-0.0,1E+2,12345678901234567890]", None)
@example("[" * 500 + "]" * 500, None)
@example("[" * 501 + "]" * 501, None)
@example("9" * 400, None)
def test_bytes_are_read_as_their_text_is(text: str, data: st.DataObject | None) -> None:
    """The same value and the same findings, with duplicate keys and damage too."""
    if data is not None and data.draw(st.booleans()):
        key = data.draw(st.sampled_from(['"a":', '"\\u0061":', "1,", "[", "NaN", '"\\ud800"', "1e999"]))
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + key + text[at:]
    from_bytes, from_text = read(text.encode(), Known()), read(text, Known())
    assert from_bytes.understood is from_text.understood
    assert same(from_bytes.instance, from_text.instance)
    assert from_bytes.observations == from_text.observations
    assert from_bytes.text == from_text.text


@given(st.text(st.sampled_from('{}[],:"\\ntrfalseu01-+.eE \n/bd8'), max_size=12))
@example("[-]")
@example("1E+")
@example('"\\ud800"')
def test_short_texts_of_json_characters_are_read_as_a_strict_reader_reads_them(text: str) -> None:
    """Every text of the marks, letters and digits that JSON is made of."""
    expected = strict_or_none(text)
    try:
        value, _ = parse(text)
    except NotJson:
        assert expected is None
    else:
        assert expected is not None or math.inf in [
            abs(each) for _, each in places_in(value) if isinstance(each, float)
        ]


@given(texts(), st.data())
def test_a_cut_document_is_never_taken_for_a_whole_one(text: str, data: st.DataObject) -> None:
    """Objects, arrays and strings are refused at every cut inside them, and not behind it."""
    body = text.strip()
    assume(body[0] in '{["' and len(body) > 1)
    end = data.draw(st.integers(1, len(body) - 1))
    with pytest.raises(NotJson) as refused:
        parse(body[:end])
    assert refused.value.offset <= end


@given(texts())
def test_every_place_is_where_the_text_has_it(text: str) -> None:
    """At a value's place a parser reads that value, at a key's place that key and behind it a colon."""
    value = json.loads(text)
    expected = dict(places_in(value))
    asked = [Place(path, part) for path in expected for part in Part]
    offsets = locate(text, asked)
    decoder = json.JSONDecoder()
    for path, inner in expected.items():
        read, _ = decoder.raw_decode(text, offsets[Place(path, Part.VALUE)])
        assert same(read, inner)
        key = offsets.get(Place(path, Part.KEY))
        if path and isinstance(path[-1], str):
            assert key is not None
            name, end = decoder.raw_decode(text, key)
            assert name == path[-1]
            assert text[end:].lstrip().startswith(":")
            assert offsets[Place(path[:-1], Part.VALUE)] < key < offsets[Place(path, Part.VALUE)]
        else:
            assert key is None


@given(texts())
def test_each_value_begins_at_a_place_of_its_own(text: str) -> None:
    """No two values stand at one place, and a place that was not asked for is not told."""
    paths = [path for path, _ in places_in(json.loads(text))]
    offsets = locate(text, [Place(path, Part.VALUE) for path in paths])
    assert len(set(offsets.values())) == len(paths)
    assert all(path == () or Place(path, Part.KEY) not in offsets for path in paths)


@given(st.lists(st.tuples(st.sampled_from("ab"), documents), min_size=2, max_size=6), st.data())
def test_of_equal_keys_the_last_one_counts(members: list[tuple[str, Any]], data: st.DataObject) -> None:
    """For the value, for its place and for the places inside; all the others are told."""
    text = "{" + ",".join(f"{json.dumps(key)}:{json.dumps(value)}" for key, value in members) + "}"
    value, observations = parse(text)
    assert same(value, json.loads(text))
    duplicates = [each for each in observations if each.rule is Rule.DUPLICATE_KEY]
    assert len(duplicates) == len(members) - len({key for key, _ in members})
    path, inner = data.draw(st.sampled_from(list(places_in(value))))
    offsets = locate(text, [Place(each, Part.VALUE) for each, _ in places_in(value)])
    read, _ = json.JSONDecoder().raw_decode(text, offsets[Place(path, Part.VALUE)])
    assert same(read, inner)


@given(st.text(st.sampled_from("a\n\r\t\u00e9\U0001f600\u2028\x0b"), max_size=20), st.data())
def test_a_position_leads_back_to_its_offset(text: str, data: st.DataObject) -> None:
    """Lines are what stands between line feeds, and columns count what stands before."""
    offset = data.draw(st.integers(0, len(text)))
    line, column = Lines(text).position(offset)
    before = text[:offset].split("\n")
    assert (line, column) == (len(before), len(before[-1]) + 1)


@given(st.binary(max_size=60))
def test_any_bytes_become_text_or_a_named_encoding(data: bytes) -> None:
    """What is not UTF-8 is told, once, and what is stays as it is."""
    decoded = decode(data)
    rules = [each.rule for each in decoded.observations]
    if decoded.text is None:
        assert rules == [Rule.ENCODING]
    else:
        decoded.text.encode()
        assert (Rule.ENCODING in rules) is (decoded.text.encode() != data.removeprefix(b"\xef\xbb\xbf"))
        assert all(
            isinstance(each.place, int) and 0 <= each.place <= len(decoded.text) for each in decoded.observations
        )


@given(st.text(max_size=20), st.integers(0, 20), st.sampled_from([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x80"]))
def test_the_first_byte_that_is_not_utf8_is_told_with_its_offset(text: str, place: int, byte: bytes) -> None:
    """Counted in bytes in the message, in code points for the place."""
    assume("\x00" not in text and "\ufeff" not in text)
    before = text[:place].encode()
    decoded = decode(before + byte + b"[")
    [observation] = decoded.observations
    assert observation.message.startswith(f"the byte at offset {len(before)} of the payload is not UTF-8")
    assert observation.place == len(text[:place])


@given(st.text(st.characters(), max_size=10))
def test_any_text_becomes_text_that_can_be_encoded(text: str) -> None:
    """Lone surrogates are told and replaced, and nothing else changes."""
    cleaned = clean(text)
    assert cleaned.text is not None
    cleaned.text.encode()
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert cleaned.text == text.removeprefix("\ufeff")


@given(documents)
def test_a_parsed_document_has_nothing_to_tell(value: object) -> None:
    """It is returned as it is."""
    assert inspect(value)[:2] == (value, ())


@given(documents)
def test_every_path_is_selected_by_its_pointer(value: Any) -> None:
    """Whatever characters its names have."""
    for path, inner in places_in(value):
        selection = Selection.parse(pointer_to(path))
        found = [(each, at) for each, at in selection.places(value) if each == path]
        if not any(step == "*" for step in path):
            assert found == [(path, inner)]


@given(st.lists(documents, max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_lines_are_records_in_their_order(values: list[Any], line_break: str, last: bool) -> None:  # noqa: FBT001  # Hypothesis draws it
    """Each document is read back from its line."""
    text = line_break.join(json.dumps(value) for value in values) + (line_break if last else "")
    stream = text.encode().splitlines(keepends=True)
    read = [
        parse(decode(bytes(record.data, "utf-8") if isinstance(record.data, str) else record.data).text or "")[0]
        for record in records(stream)
    ]
    assert same(read, values)


@given(texts())
@example('{"a":{"b":1},"b":{"a":"b"}}')
@example('{"name":["name",{"name":1}],"x":{"name":2}}')
def test_places_that_stand_out_are_where_a_scan_of_the_text_finds_them(text: str) -> None:
    """For every place of any document: what is told without reading the text from its start is never another offset."""
    paths = [path for path, _ in places_in(json.loads(text))]
    places = [Place(path, Part.VALUE) for path in paths]
    places += [Place(path, Part.KEY) for path in paths if path and isinstance(path[-1], str)]
    assert find(text, places).items() <= locate(text, places).items()


class TokenByToken(parsing._Parser):
    """Reads a text without strides."""

    def strides(self, offset: int, expected: parsing._Expected) -> tuple[int, parsing._Expected]:
        """Stay at the next token."""
        return offset, expected

    def close_arrays(self, offset: int) -> int:
        """Stay at the next bracket."""
        return offset


def outcome(parser: parsing._Parser) -> object:
    """Return what a parser comes to, whether it reads the text or stops."""
    try:
        value, observations = parser.document()
    except NotJson as stop:
        return stop.offset, stop.observations
    return repr(value), observations


@given(texts(), st.data())
@example('{"a":[[1,{"b":NaN}],"\\ud800"],"a":1e999}', None)
@example("[" * 502 + "]" * 502, None)
@example("[" * 502 + "]" * 503, None)
@example("[" * 600 + " ]" + "]" * 598, None)
@example("[" * 600 + "]" * 598 + "}", None)
@example('{"a":[[[1]],[[[]]], [2]]}', None)
@example('[[{"a":[[' + "[" * 498 + "[1,{}],NaN" + "]" * 500 + "}]]", None)
@example('{"a":' * 501 + "1" + "}" * 501, None)
def test_strides_read_what_single_tokens_say(text: str, data: st.DataObject | None) -> None:
    """Whole members and items at a time or token by token: the same value, the same findings, the same stop."""
    for _ in range(data.draw(st.integers(0, 2)) if data else 0):
        at = data.draw(st.integers(0, len(text))) if data else 0
        pieces = ['"a":', '"a":1,', "1,", "[", "]", "{", "}", ",", ":", "NaN", '"\\ud800"', "1e999", '"', "x", " "]
        text = text[:at] + (data.draw(st.sampled_from(pieces)) if data else "") + text[at:]
    assert outcome(parsing._Parser(text)) == outcome(TokenByToken(text))
