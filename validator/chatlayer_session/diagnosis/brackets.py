"""Brackets that do not match: which are missing, told from indentation and field names, and which are too many."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING

from .heuristics import OpenBracket, as_written, by_indentation, by_known_fields, token_contexts
from .lexer import CLOSERS, OPENERS, Token
from .problems import MAX_PROBLEMS, SyntaxProblem, TextEdit
from .truncation import BalancedTokens, close_at_end, describe_position, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..parsing.positions import LineIndex
    from ..spec.fields import Field
    from .heuristics import Strategy, TokenContext


class Mismatch(Enum):
    """What to make of a closing bracket that does not fit the innermost open one."""

    FAIL = auto()
    CLOSE_OTHERS_FIRST = auto()
    OTHER_KIND = auto()
    TOO_MANY = auto()


_OPENERS = {closer: opener for opener, closer in OPENERS.items()}
_ENDS_A_LINE = re.compile(r"[ \t\r]*(?:\n|\Z)")


def balances(
    lines: LineIndex, tokens: list[Token], roots: Iterable[Field], names: frozenset[str], *, cut_off: bool
) -> Iterator[BalancedTokens]:
    """Yield the tokens with their brackets made to match, in one way after the other, the likeliest first.

    ``roots`` are the fields of a payload, one tree for each kind; ``names`` are the names that may be shown;
    ``cut_off`` says that the text ends inside a token.
    """
    if _match(tokens):
        yield BalancedTokens(tokens, [])
        return
    known = list(token_contexts(lines, tokens, names))
    attempt_with = partial(_Attempt, lines, tokens, names)
    as_they_stand = attempt_with(judge=as_written, mismatch=Mismatch.FAIL)
    if as_they_stand.succeeds(known):
        yield BalancedTokens(as_they_stand.balanced_tokens(), as_they_stand.mistakes)
    # What makes no difference to the brackets as they stand is not tried: it would fail as they do.
    indented = [attempt_with(judge=by_indentation, mismatch=Mismatch.CLOSE_OTHERS_FIRST)]
    mismatched = [
        attempt_with(judge=as_written, mismatch=Mismatch.CLOSE_OTHERS_FIRST),
        attempt_with(judge=as_written, mismatch=Mismatch.OTHER_KIND),
    ]
    attempts = [
        *(indented if len(lines.starts) > 1 or as_they_stand.failed else []),
        *(attempt_with(judge=by_known_fields, mismatch=Mismatch.CLOSE_OTHERS_FIRST, root=root) for root in roots),
        *(mismatched if as_they_stand.failed else []),
        attempt_with(judge=as_written, mismatch=Mismatch.TOO_MANY),
    ]
    for attempt in attempts:
        if attempt.succeeds(known):
            yield BalancedTokens(attempt.balanced_tokens(), attempt.mistakes)
    if as_they_stand.stack and not as_they_stand.failed:
        yield close_at_end(lines, tokens, as_they_stand.stack, names, cut_off=cut_off)


def first_document(tokens: list[Token]) -> int | None:
    """Return the index behind the first of several documents, or None if there is one only."""
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
    """Say whether the brackets match and nothing stands outside them."""
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
    """One way of matching the brackets; ``changes`` are the tokens to stand before one of the text, or instead."""

    def __init__(
        self,
        lines: LineIndex,
        tokens: list[Token],
        names: frozenset[str],
        *,
        judge: Strategy,
        mismatch: Mismatch,
        root: Field | None = None,
    ) -> None:
        self.lines = lines
        self.tokens = tokens
        self.names = names
        self.judge = judge
        self.mismatch = mismatch
        self.root = root
        self.put_in: dict[int, list[Token]] = {}
        self.replaced: dict[int, list[Token]] = {}
        self.mistakes: list[SyntaxProblem] = []
        self.stack: list[OpenBracket] = []
        self.failed = False

    def succeeds(self, standings: list[TokenContext]) -> bool:
        """Take all tokens, and say whether the brackets match now."""
        for standing in standings:
            kind = standing.token.kind
            if standing.token_index > 0 and not self.stack:
                self.failed = True
            elif kind in CLOSERS:
                self.take_closer(standing)
            else:
                missing = min(self.judge(standing, self.stack), len(self.stack) - 1)
                if missing > 0:
                    # A comma that stands there belongs behind the closing brackets.
                    follows_comma = self.tokens[standing.token_index - 1].kind == ","
                    self.close(missing, standing.token_index - follows_comma)
                if kind in OPENERS:
                    self.open(standing)
            if self.failed or len(self.mistakes) > MAX_PROBLEMS:
                self.failed = True
                return False
        return not self.stack and bool(standings) and standings[-1].token_index == len(self.tokens) - 1

    def balanced_tokens(self) -> list[Token]:
        """Return the tokens of the text with the changes made."""
        if not self.put_in and not self.replaced:
            return self.tokens
        balanced: list[Token] = []
        for index, token in enumerate(self.tokens):
            balanced += self.put_in.get(index, ())
            balanced += self.replaced.get(index, (token,))
        return [*balanced, *self.put_in.get(len(self.tokens), ())]

    def open(self, standing: TokenContext) -> None:
        index = standing.token_index
        named = index >= 2 and self.tokens[index - 1].kind == ":" and index not in self.put_in
        name = self.tokens[index - 2].name if named else ""
        self.stack.append(
            OpenBracket(standing.token, standing.line, standing.indentation, name, self.known_inside(name))
        )

    def take_closer(self, standing: TokenContext) -> None:
        token, index = standing.token, standing.token_index
        missing = self.judge(standing, self.stack)
        if missing >= len(self.stack):
            self.failed = True
            return
        if len(self.stack) == 1 and index + 1 < len(self.tokens) and self.mismatch is Mismatch.TOO_MANY:
            self.mistakes.append(_one_too_many(token, closes=token.kind == self.innermost_closer()))
            self.replaced[index] = []
            return
        if self.innermost_closer() != token.kind:
            self.fit(token, index, missing)
            missing = 0
        if not self.failed:
            self.stack.pop()
            self.close(missing, index + 1)

    def innermost_closer(self) -> str:
        return OPENERS[self.stack[-1].token.kind]

    def fit(self, token: Token, index: int, missing: int) -> None:
        """Make a closing bracket fit that is of another kind than the innermost open one."""
        kinds = [OPENERS[opened.token.kind] for opened in reversed(self.stack)]
        if self.mismatch is Mismatch.CLOSE_OTHERS_FIRST and token.kind in kinds:
            self.close(missing if kinds[missing] == token.kind else kinds.index(token.kind), index)
        elif self.mismatch is Mismatch.OTHER_KIND:
            self.mistakes.append(_other_kind(self.lines, token, self.stack[-1]))
            self.replaced[index] = [Token(self.innermost_closer(), token.start, token.end)]
        else:
            self.failed = True

    def close(self, count: int, index: int) -> None:
        """Put in closing brackets for the innermost open ones, before the token at ``index``."""
        for _ in range(count):
            opened = self.stack.pop()
            offset = self.tokens[index - 1].end
            self.put_in.setdefault(index, []).append(Token(OPENERS[opened.token.kind], offset, offset))
            self.mistakes.append(_not_closed(self.lines, opened, offset, self.names))

    def known_inside(self, name: str) -> Field | None:
        """The fields known in what the next token opens."""
        if not self.stack:
            return self.root
        outside = self.stack[-1].known
        if outside is None:
            return None
        return outside.members.get(name) if name else outside.items


def _not_closed(lines: LineIndex, opened: OpenBracket, offset: int, names: frozenset[str]) -> SyntaxProblem:
    mark = OPENERS[opened.token.kind]
    message = f"{label(opened, names)}, opened at {describe_position(lines, opened)}, is not closed"
    ends_a_line = "\n" in lines.text and _ENDS_A_LINE.match(lines.text, offset)
    where = f"after line {lines.position(offset)[0]}" if ends_a_line else f"at {lines.describe(offset)}"
    return SyntaxProblem(offset, message, f"add `{mark}` {where}", (TextEdit(offset, offset, mark),))


def _other_kind(lines: LineIndex, token: Token, opened: OpenBracket) -> SyntaxProblem:
    mark = OPENERS[opened.token.kind]
    message = f"`{token.kind}` stands where `{opened.token.kind}` of {describe_position(lines, opened)} is to be closed"
    return SyntaxProblem(token.start, message, f"write `{mark}`", (TextEdit(token.start, token.end, mark),))


def _one_too_many(token: Token, *, closes: bool) -> SyntaxProblem:
    """Return what to say of a bracket that is not needed; ``closes`` is whether it fits the outermost open one."""
    reason = "the outermost bracket is closed here already" if closes else f"no `{_OPENERS[token.kind]}` is open here"
    message = f"one `{token.kind}` too many: {reason}"
    return SyntaxProblem(token.start, message, f"remove this `{token.kind}`", (TextEdit(token.start, token.end, ""),))
