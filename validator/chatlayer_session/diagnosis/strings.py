"""Strings as people and programs write them: unescaped line breaks, missing quotes, quotes of other kinds."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import Enum, auto

from .problems import MAX_PROBLEMS, Ambiguous, SyntaxProblem, TextEdit, TooManyProblems

QUOTES = {
    "'": ("'", "single quotes"),
    "`": ("`", "backticks"),
    "\u2018": ("\u2018\u2019'", "curly quotes"),
    "\u2019": ("\u2018\u2019'", "curly quotes"),
    "\u201c": ('\u201c\u201d"', "curly quotes"),
    "\u201d": ('\u201c\u201d"', "curly quotes"),
    "\u201e": ('\u201c\u201d"', "curly quotes"),
}
"""Characters that open a string elsewhere, with those that close it and what they are called."""

_QUOTED = {
    closing: re.compile(rf"([^{closing}\\\n]*(?:\\[^\n][^{closing}\\\n]*)*)[{closing}]")
    for closing, _ in QUOTES.values()
}
_ESCAPED = re.compile(r"\\(.)")
STRING = r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"'
"""A string as JSON has it."""

_STRICT = re.compile(STRING)
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_CUT_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?\Z")
# A comment does not continue a string, nor does what seems to be the next name or item.
CONTINUES_A_STRING = r'(?![ \t]*(?:/[/*]|#))(?:[^\s",:{}\[\]]|[ \t]+[^\s",:{}\[\]][^\n",:]*")'
"""What stands behind a double quote that was meant to stand inside its string."""

_CONTINUES_A_STRING = re.compile(CONTINUES_A_STRING)
_LAST_QUOTE = re.compile(r'[^\n]{0,1000}?[^\\\n]"(?=[ \t\r]*(?:[,}\]]|\n|\Z))')
_STARTS_A_LINE = re.compile(r'[ \t\r]*(?:"(?:[^"\\\n]|\\.)*"[ \t]*:|[}\]])')
_ITEM_ON_A_LINE = re.compile(r'[ \t\r]*"(?:[^"\\\n]|\\.)*"[ \t\r]*,?[ \t\r]*(?:\n|\Z)')
_LINES_OF_A_STRING = 100
# What follows a quote that starts a string, rather than ending the one before it: a name, or another item.
_NAME_GOES_ON = re.compile(r'[^"\\\n]*"[ \t]*:')
_ITEM_GOES_ON = re.compile(r'[^"\\\n]*"[ \t\r]*[:,\]\n]')


class Role(Enum):
    """What a string is: the name or the value of a member, an item of an array, or none that can be told."""

    NAME = auto()
    VALUE = auto()
    ITEM = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Quoted:
    """A string that ends at ``end``, what it says as far as that can be told, and what is wrong with it."""

    end: int
    content: str
    mistakes: tuple[SyntaxProblem, ...] = ()
    cut_off: bool = False


def read_string(text: str, start: int, role: Role) -> Quoted:
    """Read the string whose double quote stands at ``start``."""
    strict = _STRICT.match(text, start)
    if strict is None:
        return _read_broken(text, start, role)
    end = strict.end()
    if role is not Role.UNKNOWN and _CONTINUES_A_STRING.match(text, end):
        stop = _open_end(text, start, end, role)
        if stop is not None:
            return Quoted(stop, "", (_no_closing_quote(start, stop),))
        inner = None if role is Role.NAME else _inner_quotes(text, end)
        if inner is not None:
            return inner
    return Quoted(end, json.loads(strict[0]) if "\\" in strict[0] else strict[0][1:-1])


def read_quoted(text: str, start: int) -> Quoted | None:
    """Read the string whose quote of another kind stands at ``start``; None if it does not end on its line."""
    closing, called = QUOTES[text[start]]
    found = _QUOTED[closing].match(text, start + 1)
    if found is None:
        return None
    content = _ESCAPED.sub(r"\1", found[1])
    edit = TextEdit(start, found.end(), json.dumps(content))
    message = f"a string stands in {called}; JSON has double quotes only"
    return Quoted(found.end(), content, (SyntaxProblem(start, message, "write double quotes", (edit,)),))


def _open_end(text: str, start: int, end: int, role: Role) -> int | None:
    """Return where a string should have been closed that ends with the quote that starts the next one."""
    if role is Role.NAME:
        colon = text.find(":", start, end)
        return colon if colon > 0 else None
    goes_on = _NAME_GOES_ON if role is Role.VALUE else _ITEM_GOES_ON
    content = text[start : end - 1].rstrip()
    return _stop(start, content) if content.endswith(",") and goes_on.match(text, end) else None


def _stop(start: int, content: str) -> int:
    """Return where to close a string, its quote included in ``content``: before a comma and what closes outer ones.

    A closing bracket belongs to the string if the string has the opening one, as templates do.
    """
    kept = content.rstrip().removesuffix(",").rstrip()
    surplus = {"}": kept.count("}") - kept.count("{"), "]": kept.count("]") - kept.count("[")}
    while surplus.get(kept[-1:], 0) > 0:
        surplus[kept[-1]] -= 1
        kept = kept[:-1].rstrip()
    return start + max(len(kept), 1)


def _inner_quotes(text: str, end: int) -> Quoted | None:
    """Read on if the string seems to go on behind its closing quote, as in ``"say "hello" twice"``."""
    last = _LAST_QUOTE.match(text, end - 1)
    if last is None:
        return None
    inner = [offset for offset in range(end - 1, last.end() - 1) if text[offset] == '"' and text[offset - 1] != "\\"]
    edits = tuple(TextEdit(offset, offset, "\\") for offset in inner)
    message = "a double quote stands inside a string, so that the string ends too early"
    mistake = SyntaxProblem(end - 1, message, 'write \\" for a double quote inside a string', edits)
    return Quoted(last.end(), "", (mistake,))


def _read_broken(text: str, start: int, role: Role) -> Quoted:
    """Read a string with something wrong in it: an escape, a control character, a line break, or no end."""
    mistakes: list[SyntaxProblem] = []
    offset, lines = start + 1, 0
    while True:
        plain = _PLAIN.match(text, offset)
        offset = plain.end() if plain else offset
        if offset >= len(text):
            return Quoted(offset, "", (*mistakes, _cut_off(text, start, offset)), cut_off=True)
        character = text[offset]
        if character == '"':
            return Quoted(offset + 1, "", tuple(mistakes))
        if character == "\\":
            escape = _ESCAPE.match(text, offset)
            if escape is None and _CUT_ESCAPE.match(text, offset):
                return Quoted(len(text), "", (*mistakes, _cut_off(text, start, offset)), cut_off=True)
            if escape is None:
                mistakes.append(_wrong_escape(offset))
            # Whatever follows the backslash belongs to it, save a line break, which is a mistake of its own.
            offset = escape.end() if escape else offset + (1 if text[offset + 1] < " " else 2)
            continue
        end = offset + (2 if text.startswith("\r\n", offset) else 1)
        if text[end - 1] == "\n":
            lines += 1
            if _ends_before(text, end, role, lines):
                return _missing_quote(text, start, mistakes, role)
        mistakes.append(_control_character(text, offset, end))
        if len(mistakes) > MAX_PROBLEMS:
            raise TooManyProblems
        offset = end


def _ends_before(text: str, line_start: int, role: Role, lines: int) -> bool:
    """Say whether a line, the last of ``lines`` that a string seems to span, is rather the next member or item."""
    if lines > _LINES_OF_A_STRING:
        raise Ambiguous
    next_item = role is Role.ITEM and _ITEM_ON_A_LINE.match(text, line_start)
    return bool(next_item or _STARTS_A_LINE.match(text, line_start))


def _missing_quote(text: str, start: int, mistakes: list[SyntaxProblem], role: Role) -> Quoted:
    """End a string on the line it starts on: a name before the colon, others before a comma or bracket at the end."""
    line = text[start : text.find("\n", start)]
    stop = start + line.index(":") if role is Role.NAME and ":" in line else _stop(start, line)
    on_line = [mistake for mistake in mistakes if mistake.offset < stop]
    return Quoted(stop, "", (*on_line, _no_closing_quote(start, stop)))


def _no_closing_quote(start: int, stop: int) -> SyntaxProblem:
    message = "the string that starts here has no closing quote"
    return SyntaxProblem(start, message, "add the double quote", (TextEdit(stop, stop, '"'),))


def _cut_off(text: str, start: int, end: int) -> SyntaxProblem:
    hint = "add the closing double quote, or get the whole payload if it was cut off"
    return SyntaxProblem(
        start, "the text ends inside the string that starts here", hint, (TextEdit(end, len(text), '"'),)
    )


def _wrong_escape(offset: int) -> SyntaxProblem:
    message = "a backslash in this string starts no escape that JSON has"
    hint = 'write \\\\ for a backslash; the escapes are \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hex digits'
    return SyntaxProblem(offset, message, hint, (TextEdit(offset, offset, "\\"),))


def _control_character(text: str, offset: int, end: int) -> SyntaxProblem:
    named = {"\n": ("a line break", "write \\n"), "\t": ("a tab", "write \\t")}
    unnamed = ("a control character", "write \\u and its code in four hex digits")
    called, hint = named.get(text[end - 1], unnamed)
    edit = TextEdit(offset, end, f"\\u{ord(text[end - 1]):04x}")
    return SyntaxProblem(offset, f"{called} stands unescaped inside a string", hint, (edit,))
