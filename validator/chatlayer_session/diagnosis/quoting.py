"""Strings as people and programs write them: unescaped line breaks, missing quotes, quotes of other kinds."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from .mistakes import Edit, Mistake

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

_STRICT = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"')
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_CUT_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?\Z")
_ENDS_A_STRING = re.compile(r"[ \t\r]*(?:[,:}\]\n]|\Z)")
_CONTINUES_A_STRING = re.compile(r'[ \t]*[^\s",:{}\[\]]')
_LAST_QUOTE = re.compile(r'[^\n]{0,1000}?[^\\\n]"(?=[ \t\r]*(?:[,}\]]|\n|\Z))')
_STARTS_A_LINE = re.compile(r'[ \t\r]*(?:"(?:[^"\\\n]|\\.)*"[ \t]*:|[}\]])')
_LINES_OF_A_STRING = 100


@dataclass(frozen=True, slots=True)
class Quoted:
    """A string that ends at ``end``, what it says as far as that can be told, and what is wrong with it."""

    end: int
    content: str
    mistakes: tuple[Mistake, ...] = ()
    cut_off: bool = False


def read_string(text: str, start: int, *, is_value: bool) -> Quoted:
    """Read the string whose double quote stands at ``start``."""
    strict = _STRICT.match(text, start)
    if strict is not None:
        inner = _inner_quotes(text, strict.end()) if is_value else None
        if inner is not None:
            return inner
        return Quoted(strict.end(), json.loads(strict[0]) if "\\" in strict[0] else strict[0][1:-1])
    return _read_broken(text, start)


def read_quoted(text: str, start: int) -> Quoted | None:
    """Read the string whose quote of another kind stands at ``start``; None if it does not end on its line."""
    closing, called = QUOTES[text[start]]
    content: list[str] = []
    offset = start + 1
    while offset < len(text) and text[offset] != "\n":
        if text[offset] in closing:
            inner = "".join(content)
            edit = Edit(start, offset + 1, json.dumps(inner))
            message = f"a string stands in {called}; JSON has double quotes only"
            return Quoted(offset + 1, inner, (Mistake(start, message, "write double quotes", (edit,)),))
        if text[offset] == "\\":
            offset += 1
        content.append(text[offset : offset + 1])
        offset += 1
    return None


def _inner_quotes(text: str, end: int) -> Quoted | None:
    """Read on if the string seems to go on behind its closing quote, as in ``"say "hello" twice"``."""
    if not _CONTINUES_A_STRING.match(text, end):
        return None
    last = _LAST_QUOTE.match(text, end - 1)
    if last is None:
        return None
    inner = [offset for offset in range(end - 1, last.end() - 1) if text[offset] == '"' and text[offset - 1] != "\\"]
    edits = tuple(Edit(offset, offset, "\\") for offset in inner)
    message = "a double quote stands inside a string, so that the string ends too early"
    mistake = Mistake(end - 1, message, 'write \\" for a double quote inside a string', edits)
    return Quoted(last.end(), "", (mistake,))


def _read_broken(text: str, start: int) -> Quoted:
    """Read a string with something wrong in it: an escape, a control character, a line break, or no end."""
    mistakes: list[Mistake] = []
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
            if lines > _LINES_OF_A_STRING or _STARTS_A_LINE.match(text, end):
                return _missing_quote(text, start, mistakes)
        mistakes.append(_control_character(text, offset, end))
        offset = end


def _missing_quote(text: str, start: int, mistakes: list[Mistake]) -> Quoted:
    """End a string at the end of the line it starts on, before a comma or bracket that may stand there."""
    line_end = text.find("\n", start)
    line = text[start:line_end].rstrip()
    stop = start + len(line.rstrip(",}]") or '"')
    on_line = [mistake for mistake in mistakes if mistake.offset < stop]
    message = "the string that starts here has no closing quote on its line"
    mistake = Mistake(start, message, "add the double quote", (Edit(stop, stop, '"'),))
    return Quoted(stop, "", (*on_line, mistake))


def _cut_off(text: str, start: int, end: int) -> Mistake:
    edit = Edit(end, len(text), '"')
    return Mistake(start, "the text ends inside the string that starts here", "get the whole payload", (edit,))


def _wrong_escape(offset: int) -> Mistake:
    message = "a backslash in this string starts no escape that JSON has"
    hint = 'write \\\\ for a backslash; the escapes are \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hex digits'
    return Mistake(offset, message, hint, (Edit(offset, offset, "\\"),))


def _control_character(text: str, offset: int, end: int) -> Mistake:
    named = {"\n": ("a line break", "write \\n"), "\t": ("a tab", "write \\t")}
    unnamed = ("a control character", "write \\u and its code in four hex digits")
    called, hint = named.get(text[end - 1], unnamed)
    edit = Edit(offset, end, f"\\u{ord(text[end - 1]):04x}")
    return Mistake(offset, f"{called} stands unescaped inside a string", hint, (edit,))
