"""Problems that keep a text from being JSON, each with the edits that fix it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..rules import Rule, describe

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_PROBLEMS = 1000
"""Most problems that are reported one by one."""


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replaces the text from ``start`` up to ``end`` with ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """A problem at ``offset``, and the ``edits`` that fix it."""

    offset: int
    message: str
    hint: str
    edits: tuple[TextEdit, ...] = ()
    rule: Rule = Rule.SYNTAX


class TooManyProblems(Exception):
    """The text has more than `MAX_PROBLEMS` problems."""


class Ambiguous(Exception):
    """The text does not show what it was meant to be."""


def syntax_problem(
    offset: int, template: str, hint: str = "", /, edits: Iterable[TextEdit] = (), **values: object
) -> SyntaxProblem:
    """Return a problem of the rule ``syntax`` with the wording of a template."""
    return SyntaxProblem(offset, *describe(Rule.SYNTAX, template, hint, **values), tuple(edits))


def apply_edits(text: str, problems: Iterable[SyntaxProblem]) -> str:
    """Return the text with the edits of all problems applied; edits at the same place in the given order."""
    pieces: list[str] = []
    end = 0
    for edit in sorted((edit for problem in problems for edit in problem.edits), key=lambda edit: edit.start):
        if edit.start >= end:
            pieces += (text[end : edit.start], edit.text)
            end = edit.end
    pieces.append(text[end:])
    return "".join(pieces)
