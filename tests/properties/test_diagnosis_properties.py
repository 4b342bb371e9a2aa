"""Properties of every diagnosis, for any payload and any corruption."""

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

from .corruptions import MARKER, QUOTES, corrupted, indented, is_json, offsets_of, strings_in, texts, without

KNOWN = KnownFields(tuple(field_tree(packaged_catalog(), "1.0.0", kind) for kind in DETECTABLE_KINDS))


def problems_in(text: str) -> tuple[SyntaxProblem, ...]:
    """Return the diagnosis of a text that is not JSON."""
    try:
        parse_strict(text)
    except JsonSyntaxError as error:
        return diagnose(text, error.offset, KNOWN)
    raise AssertionError("the text is JSON")


def checked_problems(text: str) -> tuple[SyntaxProblem, ...]:
    """Assert the properties of every diagnosis, and return it."""
    problems = problems_in(text)
    assert problems
    assert [problem.offset for problem in problems] == sorted(problem.offset for problem in problems)
    for problem in problems:
        assert 0 <= problem.offset <= len(text)
        assert MARKER not in problem.message + problem.hint
        assert problem.message
        assert problem.hint
    if len(problems) > 1:
        parse_strict(apply_edits(text, list(problems)))
    return problems


@given(corrupted())
def test_diagnosis_is_inside_the_text_and_private(text: str) -> None:
    """A diagnosis has a problem inside the text and no payload value; applying several fixes gives JSON."""
    checked_problems(text)


@given(st.text(st.sampled_from("{}[],:\"'`\\/*#\n\r\t ax1-.\u201c\u00a0=;<"), max_size=40))
@example("{:1}")
@example("'\\")
@example("/*/")
def test_text_of_punctuation_is_diagnosed(text: str) -> None:
    """A text of only punctuation gets a diagnosis inside the text too."""
    assume(not is_json(text))
    checked_problems(text)


@given(indented(), st.data())
def test_missing_comma_between_lines_is_exact(text: str, data: st.DataObject) -> None:
    """A comma missing at the end of a line is one problem at the next line, and its hint names the line before."""
    offset = data.draw(st.sampled_from([offset for offset in offsets_of(text, ",") if text[offset + 1] == "\n"]))
    broken = without(text, offset)
    [problem] = checked_problems(broken)
    following = len(broken) - len(broken[offset:].lstrip())
    assert problem.offset == following
    assert problem.message.startswith("expected `,` before ")
    assert problem.hint == f"add `,` at the end of line {broken.count(chr(10), 0, offset) + 1}"


@given(texts, st.data())
def test_comma_before_a_closing_bracket_is_exact(text: str, data: st.DataObject) -> None:
    """A comma before a closing bracket is one problem at the comma."""
    closers = [offset for offset in offsets_of(text, "}]") if text[:offset].rstrip()[-1] not in "[{"]
    offset = data.draw(st.sampled_from(closers))
    offset = len(text[:offset].rstrip())
    broken = text[:offset] + "," + text[offset:]
    [problem] = checked_problems(broken)
    closer = text[offset:].lstrip()[0]
    assert (problem.offset, problem.message) == (offset, f"trailing comma before `{closer}`")


@given(texts, st.data())
def test_comment_is_exact(text: str, data: st.DataObject) -> None:
    """A comment is one problem at its start, regardless of its text."""
    offset = data.draw(st.sampled_from(offsets_of(text, "{}[],:")))
    comment = data.draw(st.sampled_from(['/* "a": { */', "// it's [\n", "# {\n", "/**/"]))
    broken = text[:offset] + comment + text[offset:]
    [problem] = checked_problems(broken)
    assert (problem.offset, problem.message) == (offset, "JSON does not allow comments")


@given(texts, st.data())
def test_missing_colon_is_exact(text: str, data: st.DataObject) -> None:
    """A missing colon is one problem at the value after it."""
    offset = data.draw(st.sampled_from(offsets_of(text, ":")))
    broken = text[:offset] + " " + text[offset + 1 :]
    [problem] = checked_problems(broken)
    assert problem.offset == len(broken) - len(broken[offset:].lstrip())
    assert problem.message.startswith("expected `:` after ")


@given(texts, st.data())
def test_string_in_other_quotes_is_exact(text: str, data: st.DataObject) -> None:
    """A string in other quotes is one problem at the string, for each kind of quotes."""
    start, end = data.draw(st.sampled_from(strings_in(text)))
    assume(not re.search(r"[\\'`]", text[start:end]))
    opening, closing = data.draw(st.sampled_from(QUOTES))
    broken = text[:start] + opening + text[start + 1 : end - 1] + closing + text[end:]
    [problem] = checked_problems(broken)
    assert problem.offset == start
    assert problem.message.startswith("expected double quotes, found ")


@given(indented(), st.data())
def test_missing_closing_bracket_is_exact(text: str, data: st.DataObject) -> None:
    """A missing closing bracket is one problem that names the opening bracket, and its fix restores the payload."""
    closers = [offset for offset in offsets_of(text, "}]") if text[:offset].rstrip(" \t").endswith("\n")]
    offset = data.draw(st.sampled_from(closers))
    broken = text[: len(text[:offset].rstrip())] + text[offset + 1 :]
    [problem] = checked_problems(broken)
    place = re.search(r"opened at line (\d+), column (\d+)", problem.message)
    assert place is not None
    assert LineIndex(text).starts[int(place[1]) - 1] + int(place[2]) - 1 in offsets_of(text, "{[")
    assert json.loads(apply_edits(broken, [problem])) == json.loads(text)


@given(indented(), st.data())
def test_independent_problems_are_all_reported(text: str, data: st.DataObject) -> None:
    """A missing comma, a missing colon and an extra comma are three problems of one diagnosis."""
    commas = [offset for offset in offsets_of(text, ",") if text[offset + 1] == "\n"]
    closers = [offset for offset in offsets_of(text, "}") if text[:offset].rstrip()[-1] not in "[{"]
    places = {
        data.draw(st.sampled_from(commas)): "",
        data.draw(st.sampled_from(offsets_of(text, ":"))): " ",
        data.draw(st.sampled_from(closers)): ",}",
    }
    # A name without its colon gives no evidence of a missing comma before it.
    assume(
        not any(
            re.match(r',\s*"(?:[^"\\]|\\.)*":', text[offset:]) and text.find(":", offset) in places for offset in commas
        )
    )
    broken = text
    for offset, replacement in sorted(places.items(), reverse=True):
        broken = broken[:offset] + replacement + broken[offset + 1 :]
    problems = checked_problems(broken)
    assert sorted(problem.message.split(" ")[:3] for problem in problems) == [
        ["expected", "`,`", "before"],
        ["expected", "`:`", "after"],
        ["trailing", "comma", "before"],
    ]


@given(texts, st.data())
def test_truncated_text_has_no_problem_after_its_end(text: str, data: st.DataObject) -> None:
    """A truncated payload is invalid, and every problem is inside the text."""
    end = data.draw(st.integers(0, len(text) - 1))
    problems = checked_problems(text[:end])
    assert all(problem.offset <= end for problem in problems)


@given(st.binary(max_size=200))
def test_any_bytes_can_be_loaded(data: bytes) -> None:
    """Loading bytes results in a document or in issues, never in an exception."""
    document = load_document(data, KNOWN)
    assert document.is_json or document.issues


@given(texts, st.data())
def test_mutated_payloads_can_be_loaded(text: str, data: st.DataObject) -> None:
    """Loading a payload with changed bytes results in a document or in issues inside its text."""
    payload = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    document = load_document(bytes(payload), KNOWN)
    assert document.is_json or document.issues
    for issue in document.issues:
        assert isinstance(issue.anchor, int)
        assert 0 <= issue.anchor <= len(document.text or "")
