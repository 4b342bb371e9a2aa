"""Tokens to members and items: what is missing between them, what is too much, and what does not belong."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import TYPE_CHECKING

from ..cures import cure
from ..findings import Rule
from ..reading.strictness import NO_NUMBER_HINT, NO_NUMBER_MESSAGE
from .lexing import CLOSERS, OPENERS, Token
from .mistakes import MAX_MISTAKES, Edit, Mistake, TooManyMistakes, Unclear
from .words import NOT_JSON_WORDS, NUMBER_WORDS

if TYPE_CHECKING:
    from ..fields import Known
    from ..locating import Lines
    from ..pointers import Path

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


def check_structure(lines: Lines, tokens: list[Token], known: Known) -> list[Mistake]:
    """Return the mistakes in the order of ``tokens``, whose brackets match; ``known`` are the fields that may be there.

    Raises:
        Unclear: what is meant cannot be told.
        TooManyMistakes: there are more than `MAX_MISTAKES`.
    """
    structure = _Structure(lines, tokens, known)
    structure.run()
    return structure.mistakes


class _Structure:
    def __init__(self, lines: Lines, tokens: list[Token], known: Known) -> None:
        self.lines = lines
        self.tokens = tokens
        self.known = known
        self.names = known.names
        self.index = 0
        self.state = _State.VALUE
        self.levels: list[_Level] = []
        self.mistakes: list[Mistake] = []

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
            if len(self.mistakes) > MAX_MISTAKES:
                raise TooManyMistakes
        if self.levels or self.state is not _State.AFTER_VALUE:
            raise Unclear

    @property
    def level(self) -> _Level:
        if not self.levels:
            raise Unclear
        return self.levels[-1]

    @property
    def path(self) -> Path:
        """Where the value stands that is being read; any index stands for all, as the items are declared alike."""
        return tuple(level.name if level.is_object else 0 for level in self.levels)

    @property
    def previous(self) -> Token:
        return self.tokens[self.index - 1]

    def follows(self, kind: str) -> bool:
        """Whether the token behind the next one is of a kind."""
        return self.index + 1 < len(self.tokens) and self.tokens[self.index + 1].kind == kind

    def note(self, offset: int, message: str, hint: str, *edits: Edit, rule: Rule = Rule.SYNTAX) -> None:
        self.mistakes.append(Mistake(offset, message, hint, edits, rule))

    def shown(self, token: Token, otherwise: str) -> str:
        return f"`{token.name}`" if token.name in self.names else otherwise

    def at_value(self, token: Token) -> bool:
        if token.kind in OPENERS:
            self.levels.append(_Level(token.kind == "{"))
            self.state = _State.FIRST_NAME if token.kind == "{" else _State.FIRST_VALUE
            return True
        if token.kind == "word":
            self.word(token)
        elif token.kind in {",", *CLOSERS}:
            return self.no_value(token)
        elif token.kind not in _SCALARS:
            raise Unclear
        if not self.levels and self.follows(":"):
            raise Unclear
        self.state = _State.AFTER_VALUE
        return True

    def word(self, token: Token) -> None:
        whole = (token.start, token.end)
        if token.name in NUMBER_WORDS:
            hint = next(filter(None, (cure(root, self.path) for root in self.known.roots)), NO_NUMBER_HINT)
            self.note(token.start, NO_NUMBER_MESSAGE, hint, Edit(*whole, "null"), rule=Rule.NOT_A_NUMBER)
        elif token.name in NOT_JSON_WORDS:
            message, literal = NOT_JSON_WORDS[token.name]
            self.note(token.start, message, f"write `{literal}`", Edit(*whole, literal))
        else:
            if self.index + 1 < len(self.tokens) and self.tokens[self.index + 1].kind in {"word", "other"}:
                raise Unclear
            message = "a value stands without quotes, and is none of `true`, `false` and `null`"
            self.note(token.start, message, "put it in double quotes", Edit(*whole, json.dumps(token.name)))

    def no_value(self, token: Token) -> bool:
        """Take a comma or closing bracket where a value is expected."""
        if self.level.is_object:
            message = f"{self.shown(self.tokens[self.index - 2], 'a name')} has no value"
            offset = self.previous.end
            self.note(self.previous.start, message, "write a value behind the colon", Edit(offset, offset, "null"))
            self.state = _State.AFTER_VALUE
            return False
        if token.kind == ",":
            self.note(
                token.start,
                "a comma stands where a value is expected",
                "remove it",
                Edit(token.start, token.end, ""),
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
                Edit(token.start, token.end, ""),
            )
            return True
        if token.kind not in _SCALARS:
            raise Unclear
        if token.kind != "string":
            if not self.follows(":"):
                raise Unclear
            name = token.name or self.lines.text[token.start : token.end]
            message = f"{self.shown(token, 'a name')} is not in double quotes"
            self.note(
                token.start,
                message,
                "put the name in double quotes",
                Edit(token.start, token.end, json.dumps(name)),
            )
        self.level.name = token.name
        self.state = _State.COLON
        return True

    def at_colon(self, token: Token) -> bool:
        self.state = _State.VALUE
        if token.kind == ":":
            return True
        name = self.shown(self.previous, "a name")
        if token.kind == "other" and self.lines.text[token.start] == "=":
            end = token.end
            if self.lines.text.startswith("=>", token.start):
                end += 1
                self.index += 1
            message = f"an equals sign stands behind {name}; JSON has a colon there"
            self.note(token.start, message, "write `:`", Edit(token.start, end, ":"))
            return True
        if token.kind not in _SCALARS and token.kind not in OPENERS:
            raise Unclear
        self.hold_in_step(token)
        self.note(
            token.start,
            f"a colon is missing behind {name}",
            "add `:`",
            Edit(self.previous.end, self.previous.end, ":"),
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
                Edit(token.start, token.end, ","),
            )
            self.state = _State.NAME if level.is_object else _State.VALUE
            return True
        return self.missing_comma(token, level)

    def missing_comma(self, token: Token, level: _Level) -> bool:
        starts_value = token.kind in _SCALARS or token.kind in OPENERS
        if level.is_object is not (token.kind in _SCALARS and self.follows(":")) or not starts_value:
            raise Unclear
        offset = self.previous.end
        self.hold_in_step(token)
        line, _ = self.lines.position(max(offset - 1, 0))
        same_line = line == self.lines.position(token.start)[0]
        what = self.shown(token, "the next name") if level.is_object else "the next item"
        hint = "add `,` before it" if same_line else f"add `,` at the end of line {line}"
        self.note(token.start, f"a comma is missing before {what}", hint, Edit(offset, offset, ","))
        self.state = _State.NAME if level.is_object else _State.VALUE
        return False

    def hold_in_step(self, token: Token) -> None:
        if token.quote == '"' and _OUT_OF_STEP.match(self.lines.text, token.start):
            raise Unclear

    def trailing_comma(self, token: Token) -> None:
        comma = self.level.comma or self.previous
        message = f"a comma stands before the closing `{token.kind}`"
        self.note(comma.start, message, "remove the comma", Edit(comma.start, comma.end, ""))

    def closed(self) -> bool:
        self.levels.pop()
        self.state = _State.AFTER_VALUE
        return True
