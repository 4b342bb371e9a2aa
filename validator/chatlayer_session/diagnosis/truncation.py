"""Text that ends before its brackets are closed: how it would go on, and what to say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .lexer import OPENERS, Token
from .problems import SyntaxProblem, TextEdit

if TYPE_CHECKING:
    from ..parsing.positions import LineIndex
    from .heuristics import OpenBracket


@dataclass(frozen=True, slots=True)
class BalancedTokens:
    """Tokens whose brackets match, closers put in having no width, and the mistakes that this made good."""

    tokens: list[Token]
    mistakes: list[SyntaxProblem]


def label(opened: OpenBracket, names: frozenset[str]) -> str:
    """Return what to call an array or object: its name, if that may be shown."""
    if opened.name in names:
        return f"`{opened.name}`"
    return "an object" if opened.token.kind == "{" else "an array"


def describe_position(lines: LineIndex, opened: OpenBracket) -> str:
    """Return where an array or object is opened."""
    return lines.describe(opened.token.start)


def close_at_end(
    lines: LineIndex, tokens: list[Token], stack: list[OpenBracket], names: frozenset[str], *, cut_off: bool
) -> BalancedTokens:
    """Close the brackets in ``stack``, which are open where the text ends.

    ``names`` are those that may be shown; ``cut_off`` says that the text ends inside a token.
    """
    last, end = tokens[-1], len(lines.text)
    completed, edits = _completed(tokens, stack[-1], end)
    marks = [OPENERS[opened.token.kind] for opened in reversed(stack)]
    closers = "".join(marks)
    around = f", and {len(marks) - 1} more around it" if len(marks) > 1 else ""
    innermost = f"{label(stack[-1], names)}, opened at {describe_position(lines, stack[-1])},"
    message = f"the text ends before {innermost} is closed{around}"
    if cut_off or edits:
        hint = "get the whole payload; this one was cut off"
    else:
        missing = f"add `{closers}` at the end" if len(closers) <= 8 else "add the closing brackets"
        hint = f"{missing}, or get the whole payload if it was cut off"
    mistake = SyntaxProblem(last.end, message, hint, (*edits, TextEdit(end, end, closers)))
    return BalancedTokens([*completed, *(Token(mark, end, end) for mark in marks)], [mistake])


def _completed(tokens: list[Token], innermost: OpenBracket, end: int) -> tuple[list[Token], tuple[TextEdit, ...]]:
    """Complete the member or item that the text ends in; no edits where it is complete."""
    last = tokens[-1]
    before = tokens[-2].kind if len(tokens) > 1 else ""
    null = Token("literal", end, end)
    if last.kind == ",":
        return tokens[:-1], (TextEdit(last.start, last.end, ""),)
    if last.kind == ":":
        return [*tokens, null], (TextEdit(end, end, "null"),)
    if last.kind == "word":
        # Half a literal or half a name: what was written is taken back, with the comma before it.
        kept = tokens[:-2] if before == "," else tokens[:-1]
        start = tokens[-2].start if before == "," else last.start
        return (
            ([*kept, null], (TextEdit(start, end, "null"),)) if before == ":" else (kept, (TextEdit(start, end, ""),))
        )
    if innermost.token.kind == "{" and last.kind == "string" and before in {"{", ","}:
        return [*tokens, Token(":", end, end), null], (TextEdit(end, end, ":null"),)
    return tokens, ()
