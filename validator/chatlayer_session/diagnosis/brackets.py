"""Brackets that do not match: which are missing, by indentation and field names, and which are too many."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING

from .heuristics import OpenBracket, as_written, by_indentation, by_known_fields, token_contexts
from .problems import MAX_PROBLEMS, SyntaxProblem, TextEdit, syntax_problem
from .tokens import CLOSERS, OPENERS, Token
from .truncation import BalancedTokens, close_at_end, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..parsing.positions import LineIndex
    from ..spec.fields import Field
    from .heuristics import Strategy, TokenContext
    from .tokens import Change, Tokens


class Mismatch(Enum):
    """The meaning of a closing bracket that does not match the innermost open one."""

    FAIL = auto()
    CLOSE_OTHERS_FIRST = auto()
    OTHER_KIND = auto()
    TOO_MANY = auto()


_OPENER_BY_CLOSER = {closer: opener for opener, closer in OPENERS.items()}
_ENDS_A_LINE = re.compile(r"[ \t\r]*(?:\n|\Z)")


def balances(
    lines: LineIndex, tokens: Tokens, roots: Iterable[Field], names: frozenset[str], *, cut_off: bool
) -> Iterator[BalancedTokens]:
    """Yield the tokens with matching brackets, in several ways, the most likely first.

    ``roots`` are the fields of a payload, one tree for each kind; ``names`` are the names that may be shown;
    ``cut_off`` is whether the text ends inside a token.
    """
    if _match(tokens):
        yield BalancedTokens(tokens, [])
        return
    attempt_with = partial(_Attempt, lines, tokens, names)
    unchanged = attempt_with(strategy=as_written, mismatch=Mismatch.FAIL)
    if unchanged.succeeds():
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
        if attempt.succeeds():
            yield BalancedTokens(attempt.balanced_tokens(), attempt.problems)
    if unchanged.stack and not unchanged.failed:
        yield close_at_end(lines, tokens, unchanged.stack, names, cut_off=cut_off)


def first_document(tokens: Tokens) -> int | None:
    """Return the index after the first of several documents; None if there is only one."""
    depth, first = 0, None
    for index, kind in enumerate(tokens.kinds, 1):
        depth += (kind in OPENERS) - (kind in CLOSERS)
        if depth < 0 or (depth == 0 and kind not in CLOSERS):
            return None
        if depth == 0 and first is None:
            first = index
    return first if depth == 0 and first != len(tokens) else None


def _match(tokens: Tokens) -> bool:
    """Return whether the brackets match and all tokens are inside of them."""
    stack: list[str] = []
    for index, kind in enumerate(tokens.kinds):
        if index > 0 and not stack:
            return False
        if kind in OPENERS:
            stack.append(OPENERS[kind])
        elif kind in CLOSERS and (not stack or stack.pop() != kind):
            return False
    return not stack


class _Attempt:
    """One way to match the brackets; ``changes`` are those to the tokens, in the order of their places."""

    def __init__(
        self,
        lines: LineIndex,
        tokens: Tokens,
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
        self.changes: list[Change] = []
        self.problems: list[SyntaxProblem] = []
        self.stack: list[OpenBracket] = []
        self.failed = False

    def succeeds(self) -> bool:
        """Take all tokens, and return whether the brackets match now."""
        last = -1
        for context in token_contexts(self.lines, self.tokens, self.names):
            last = context.token_index
            kind = context.kind
            if context.token_index > 0 and not self.stack:
                self.failed = True
            elif kind in CLOSERS:
                self.take_closer(context)
            else:
                missing = min(self.strategy(context, self.stack), len(self.stack) - 1)
                if missing > 0:
                    # A comma before the token belongs after the closing brackets.
                    follows_comma = self.tokens.kinds[context.token_index - 1] == ","
                    self.close(missing, context.token_index - follows_comma)
                if kind in OPENERS:
                    self.open(context)
            if self.failed or len(self.problems) > MAX_PROBLEMS:
                self.failed = True
                return False
        return not self.stack and last == len(self.tokens) - 1

    def balanced_tokens(self) -> Tokens:
        """Return the tokens of the text with the changes applied."""
        return self.tokens.changed(self.changes) if self.changes else self.tokens

    def open(self, context: TokenContext) -> None:
        index = context.token_index
        changed_before = any(start == index for start, _, _ in self.changes[-1:])
        named = index >= 2 and self.tokens.kinds[index - 1] == ":" and not changed_before
        name = self.tokens[index - 2].name if named else ""
        known = self.known_inside(name)
        self.stack.append(OpenBracket(context.kind, context.start, context.line, context.indentation, name, known))

    def take_closer(self, context: TokenContext) -> None:
        index = context.token_index
        missing = self.strategy(context, self.stack)
        if missing >= len(self.stack):
            self.failed = True
            return
        if len(self.stack) == 1 and index + 1 < len(self.tokens) and self.mismatch is Mismatch.TOO_MANY:
            self.problems.append(_extra_bracket(context, closes_document=context.kind == self.innermost_closer()))
            self.changes.append((index, index + 1, ()))
            return
        if self.innermost_closer() != context.kind:
            self.resolve_mismatch(context, missing)
            missing = 0
        if not self.failed:
            self.stack.pop()
            self.close(missing, index + 1)

    def innermost_closer(self) -> str:
        return OPENERS[self.stack[-1].kind]

    def resolve_mismatch(self, context: TokenContext, missing: int) -> None:
        """Make a closing bracket match the brackets, if it does not match the innermost open one."""
        index = context.token_index
        kinds = [OPENERS[opened.kind] for opened in reversed(self.stack)]
        if self.mismatch is Mismatch.CLOSE_OTHERS_FIRST and context.kind in kinds:
            self.close(missing if kinds[missing] == context.kind else kinds.index(context.kind), index)
        elif self.mismatch is Mismatch.OTHER_KIND:
            self.problems.append(_wrong_bracket(self.lines, context, self.stack[-1]))
            closer = Token(self.innermost_closer(), context.start, context.start + 1)
            self.changes.append((index, index + 1, (closer,)))
        else:
            self.failed = True

    def close(self, count: int, index: int) -> None:
        """Insert closing brackets for the innermost open ones, before the token at ``index``."""
        for _ in range(count):
            opened = self.stack.pop()
            offset = self.tokens.ends[index - 1]
            self.changes.append((index, index, (Token(OPENERS[opened.kind], offset, offset),)))
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
    mark = OPENERS[opened.kind]
    ends_line = "\n" in lines.text and _ENDS_A_LINE.match(lines.text, offset)
    return syntax_problem(
        offset,
        "not-closed",
        "line_end" if ends_line else "",
        edits=[TextEdit(offset, offset, mark)],
        container=label(opened, names),
        place=lines.describe(opened.start),
        bracket=mark,
        line=lines.position(offset)[0],
        end=lines.describe(offset),
    )


def _wrong_bracket(lines: LineIndex, closer: TokenContext, opened: OpenBracket) -> SyntaxProblem:
    mark = OPENERS[opened.kind]
    return syntax_problem(
        closer.start,
        "wrong-bracket",
        edits=[TextEdit(closer.start, closer.start + 1, mark)],
        bracket=mark,
        opener=opened.kind,
        place=lines.describe(opened.start),
        found=closer.kind,
    )


def _extra_bracket(closer: TokenContext, *, closes_document: bool) -> SyntaxProblem:
    """Return the problem of an extra bracket; ``closes_document`` is whether it matches the outermost open one."""
    edits = [TextEdit(closer.start, closer.start + 1, "")]
    if closes_document:
        return syntax_problem(closer.start, "early-bracket", edits=edits, bracket=closer.kind)
    return syntax_problem(
        closer.start, "extra-bracket", edits=edits, bracket=closer.kind, opener=_OPENER_BY_CLOSER[closer.kind]
    )
