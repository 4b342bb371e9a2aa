"""Tokens to members and items: missing, extra and wrong tokens between them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import TYPE_CHECKING

from ..rules import Rule, describe
from ..spec.hints import expected_value_hint
from .lexer import FOREIGN_WORDS, NUMBER_WORDS
from .problems import MAX_PROBLEMS, Ambiguous, SyntaxProblem, TextEdit, TooManyProblems, syntax_problem
from .tokens import CLOSERS, OPENERS, Token

if TYPE_CHECKING:
    from ..jsonpointer import InstancePath
    from ..parsing.positions import LineIndex
    from ..spec.fields import KnownFields
    from .tokens import Tokens

# A string that starts like the text after a string: its opening quote is the closing quote of another string.
_STARTS_AFTER_STRING = re.compile(r'"\s*[,:}\]]')
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
    """An array or object that is being parsed, its last comma, and the name of its current member."""

    is_object: bool
    comma: Token | None = None
    name: str = ""


def check_structure(lines: LineIndex, tokens: Tokens, known: KnownFields) -> list[SyntaxProblem]:
    """Return the problems in the order of ``tokens``, whose brackets match; ``known`` are the fields of a payload.

    Raises:
        Ambiguous: the text does not show what it was meant to be.
        TooManyProblems: there are more than `MAX_PROBLEMS`.
    """
    structure = _Structure(lines, tokens, known)
    structure.run()
    return structure.problems


class _Structure:
    def __init__(self, lines: LineIndex, tokens: Tokens, known: KnownFields) -> None:
        self.lines = lines
        self.tokens = tokens
        self.known = known
        self.names = known.names
        self.index = 0
        self.state = _State.VALUE
        self.levels: list[_Level] = []
        self.problems: list[SyntaxProblem] = []

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
            # A handler takes a token, or reports what is missing before it and leaves it to another state.
            if handlers[self.state](self.tokens[self.index]):
                self.index += 1
            if len(self.problems) > MAX_PROBLEMS:
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
        """The path of the current value, with index 0 for every item, since all items have the same schema."""
        return tuple(level.name if level.is_object else 0 for level in self.levels)

    @property
    def previous(self) -> Token:
        return self.tokens[self.index - 1]

    def follows(self, kind: str) -> bool:
        """Return whether the token after the current one is of a kind."""
        return self.index + 1 < len(self.tokens) and self.tokens.kinds[self.index + 1] == kind

    def report(self, token: Token, template: str, hint: str = "", *, edit: TextEdit, **values: object) -> None:
        self.problems.append(syntax_problem(token.start, template, hint, [edit], **values))

    def display_name(self, token: Token, default: str) -> str:
        return f"`{token.name}`" if token.name in self.names else default

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
        if token.name in NUMBER_WORDS:
            message, default_hint = describe(Rule.NOT_A_NUMBER, "nan")
            hints = (expected_value_hint(root, self.path) for root in self.known.roots)
            hint = next(filter(None, hints), default_hint)
            self.problems.append(
                SyntaxProblem(token.start, message, hint, (_replace(token, "null"),), Rule.NOT_A_NUMBER)
            )
        elif token.name in FOREIGN_WORDS:
            literal = FOREIGN_WORDS[token.name]
            self.report(token, "foreign-word", edit=_replace(token, literal), word=token.name, literal=literal)
        else:
            if self.index + 1 < len(self.tokens) and self.tokens.kinds[self.index + 1] in {"word", "other"}:
                raise Ambiguous
            self.report(token, "unquoted-value", edit=_replace(token, json.dumps(token.name)))

    def missing_value(self, token: Token) -> bool:
        """Take a comma or closing bracket instead of a value."""
        if self.level.is_object:
            name = self.display_name(self.tokens[self.index - 2], "the name")
            self.report(self.previous, "missing-value", edit=_insert_after(self.previous, "null"), name=name)
            self.state = _State.AFTER_VALUE
            return False
        if token.kind == ",":
            self.report(token, "comma-for-value", edit=_replace(token, ""))
            return True
        if self.state is _State.VALUE:
            self.trailing_comma(token)
        return self.close()

    def at_name(self, token: Token) -> bool:
        if token.kind == "}":
            if self.state is _State.NAME:
                self.trailing_comma(token)
            return self.close()
        if token.kind == ",":
            self.report(token, "comma-for-name", edit=_replace(token, ""))
            return True
        if token.kind not in _SCALARS:
            raise Ambiguous
        if token.kind != "string":
            if not self.follows(":"):
                raise Ambiguous
            displayed = self.display_name(token, "this name")
            self.report(token, "unquoted-name", edit=_replace(token, json.dumps(token.name)), name=displayed)
        self.level.name = token.name
        self.state = _State.COLON
        return True

    def at_colon(self, token: Token) -> bool:
        self.state = _State.VALUE
        if token.kind == ":":
            return True
        name = self.display_name(self.previous, "the name")
        if token.kind == "other" and self.lines.text[token.start] == "=":
            mark = "="
            if self.lines.text.startswith("=>", token.start):
                mark = "=>"
                self.index += 1
            edit = TextEdit(token.start, token.start + len(mark), ":")
            self.report(token, "wrong-colon", edit=edit, name=name, found=mark)
            return True
        if token.kind not in _SCALARS and token.kind not in OPENERS:
            raise Ambiguous
        self.check_quote_parity(token)
        self.report(token, "missing-colon", edit=_insert_after(self.previous, ":"), name=name)
        return False

    def after_value(self, token: Token) -> bool:
        level = self.level
        if token.kind in CLOSERS:
            return self.close()
        if token.kind == ",":
            level.comma = token
            self.state = _State.NAME if level.is_object else _State.VALUE
            return True
        if token.kind == "other" and self.lines.text[token.start] == ";":
            self.report(token, "wrong-comma", edit=_replace(token, ","))
            self.state = _State.NAME if level.is_object else _State.VALUE
            return True
        return self.missing_comma(token, level)

    def missing_comma(self, token: Token, level: _Level) -> bool:
        starts_value = token.kind in _SCALARS or token.kind in OPENERS
        if level.is_object is not (token.kind in _SCALARS and self.follows(":")) or not starts_value:
            raise Ambiguous
        self.check_quote_parity(token)
        line, _ = self.lines.position(max(self.previous.end - 1, 0))
        same_line = line == self.lines.position(token.start)[0]
        name = self.display_name(token, "the next name") if level.is_object else "the next item"
        hint_name = "" if same_line else "line_end"
        self.report(token, "missing-comma", hint_name, edit=_insert_after(self.previous, ","), name=name, line=line)
        self.state = _State.NAME if level.is_object else _State.VALUE
        return False

    def check_quote_parity(self, token: Token) -> None:
        if token.quote == '"' and _STARTS_AFTER_STRING.match(self.lines.text, token.start):
            raise Ambiguous

    def trailing_comma(self, token: Token) -> None:
        comma = self.level.comma or self.previous
        self.report(comma, "trailing-comma", edit=_replace(comma, ""), bracket=token.kind)

    def close(self) -> bool:
        self.levels.pop()
        self.state = _State.AFTER_VALUE
        return True


def _replace(token: Token, text: str) -> TextEdit:
    return TextEdit(token.start, token.end, text)


def _insert_after(token: Token, text: str) -> TextEdit:
    return TextEdit(token.end, token.end, text)
