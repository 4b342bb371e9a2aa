"""Text that may not be JSON to tokens: what is meant, and what is wrong with the spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .mistakes import MAX_MISTAKES, Edit, Mistake, TooManyMistakes
from .quoting import QUOTES, Quoted, read_quoted, read_string

if TYPE_CHECKING:
    from collections.abc import Callable

MARKS = frozenset("{}[],:")
OPENERS = {"{": "}", "[": "]"}
CLOSERS = frozenset("}]")

_SPACE = re.compile(r"[ \t\n\r]+")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)|#[^\n]*", re.DOTALL)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.$+-])")
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9][\w.+-]*|-Infinity\b")
_WORD = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_ELISION = re.compile(r"\.\.\.|\u2026")
_OTHER_SPACE = re.compile("[\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\x0b\x0c]+")
_LITERALS = frozenset({"true", "false", "null"})


@dataclass(frozen=True, slots=True)
class Token:
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
    """The tokens of a text and the mistakes in their spelling; ``cut_off`` says that the text ends inside a string."""

    tokens: list[Token]
    mistakes: list[Mistake]
    cut_off: bool


def lex(text: str) -> Lexed:
    """Return the tokens of ``text``, which need not be JSON.

    Raises:
        TooManyMistakes: the text has more than `MAX_MISTAKES` mistakes in its spelling.
    """
    lexer = _Lexer(text)
    lexer.run()
    return Lexed(lexer.tokens, lexer.mistakes, lexer.cut_off)


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = 0
        self.tokens: list[Token] = []
        self.mistakes: list[Mistake] = []
        self.cut_off = False

    def run(self) -> None:
        takers: tuple[Callable[[], bool], ...] = (
            self.space,
            self.mark,
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
            any(take() for take in takers)
            if len(self.mistakes) > MAX_MISTAKES:
                raise TooManyMistakes

    def match(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self.text, self.offset)
        return found[0] if found else None

    def add(self, kind: str, raw: str, name: str = "") -> bool:
        self.tokens.append(Token(kind, self.offset, self.offset + len(raw), name))
        self.offset += len(raw)
        return True

    def mistake(self, length: int, replacement: str, message: str, hint: str) -> None:
        edit = Edit(self.offset, self.offset + length, replacement)
        self.mistakes.append(Mistake(self.offset, message, hint, (edit,)))

    def space(self) -> bool:
        raw = self.match(_SPACE)
        self.offset += len(raw or "")
        return raw is not None

    def mark(self) -> bool:
        character = self.text[self.offset]
        return character in MARKS and self.add(character, character)

    def string(self) -> bool:
        if self.text[self.offset] != '"':
            return False
        is_value = bool(self.tokens) and self.tokens[-1].kind in {":", "[", ","}
        return self.take(read_string(self.text, self.offset, is_value=is_value), '"')

    def quoted(self) -> bool:
        quote = self.text[self.offset]
        string = read_quoted(self.text, self.offset) if quote in QUOTES else None
        return string is not None and self.take(string, quote)

    def take(self, string: Quoted, quote: str) -> bool:
        self.tokens.append(Token("string", self.offset, string.end, string.content, quote))
        self.mistakes.extend(string.mistakes)
        self.cut_off = string.cut_off
        self.offset = string.end
        return True

    def number(self) -> bool:
        raw = self.match(_NUMBER)
        if raw is not None:
            return self.add("number", raw)
        raw = self.match(_NUMBER_LIKE)
        if raw is None:
            return False
        if raw == "-Infinity":
            return self.add("word", raw, raw)
        self.mistake(len(raw), "0", "this is not how JSON writes a number", number_hint(raw))
        return self.add("number", raw)

    def word(self) -> bool:
        raw = self.match(_WORD)
        return raw is not None and self.add("literal" if raw in _LITERALS else "word", raw, raw)

    def comment(self) -> bool:
        raw = self.match(_COMMENT)
        if raw is None:
            return False
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
