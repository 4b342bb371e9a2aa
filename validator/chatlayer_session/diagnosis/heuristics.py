"""Places where brackets are missing, as indentation and field names show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from .lexer import CLOSERS, OPENERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..parsing.positions import LineIndex
    from ..spec.fields import Field
    from .lexer import Token


class TokenContext(NamedTuple):
    """A token with its line, the indentation of the line, and whether it is the first on it."""

    token_index: int
    token: Token
    line: int
    indentation: int
    leads: bool
    names_member: bool


class OpenBracket(NamedTuple):
    """An open bracket with its line, the indentation of the line, the name of its member, and its known fields."""

    token: Token
    line: int
    indentation: int
    name: str
    known: Field | None


Strategy: TypeAlias = "Callable[[TokenContext, list[OpenBracket]], int]"
"""Returns how many of the innermost open brackets to close before a token, or with it if it is a closing bracket."""


def token_contexts(lines: LineIndex, tokens: list[Token], names: frozenset[str]) -> Iterator[TokenContext]:
    """Yield the tokens that can show missing brackets: brackets, the first on each line, and known names."""
    starts = lines.starts
    line = previous = indentation = 0
    for index, token in enumerate(tokens):
        kind, start, end, name = token.kind, token.start, token.end, token.name
        while line < len(starts) and starts[line] <= start:
            line += 1
        leads = line != previous
        if leads:
            indentation = start - starts[line - 1]
        previous = line
        while previous < len(starts) and starts[previous] < end:
            # The token is a string with line breaks.
            previous += 1
        names_member = name in names and index + 1 < len(tokens) and tokens[index + 1].kind == ":"
        if kind in OPENERS or kind in CLOSERS or names_member or (leads and kind not in {",", ":"}):
            yield TokenContext(index, token, line, indentation, leads, names_member)


def as_written(context: TokenContext, stack: list[OpenBracket]) -> int:
    """Close no bracket: the text has them all."""
    del context, stack
    return 0


def by_indentation(context: TokenContext, stack: list[OpenBracket]) -> int:
    """Close brackets by indentation: closing brackets have that of their opening line, and the content has more."""
    if not context.leads:
        return 0
    closes = context.token.kind in CLOSERS
    for above, opened in enumerate(reversed(stack)):
        if opened.line == context.line:
            return 0
        if closes and opened.indentation == context.indentation:
            return above
        if opened.indentation < context.indentation:
            return 0 if closes else above
    return 0


def by_known_fields(context: TokenContext, stack: list[OpenBracket]) -> int:
    """Close brackets so that a known field is in an object that declares it."""
    if not context.names_member or not stack:
        return 0
    name, innermost = context.token.name, stack[-1].known
    if innermost is None or innermost.open or name in innermost.members:
        return 0
    for above, opened in enumerate(reversed(stack)):
        if opened.known is not None and name in opened.known.members:
            return above
    return 0
