"""What holds of parsing, whatever the text."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from chatlayer_session.diagnosis import KnownFields
from chatlayer_session.document import load_document
from chatlayer_session.issues import Anchor, AnchorPart
from chatlayer_session.parsing import parser
from chatlayer_session.parsing.decode import decode_bytes
from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict
from chatlayer_session.parsing.positions import locate_all
from chatlayer_session.rules import Rule

from .documents import documents, places_in, same, texts


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


@given(texts())
@example("-0")
@example("1e-400")
@example('"\\ud83d\\ude00"')
def test_strict_json_is_read_as_the_standard_library_reads_it(text: str) -> None:
    """In any spelling, as text and as bytes, with nothing to be told."""
    value, observations = parse_strict(text)
    assert observations == ()
    assert same(value, json.loads(text))
    decoded = decode_bytes(text.encode())
    assert (decoded.text, decoded.issues) == (text, ())


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
        value, observations = parse_strict(text)
    except JsonSyntaxError:
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
    from_bytes, from_text = load_document(text.encode(), KnownFields()), load_document(text, KnownFields())
    assert from_bytes.is_json is from_text.is_json
    assert same(from_bytes.instance, from_text.instance)
    assert from_bytes.issues == from_text.issues
    assert from_bytes.text == from_text.text


@given(st.text(st.sampled_from('{}[],:"\\ntrfalseu01-+.eE \n/bd8'), max_size=12))
@example("[-]")
@example("1E+")
@example('"\\ud800"')
def test_short_texts_of_json_characters_are_read_as_a_strict_reader_reads_them(text: str) -> None:
    """Every text of the marks, letters and digits that JSON is made of."""
    expected = strict_or_none(text)
    try:
        value, _ = parse_strict(text)
    except JsonSyntaxError:
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
    with pytest.raises(JsonSyntaxError) as refused:
        parse_strict(body[:end])
    assert refused.value.offset <= end


@given(st.lists(st.tuples(st.sampled_from("ab"), documents), min_size=2, max_size=6), st.data())
def test_of_equal_keys_the_last_one_counts(members: list[tuple[str, Any]], data: st.DataObject) -> None:
    """For the value, for its place and for the places inside; all the others are told."""
    text = "{" + ",".join(f"{json.dumps(key)}:{json.dumps(value)}" for key, value in members) + "}"
    value, observations = parse_strict(text)
    assert same(value, json.loads(text))
    duplicates = [each for each in observations if each.rule is Rule.DUPLICATE_KEY]
    assert len(duplicates) == len(members) - len({key for key, _ in members})
    path, inner = data.draw(st.sampled_from(list(places_in(value))))
    offsets = locate_all(text, [Anchor(each, AnchorPart.VALUE) for each, _ in places_in(value)])
    read, _ = json.JSONDecoder().raw_decode(text, offsets[Anchor(path, AnchorPart.VALUE)])
    assert same(read, inner)


class TokenByToken(parser._Parser):
    """Reads a text without strides."""

    def strides(self, offset: int, expected: parser._Expected) -> tuple[int, parser._Expected]:
        """Stay at the next token."""
        return offset, expected

    def close_arrays(self, offset: int) -> int:
        """Stay at the next bracket."""
        return offset


def outcome(parser: parser._Parser) -> object:
    """Return what a parser comes to, whether it reads the text or stops."""
    try:
        value, observations = parser.document()
    except JsonSyntaxError as stop:
        return stop.offset, stop.issues
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
    assert outcome(parser._Parser(text)) == outcome(TokenByToken(text))
