"""Text that may not be JSON to tokens: what is meant, and what is wrong with the spelling."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..parsing.limits import MAX_NESTING
from .problems import MAX_PROBLEMS, Ambiguous, SyntaxProblem, TextEdit, TooManyProblems
from .strings import CONTINUES_A_STRING, QUOTES, STRING, Quoted, Role, read_quoted, read_string

if TYPE_CHECKING:
    from collections.abc import Callable

OPENERS = {"{": "}", "[": "]"}
CLOSERS = frozenset("}]")

MAX_OPEN = MAX_NESTING + MAX_PROBLEMS
"""Brackets open at once that are followed: as many as a text with many unclosed ones can have."""

MAX_TOKENS = 2_000_000
"""Tokens of a text that is looked into: more than a session of 10 MB usually has."""

# What is spelt as JSON spells it. A string with something behind it that continues it is looked at more closely.
_WELL_SPELT = re.compile(
    r"[ \t\n\r]*(?:(?P<mark>[{}\[\],:])"
    rf"|(?P<string>{STRING})(?!{CONTINUES_A_STRING})"
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?![\w.$+-])"
    r"|(?P<literal>true|false|null)(?![\w$]))"
)
_SPACE = re.compile(r"[ \t\n\r]+")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)|#[^\n]*", re.DOTALL)
_NUMBER_LIKE = re.compile(r"[-+]?\.?[0-9][\w.+-]*|[-+]Infinity\b")
_CUT_NUMBER = re.compile(r"(?:-?(?:0|[1-9][0-9]*)(?:\.|\.?[0-9]*[eE][-+]?)|-)\Z")
_WORD = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_ELISION = re.compile(r"\.\.\.|\u2026")
_OTHER_SPACE = re.compile("[\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\x0b\x0c]+")


class Token(NamedTuple):
    """A piece of text from ``start`` up to ``end``.

    ``kind`` is a bracket, comma or colon as such, or ``string``, ``number``, ``literal``, ``word``, ``elision`` or
    ``other``. ``name`` is what a string or word says. ``quote`` is the character a string was written with.
    """

    kind: str
    start: int
    end: int
    name: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Lexed:
    """The tokens of a text and the mistakes in their spelling.

    ``cut_off`` says that the text ends inside a string or comment, which is the last of the mistakes.
    """

    tokens: list[Token]
    mistakes: list[SyntaxProblem]
    cut_off: bool


def lex(text: str) -> Lexed:
    """Return the tokens of ``text``, which need not be JSON.

    Raises:
        TooManyProblems: the text has more than `MAX_PROBLEMS` mistakes in its spelling.
        Ambiguous: the text has more than `MAX_TOKENS` tokens, or more than `MAX_OPEN` open brackets at a place.
    """
    lexer = _Lexer(text)
    lexer.run()
    return Lexed(lexer.tokens, lexer.mistakes, lexer.cut_off)


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = 0
        self.tokens: list[Token] = []
        self.mistakes: list[SyntaxProblem] = []
        self.cut_off = False
        self.open: list[str] = []
        self.unquoted_before = 0

    def run(self) -> None:
        takers: tuple[Callable[[], bool], ...] = (
            self.well_spelt,
            self.space,
            self.string,
            self.number,
            self.word,
            self.quoted,
            self.comment,
            self.elision,
            self.other_space,
            self.other,
        )
        while self.offset < len(self.text):
            for take in takers:
                if take():
                    break
            if len(self.mistakes) > MAX_PROBLEMS:
                raise TooManyProblems
            if len(self.tokens) > MAX_TOKENS:
                raise Ambiguous

    def well_spelt(self) -> bool:
        """Take as many tokens as there are in a row that JSON has like this."""
        match, tokens = _WELL_SPELT.match, self.tokens
        found = match(self.text, self.offset)
        while found is not None and len(tokens) <= MAX_TOKENS:
            group = found.lastgroup or ""
            raw = found[group]
            start, self.offset = found.span(group)
            if group == "mark":
                if raw not in ",:":
                    self.nest(raw)
                tokens.append(Token(raw, start, self.offset))
            elif group == "string":
                name = json.loads(raw) if "\\" in raw else raw[1:-1]
                tokens.append(Token(group, start, self.offset, name, '"'))
            else:
                tokens.append(Token(group, start, self.offset, raw if group == "literal" else ""))
            found = match(self.text, self.offset)
        return self.offset == len(self.text)

    def nest(self, mark: str) -> None:
        if mark in OPENERS:
            self.open.append(mark)
            if len(self.open) > MAX_OPEN:
                raise Ambiguous
        elif mark in CLOSERS:
            del self.open[-1:]

    def match(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self.text, self.offset)
        return found[0] if found else None

    def add(self, kind: str, raw: str, name: str = "") -> bool:
        self.tokens.append(Token(kind, self.offset, self.offset + len(raw), name))
        self.offset += len(raw)
        return True

    def mistake(self, length: int, replacement: str, message: str, hint: str) -> None:
        edit = TextEdit(self.offset, self.offset + length, replacement)
        self.mistakes.append(SyntaxProblem(self.offset, message, hint, (edit,)))

    def space(self) -> bool:
        raw = self.match(_SPACE)
        self.offset += len(raw or "")
        return raw is not None

    def string(self) -> bool:
        if self.text[self.offset] != '"':
            return False
        return self.take(read_string(self.text, self.offset, self.role()), '"')

    def role(self) -> Role:
        """What the next token is, by what stands before it."""
        before = self.tokens[-1].kind if self.tokens else ""
        if before == ":":
            return Role.VALUE
        if before in {"{", ","} and self.open[-1:] == ["{"]:
            return Role.NAME
        return Role.ITEM if before in {"[", ","} else Role.UNKNOWN

    def quoted(self) -> bool:
        quote = self.text[self.offset]
        # A quote without a partner makes those behind it on the line doubtful; each looking for one would take long.
        if quote not in QUOTES or self.offset < self.unquoted_before:
            return False
        string = read_quoted(self.text, self.offset)
        if string is None:
            line_end = self.text.find("\n", self.offset)
            self.unquoted_before = line_end if line_end >= 0 else len(self.text)
            return False
        return self.take(string, quote)

    def take(self, string: Quoted, quote: str) -> bool:
        self.tokens.append(Token("string", self.offset, string.end, string.content, quote))
        self.mistakes.extend(string.mistakes)
        self.cut_off = string.cut_off
        self.offset = string.end
        return True

    def number(self) -> bool:
        cut = self.match(_CUT_NUMBER) if self.open else None
        if cut is not None:
            return self.add("word", cut)
        raw = self.match(_NUMBER_LIKE)
        if raw is None:
            return False
        if raw.endswith("Infinity"):
            return self.add("word", raw, raw)
        self.mistake(len(raw), "0", "this is not how JSON writes a number", number_hint(raw))
        return self.add("number", raw)

    def word(self) -> bool:
        raw = self.match(_WORD)
        return raw is not None and self.add("word", raw, raw)

    def comment(self) -> bool:
        raw = self.match(_COMMENT)
        if raw is None:
            return False
        if not raw.startswith("/*") and self.open and self.offset + len(raw) == len(self.text):
            # What follows on the same line belongs to the comment, or is none.
            raise Ambiguous
        self.cut_off = raw.startswith("/*") and (len(raw) < 4 or not raw.endswith("*/"))
        if self.cut_off:
            message = "the text ends inside the comment that starts here; JSON has no comments"
            self.mistake(len(raw), " ", message, "remove the comment, or get the whole payload if it was cut off")
        else:
            self.mistake(len(raw), " ", "a comment stands here; JSON has none", "remove the comment")
        self.offset += len(raw)
        return True

    def elision(self) -> bool:
        raw = self.match(_ELISION)
        return raw is not None and self.add("elision", raw)

    def other_space(self) -> bool:
        raw = self.match(_OTHER_SPACE)
        if raw is None:
            return False
        message = "a character that looks like a space, or like nothing, stands between the tokens"
        self.mistake(len(raw), " ", message, "replace it by a plain space; text copied from a web page brings these")
        self.offset += len(raw)
        return True

    def other(self) -> bool:
        return self.add("other", self.text[self.offset])


NOT_JSON_WORDS = {
    "None": ("`None` is Python", "null"),
    "True": ("`True` is Python", "true"),
    "False": ("`False` is Python", "false"),
    "undefined": ("`undefined` is JavaScript", "null"),
    "nil": ("`nil` is not JSON", "null"),
    "NULL": ("`NULL` is not JSON", "null"),
    "TRUE": ("`TRUE` is not JSON", "true"),
    "FALSE": ("`FALSE` is not JSON", "false"),
}
"""Words that stand for a value elsewhere, with what to say of each and what JSON writes."""


NUMBER_WORDS = frozenset({"NaN", "Infinity", "-Infinity", "+Infinity"})


def number_hint(raw: str) -> str:
    """Return how to write a number that was written as ``raw``."""
    digits = raw.lstrip("+-")
    if raw.startswith("+"):
        return "remove the plus sign"
    if digits[:2].lower() in {"0x", "0o", "0b"}:
        return "write it in decimal digits"
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        return "remove the leading zero, or put the number in double quotes if it is an identifier"
    if digits.startswith(".") or digits.endswith("."):
        return "write digits on both sides of the decimal point"
    if "_" in digits:
        return "remove the underscores"
    return "put it in double quotes if it is text"
