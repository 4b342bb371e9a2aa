"""Text that ends before its brackets are closed: its completion, and the problem to report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .problems import SyntaxProblem, TextEdit, syntax_problem
from .tokens import OPENERS, Token

if TYPE_CHECKING:
    from ..parsing.positions import LineIndex
    from .heuristics import OpenBracket
    from .tokens import Change, Tokens


@dataclass(frozen=True, slots=True)
class BalancedTokens:
    """Tokens with matching brackets, and the problems of the brackets; inserted brackets have no width."""

    tokens: Tokens
    problems: list[SyntaxProblem]


MAX_CLOSERS = 8
"""Most closing brackets that a hint lists."""


def label(opened: OpenBracket, names: frozenset[str]) -> str:
    """Return the name of an array or object if it may be shown, otherwise its type."""
    if opened.name in names:
        return f"`{opened.name}`"
    return "an object" if opened.kind == "{" else "an array"


def close_at_end(
    lines: LineIndex, tokens: Tokens, stack: list[OpenBracket], names: frozenset[str], *, cut_off: bool
) -> BalancedTokens:
    """Close the brackets in ``stack``, which are open at the end of the text.

    ``names`` are those that may be shown; ``cut_off`` is whether the text ends inside a token.
    """
    end, innermost = len(lines.text), stack[-1]
    completion, edits = _complete(tokens, innermost, end)
    marks = [OPENERS[opened.kind] for opened in reversed(stack)]
    closers = "".join(marks)
    problem = syntax_problem(
        tokens.ends[-1],
        "cut-off-in-container" if len(marks) == 1 else "cut-off-in-nested",
        "" if cut_off or edits else "complete" if len(closers) <= MAX_CLOSERS else "many",
        edits=[*edits, TextEdit(end, end, closers)],
        container=label(innermost, names),
        place=lines.describe(innermost.start),
        levels=len(marks),
        brackets=closers,
    )
    closing = (len(tokens), len(tokens), [Token(mark, end, end) for mark in marks])
    return BalancedTokens(tokens.changed([completion, closing]), [problem])


def _complete(tokens: Tokens, innermost: OpenBracket, end: int) -> tuple[Change, tuple[TextEdit, ...]]:
    """Complete the member or item at the end of the text; no edits if it is complete."""
    count, last = len(tokens), tokens[-1]
    before = tokens.kinds[-2] if count > 1 else ""
    null = Token("literal", end, end)
    if last.kind == ",":
        return (count - 1, count, ()), (TextEdit(last.start, last.end, ""),)
    if last.kind == ":":
        return (count, count, (null,)), (TextEdit(end, end, "null"),)
    if last.kind == "word":
        # Half a literal or half a name: it is removed, with the comma before it.
        if before == ":":
            return (count - 1, count, (null,)), (TextEdit(last.start, end, "null"),)
        first = count - 2 if before == "," else count - 1
        return (first, count, ()), (TextEdit(tokens.starts[first], end, ""),)
    if innermost.kind == "{" and last.kind == "string" and before in {"{", ","}:
        return (count, count, (Token(":", end, end), null)), (TextEdit(end, end, ":null"),)
    return (count, count, ()), ()
