"""What is wrong with text that is not JSON: every independent mistake, with its place, reason and cure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..locating import Lines
from ..reading.parsing import NotJson, parse
from .brackets import balance, first_document
from .dumps import recognise
from .lexing import lex
from .mistakes import Edit, Mistake, TooManyMistakes, repaired
from .structure import Unclear, check_structure

if TYPE_CHECKING:
    from ..fields import Field

__all__ = ["Edit", "Known", "Mistake", "diagnose", "repaired"]


@dataclass(frozen=True, slots=True)
class Known:
    """The fields that a payload may have, one tree for each kind of payload."""

    roots: tuple[Field, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names of all fields: those that may be shown, being the schema's and not the payload's."""
        return frozenset(name for root in self.roots for name in root.names())


def diagnose(text: str, offset: int, known: Known) -> tuple[Mistake, ...]:
    """Return the mistakes in ``text``, which a strict reader refused at ``offset``, in the order of their places.

    Several are told only if mending all of them makes JSON of the text; otherwise there is one mistake, and where its
    nature is not certain it says only where the text stops being JSON.
    """
    if not text.strip():
        return (Mistake(0, "the payload is empty", "send the session object; check what should have written it"),)
    try:
        return tuple(sorted(_mistakes(text, known), key=lambda mistake: mistake.offset))
    except (Unclear, TooManyMistakes):
        return (_plain(text, offset),)


def _mistakes(text: str, known: Known) -> list[Mistake]:
    lexed = lex(text)
    dump = recognise(text, lexed.tokens)
    if dump is not None:
        return [dump]
    tokens, more = lexed.tokens, []
    end = first_document(tokens)
    if end is not None:
        more = [_second_document(tokens[end].start, tokens[end - 1].end, len(text))]
        tokens = tokens[:end]
    lines = Lines(text)
    balanced = balance(lines, tokens, known.roots, known.names, cut_off=lexed.cut_off)
    if balanced is None:
        raise Unclear
    structural = check_structure(lines, balanced.tokens, known.names)
    spelling = lexed.mistakes
    if lexed.cut_off and balanced.mistakes:
        # One cut makes both an open string and open brackets: it is told once, at the string.
        *spelling, open_string = spelling
        edits = (*open_string.edits, *(edit for mistake in balanced.mistakes for edit in mistake.edits))
        balanced = replace(balanced, mistakes=[replace(open_string, edits=edits)])
    mistakes = [*spelling, *balanced.mistakes, *structural, *more]
    if not mistakes or not _mends(text, mistakes):
        raise Unclear
    return mistakes


def _mends(text: str, mistakes: list[Mistake]) -> bool:
    try:
        parse(repaired(text, mistakes))
    except NotJson:
        return False
    return True


def _second_document(start: int, end: int, length: int) -> Mistake:
    message = "a second JSON document starts here; a payload is one"
    hint = "put each document into a file of its own, or one on each line of a .jsonl file"
    return Mistake(start, message, hint, (Edit(end, length, ""),))


def _plain(text: str, offset: int) -> Mistake:
    if offset >= len(text):
        return Mistake(len(text), "the text ends before the JSON does", "get the whole payload")
    return Mistake(offset, "the text stops being JSON here", "look at this place and what stands before it")
