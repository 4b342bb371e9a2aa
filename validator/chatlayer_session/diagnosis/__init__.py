"""What is wrong with text that is not JSON: every independent mistake, with its place, reason and cure."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ..fields import Known
from ..locating import Lines
from ..reading.parsing import NotJson, parse
from ..reading.quick import Unsure, parse_quickly
from .brackets import balances, first_document
from .dumps import other_format, printed_object
from .lexing import lex
from .mistakes import Edit, Mistake, TooManyMistakes, Unclear, repaired
from .structure import check_structure

if TYPE_CHECKING:
    from .lexing import Lexed, Token

__all__ = ["Edit", "Known", "Mistake", "diagnose", "repaired"]


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
    other = other_format(text)
    if other is not None:
        return [other]
    lexed = lex(text)
    if any(_are_one(*pair) for pair in pairwise(lexed.tokens)):
        raise Unclear
    dump = printed_object(text, lexed.tokens)
    if dump is not None:
        return [dump]
    tokens, more = lexed.tokens, []
    end = first_document(tokens)
    if end is not None:
        more = [_second_document(text, tokens[end - 1].end, tokens[end].start)]
        tokens = tokens[:end]
    lines = Lines(text)
    for balanced in balances(lines, tokens, known.roots, known.names, cut_off=lexed.cut_off):
        try:
            structural = check_structure(lines, balanced.tokens, known)
        except Unclear:
            continue
        mistakes = [*_at_the_cut(lexed, balanced.mistakes), *structural, *more]
        if mistakes and _mends(text, mistakes):
            return mistakes
    raise Unclear


def _are_one(token: Token, follower: Token) -> bool:
    """Say whether a word and a string touch: they are one string with a quote missing, or with one too many."""
    return token.end == follower.start and (
        (token.kind == "word" and follower.quote == '"') or (token.quote == '"' and follower.kind == "word")
    )


def _at_the_cut(lexed: Lexed, brackets: list[Mistake]) -> list[Mistake]:
    """Tell an open string and the brackets that are open around it once, at the string: one cut made them all."""
    if not lexed.cut_off or not brackets:
        return [*lexed.mistakes, *brackets]
    *spelling, open_string = lexed.mistakes
    edits = (*open_string.edits, *(edit for mistake in brackets for edit in mistake.edits))
    return [*spelling, replace(open_string, edits=edits)]


def _mends(text: str, mistakes: list[Mistake]) -> bool:
    mended = repaired(text, mistakes)
    try:
        parse_quickly(mended.encode())
    except (Unsure, UnicodeError):
        try:
            parse(mended)
        except NotJson:
            return False
    return True


def _second_document(text: str, end: int, start: int) -> Mistake:
    """Return the mistake that a document starts behind one that ends."""
    message = "a second JSON document starts here; a payload is one"
    between = text[end:start]
    if "\n" in between:
        lines = "name it .jsonl or pass --input-format lines"
    elif "\r" in between:
        lines = "end lines with a line feed, not with `\\r` alone"
    else:
        lines = "put a line feed between them"
    hint = f"put each document into a file of its own; for JSON Lines, {lines}"
    return Mistake(start, message, hint, (Edit(end, len(text), ""),))


def _plain(text: str, offset: int) -> Mistake:
    if offset >= len(text):
        return Mistake(len(text), "the text ends before the JSON does", "get the whole payload")
    return Mistake(offset, "the text stops being JSON here", "look at this place and what stands before it")
