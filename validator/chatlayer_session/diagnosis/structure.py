"""Tokens to members and items: what is missing between them, what is too much, and what does not belong."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import TYPE_CHECKING

from ..parsing.limits import NAN_HINT, NAN_MESSAGE
from ..rules import Rule
from ..spec.hints import expected_value_hint
from .lexer import CLOSERS, NOT_JSON_WORDS, NUMBER_WORDS, OPENERS, Token
from .problems import MAX_PROBLEMS, Ambiguous, SyntaxProblem, TextEdit, TooManyProblems

if TYPE_CHECKING:
    from ..jsonpointer import InstancePath
    from ..parsing.positions import LineIndex
    from ..spec.fields import KnownFields

# A string that starts as what follows one: its quote is the closing one of another, and so is each behind it.
_OUT_OF_STEP = re.compile(r'"\s*[,:}\]]')
_SCALARS = frozenset({"string", "number", "literal", "word"})


class _State(IntEnum):
    VALUE = auto()
    FIRST_VALUE = auto()
    NAME = auto()
    FIRST_NAME = auto()
    COLON = auto()
    AFTER_VALUE = auto()


@dataclass(slots=True)
class _Level:
    """An array or object that is being read, the last comma in it, and the name of the member that is being read."""

    is_object: bool
    comma: Token | None = None
    name: str = ""


def check_structure(lines: LineIndex, tokens: list[Token], known: KnownFields) -> list[SyntaxProblem]:
    """Return the mistakes in the order of ``tokens``, whose brackets match; ``known`` are the fields that may be there.

    Raises:
        Ambiguous: what is meant cannot be told.
        TooManyProblems: there are more than `MAX_PROBLEMS`.
    """
    structure = _Structure(lines, tokens, known)
    structure.run()
    return structure.mistakes


class _Structure:
    def __init__(self, lines: LineIndex, tokens: list[Token], known: KnownFields) -> None:
        self.lines = lines
        self.tokens = tokens
        self.known = known
        self.names = known.names
        self.index = 0
        self.state = _State.VALUE
        self.levels: list[_Level] = []
        self.mistakes: list[SyntaxProblem] = []

    def run(self) -> None:
        handlers = {
            _State.VALUE: self.at_value,
            _State.FIRST_VALUE: self.at_value,
            _State.NAME: self.at_name,
            _State.FIRST_NAME: self.at_name,
            _State.COLON: self.at_colon,
            _State.AFTER_VALUE: self.after_value,
        }
        while self.index < len(self.tokens):
            # A handler takes a token, or leaves it for another state after noting what was missing before it.
            if handlers[self.state](self.tokens[self.index]):
                self.index += 1
            if len(self.mistakes) > MAX_PROBLEMS:
                raise TooManyProblems
        if self.levels or self.state is not _State.AFTER_VALUE:
            raise Ambiguous

    @property
    def level(self) -> _Level:
        if not self.levels:
            raise Ambiguous
        return self.levels[-1]

    @property
    def path(self) -> InstancePath:
        """Where the value stands that is being read; any index stands for all, as the items are declared alike."""
        return tuple(level.name if level.is_object else 0 for level in self.levels)

    @property
    def previous(self) -> Token:
        return self.tokens[self.index - 1]

    def follows(self, kind: str) -> bool:
        """Whether the token behind the next one is of a kind."""
        return self.index + 1 < len(self.tokens) and self.tokens[self.index + 1].kind == kind

    def note(self, offset: int, message: str, hint: str, *edits: TextEdit, rule: Rule = Rule.SYNTAX) -> None:
        self.mistakes.append(SyntaxProblem(offset, message, hint, edits, rule))

    def display_name(self, token: Token, otherwise: str) -> str:
        return f"`{token.name}`" if token.name in self.names else otherwise

    def at_value(self, token: Token) -> bool:
        if token.kind in OPENERS:
            self.levels.append(_Level(token.kind == "{"))
            self.state = _State.FIRST_NAME if token.kind == "{" else _State.FIRST_VALUE
            return True
        if token.kind == "word":
            self.word(token)
        elif token.kind in {",", *CLOSERS}:
            return self.missing_value(token)
        elif token.kind not in _SCALARS:
            raise Ambiguous
        if not self.levels and self.follows(":"):
            raise Ambiguous
        self.state = _State.AFTER_VALUE
        return True

    def word(self, token: Token) -> None:
        whole = (token.start, token.end)
        if token.name in NUMBER_WORDS:
            hint = next(filter(None, (expected_value_hint(root, self.path) for root in self.known.roots)), NAN_HINT)
            self.note(token.start, NAN_MESSAGE, hint, TextEdit(*whole, "null"), rule=Rule.NOT_A_NUMBER)
        elif token.name in NOT_JSON_WORDS:
            message, literal = NOT_JSON_WORDS[token.name]
            self.note(token.start, message, f"write `{literal}`", TextEdit(*whole, literal))
        else:
            if self.index + 1 < len(self.tokens) and self.tokens[self.index + 1].kind in {"word", "other"}:
                raise Ambiguous
            message = "a value stands without quotes, and is none of `true`, `false` and `null`"
            self.note(token.start, message, "put it in double quotes", TextEdit(*whole, json.dumps(token.name)))

    def missing_value(self, token: Token) -> bool:
        """Take a comma or closing bracket where a value is expected."""
        if self.level.is_object:
            message = f"{self.display_name(self.tokens[self.index - 2], 'a name')} has no value"
            offset = self.previous.end
            self.note(self.previous.start, message, "write a value behind the colon", TextEdit(offset, offset, "null"))
            self.state = _State.AFTER_VALUE
            return False
        if token.kind == ",":
            self.note(
                token.start,
                "a comma stands where a value is expected",
                "remove it",
                TextEdit(token.start, token.end, ""),
            )
            return True
        if self.state is _State.VALUE:
            self.trailing_comma(token)
        return self.closed()

    def at_name(self, token: Token) -> bool:
        if token.kind == "}":
            if self.state is _State.NAME:
                self.trailing_comma(token)
            return self.closed()
        if token.kind == ",":
            self.note(
                token.start,
                "a comma stands where a name is expected",
                "remove it",
                TextEdit(token.start, token.end, ""),
            )
            return True
        if token.kind not in _SCALARS:
            raise Ambiguous
        if token.kind != "string":
            if not self.follows(":"):
                raise Ambiguous
            name = token.name or self.lines.text[token.start : token.end]
            message = f"{self.display_name(token, 'a name')} is not in double quotes"
            self.note(
                token.start,
                message,
                "put the name in double quotes",
                TextEdit(token.start, token.end, json.dumps(name)),
            )
        self.level.name = token.name
        self.state = _State.COLON
        return True

    def at_colon(self, token: Token) -> bool:
        self.state = _State.VALUE
        if token.kind == ":":
            return True
        name = self.display_name(self.previous, "a name")
        if token.kind == "other" and self.lines.text[token.start] == "=":
            end = token.end
            if self.lines.text.startswith("=>", token.start):
                end += 1
                self.index += 1
            message = f"an equals sign stands behind {name}; JSON has a colon there"
            self.note(token.start, message, "write `:`", TextEdit(token.start, end, ":"))
            return True
        if token.kind not in _SCALARS and token.kind not in OPENERS:
            raise Ambiguous
        self.check_quote_parity(token)
        self.note(
            token.start,
            f"a colon is missing behind {name}",
            "add `:`",
            TextEdit(self.previous.end, self.previous.end, ":"),
        )
        return False

    def after_value(self, token: Token) -> bool:
        level = self.level
        if token.kind in CLOSERS:
            return self.closed()
        if token.kind == ",":
            level.comma = token
            self.state = _State.NAME if level.is_object else _State.VALUE
            return True
        if token.kind == "other" and self.lines.text[token.start] == ";":
            self.note(
                token.start,
                "a semicolon stands where JSON has a comma",
                "write `,`",
                TextEdit(token.start, token.end, ","),
            )
            self.state = _State.NAME if level.is_object else _State.VALUE
            return True
        return self.missing_comma(token, level)

    def missing_comma(self, token: Token, level: _Level) -> bool:
        starts_value = token.kind in _SCALARS or token.kind in OPENERS
        if level.is_object is not (token.kind in _SCALARS and self.follows(":")) or not starts_value:
            raise Ambiguous
        offset = self.previous.end
        self.check_quote_parity(token)
        line, _ = self.lines.position(max(offset - 1, 0))
        same_line = line == self.lines.position(token.start)[0]
        what = self.display_name(token, "the next name") if level.is_object else "the next item"
        hint = "add `,` before it" if same_line else f"add `,` at the end of line {line}"
        self.note(token.start, f"a comma is missing before {what}", hint, TextEdit(offset, offset, ","))
        self.state = _State.NAME if level.is_object else _State.VALUE
        return False

    def check_quote_parity(self, token: Token) -> None:
        if token.quote == '"' and _OUT_OF_STEP.match(self.lines.text, token.start):
            raise Ambiguous

    def trailing_comma(self, token: Token) -> None:
        comma = self.level.comma or self.previous
        message = f"a comma stands before the closing `{token.kind}`"
        self.note(comma.start, message, "remove the comma", TextEdit(comma.start, comma.end, ""))

    def closed(self) -> bool:
        self.levels.pop()
        self.state = _State.AFTER_VALUE
        return True
