"""What is wrong with text that is not JSON: every independent mistake, with its place, reason and cure."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ..parsing.fast import NeedsStrictParse, parse_fast
from ..parsing.parser import JsonSyntaxError, parse_strict
from ..parsing.positions import LineIndex
from ..spec.fields import KnownFields
from .brackets import balances, first_document
from .lexer import lex
from .other_formats import detect_other_format, detect_printed_object
from .problems import Ambiguous, SyntaxProblem, TextEdit, TooManyProblems, apply_edits
from .structure import check_structure

if TYPE_CHECKING:
    from .lexer import Lexed, Token

__all__ = ["KnownFields", "SyntaxProblem", "TextEdit", "apply_edits", "diagnose"]


def diagnose(text: str, offset: int, known: KnownFields) -> tuple[SyntaxProblem, ...]:
    """Return the mistakes in ``text``, which a strict reader refused at ``offset``, in the order of their places.

    Several are told only if mending all of them makes JSON of the text; otherwise there is one mistake, and where its
    nature is not certain it says only where the text stops being JSON.
    """
    if not text.strip():
        return (SyntaxProblem(0, "the payload is empty", "send the session object; check what should have written it"),)
    try:
        return tuple(sorted(_mistakes(text, known), key=lambda mistake: mistake.offset))
    except (Ambiguous, TooManyProblems):
        return (_generic_problem(text, offset),)


def _mistakes(text: str, known: KnownFields) -> list[SyntaxProblem]:
    other = detect_other_format(text)
    if other is not None:
        return [other]
    lexed = lex(text)
    if any(_are_adjacent(*pair) for pair in pairwise(lexed.tokens)):
        raise Ambiguous
    dump = detect_printed_object(text, lexed.tokens)
    if dump is not None:
        return [dump]
    tokens, more = lexed.tokens, []
    end = first_document(tokens)
    if end is not None:
        more = [_second_document(text, tokens[end - 1].end, tokens[end].start)]
        tokens = tokens[:end]
    lines = LineIndex(text)
    for balanced in balances(lines, tokens, known.roots, known.names, cut_off=lexed.cut_off):
        try:
            structural = check_structure(lines, balanced.tokens, known)
        except Ambiguous:
            continue
        mistakes = [*_merge_truncation(lexed, balanced.mistakes), *structural, *more]
        if mistakes and _is_fixed_by(text, mistakes):
            return mistakes
    raise Ambiguous


def _are_adjacent(token: Token, follower: Token) -> bool:
    """Say whether a word and a string touch: they are one string with a quote missing, or with one too many."""
    return token.end == follower.start and (
        (token.kind == "word" and follower.quote == '"') or (token.quote == '"' and follower.kind == "word")
    )


def _merge_truncation(lexed: Lexed, brackets: list[SyntaxProblem]) -> list[SyntaxProblem]:
    """Tell an open string and the brackets that are open around it once, at the string: one cut made them all."""
    if not lexed.cut_off or not brackets:
        return [*lexed.mistakes, *brackets]
    *spelling, open_string = lexed.mistakes
    edits = (*open_string.edits, *(edit for mistake in brackets for edit in mistake.edits))
    return [*spelling, replace(open_string, edits=edits)]


def _is_fixed_by(text: str, mistakes: list[SyntaxProblem]) -> bool:
    mended = apply_edits(text, mistakes)
    try:
        parse_fast(mended.encode())
    except (NeedsStrictParse, UnicodeError):
        try:
            parse_strict(mended)
        except JsonSyntaxError:
            return False
    return True


def _second_document(text: str, end: int, start: int) -> SyntaxProblem:
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
    return SyntaxProblem(start, message, hint, (TextEdit(end, len(text), ""),))


def _generic_problem(text: str, offset: int) -> SyntaxProblem:
    if offset >= len(text):
        return SyntaxProblem(len(text), "the text ends before the JSON does", "get the whole payload")
    return SyntaxProblem(offset, "the text stops being JSON here", "look at this place and what stands before it")
