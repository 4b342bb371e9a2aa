"""Strings that are not JSON: with unescaped line breaks, missing quotes, or quotes of other kinds."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import Enum, auto

from ..parsing.grammar import CHARACTERS, ESCAPE, MANY, STRING
from .problems import MAX_PROBLEMS, Ambiguous, SyntaxProblem, TextEdit, TooManyProblems, syntax_problem

QUOTES = {
    "'": ("'", "single quotes"),
    "`": ("`", "backticks"),
    "\u2018": ("\u2018\u2019'", "curly quotes"),
    "\u2019": ("\u2018\u2019'", "curly quotes"),
    "\u201c": ('\u201c\u201d"', "curly quotes"),
    "\u201d": ('\u201c\u201d"', "curly quotes"),
    "\u201e": ('\u201c\u201d"', "curly quotes"),
}
"""Characters that start a string in other languages, with those that end it and their name."""

_QUOTED = {
    closing: re.compile(rf"([^{closing}\\\n]*(?:\\[^\n][^{closing}\\\n]*){MANY})[{closing}]")
    for closing, _ in QUOTES.values()
}
_ESCAPED = re.compile(r"\\(.)")
_STRICT = re.compile(STRING)
_PLAIN = re.compile(CHARACTERS)
_ESCAPE = re.compile(ESCAPE)
_CUT_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?\Z")
# Neither a comment nor the next name or item continues a string.
CONTINUES_A_STRING = r'(?![ \t]*(?:/[/*]|#))(?:[^\s",:{}\[\]]|[ \t]+[^\s",:{}\[\]][^\n",:]*")'
"""Text after a double quote that shows that the quote belongs to the content of the string."""

_CONTINUES_A_STRING = re.compile(CONTINUES_A_STRING)
_LAST_QUOTE = re.compile(r'[^\n]{0,1000}?[^\\\n]"(?=[ \t\r]*(?:[,}\]]|\n|\Z))')
_LINE_STRING = rf'"[^"\\\n]*(?:\\.[^"\\\n]*){MANY}"'
_STARTS_A_LINE = re.compile(rf"[ \t\r]*(?:{_LINE_STRING}[ \t]*:|[}}\]])")
_ITEM_ON_A_LINE = re.compile(rf"[ \t\r]*{_LINE_STRING}[ \t\r]*(?:,[ \t\r]*)?(?:\n|\Z)")
_LINES_OF_A_STRING = 100
_CONTROL_CHARACTERS = {"\n": ("line break", "line_break"), "\t": ("tab", "tab")}
# Text after a quote that starts the next string instead of ending the one before it: a name, or an item.
_REST_OF_NAME = re.compile(r'[^"\\\n]*"[ \t]*:')
_REST_OF_ITEM = re.compile(r'[^"\\\n]*"[ \t\r]*[:,\]\n]')


class Role(Enum):
    """The role of a string: name or value of a member, item of an array, or unknown."""

    NAME = auto()
    VALUE = auto()
    ITEM = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class QuotedString:
    """A string that ends at ``end``, its content if that is certain, and its problems."""

    end: int
    content: str
    problems: tuple[SyntaxProblem, ...] = ()
    cut_off: bool = False


def scan_string(text: str, start: int, role: Role) -> QuotedString:
    """Return the string with its opening double quote at ``start``."""
    strict = _STRICT.match(text, start)
    if strict is None:
        return _scan_broken(text, start, role)
    end = strict.end()
    if role is not Role.UNKNOWN and _CONTINUES_A_STRING.match(text, end):
        stop = _open_end(text, start, end, role)
        if stop is not None:
            return QuotedString(stop, "", (_no_closing_quote(start, stop),))
        string = None if role is Role.NAME else _scan_inner_quotes(text, end)
        if string is not None:
            return string
    return QuotedString(end, json.loads(strict[0]) if "\\" in strict[0] else strict[0][1:-1])


def scan_quoted(text: str, start: int) -> QuotedString | None:
    """Return the string with a quote of another kind at ``start``; None if it does not end on its line."""
    closing, quotes = QUOTES[text[start]]
    match = _QUOTED[closing].match(text, start + 1)
    if match is None:
        return None
    content = _ESCAPED.sub(r"\1", match[1])
    edit = TextEdit(start, match.end(), json.dumps(content))
    return QuotedString(match.end(), content, (syntax_problem(start, "wrong-quotes", edits=[edit], quotes=quotes),))


def _open_end(text: str, start: int, end: int, role: Role) -> int | None:
    """Return the end of a string whose closing quote is missing, so that the quote of the next string ends it."""
    if role is Role.NAME:
        colon = text.find(":", start, end)
        return colon if colon > 0 else None
    rest_of_next = _REST_OF_NAME if role is Role.VALUE else _REST_OF_ITEM
    content = text[start : end - 1].rstrip()
    return _end_of_content(start, content) if content.endswith(",") and rest_of_next.match(text, end) else None


def _end_of_content(start: int, content: str) -> int:
    """Return where to close a string: before a comma and the closing brackets of its containers.

    ``content`` includes the opening quote. A closing bracket belongs to the string if the string contains the opening
    one, as templates do.
    """
    content = content.rstrip().removesuffix(",").rstrip()
    surplus = {"}": content.count("}") - content.count("{"), "]": content.count("]") - content.count("[")}
    end = len(content)
    while end and (content[end - 1].isspace() or surplus.get(content[end - 1], 0) > 0):
        end -= 1
        if content[end] in surplus:
            surplus[content[end]] -= 1
    return start + max(end, 1)


def _scan_inner_quotes(text: str, end: int) -> QuotedString | None:
    """Return the whole string if it seems to continue after its closing quote, as in ``"say "hello" twice"``."""
    last = _LAST_QUOTE.match(text, end - 1)
    if last is None:
        return None
    inner = [offset for offset in range(end - 1, last.end() - 1) if text[offset] == '"' and text[offset - 1] != "\\"]
    edits = tuple(TextEdit(offset, offset, "\\") for offset in inner)
    return QuotedString(last.end(), "", (syntax_problem(end - 1, "inner-quote", edits=edits),))


def _scan_broken(text: str, start: int, role: Role) -> QuotedString:
    """Return a string with an invalid escape, a control character, a line break, or no end."""
    problems: list[SyntaxProblem] = []
    offset, lines = start + 1, 0
    while True:
        plain = _PLAIN.match(text, offset)
        offset = plain.end() if plain else offset
        if offset >= len(text):
            return QuotedString(offset, "", (*problems, _cut_off(text, start, offset)), cut_off=True)
        character = text[offset]
        if character == '"':
            return QuotedString(offset + 1, "", tuple(problems))
        if character == "\\":
            escape = _ESCAPE.match(text, offset)
            if escape is None and _CUT_ESCAPE.match(text, offset):
                return QuotedString(len(text), "", (*problems, _cut_off(text, start, offset)), cut_off=True)
            if escape is None:
                problems.append(syntax_problem(offset, "escape", edits=[TextEdit(offset, offset, "\\")]))
            # The character after the backslash belongs to it, except for a line break, which is a problem of its own.
            offset = escape.end() if escape else offset + (1 if text[offset + 1] < " " else 2)
            continue
        end = offset + (2 if text.startswith("\r\n", offset) else 1)
        if text[end - 1] == "\n":
            lines += 1
            if _ends_before(text, end, role, lines):
                return _missing_quote(text, start, problems, role)
        name, hint = _CONTROL_CHARACTERS.get(text[end - 1], ("control character", ""))
        edit = TextEdit(offset, end, f"\\u{ord(text[end - 1]):04x}")
        problems.append(syntax_problem(offset, "control-character", hint, edits=[edit], character=name))
        if len(problems) > MAX_PROBLEMS:
            raise TooManyProblems
        offset = end


def _ends_before(text: str, line_start: int, role: Role, lines: int) -> bool:
    """Return whether a line, the last of ``lines`` that a string seems to span, is the next member or item instead."""
    if lines > _LINES_OF_A_STRING:
        raise Ambiguous
    next_item = role is Role.ITEM and _ITEM_ON_A_LINE.match(text, line_start)
    return bool(next_item or _STARTS_A_LINE.match(text, line_start))


def _missing_quote(text: str, start: int, problems: list[SyntaxProblem], role: Role) -> QuotedString:
    """Return a string that ends on its first line: a name before the colon, others before a comma or bracket."""
    line = text[start : text.find("\n", start)]
    stop = start + line.index(":") if role is Role.NAME and ":" in line else _end_of_content(start, line)
    on_line = [problem for problem in problems if problem.offset < stop]
    return QuotedString(stop, "", (*on_line, _no_closing_quote(start, stop)))


def _no_closing_quote(start: int, end: int) -> SyntaxProblem:
    return syntax_problem(start, "no-closing-quote", edits=[TextEdit(end, end, '"')])


def _cut_off(text: str, start: int, end: int) -> SyntaxProblem:
    return syntax_problem(start, "cut-off-in-string", edits=[TextEdit(end, len(text), '"')])
