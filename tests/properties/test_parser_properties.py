"""Properties of the strict parser, for any text."""

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

from .documents import documents, is_identical, texts, values_in


def load_strictly(text: str) -> Any:
    """Return the value that the standard library reads; NaN and Infinity are errors.

    Raises:
        ValueError: the text is not JSON.
    """

    def reject(word: str) -> None:
        raise ValueError(word)

    return json.loads(text, parse_constant=reject)


def load_or_none(text: str) -> tuple[Any] | None:
    """Return the value in a tuple, or None if the standard library rejects the text."""
    try:
        return (load_strictly(text),)
    except ValueError:
        return None


@given(texts())
@example("-0")
@example("1e-400")
@example('"\\ud83d\\ude00"')
def test_json_is_parsed_like_the_standard_library(text: str) -> None:
    """Any JSON text gives the value of the standard library, without issues, as text and as bytes."""
    value, issues = parse_strict(text)
    assert issues == []
    assert is_identical(value, json.loads(text))
    decoded = decode_bytes(text.encode())
    assert (decoded.text, decoded.issues) == (text, ())


@given(texts(), st.data())
def test_corrupted_json_agrees_with_the_standard_library(text: str, data: st.DataObject) -> None:
    """After some characters change, both parsers reject the text or both return the same value."""
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 2)))
        text = (
            text[:start]
            + data.draw(st.text(st.sampled_from('{}[],:"\\ntrue01-+.eEuN \n\t\x00\u00e9a/'), max_size=2))
            + text[end:]
        )
    expected = load_or_none(text)
    try:
        value, issues = parse_strict(text)
    except JsonSyntaxError:
        assert expected is None
        return
    rules = {issue.rule for issue in issues}
    if expected is None:
        assert rules & {Rule.NOT_A_NUMBER}
    elif not rules & {Rule.NOT_A_NUMBER}:
        assert is_identical(value, expected[0])


@given(st.one_of(texts(), st.text(st.sampled_from('{}[],:"\\ntru01-.eNaIfiy \n'), max_size=20)), st.data())
@example('{"a":1,"a":2}', None)
@example("[NaN,1e400,-0,-0.0,1E+2,12345678901234567890]", None)
@example("[" * 500 + "]" * 500, None)
@example("[" * 501 + "]" * 501, None)
@example("9" * 400, None)
def test_bytes_are_loaded_like_their_text(text: str, data: st.DataObject | None) -> None:
    """Bytes and text give the same value and the same issues, also with duplicate keys and corruptions."""
    if data is not None and data.draw(st.booleans()):
        key = data.draw(st.sampled_from(['"a":', '"\\u0061":', "1,", "[", "NaN", '"\\ud800"', "1e999"]))
        offset = data.draw(st.integers(0, len(text)))
        text = text[:offset] + key + text[offset:]
    from_bytes, from_text = load_document(text.encode(), KnownFields()), load_document(text, KnownFields())
    assert from_bytes.is_json is from_text.is_json
    assert is_identical(from_bytes.instance, from_text.instance)
    assert from_bytes.issues == from_text.issues
    assert from_bytes.text == from_text.text


@given(st.text(st.sampled_from('{}[],:"\\ntrfalseu01-+.eE \n/bd8'), max_size=12))
@example("[-]")
@example("1E+")
@example('"\\ud800"')
def test_short_texts_agree_with_the_standard_library(text: str) -> None:
    """Both parsers agree on short texts of the characters of JSON."""
    expected = load_or_none(text)
    try:
        value, _ = parse_strict(text)
    except JsonSyntaxError:
        assert expected is None
    else:
        assert expected is not None or math.inf in [
            abs(number) for _, number in values_in(value) if isinstance(number, float)
        ]


@given(texts(), st.data())
def test_truncated_document_is_rejected(text: str, data: st.DataObject) -> None:
    """An object, array or string cut at any point is rejected, at an offset inside the text."""
    body = text.strip()
    assume(body[0] in '{["' and len(body) > 1)
    end = data.draw(st.integers(1, len(body) - 1))
    with pytest.raises(JsonSyntaxError) as caught:
        parse_strict(body[:end])
    assert caught.value.offset <= end


@given(st.lists(st.tuples(st.sampled_from("ab"), documents), min_size=2, max_size=6), st.data())
def test_last_of_duplicate_keys_wins(members: list[tuple[str, Any]], data: st.DataObject) -> None:
    """The last of several equal keys determines the value and the positions; every other key is an issue."""
    text = "{" + ",".join(f"{json.dumps(key)}:{json.dumps(value)}" for key, value in members) + "}"
    value, issues = parse_strict(text)
    assert is_identical(value, json.loads(text))
    duplicates = [issue for issue in issues if issue.rule is Rule.DUPLICATE_KEY]
    assert len(duplicates) == len(members) - len({key for key, _ in members})
    path, inner = data.draw(st.sampled_from(list(values_in(value))))
    offsets = locate_all(text, [Anchor(inside, AnchorPart.VALUE) for inside, _ in values_in(value)])
    read, _ = json.JSONDecoder().raw_decode(text, offsets[Anchor(path, AnchorPart.VALUE)])
    assert is_identical(read, inner)


class TokenByToken(parser._Parser):
    """A parser that reads every token separately."""

    def strides(self, offset: int, expected: parser._Expected) -> tuple[int, parser._Expected]:
        """Stay at the next token."""
        return offset, expected

    def close_arrays(self, offset: int) -> int:
        """Stay at the next bracket."""
        return offset


def result_of(parser: parser._Parser) -> object:
    """Return the value and the issues of a parser, or those at which it stops."""
    try:
        value, issues = parser.document()
    except JsonSyntaxError as error:
        return error.offset, error.issues
    return repr(value), issues


@given(texts(), st.data())
@example('{"a":[[1,{"b":NaN}],"\\ud800"],"a":1e999}', None)
@example("[" * 502 + "]" * 502, None)
@example("[" * 502 + "]" * 503, None)
@example("[" * 600 + " ]" + "]" * 598, None)
@example("[" * 600 + "]" * 598 + "}", None)
@example('{"a":[[[1]],[[[]]], [2]]}', None)
@example('[[{"a":[[' + "[" * 498 + "[1,{}],NaN" + "]" * 500 + "}]]", None)
@example('{"a":' * 501 + "1" + "}" * 501, None)
def test_fast_forward_agrees_with_single_tokens(text: str, data: st.DataObject | None) -> None:
    """Skipping over several tokens gives the same value, issues and error as reading each token."""
    for _ in range(data.draw(st.integers(0, 2)) if data else 0):
        offset = data.draw(st.integers(0, len(text))) if data else 0
        pieces = ['"a":', '"a":1,', "1,", "[", "]", "{", "}", ",", ":", "NaN", '"\\ud800"', "1e999", '"', "x", " "]
        text = text[:offset] + (data.draw(st.sampled_from(pieces)) if data else "") + text[offset:]
    assert result_of(parser._Parser(text)) == result_of(TokenByToken(text))
