"""Where brackets are missing, as far as indentation and field names tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from .lexer import CLOSERS, OPENERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..parsing.positions import LineIndex
    from ..spec.fields import Field
    from .lexer import Token


class TokenContext(NamedTuple):
    """Where a token stands: its line, the indentation of that line, whether it comes first there."""

    token_index: int
    token: Token
    line: int
    indentation: int
    leads: bool
    names_member: bool


class OpenBracket(NamedTuple):
    """An open bracket, the name of the member it is the value of, and the fields known inside.

    ``line`` and ``indentation`` are those of the line it stands on.
    """

    token: Token
    line: int
    indentation: int
    name: str
    known: Field | None


Strategy: TypeAlias = "Callable[[TokenContext, list[OpenBracket]], int]"
"""Says how many of the innermost open brackets should be closed before a token, or with it if it closes one."""


def token_contexts(lines: LineIndex, tokens: list[Token], names: frozenset[str]) -> Iterator[TokenContext]:
    """Yield the tokens that tell something of the brackets: brackets, what leads a line, and known names."""
    starts = lines.starts
    line = previous = indentation = 0
    for index, token in enumerate(tokens):
        kind, start, end, name, _ = token
        while line < len(starts) and starts[line] <= start:
            line += 1
        leads = line != previous
        if leads:
            indentation = start - starts[line - 1]
        previous = line
        while previous < len(starts) and starts[previous] < end:
            # A string with line breaks in it.
            previous += 1
        names_member = name in names and index + 1 < len(tokens) and tokens[index + 1].kind == ":"
        if kind in OPENERS or kind in CLOSERS or names_member or (leads and kind not in {",", ":"}):
            yield TokenContext(index, token, line, indentation, leads, names_member)


def as_written(standing: TokenContext, stack: list[OpenBracket]) -> int:
    """Take the brackets as they stand."""
    del standing, stack
    return 0


def by_indentation(standing: TokenContext, stack: list[OpenBracket]) -> int:
    """Take it that a closing bracket is indented as the line of its opening one, and what is inside further."""
    if not standing.leads:
        return 0
    closes = standing.token.kind in CLOSERS
    for above, opened in enumerate(reversed(stack)):
        if opened.line == standing.line:
            return 0
        if closes and opened.indentation == standing.indentation:
            return above
        if opened.indentation < standing.indentation:
            return 0 if closes else above
    return 0


def by_known_fields(standing: TokenContext, stack: list[OpenBracket]) -> int:
    """Take it that a known field stands in an object that is known to have it."""
    if not standing.names_member or not stack:
        return 0
    name, innermost = standing.token.name, stack[-1].known
    if innermost is None or innermost.open or name in innermost.members:
        return 0
    for above, opened in enumerate(reversed(stack)):
        if opened.known is not None and name in opened.known.members:
            return above
    return 0
