"""Brackets that do not match: which are missing, by indentation and field names, and which are too many."""

from __future__ import annotations

import re
from copy import copy
from enum import Enum, auto
from functools import partial
from itertools import tee
from typing import TYPE_CHECKING

from .heuristics import OpenBracket, as_written, by_indentation, by_known_fields, token_contexts
from .lexer import CLOSERS, OPENERS, Token
from .problems import MAX_PROBLEMS, SyntaxProblem, TextEdit, syntax_problem
from .truncation import BalancedTokens, close_at_end, describe_position, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..parsing.positions import LineIndex
    from ..spec.fields import Field
    from .heuristics import Strategy, TokenContext


class Mismatch(Enum):
    """The meaning of a closing bracket that does not match the innermost open one."""

    FAIL = auto()
    CLOSE_OTHERS_FIRST = auto()
    OTHER_KIND = auto()
    TOO_MANY = auto()


_OPENER_BY_CLOSER = {closer: opener for opener, closer in OPENERS.items()}
_ENDS_A_LINE = re.compile(r"[ \t\r]*(?:\n|\Z)")


def balances(
    lines: LineIndex, tokens: list[Token], roots: Iterable[Field], names: frozenset[str], *, cut_off: bool
) -> Iterator[BalancedTokens]:
    """Yield the tokens with matching brackets, in several ways, the most likely first.

    ``roots`` are the fields of a payload, one tree for each kind; ``names`` are the names that may be shown;
    ``cut_off`` is whether the text ends inside a token.
    """
    if _match(tokens):
        yield BalancedTokens(tokens, [])
        return
    # Copies share the contexts that were made so far: the attempts often fail early.
    (contexts,) = tee(token_contexts(lines, tokens, names), 1)
    attempt_with = partial(_Attempt, lines, tokens, names)
    unchanged = attempt_with(strategy=as_written, mismatch=Mismatch.FAIL)
    if unchanged.succeeds(copy(contexts)):
        yield BalancedTokens(unchanged.balanced_tokens(), unchanged.problems)
    # An attempt that could not change the brackets is left out: it would fail like the unchanged ones.
    indented = [attempt_with(strategy=by_indentation, mismatch=Mismatch.CLOSE_OTHERS_FIRST)]
    mismatched = [
        attempt_with(strategy=as_written, mismatch=Mismatch.CLOSE_OTHERS_FIRST),
        attempt_with(strategy=as_written, mismatch=Mismatch.OTHER_KIND),
    ]
    attempts = [
        *(indented if len(lines.starts) > 1 or unchanged.failed else []),
        *(attempt_with(strategy=by_known_fields, mismatch=Mismatch.CLOSE_OTHERS_FIRST, root=root) for root in roots),
        *(mismatched if unchanged.failed else []),
        attempt_with(strategy=as_written, mismatch=Mismatch.TOO_MANY),
    ]
    for attempt in attempts:
        if attempt.succeeds(copy(contexts)):
            yield BalancedTokens(attempt.balanced_tokens(), attempt.problems)
    if unchanged.stack and not unchanged.failed:
        yield close_at_end(lines, tokens, unchanged.stack, names, cut_off=cut_off)


def first_document(tokens: list[Token]) -> int | None:
    """Return the index after the first of several documents; None if there is only one."""
    ends = list(_document_ends(tokens))
    return ends[0] if len(ends) > 1 and ends[-1] == len(tokens) else None


def _document_ends(tokens: list[Token]) -> Iterator[int]:
    depth = 0
    for index, token in enumerate(tokens, 1):
        depth += (token.kind in OPENERS) - (token.kind in CLOSERS)
        if depth < 0 or (depth == 0 and token.kind not in CLOSERS):
            return
        if depth == 0:
            yield index


def _match(tokens: list[Token]) -> bool:
    """Return whether the brackets match and all tokens are inside of them."""
    stack: list[str] = []
    for index, token in enumerate(tokens):
        if index > 0 and not stack:
            return False
        if token.kind in OPENERS:
            stack.append(OPENERS[token.kind])
        elif token.kind in CLOSERS and (not stack or stack.pop() != token.kind):
            return False
    return not stack


class _Attempt:
    """One way to match the brackets.

    ``inserted`` and ``replaced`` are the tokens before a token of the text and in place of one, by its index.
    """

    def __init__(
        self,
        lines: LineIndex,
        tokens: list[Token],
        names: frozenset[str],
        *,
        strategy: Strategy,
        mismatch: Mismatch,
        root: Field | None = None,
    ) -> None:
        self.lines = lines
        self.tokens = tokens
        self.names = names
        self.strategy = strategy
        self.mismatch = mismatch
        self.root = root
        self.inserted: dict[int, list[Token]] = {}
        self.replaced: dict[int, list[Token]] = {}
        self.problems: list[SyntaxProblem] = []
        self.stack: list[OpenBracket] = []
        self.failed = False

    def succeeds(self, contexts: Iterator[TokenContext]) -> bool:
        """Take all tokens, and return whether the brackets match now."""
        last = -1
        for context in contexts:
            last = context.token_index
            kind = context.token.kind
            if context.token_index > 0 and not self.stack:
                self.failed = True
            elif kind in CLOSERS:
                self.take_closer(context)
            else:
                missing = min(self.strategy(context, self.stack), len(self.stack) - 1)
                if missing > 0:
                    # A comma before the token belongs after the closing brackets.
                    follows_comma = self.tokens[context.token_index - 1].kind == ","
                    self.close(missing, context.token_index - follows_comma)
                if kind in OPENERS:
                    self.open(context)
            if self.failed or len(self.problems) > MAX_PROBLEMS:
                self.failed = True
                return False
        return not self.stack and last == len(self.tokens) - 1

    def balanced_tokens(self) -> list[Token]:
        """Return the tokens of the text with the changes applied."""
        if not self.inserted and not self.replaced:
            return self.tokens
        balanced: list[Token] = []
        for index, token in enumerate(self.tokens):
            balanced += self.inserted.get(index, ())
            balanced += self.replaced.get(index, (token,))
        return [*balanced, *self.inserted.get(len(self.tokens), ())]

    def open(self, context: TokenContext) -> None:
        index = context.token_index
        named = index >= 2 and self.tokens[index - 1].kind == ":" and index not in self.inserted
        name = self.tokens[index - 2].name if named else ""
        known = self.known_inside(name)
        self.stack.append(OpenBracket(context.token, context.line, context.indentation, name, known))

    def take_closer(self, context: TokenContext) -> None:
        token, index = context.token, context.token_index
        missing = self.strategy(context, self.stack)
        if missing >= len(self.stack):
            self.failed = True
            return
        if len(self.stack) == 1 and index + 1 < len(self.tokens) and self.mismatch is Mismatch.TOO_MANY:
            self.problems.append(_extra_bracket(token, closes_document=token.kind == self.innermost_closer()))
            self.replaced[index] = []
            return
        if self.innermost_closer() != token.kind:
            self.resolve_mismatch(token, index, missing)
            missing = 0
        if not self.failed:
            self.stack.pop()
            self.close(missing, index + 1)

    def innermost_closer(self) -> str:
        return OPENERS[self.stack[-1].token.kind]

    def resolve_mismatch(self, token: Token, index: int, missing: int) -> None:
        """Make a closing bracket match the brackets, if it does not match the innermost open one."""
        kinds = [OPENERS[opened.token.kind] for opened in reversed(self.stack)]
        if self.mismatch is Mismatch.CLOSE_OTHERS_FIRST and token.kind in kinds:
            self.close(missing if kinds[missing] == token.kind else kinds.index(token.kind), index)
        elif self.mismatch is Mismatch.OTHER_KIND:
            self.problems.append(_wrong_bracket(self.lines, token, self.stack[-1]))
            self.replaced[index] = [Token(self.innermost_closer(), token.start, token.end)]
        else:
            self.failed = True

    def close(self, count: int, index: int) -> None:
        """Insert closing brackets for the innermost open ones, before the token at ``index``."""
        for _ in range(count):
            opened = self.stack.pop()
            offset = self.tokens[index - 1].end
            self.inserted.setdefault(index, []).append(Token(OPENERS[opened.token.kind], offset, offset))
            self.problems.append(_not_closed(self.lines, opened, offset, self.names))

    def known_inside(self, name: str) -> Field | None:
        """Return the fields known in the container that the next token opens."""
        if not self.stack:
            return self.root
        outer = self.stack[-1].known
        if outer is None:
            return None
        return outer.members.get(name) if name else outer.items


def _not_closed(lines: LineIndex, opened: OpenBracket, offset: int, names: frozenset[str]) -> SyntaxProblem:
    mark = OPENERS[opened.token.kind]
    ends_line = "\n" in lines.text and _ENDS_A_LINE.match(lines.text, offset)
    return syntax_problem(
        offset,
        "not-closed",
        "line_end" if ends_line else "",
        edits=[TextEdit(offset, offset, mark)],
        container=label(opened, names),
        place=describe_position(lines, opened),
        bracket=mark,
        line=lines.position(offset)[0],
        end=lines.describe(offset),
    )


def _wrong_bracket(lines: LineIndex, token: Token, opened: OpenBracket) -> SyntaxProblem:
    mark = OPENERS[opened.token.kind]
    return syntax_problem(
        token.start,
        "wrong-bracket",
        edits=[TextEdit(token.start, token.end, mark)],
        bracket=mark,
        opener=opened.token.kind,
        place=describe_position(lines, opened),
        found=token.kind,
    )


def _extra_bracket(token: Token, *, closes_document: bool) -> SyntaxProblem:
    """Return the problem of an extra bracket; ``closes_document`` is whether it matches the outermost open one."""
    edits = [TextEdit(token.start, token.end, "")]
    if closes_document:
        return syntax_problem(token.start, "early-bracket", edits=edits, bracket=token.kind)
    return syntax_problem(
        token.start, "extra-bracket", edits=edits, bracket=token.kind, opener=_OPENER_BY_CLOSER[token.kind]
    )
