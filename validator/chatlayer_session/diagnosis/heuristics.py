"""Places where brackets are missing, as indentation and field names show them."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from .tokens import CLOSERS, OPENERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..parsing.positions import LineIndex
    from ..spec.fields import Field
    from .tokens import Tokens


class TokenContext(NamedTuple):
    """A token with its line, the indentation of the line, whether it is the first on it, and the known name that it is.

    ``name`` is empty for any other token.
    """

    token_index: int
    kind: str
    start: int
    line: int
    indentation: int
    leads: bool
    name: str


class OpenBracket(NamedTuple):
    """An open bracket with its line, the indentation of the line, the name of its member, and its known fields."""

    kind: str
    start: int
    line: int
    indentation: int
    name: str
    known: Field | None


Strategy: TypeAlias = "Callable[[TokenContext, list[OpenBracket]], int]"
"""Returns how many of the innermost open brackets to close before a token, or with it if it is a closing bracket."""


def token_contexts(lines: LineIndex, tokens: Tokens, names: frozenset[str]) -> Iterator[TokenContext]:
    """Yield the tokens that can show missing brackets: brackets, the first on each line, and known names."""
    starts = lines.starts
    line = previous = indentation = 0
    followers = chain(islice(tokens.kinds, 1, None), [""])
    columns = zip(tokens.kinds, tokens.starts, tokens.ends, followers, strict=True)
    for index, (kind, start, end, follower) in enumerate(columns):
        while line < len(starts) and starts[line] <= start:
            line += 1
        leads = line != previous
        if leads:
            indentation = start - starts[line - 1]
        previous = line
        while previous < len(starts) and starts[previous] < end:
            # The token is a string with line breaks.
            previous += 1
        name = tokens[index].name if follower == ":" else ""
        if name not in names:
            name = ""
        if kind in OPENERS or kind in CLOSERS or name or (leads and kind not in {",", ":"}):
            yield TokenContext(index, kind, start, line, indentation, leads, name)


def as_written(context: TokenContext, stack: list[OpenBracket]) -> int:
    """Close no bracket: the text has them all."""
    del context, stack
    return 0


def by_indentation(context: TokenContext, stack: list[OpenBracket]) -> int:
    """Close brackets by indentation: closing brackets have that of their opening line, and the content has more."""
    if not context.leads:
        return 0
    closes = context.kind in CLOSERS
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
    if not context.name or not stack:
        return 0
    name, innermost = context.name, stack[-1].known
    if innermost is None or innermost.open or name in innermost.members:
        return 0
    for above, opened in enumerate(reversed(stack)):
        if opened.known is not None and name in opened.known.members:
            return above
    return 0
