"""What is wrong with text that is not JSON: every independent problem, with its place, its reason and its fix."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..parsing.fast import NeedsStrictParse, parse_fast
from ..parsing.grammar import skip_whitespace
from ..parsing.parser import JsonSyntaxError, parse_strict
from ..parsing.positions import LineIndex
from ..spec.fields import KnownFields
from .brackets import balances, first_document
from .lexer import lex
from .other_formats import detect_other_format, detect_printed_object
from .problems import Ambiguous, SyntaxProblem, TextEdit, TooManyProblems, apply_edits, syntax_problem
from .structure import check_structure

if TYPE_CHECKING:
    from .lexer import LexedText

__all__ = ["KnownFields", "SyntaxProblem", "TextEdit", "apply_edits", "diagnose"]


def diagnose(text: str, offset: int, known: KnownFields) -> tuple[SyntaxProblem, ...]:
    """Return the problems of ``text``, which `parse_strict` rejected at ``offset``, in the order of their places.

    Several problems are returned only if fixing all of them makes the text JSON. Otherwise there is one problem; if its
    nature is not certain, its message only names the place.
    """
    if skip_whitespace(text, 0) == len(text):
        return (syntax_problem(0, "empty"),)
    try:
        return tuple(sorted(_find_problems(text, known), key=lambda problem: problem.offset))
    except (Ambiguous, TooManyProblems):
        return (syntax_problem(offset, "invalid") if offset < len(text) else syntax_problem(len(text), "cut-off"),)


def _find_problems(text: str, known: KnownFields) -> list[SyntaxProblem]:
    other_format = detect_other_format(text)
    if other_format is not None:
        return [other_format]
    lexed = lex(text)
    printed_object = detect_printed_object(text, lexed.tokens)
    if printed_object is not None:
        return [printed_object]
    tokens, after_first = lexed.tokens, []
    end = first_document(tokens)
    if end is not None:
        after_first = [_second_document(text, tokens.ends[end - 1], tokens.starts[end])]
        tokens = tokens.changed([(end, len(tokens), ())])
    lines = LineIndex(text)
    for balanced in balances(lines, tokens, known.roots, known.names, cut_off=lexed.cut_off):
        try:
            structural = check_structure(lines, balanced.tokens, known)
        except Ambiguous:
            continue
        problems = [*_merge_truncation(lexed, balanced.problems), *structural, *after_first]
        if problems and _is_fixed_by(text, problems):
            return problems
    raise Ambiguous


def _merge_truncation(lexed: LexedText, brackets: list[SyntaxProblem]) -> list[SyntaxProblem]:
    """Merge the problems of the brackets around an unclosed string into its problem: the text was cut off once."""
    if not lexed.cut_off or not brackets:
        return [*lexed.problems, *brackets]
    *others, open_string = lexed.problems
    edits = (*open_string.edits, *(edit for problem in brackets for edit in problem.edits))
    return [*others, replace(open_string, edits=edits)]


def _is_fixed_by(text: str, problems: list[SyntaxProblem]) -> bool:
    fixed = apply_edits(text, problems)
    try:
        parse_fast(fixed.encode())
    except (NeedsStrictParse, UnicodeError):
        try:
            parse_strict(fixed)
        except JsonSyntaxError:
            return False
    return True


def _second_document(text: str, end: int, start: int) -> SyntaxProblem:
    """Return the problem that a document ends at ``end`` and a second document starts at ``start``."""
    separator = text[end:start]
    hint = "" if "\n" in separator else "carriage_return" if "\r" in separator else "same_line"
    return syntax_problem(start, "second-document", hint, [TextEdit(end, len(text), "")])
