"""Text that may not be JSON to tokens, and the problems of their spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ..parsing.grammar import MAX_NESTING, NUMBER, STRING, WHITESPACE
from .problems import MAX_PROBLEMS, Ambiguous, SyntaxProblem, TextEdit, TooManyProblems, syntax_problem
from .strings import CONTINUES_A_STRING, QUOTES, QuotedString, Role, scan_quoted, scan_string
from .tokens import CLOSERS, OPENERS, Tokens

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_OPEN = MAX_NESTING + MAX_PROBLEMS
"""Most open brackets at a place: as many as a text with `MAX_PROBLEMS` unclosed ones can have."""

MAX_TOKENS = 2_000_000
"""Most tokens of a text that is diagnosed: more than a session of 10 MB usually has."""

# Tokens in the spelling of JSON. A string that seems to continue after its closing quote is scanned separately.
_VALID_TOKEN = re.compile(
    rf"{WHITESPACE}(?:(?P<mark>[{{}}\[\],:])"
    rf"|(?P<string>{STRING})(?!{CONTINUES_A_STRING})"
    rf"|(?P<number>{NUMBER})(?![\w.$+-])"
    r"|(?P<literal>true|false|null)(?![\w$]))"
)
_OTHER_SPACE = "\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\x0b\x0c"
_QUOTE = '"' + "".join(QUOTES)
# All other tokens. Characters that start no token are one token, unless they are read as marks: `=`, `=>` and `;`.
_INVALID_TOKEN = re.compile(
    rf"{WHITESPACE}(?:(?P<quoted>[{_QUOTE}])"
    r"|(?P<number>[-+]?\.?[0-9][\w.+-]*|[-+]Infinity\b)"
    r"|(?P<word>[^\W\d][\w$]*|\$[\w$]*)"
    r"|(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z)|#[^\n]*)"
    r"|(?P<elision>\.\.\.|\u2026)"
    rf"|(?P<space>[{_OTHER_SPACE}]+)"
    rf"|(?P<other>[^\w \t\n\r{_OTHER_SPACE}{_QUOTE}\[\]{{}},:=>;/#.\u2026$+-]+|[^ \t\n\r]))",
    re.DOTALL,
)
# Each part has one way to match, so that the time is linear: no two runs of digits are next to each other.
_CUT_NUMBER = re.compile(r"(?:-?(?:(?:0|[1-9][0-9]*)\.|(?:[0-9]+|(?:0|[1-9][0-9]*)\.[0-9]*)[eE][-+]?)|-)\Z")


@dataclass(frozen=True, slots=True)
class LexedText:
    """The tokens of a text and the problems of their spelling.

    ``cut_off`` is whether the text ends inside a string or comment, which is the last of the problems.
    """

    tokens: Tokens
    problems: list[SyntaxProblem]
    cut_off: bool


def lex(text: str) -> LexedText:
    """Return the tokens of ``text``, which need not be JSON.

    Raises:
        TooManyProblems: more than `MAX_PROBLEMS` tokens have problems.
        Ambiguous: the text has more than `MAX_TOKENS` tokens, or more than `MAX_OPEN` open brackets at some place.
    """
    lexer = _Lexer(text)
    lexer.run()
    return LexedText(lexer.tokens, lexer.problems, lexer.cut_off)


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = 0
        self.tokens = Tokens(text)
        self.problems: list[SyntaxProblem] = []
        self.cut_off = False
        self.open: list[str] = []
        self.no_quotes_before = 0

    def run(self) -> None:
        takers: dict[str, Callable[[str], None]] = {
            "quoted": self.quoted,
            "number": self.number,
            "word": self.word,
            "comment": self.comment,
            "elision": partial(self.add, "elision"),
            "space": self.space,
            "other": self.other,
        }
        while not self.valid_tokens():
            match = _INVALID_TOKEN.match(self.text, self.offset)
            if match is None:
                # Only white space is left.
                return
            group = match.lastgroup or ""
            self.offset = match.start(group)
            takers[group](match[group])
            if len(self.problems) > MAX_PROBLEMS:
                raise TooManyProblems

    def valid_tokens(self) -> bool:
        """Take all valid tokens up to the first invalid one."""
        match_token, add, tokens = _VALID_TOKEN.match, self.tokens.add, self.tokens
        match = match_token(self.text, self.offset)
        while match is not None and len(tokens) <= MAX_TOKENS:
            group = match.lastgroup or ""
            start, self.offset = match.span(group)
            if group == "mark":
                group = match[group]
                if group not in ",:":
                    self.nest(group)
            add(group, start, self.offset)
            match = match_token(self.text, self.offset)
        if len(tokens) > MAX_TOKENS:
            raise Ambiguous
        return self.offset == len(self.text)

    def nest(self, mark: str) -> None:
        if mark in OPENERS:
            self.open.append(mark)
            if len(self.open) > MAX_OPEN:
                raise Ambiguous
        elif mark in CLOSERS:
            del self.open[-1:]

    def add(self, kind: str, raw: str, content: str | None = None) -> None:
        start, self.offset = self.offset, self.offset + len(raw)
        self.tokens.add(kind, start, self.offset, content)

    def report(self, length: int, replacement: str, template: str, hint: str = "") -> None:
        edit = TextEdit(self.offset, self.offset + length, replacement)
        self.problems.append(syntax_problem(self.offset, template, hint, edits=[edit]))

    def role(self) -> Role:
        """Return the role of the next token, which the token before it shows."""
        before = self.tokens.kinds[-1] if len(self.tokens) else ""
        if before == ":":
            return Role.VALUE
        if before in {"{", ","} and self.open[-1:] == ["{"]:
            return Role.NAME
        return Role.ITEM if before in {"[", ","} else Role.UNKNOWN

    def quoted(self, quote: str) -> None:
        if quote == '"':
            self.take(scan_string(self.text, self.offset, self.role()))
            return
        # After a quote without a partner, quotes on the same line are not searched again: that could take long.
        string = None if self.offset < self.no_quotes_before else scan_quoted(self.text, self.offset)
        if string is not None:
            self.take(string)
            return
        if self.offset >= self.no_quotes_before:
            line_end = self.text.find("\n", self.offset)
            self.no_quotes_before = line_end if line_end >= 0 else len(self.text)
        self.add("other", quote)

    def take(self, string: QuotedString) -> None:
        self.tokens.add("string", self.offset, string.end, string.content if string.problems else None)
        self.problems.extend(string.problems)
        self.cut_off = string.cut_off
        self.offset = string.end

    def number(self, raw: str) -> None:
        if self.open and _CUT_NUMBER.match(self.text, self.offset):
            self.word(raw, "")
        elif raw.endswith("Infinity"):
            self.word(raw)
        else:
            self.report(len(raw), "0", "number", number_hint(raw))
            self.add("number", raw)

    def word(self, raw: str, content: str | None = None) -> None:
        last = len(self.tokens) - 1
        follows_string = last >= 0 and self.tokens.ends[last] == self.offset and self.tokens.is_string(last)
        if follows_string or self.text.startswith('"', self.offset + len(raw)):
            # A word and a string that touch are one string with a missing or an extra quote.
            raise Ambiguous
        self.add("word", raw, content)

    def comment(self, raw: str) -> None:
        if not raw.startswith("/*") and self.open and self.offset + len(raw) == len(self.text):
            # The comment covers the rest of the document, whose brackets are still open.
            raise Ambiguous
        self.cut_off = raw.startswith("/*") and (len(raw) < 4 or not raw.endswith("*/"))
        self.report(len(raw), " ", "cut-off-in-comment" if self.cut_off else "comment")
        self.offset += len(raw)

    def space(self, raw: str) -> None:
        self.report(len(raw), " ", "space")
        self.offset += len(raw)

    def other(self, raw: str) -> None:
        if raw == "-" and self.open and self.offset + 1 == len(self.text):
            self.word(raw, "")
        else:
            self.add("other", raw)


FOREIGN_WORDS = {
    "None": "null",
    "True": "true",
    "False": "false",
    "undefined": "null",
    "nil": "null",
    "NULL": "null",
    "TRUE": "true",
    "FALSE": "false",
}
"""Words for values in other languages, with the literals of JSON."""


NUMBER_WORDS = frozenset({"NaN", "Infinity", "-Infinity", "+Infinity"})


def number_hint(raw: str) -> str:
    """Return the name of the hint for an invalid number."""
    digits = raw.lstrip("+-")
    if raw.startswith("+"):
        return "plus"
    if digits[:2].lower() in {"0x", "0o", "0b"}:
        return "base"
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        return "leading_zero"
    if digits.startswith(".") or digits.endswith("."):
        return "point"
    return "underscore" if "_" in digits else ""
