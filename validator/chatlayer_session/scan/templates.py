"""References in templates: paths in braces, with the modifiers and functions of the expression syntax."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..jsonpointer import WILDCARD
from ..spec.kinds import INTERNAL

if TYPE_CHECKING:
    from .references import Extract

# No token has a brace, except for the last one.
_BRACES = re.compile(r"\{[^{}]*\}")
_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
    (?P<name>[^\W\d][\w$]*(?:-[^\W\d][\w$]*)*)
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<string>"[^"{}\n]*"|'[^'{}\n]*')
    | (?P<mark>\|\||&&|[=!<>]==?|\?\.|[.\[\]()|,+\-*/%!?:<>=}])
    )""",
    re.VERBOSE,
)
_SECTION = re.compile(r"[ \t]*[#^&]")
_UNARY = frozenset("!-")


@dataclass(slots=True)
class _Chain:
    """A path that is being read: its steps and their places."""

    steps: list[str] = field(default_factory=list[str])
    offsets: list[int | None] = field(default_factory=list["int | None"])

    def add(self, step: str, offset: int) -> None:
        self.steps.append(step)
        self.offsets.append(offset)


def extract_template(text: str, extract: Extract) -> None:
    """Add the references in a template. A brace that is not closed, or has no expression, is text."""
    for match in _BRACES.finditer(text):
        if extract.is_narrow and INTERNAL not in match[0].lower():
            continue
        start = match.start()
        # In doubled braces and after a dollar sign, it may be the template of another program.
        is_certain = start == 0 or text[start - 1] not in "{$"
        expression = _Expression(text, start + 1)
        if expression.parse():
            for chain in expression.chains:
                extract.read(tuple(chain.steps), tuple(chain.offsets), is_certain=is_certain)


class _Expression:
    """An expression in braces, from ``end`` on; ``chains`` are the paths in it."""

    def __init__(self, text: str, start: int) -> None:
        section = _SECTION.match(text, start)
        self.text = text
        self.end = section.end() if section and text[max(start - 2, 0)] == "{" else start
        self.chains: list[_Chain] = []
        self._chain: _Chain | None = None
        self._open: list[tuple[str, _Chain | None, int]] = []
        self._wants_operand = True
        self._after = ""
        self._is_first_in_index = False
        self._literal: tuple[str, int] | None = None
        self._has_options = False

    def parse(self) -> bool:
        """Read up to the closing brace, and return whether it is an expression; else ``end`` is where it stops."""
        while match := _TOKEN.match(self.text, self.end):
            kind, start = match.lastgroup or "", match.start(match.lastgroup or 0)
            self.end = match.end()
            if match[kind] == "}":
                return not (self._open or self._wants_operand or self._after)
            if not (self._mark(match[kind], start) if kind == "mark" else self._operand(kind, match[kind], start)):
                return False
        return False

    def _operand(self, kind: str, text: str, start: int) -> bool:
        after, self._after = self._after, ""
        if after == ".":
            if self._chain is None or kind == "string":
                return False
            self._chain.add(WILDCARD if kind == "number" else text, start)
            return True
        if after == "|":
            self._chain, self._has_options = None, True
            return kind == "name"
        if not self._wants_operand:
            return False
        self._wants_operand, self._chain = False, None
        self._literal = (text[1:-1], start + 1) if kind == "string" and self._is_first_in_index else None
        self._is_first_in_index = False
        if kind == "name":
            self._chain = _Chain()
            self._chain.add(text, start)
            self.chains.append(self._chain)
        return True

    def _mark(self, mark: str, start: int) -> bool:
        if mark in "[]()":
            return not self._after and (self._leave if mark in "])" else self._enter)(mark, start)
        if self._wants_operand or self._after:
            return mark in _UNARY and not self._after
        if mark in {".", "?.", "|"}:
            self._after = mark[-1]
            return mark == "|" or self._chain is not None
        self._wants_operand, self._chain, self._literal = True, None, None
        if mark in {",", ":"}:
            return self._has_options or (mark == "," and bool(self._open) and self._open[-1][0] == "(")
        self._has_options = self._has_options or mark == "?"
        return True

    def _enter(self, mark: str, start: int) -> bool:
        if mark == "[" and (self._chain is None or self._wants_operand):
            return False
        if mark == "(" and not self._wants_operand:
            # It is the name of a function.
            if self._chain is None or len(self._chain.steps) > 1:
                return False
            self.chains.pop()
        self._open.append((mark, self._chain, start))
        self._chain, self._wants_operand, self._is_first_in_index = None, True, mark == "["
        return True

    def _leave(self, mark: str, start: int) -> bool:
        if not self._open or (self._open[-1][0] == "(") != (mark == ")"):
            return False
        _, chain, opening = self._open.pop()
        if mark == ")":
            is_empty_call = self._wants_operand and chain is not None and self.text[start - 1] == "("
            self._chain = None
            was_complete, self._wants_operand = not self._wants_operand, False
            return was_complete or is_empty_call
        if self._wants_operand or chain is None:
            return False
        chain.add(*(self._literal or (WILDCARD, opening + 1)))
        self._chain, self._literal = chain, None
        return True
