"""What holds of a diagnosis whatever the payload is and wherever it was damaged."""

from __future__ import annotations

import json
import re

from hypothesis import assume, example, given
from hypothesis import strategies as st

from chatlayer_session.diagnosis import KnownFields, SyntaxProblem, apply_edits, diagnose
from chatlayer_session.document import load_document
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict
from chatlayer_session.parsing.positions import LineIndex
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree

from .corruptions import MARKER, QUOTES, damaged, is_json, printed, strings_of, texts, tokens_of, without

KNOWN = KnownFields(tuple(field_tree(packaged_catalog(), "1.0.0", kind) for kind in DETECTABLE_KINDS))


def mistakes_in(text: str) -> tuple[SyntaxProblem, ...]:
    """Return the diagnosis of a text that is not JSON."""
    try:
        parse_strict(text)
    except JsonSyntaxError as stop:
        return diagnose(text, stop.offset, KNOWN)
    raise AssertionError("the text is JSON")


def hold_to_the_promises(text: str) -> tuple[SyntaxProblem, ...]:
    """Assert what holds of every diagnosis, and return it."""
    mistakes = mistakes_in(text)
    assert mistakes
    assert [mistake.offset for mistake in mistakes] == sorted(mistake.offset for mistake in mistakes)
    for mistake in mistakes:
        assert 0 <= mistake.offset <= len(text)
        assert MARKER not in mistake.message + mistake.hint
        assert mistake.message
        assert mistake.hint
    if len(mistakes) > 1:
        parse_strict(apply_edits(text, list(mistakes)))
    return mistakes


@given(damaged())
def test_every_diagnosis_says_something_in_its_place_and_nothing_private(text: str) -> None:
    """Whatever the damage: some mistake, inside the text, without a value; and mending several mends the text."""
    hold_to_the_promises(text)


@given(st.text(st.sampled_from("{}[],:\"'`\\/*#\n\r\t ax1-.\u201c\u00a0=;<"), max_size=40))
@example("{:1}")
@example("'\\")
@example("/*/")
def test_a_diagnosis_of_mere_marks_neither_raises_nor_leaves_the_text(text: str) -> None:
    """Texts of nothing but the characters that JSON and its neighbours are made of get a diagnosis too."""
    assume(not is_json(text))
    hold_to_the_promises(text)


@given(printed(), st.data())
def test_a_comma_dropped_between_lines_is_told_exactly(text: str, data: st.DataObject) -> None:
    """One mistake, at what stands first on the next line, with the line before it named in the hint."""
    offset = data.draw(st.sampled_from([each for each in tokens_of(text, ",") if text[each + 1] == "\n"]))
    broken = without(text, offset)
    [mistake] = hold_to_the_promises(broken)
    following = len(broken) - len(broken[offset:].lstrip())
    assert mistake.offset == following
    assert mistake.message.startswith("a comma is missing before ")
    assert mistake.hint == f"add `,` at the end of line {broken.count(chr(10), 0, offset) + 1}"


@given(texts, st.data())
def test_a_comma_before_a_closing_bracket_is_told_exactly(text: str, data: st.DataObject) -> None:
    """One mistake, at the comma."""
    closers = [each for each in tokens_of(text, "}]") if text[:each].rstrip()[-1] not in "[{"]
    offset = data.draw(st.sampled_from(closers))
    offset = len(text[:offset].rstrip())
    broken = text[:offset] + "," + text[offset:]
    [mistake] = hold_to_the_promises(broken)
    closer = text[offset:].lstrip()[0]
    assert (mistake.offset, mistake.message) == (offset, f"a comma stands before the closing `{closer}`")


@given(texts, st.data())
def test_a_comment_is_told_exactly(text: str, data: st.DataObject) -> None:
    """One mistake, at the comment, whatever the comment says."""
    offset = data.draw(st.sampled_from(tokens_of(text, "{}[],:")))
    comment = data.draw(st.sampled_from(['/* "a": { */', "// it's [\n", "# {\n", "/**/"]))
    broken = text[:offset] + comment + text[offset:]
    [mistake] = hold_to_the_promises(broken)
    assert (mistake.offset, mistake.message) == (offset, "a comment stands here; JSON has none")


@given(texts, st.data())
def test_a_dropped_colon_is_told_exactly(text: str, data: st.DataObject) -> None:
    """One mistake, at the value that the colon should stand before."""
    offset = data.draw(st.sampled_from(tokens_of(text, ":")))
    broken = text[:offset] + " " + text[offset + 1 :]
    [mistake] = hold_to_the_promises(broken)
    assert mistake.offset == len(broken) - len(broken[offset:].lstrip())
    assert mistake.message.startswith("a colon is missing behind ")


@given(texts, st.data())
def test_a_string_in_other_quotes_is_told_exactly(text: str, data: st.DataObject) -> None:
    """One mistake, at the string, for each kind of quotes."""
    start, end = data.draw(st.sampled_from(strings_of(text)))
    assume(not re.search(r"[\\'`]", text[start:end]))
    opening, closing = data.draw(st.sampled_from(QUOTES))
    broken = text[:start] + opening + text[start + 1 : end - 1] + closing + text[end:]
    [mistake] = hold_to_the_promises(broken)
    assert mistake.offset == start
    assert mistake.message.startswith("a string stands in ")


@given(printed(), st.data())
def test_a_closing_bracket_dropped_from_its_line_is_told_exactly(text: str, data: st.DataObject) -> None:
    """One mistake, which names where a bracket was opened, and whose cure gives the payload back."""
    closers = [each for each in tokens_of(text, "}]") if text[:each].rstrip(" \t").endswith("\n")]
    offset = data.draw(st.sampled_from(closers))
    broken = text[: len(text[:offset].rstrip())] + text[offset + 1 :]
    [mistake] = hold_to_the_promises(broken)
    place = re.search(r"opened at line (\d+), column (\d+)", mistake.message)
    assert place is not None
    assert LineIndex(text).starts[int(place[1]) - 1] + int(place[2]) - 1 in tokens_of(text, "{[")
    assert json.loads(apply_edits(broken, [mistake])) == json.loads(text)


@given(printed(), st.data())
def test_damages_of_different_kinds_are_all_told(text: str, data: st.DataObject) -> None:
    """A dropped comma, a colon and a comma too many are three mistakes in one diagnosis."""
    commas = [each for each in tokens_of(text, ",") if text[each + 1] == "\n"]
    closers = [each for each in tokens_of(text, "}") if text[:each].rstrip()[-1] not in "[{"]
    places = {
        data.draw(st.sampled_from(commas)): "",
        data.draw(st.sampled_from(tokens_of(text, ":"))): " ",
        data.draw(st.sampled_from(closers)): ",}",
    }
    # A name behind which the colon is missing does not tell that a comma is missing before it.
    assume(
        not any(re.match(r',\s*"(?:[^"\\]|\\.)*":', text[each:]) and text.find(":", each) in places for each in commas)
    )
    broken = text
    for offset, replacement in sorted(places.items(), reverse=True):
        broken = broken[:offset] + replacement + broken[offset + 1 :]
    mistakes = hold_to_the_promises(broken)
    assert sorted(mistake.message.split(" ")[1:4] for mistake in mistakes) == [
        ["colon", "is", "missing"],
        ["comma", "is", "missing"],
        ["comma", "stands", "before"],
    ]


@given(texts, st.data())
def test_a_cut_is_never_blamed_on_what_follows_it(text: str, data: st.DataObject) -> None:
    """A payload cut anywhere is invalid, and nothing is told to stand behind the cut."""
    end = data.draw(st.integers(0, len(text) - 1))
    mistakes = hold_to_the_promises(text[:end])
    assert all(mistake.offset <= end for mistake in mistakes)


@given(st.binary(max_size=200))
def test_any_bytes_can_be_read(data: bytes) -> None:
    """Reading bytes ends in a document or in observations, never in an exception."""
    document = load_document(data, KNOWN)
    assert document.is_json or document.issues


@given(texts, st.data())
def test_mutated_bytes_can_be_read(text: str, data: st.DataObject) -> None:
    """So does reading the bytes of a payload with some of them changed."""
    payload = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    document = load_document(bytes(payload), KNOWN)
    assert document.is_json or document.issues
    for observation in document.issues:
        assert isinstance(observation.anchor, int)
        assert 0 <= observation.anchor <= len(document.text or "")
