"""What keeps a text from being JSON: mistakes, each with the edit that would cure it."""

from __future__ import annotations

from dataclasses import dataclass

from ..rules import Rule

MAX_PROBLEMS = 1000
"""Mistakes that are told one by one; a text with more is not worth a list."""


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replace what stands from ``start`` up to ``end`` by ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """One thing to be mended: ``offset`` is where to point, ``edits`` is what would mend it."""

    offset: int
    message: str
    hint: str
    edits: tuple[TextEdit, ...] = ()
    rule: Rule = Rule.SYNTAX


class TooManyProblems(Exception):
    """The text has more than `MAX_PROBLEMS` mistakes."""


class Ambiguous(Exception):
    """From some place on the text makes no sense that can be told."""


def apply_edits(text: str, mistakes: list[SyntaxProblem]) -> str:
    """Return the text with the edits of all mistakes made; of edits at one place the first listed comes first."""
    pieces: list[str] = []
    done = 0
    for edit in sorted((edit for mistake in mistakes for edit in mistake.edits), key=lambda edit: edit.start):
        if edit.start >= done:
            pieces += (text[done : edit.start], edit.text)
            done = edit.end
    pieces.append(text[done:])
    return "".join(pieces)
