"""Diagnosis as a whole: the example as the platform prints it, several mistakes at once, and what is kept private."""

from __future__ import annotations

import json

import pytest

from chatlayer_session.diagnosis import KnownFields, SyntaxProblem, TextEdit, apply_edits, diagnose, lexer
from chatlayer_session.diagnosis.lexer import MAX_OPEN
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


def diagnosis(text: str, known: KnownFields = KNOWN) -> list[SyntaxProblem]:
    """Return the mistakes in a text."""
    with pytest.raises(JsonSyntaxError) as stop:
        parse_strict(text)
    return list(diagnose(text, stop.value.offset, known))


def told(text: str, known: KnownFields = KNOWN) -> list[tuple[tuple[int, int], str, str]]:
    """Return place, message and hint of each mistake in a text."""
    lines = LineIndex(text)
    return [(lines.position(each.offset), each.message, each.hint) for each in diagnosis(text, known)]


def test_the_printed_example_has_three_mistakes() -> None:
    """The object nlp is not closed and two commas are missing, each told at its place with its cure."""
    assert told(DOCUMENTED) == [
        ((29, 5), "`nlp` (opened at line 11, column 10) is not closed", "add `}` after line 29"),
        ((30, 4), "expected `,` before `currentDialogstate`", "add `,` at the end of line 29"),
        ((35, 4), "expected `,` before `previousDialogstate`", "add `,` at the end of line 34"),
    ]


def test_the_printed_example_has_them_with_other_line_breaks_and_tabs() -> None:
    """CRLF line breaks and tabs change nothing but the columns."""
    crlf = DOCUMENTED.replace("\n", "\r\n")
    assert told(crlf) == told(DOCUMENTED)
    tabbed = DOCUMENTED.replace("   ", "\t")
    assert [place for place, _, _ in told(tabbed)] == [(29, 3), (30, 2), (35, 2)]
    assert [message for _, message, _ in told(tabbed)][1:] == [message for _, message, _ in told(DOCUMENTED)][1:]


def test_mending_the_printed_example_gives_the_intended_document() -> None:
    """The edits of the three mistakes make JSON of it, with both dialog states beside nlp."""
    mended = json.loads(apply_edits(DOCUMENTED, diagnosis(DOCUMENTED)))
    assert list(mended)[-3:] == ["nlp", "currentDialogstate", "previousDialogstate"]
    assert mended["nlp"]["sentiment"] == {"name": "positive", "score": 0.5183199216644359}


def test_the_printed_example_on_one_line_is_told_by_its_names() -> None:
    """Without indentation the known names tell that nlp is not closed."""
    minified = "".join(line.strip() for line in DOCUMENTED.splitlines())
    assert [message for _, message, _ in told(minified)] == [
        "`nlp` (opened at column 188) is not closed",
        "expected `,` before `currentDialogstate`",
        "expected `,` before `previousDialogstate`",
    ]


def test_names_that_are_not_known_are_not_shown() -> None:
    """A name stands in a message only if it is the schema's."""
    assert [message for _, message, _ in told('{"secret":1 "secret2":2}')] == ["expected `,` before the next name"]
    assert [message for _, message, _ in told(DOCUMENTED, KnownFields())][1:] == [
        "expected `,` before the next name",
        "expected `,` before the next name",
    ]


def test_mistakes_of_many_kinds_are_all_told() -> None:
    """One text with nine kinds of mistakes gives one for each, in the order of their places."""
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
    assert [(place, message) for place, message, _ in told(text)] == [
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


def test_several_mistakes_are_told_only_if_mending_them_mends_the_text() -> None:
    """A trailing comma that is plain to see is not told beside something that makes no sense."""
    text = '{"a":1,,"b":@,}'
    assert told(text) == [((1, 8), STOPS, "check here and just before")]


def test_more_mistakes_than_are_told_one_by_one() -> None:
    """Up to a limit each mistake is told; beyond it only where the text stops being JSON."""
    most = "[" + "1 " * (MAX_PROBLEMS + 1) + "]"
    assert len(told(most)) == MAX_PROBLEMS
    more = "[" + "1 " * (MAX_PROBLEMS + 2) + "]"
    assert [(place, message) for place, message, _ in told(more)] == [((1, 4), STOPS)]
    tabs = '["' + "\t" * (MAX_PROBLEMS + 2) + '"]'
    assert [(place, message) for place, message, _ in told(tabs)] == [((1, 2), STOPS)]


def test_a_string_over_very_many_lines() -> None:
    """Up to a limit each line break is told; beyond it something else is wrong, and nothing more is said."""
    assert len(told('["' + "a\n" * 100 + '"]')) == 100
    assert [(place, message) for place, message, _ in told('["' + "a\n" * 101 + '"]')] == [((1, 2), STOPS)]


def test_more_open_brackets_than_are_followed() -> None:
    """Up to a limit the missing brackets are counted; beyond it the text merely ends too early."""
    [(place, message, _)] = told("[" * MAX_OPEN)
    assert place == (1, MAX_OPEN + 1)
    assert message.endswith(f", {MAX_OPEN} levels deep")
    assert told("[" * (MAX_OPEN + 1)) == [((1, MAX_OPEN + 2), ENDS, "get the complete payload")]


def test_more_tokens_than_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of more tokens than a session has is told where it stops being JSON, and no more."""
    text = "[1,2,3,]"
    assert [message for _, message, _ in told(text)] == ["trailing comma before `]`"]
    monkeypatch.setattr(lexer, "MAX_TOKENS", 7)
    assert told(text) == [((1, 8), STOPS, "check here and just before")]


def test_edits_are_made_in_the_order_of_their_places() -> None:
    """Mending replaces from the start of an edit to its end; of edits at one place the first listed comes first."""
    mistakes = [
        SyntaxProblem(4, "later", "", (TextEdit(4, 5, "E"),)),
        SyntaxProblem(0, "first", "", (TextEdit(0, 0, "x"),)),
        SyntaxProblem(0, "second", "", (TextEdit(0, 0, "y"), TextEdit(1, 3, ""))),
    ]
    assert apply_edits("abcde", mistakes) == "xyadE"


def test_an_edit_inside_one_that_was_made_is_left_out() -> None:
    """What was replaced is not replaced again."""
    mistakes = [SyntaxProblem(0, "", "", (TextEdit(0, 3, "-"),)), SyntaxProblem(1, "", "", (TextEdit(1, 2, "!"),))]
    assert apply_edits("abcd", mistakes) == "-d"


@pytest.mark.parametrize("indented", [True, False])
def test_a_payload_that_is_cut_anywhere_is_told_before_the_cut(indented: bool) -> None:  # noqa: FBT001  # pytest passes it
    """At every offset: never valid, told in its own bytes, and never with more than one mistake."""
    payload = json.loads(apply_edits(DOCUMENTED, diagnosis(DOCUMENTED)))
    payload |= {"note": 'say "hi", \\ \n\u00e9\U0001f600', "flags": [True, None, False, -1.5e-7]}
    whole = json.dumps(payload, indent=3 if indented else None)
    for end in range(len(whole)):
        document = load_document(whole[:end].encode(), KNOWN)
        assert not document.is_json
        [observation] = document.issues
        assert isinstance(observation.anchor, int)
        assert 0 <= observation.anchor <= end
        assert observation.rule is Rule.SYNTAX
    assert load_document(whole.encode(), KNOWN).is_json


def test_what_is_certain_is_told_beside_a_diagnosis() -> None:
    """Bytes that are not UTF-8, a byte order mark, half pairs and the depth are told of a text that is not JSON too."""
    document = load_document(b'\xef\xbb\xbf{"a":"\xff","b":"\\ud800","c":1,}', KNOWN)
    assert [(each.rule, each.anchor) for each in document.issues] == [
        (Rule.BYTE_ORDER_MARK, 0),
        (Rule.ENCODING, 6),
        (Rule.ENCODING, 14),
        (Rule.SYNTAX, 27),
    ]
    deep = load_document("[" * 501 + "]" * 501 + "}", KNOWN)
    assert [(each.rule, each.anchor) for each in deep.issues] == [(Rule.TOO_DEEP, 500), (Rule.SYNTAX, 1002)]


def test_what_depends_on_the_cure_is_not_told_beside_a_diagnosis() -> None:
    """Keys seem to be equal in a text whose brackets are wrong."""
    document = load_document('{"a":{"x":1,"b":{"x":2},"x":3,"c":NaN', KNOWN)
    assert [each.rule for each in document.issues] == [Rule.SYNTAX]


@pytest.mark.parametrize("quote", ['"', "'", "\u201c", "`"])
def test_no_kind_of_string_is_shown(quote: str) -> None:
    """Not in a message, not in a hint, whatever quotes it stands in and whatever follows it."""
    for text in (
        f"{{{quote}Zq7",
        f"[{quote}Zq7{quote} 1 @]",
        f"{{{quote}Zq7{quote} 1,}}",
        f"[Zq7 {quote}Zq7{quote}",
        "Zq7",
    ):
        assert "Zq7" not in str([(message, hint) for _, message, hint in told(text)])


def test_the_names_that_may_be_shown_are_those_of_the_schema() -> None:
    """They are the names of all fields, at any depth, of both kinds of payload."""
    assert {"internal", "botId", "nlp", "intents", "score", "firstName", "currentDialogstate"} <= KNOWN.names
    assert KnownFields().names == frozenset()
