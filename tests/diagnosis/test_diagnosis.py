"""Whole diagnoses: the printed example, several problems at once, limits, and privacy."""

from __future__ import annotations

import json

import pytest

from chatlayer_session.diagnosis import KnownFields, SyntaxProblem, TextEdit, apply_edits, diagnose, lexer
from chatlayer_session.diagnosis.lexer import MAX_OPEN, lex
from chatlayer_session.diagnosis.problems import MAX_PROBLEMS
from chatlayer_session.document import load_document
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict
from chatlayer_session.parsing.positions import LineIndex
from chatlayer_session.rules import Rule
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree

KNOWN = KnownFields(tuple(field_tree(packaged_catalog(), "1.0.0", kind) for kind in DETECTABLE_KINDS))
STOPS = "invalid JSON"
ENDS = "the text ends too early"
# The example of the platform's session page, as printed.
DOCUMENTED = """\
{
   "botId":"1457",
   "sessionId":"emulator-f28feb19-9d00-426a-ac65-539d5e1d3a73",
   "version":"DRAFT",
   "channel":"web",
   "user":{
      "firstName":"Guest"
   },
   "preferredLanguage":"en",
   "locale":"en-us",
   "nlp":{
      "expression":"hi",
      "intent":{
         "name":"Greeting",
         "score":1
      },
      "entities":[
         0
      ],
      "intents":[
         {
            "name":"Greeting",
            "score":1
         }
      ],
      "sentiment":{
         "name":"positive",
         "score":0.5183199216644359
   }
   "currentDialogstate":{
      "name":"introduction",
      "id":"25b838ca-0fea-4b97-b91e-31bd8d932cf9",
      "type":"MESSAGE"
   }
   "previousDialogstate":{
      "name":"introduction",
      "id":"25b838ca-0fea-4b97-b91e-31bd8d932cf9",
      "type":"MESSAGE"
   }
}
"""


def problems_of(text: str, known: KnownFields = KNOWN) -> list[SyntaxProblem]:
    """Return the problems of a text."""
    with pytest.raises(JsonSyntaxError) as error:
        parse_strict(text)
    return list(diagnose(text, error.value.offset, known))


def summarize(text: str, known: KnownFields = KNOWN) -> list[tuple[tuple[int, int], str, str]]:
    """Return position, message and hint of each problem of a text."""
    lines = LineIndex(text)
    return [(lines.position(problem.offset), problem.message, problem.hint) for problem in problems_of(text, known)]


def test_printed_example_has_three_problems() -> None:
    """The object nlp is not closed and two commas are missing; each has its place and its fix."""
    assert summarize(DOCUMENTED) == [
        ((29, 5), "`nlp` (opened at line 11, column 10) is not closed", "add `}` after line 29"),
        ((30, 4), "expected `,` before `currentDialogstate`", "add `,` at the end of line 29"),
        ((35, 4), "expected `,` before `previousDialogstate`", "add `,` at the end of line 34"),
    ]


def test_line_breaks_and_tabs_change_only_columns() -> None:
    """The printed example has the same problems with CRLF line breaks and tabs."""
    crlf = DOCUMENTED.replace("\n", "\r\n")
    assert summarize(crlf) == summarize(DOCUMENTED)
    tabbed = summarize(DOCUMENTED.replace("   ", "\t"))
    assert [position for position, _, _ in tabbed] == [(29, 3), (30, 2), (35, 2)]
    assert [message for _, message, _ in tabbed][1:] == [message for _, message, _ in summarize(DOCUMENTED)][1:]


def test_edits_fix_the_printed_example() -> None:
    """The edits of the three problems result in the intended document, with both dialog states next to nlp."""
    fixed = json.loads(apply_edits(DOCUMENTED, problems_of(DOCUMENTED)))
    assert list(fixed)[-3:] == ["nlp", "currentDialogstate", "previousDialogstate"]
    assert fixed["nlp"]["sentiment"] == {"name": "positive", "score": 0.5183199216644359}


def test_known_names_fix_a_minified_example() -> None:
    """Without indentation, the known names show that nlp is not closed."""
    minified = "".join(line.strip() for line in DOCUMENTED.splitlines())
    assert [message for _, message, _ in summarize(minified)] == [
        "`nlp` (opened at column 188) is not closed",
        "expected `,` before `currentDialogstate`",
        "expected `,` before `previousDialogstate`",
    ]


def test_unknown_name_is_not_shown() -> None:
    """Only names of the schema are in messages."""
    assert [message for _, message, _ in summarize('{"secret":1 "secret2":2}')] == ["expected `,` before the next name"]
    assert [message for _, message, _ in summarize(DOCUMENTED, KnownFields())][1:] == [
        "expected `,` before the next name",
        "expected `,` before the next name",
    ]


def test_problems_of_many_kinds_are_all_reported() -> None:
    """A text with problems of many kinds has one finding for each, in the order of their places."""
    text = (
        "{ // one\n"
        "  two: 1,\n"
        "  'three': None,\n"
        '  "five" 5,\n'
        '  "six": 06,\n'
        '  "seven": "a\tb"\n'
        '  "nine": [1,, 2,],\n'
        "}\n"
    )
    assert [(position, message) for position, message, _ in summarize(text)] == [
        ((1, 3), "JSON does not allow comments"),
        ((2, 3), "this name is not in double quotes"),
        ((3, 3), "expected double quotes, found single quotes"),
        ((3, 12), "`None` is not JSON"),
        ((4, 10), "expected `:` after the name"),
        ((5, 10), "invalid number"),
        ((6, 14), "unescaped tab in a string"),
        ((7, 3), "expected `,` before the next name"),
        ((7, 14), "expected a value, found `,`"),
        ((7, 17), "trailing comma before `]`"),
        ((7, 19), "trailing comma before `}`"),
    ]


def test_several_problems_need_a_complete_fix() -> None:
    """An obvious trailing comma is not reported if another problem has no certain fix."""
    text = '{"a":1,,"b":@,}'
    assert summarize(text) == [((1, 8), STOPS, "check this place and the text just before it")]


def test_too_many_problems_become_one() -> None:
    """Beyond a limit, only the first place is reported."""
    most = "[" + "1 " * (MAX_PROBLEMS + 1) + "]"
    assert len(summarize(most)) == MAX_PROBLEMS
    more = "[" + "1 " * (MAX_PROBLEMS + 2) + "]"
    assert [(position, message) for position, message, _ in summarize(more)] == [((1, 4), STOPS)]
    tabs = '["' + "\t" * (MAX_PROBLEMS + 2) + '"]'
    assert [(position, message) for position, message, _ in summarize(tabs)] == [((1, 2), STOPS)]


def test_string_over_too_many_lines_is_uncertain() -> None:
    """Up to a limit, each line break is a problem; beyond it, the string is not the problem."""
    assert len(summarize('["' + "a\n" * 100 + '"]')) == 100
    assert [(position, message) for position, message, _ in summarize('["' + "a\n" * 101 + '"]')] == [((1, 2), STOPS)]


def test_too_many_open_brackets_are_not_counted() -> None:
    """Up to a limit, the open brackets are counted; beyond it, the text only ends too early."""
    [(position, message, _)] = summarize("[" * MAX_OPEN)
    assert position == (1, MAX_OPEN + 1)
    assert message.endswith(f", {MAX_OPEN} levels deep")
    assert summarize("[" * (MAX_OPEN + 1)) == [((1, MAX_OPEN + 2), ENDS, "get the complete payload")]


def test_too_many_tokens_are_not_diagnosed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text with more tokens than a session has one problem, at the place where it stops being JSON."""
    text = "[1,2,3,]"
    assert [message for _, message, _ in summarize(text)] == ["trailing comma before `]`"]
    monkeypatch.setattr(lexer, "MAX_TOKENS", 7)
    assert summarize(text) == [((1, 8), STOPS, "check this place and the text just before it")]


def test_run_of_foreign_characters_is_one_token() -> None:
    """A megabyte of zero bytes is one token; characters that can stand for a colon or comma stay apart."""
    zeros, marks = (lex(text).tokens for text in ("\0" * 1_000_000, "\0!=>;;"))
    assert (zeros.kinds, [*zeros.starts], [*zeros.ends]) == (["other"], [0], [1_000_000])
    assert [*zip(marks.starts, marks.ends, strict=True)] == [(0, 2), (2, 3), (3, 4), (4, 5), (5, 6)]


def test_edits_are_applied_in_the_order_of_their_places() -> None:
    """Edits at the same place are applied in the given order."""
    problems = [
        SyntaxProblem(4, "later", "", (TextEdit(4, 5, "E"),)),
        SyntaxProblem(0, "first", "", (TextEdit(0, 0, "x"),)),
        SyntaxProblem(0, "second", "", (TextEdit(0, 0, "y"), TextEdit(1, 3, ""))),
    ]
    assert apply_edits("abcde", problems) == "xyadE"


def test_overlapping_edit_is_skipped() -> None:
    """Text that was replaced is not replaced again."""
    problems = [SyntaxProblem(0, "", "", (TextEdit(0, 3, "-"),)), SyntaxProblem(1, "", "", (TextEdit(1, 2, "!"),))]
    assert apply_edits("abcd", problems) == "-d"


@pytest.mark.parametrize("indented", [True, False])
def test_payload_cut_anywhere_has_one_problem(indented: bool) -> None:  # noqa: FBT001  # pytest passes it
    """A payload cut at any offset is invalid, with one problem inside the rest."""
    payload = json.loads(apply_edits(DOCUMENTED, problems_of(DOCUMENTED)))
    payload |= {"note": 'say "hi", \\ \n\u00e9\U0001f600', "flags": [True, None, False, -1.5e-7]}
    complete = json.dumps(payload, indent=3 if indented else None)
    for end in range(len(complete)):
        document = load_document(complete[:end].encode(), KNOWN)
        assert not document.is_json
        [issue] = document.issues
        assert isinstance(issue.anchor, int)
        assert 0 <= issue.anchor <= end
        assert issue.rule is Rule.SYNTAX
    assert load_document(complete.encode(), KNOWN).is_json


def test_certain_issues_stay_with_a_diagnosis() -> None:
    """Invalid bytes, a byte order mark, half pairs and depth are also reported for text that is not JSON."""
    document = load_document(b'\xef\xbb\xbf{"a":"\xff","b":"\\ud800","c":1,}', KNOWN)
    assert [(issue.rule, issue.anchor) for issue in document.issues] == [
        (Rule.BYTE_ORDER_MARK, 0),
        (Rule.ENCODING, 6),
        (Rule.ENCODING, 14),
        (Rule.SYNTAX, 27),
    ]
    deep = load_document("[" * 501 + "]" * 501 + "}", KNOWN)
    assert [(issue.rule, issue.anchor) for issue in deep.issues] == [(Rule.TOO_DEEP, 500), (Rule.SYNTAX, 1002)]


def test_uncertain_issues_are_dropped_by_a_diagnosis() -> None:
    """Keys only seem to be duplicates in a text with wrong brackets."""
    document = load_document('{"a":{"x":1,"b":{"x":2},"x":3,"c":NaN', KNOWN)
    assert [issue.rule for issue in document.issues] == [Rule.SYNTAX]


@pytest.mark.parametrize("quote", ['"', "'", "\u201c", "`"])
def test_content_of_strings_is_not_shown(quote: str) -> None:
    """No message or hint has the content of a string, regardless of its quotes."""
    for text in (
        f"{{{quote}Zq7",
        f"[{quote}Zq7{quote} 1 @]",
        f"{{{quote}Zq7{quote} 1,}}",
        f"[Zq7 {quote}Zq7{quote}",
        "Zq7",
    ):
        assert "Zq7" not in str([(message, hint) for _, message, hint in summarize(text)])


def test_known_names_are_those_of_the_schema() -> None:
    """Names may be shown if they are fields of any kind of payload, at any depth."""
    assert {"internal", "botId", "nlp", "intents", "score", "firstName", "currentDialogstate"} <= KNOWN.names
    assert KnownFields().names == frozenset()
