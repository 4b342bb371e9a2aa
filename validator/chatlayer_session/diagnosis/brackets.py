"""Brackets that do not match: which are missing, told from indentation and field names, and which are too many."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeAlias

from .lexing import CLOSERS, OPENERS, Token
from .mistakes import Edit, Mistake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..fields import Field
    from ..locating import Lines


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a token stands: its line, the indentation of that line, whether it comes first there, what it names."""

    token: Token
    line: int
    indentation: int
    leads: bool
    names_member: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """An open bracket: where it stands, the name of the member it is the value of, and the fields known inside."""

    standing: Standing
    name: str
    known: Field | None


@dataclass(frozen=True, slots=True)
class Balanced:
    """Tokens whose brackets match, closers put in having no width, and the mistakes that this made good."""

    tokens: list[Token]
    mistakes: list[Mistake]


class Mismatch(Enum):
    """What to make of a closing bracket that does not fit the innermost open one."""

    FAIL = auto()
    CLOSE_OTHERS_FIRST = auto()
    OTHER_KIND = auto()
    TOO_MANY = auto()


Judge: TypeAlias = "Callable[[Standing, list[Opened]], int]"
"""Says how many of the innermost open brackets should be closed before a token, or with it if it closes one."""


def balance(
    lines: Lines, tokens: list[Token], roots: Iterable[Field], names: frozenset[str], *, cut_off: bool
) -> Balanced | None:
    """Return the tokens with their brackets made to match, or None if no way of matching them convinces.

    ``roots`` are the fields of a payload, one tree for each kind; ``names`` are the names that may be shown;
    ``cut_off`` says that the text ends inside a token.
    """
    standings = list(_standings(lines, tokens))
    attempts = [
        _Attempt(lines, names, _nothing, Mismatch.FAIL, None),
        _Attempt(lines, names, _by_indentation, Mismatch.CLOSE_OTHERS_FIRST, None),
        *(_Attempt(lines, names, _by_names, Mismatch.CLOSE_OTHERS_FIRST, root) for root in roots),
        _Attempt(lines, names, _nothing, Mismatch.CLOSE_OTHERS_FIRST, None),
        _Attempt(lines, names, _nothing, Mismatch.OTHER_KIND, None),
        _Attempt(lines, names, _nothing, Mismatch.TOO_MANY, None),
    ]
    for attempt in attempts:
        if attempt.succeeds(standings):
            return Balanced(attempt.tokens, attempt.mistakes)
    return _closed_at_the_end(attempts[0], lines, names, cut_off=cut_off)


def first_document(tokens: list[Token]) -> int | None:
    """Return the index behind the first of several documents, or None if there is one only."""
    ends = list(_document_ends(tokens))
    return ends[0] if len(ends) > 1 and ends[-1] == len(tokens) else None


def _document_ends(tokens: list[Token]) -> Iterator[int]:
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.kind in OPENERS) - (token.kind in CLOSERS)
        if depth < 0 or (depth == 0 and token.kind not in CLOSERS):
            return
        if depth == 0:
            yield index + 1


def _standings(lines: Lines, tokens: list[Token]) -> Iterator[Standing]:
    previous = indentation = 0
    for index, token in enumerate(tokens):
        line, _ = lines.position(token.start)
        start = lines.starts[line - 1]
        leads = line != previous
        if leads:
            indentation = token.start - start
        previous, _ = lines.position(max(token.end - 1, token.start))
        follower = tokens[index + 1].kind if index + 1 < len(tokens) else ""
        names_member = token.kind in {"string", "word"} and follower == ":"
        yield Standing(token, line, indentation, leads, names_member)


def _nothing(standing: Standing, stack: list[Opened]) -> int:
    """Take the brackets as they stand."""
    del standing, stack
    return 0


def _by_indentation(standing: Standing, stack: list[Opened]) -> int:
    """Take it that a closing bracket is indented as the line of its opening one, and what is inside further."""
    if not standing.leads or standing.token.kind in {",", ":"}:
        return 0
    closes = standing.token.kind in CLOSERS
    for above, opened in enumerate(reversed(stack)):
        outside = opened.standing
        if outside.line == standing.line:
            return 0
        if closes and outside.indentation == standing.indentation:
            return above
        if outside.indentation < standing.indentation:
            return 0 if closes else above
    return 0


def _by_names(standing: Standing, stack: list[Opened]) -> int:
    """Take it that a known field stands in an object that is known to have it."""
    if not standing.names_member or not stack:
        return 0
    name, innermost = standing.token.name, stack[-1].known
    if innermost is None or innermost.free or name in innermost.members:
        return 0
    for above, opened in enumerate(reversed(stack)):
        if opened.known is not None and name in opened.known.members:
            return above
    return 0


class _Attempt:
    """One way of matching the brackets."""

    def __init__(
        self, lines: Lines, names: frozenset[str], judge: Judge, mismatch: Mismatch, root: Field | None
    ) -> None:
        self.lines = lines
        self.names = names
        self.judge = judge
        self.mismatch = mismatch
        self.root = root
        self.tokens: list[Token] = []
        self.mistakes: list[Mistake] = []
        self.stack: list[Opened] = []
        self.failed = False

    def succeeds(self, standings: list[Standing]) -> bool:
        """Take all tokens, and say whether the brackets match now."""
        for index, standing in enumerate(standings):
            ends_too_early = index > 0 and not self.stack
            if ends_too_early or self.failed:
                self.failed = True
                return False
            if standing.token.kind in CLOSERS:
                self.take_closer(standing, standings[index + 1 :][:1])
            else:
                self.close_before_comma(min(self.judge(standing, self.stack), len(self.stack) - 1))
                self.take_other(standing)
        return not self.failed and not self.stack

    def take_other(self, standing: Standing) -> None:
        if standing.token.kind in OPENERS:
            name = self.member_name()
            self.stack.append(Opened(standing, name, self.known_inside(name)))
        self.tokens.append(standing.token)

    def take_closer(self, standing: Standing, following: list[Standing]) -> None:
        missing = self.judge(standing, self.stack)
        kinds = [OPENERS[opened.standing.token.kind] for opened in reversed(self.stack)]
        token = standing.token
        if not kinds or missing >= len(kinds):
            self.failed = True
            return
        if len(kinds) == 1 and following and self.mismatch is Mismatch.TOO_MANY:
            self.mistakes.append(_one_too_many(token))
            return
        if kinds[0] != token.kind:
            token = self.fitted(token, kinds, missing)
            missing = 0
        self.tokens.append(token)
        self.stack.pop()
        self.close(missing)

    def fitted(self, token: Token, kinds: list[str], missing: int) -> Token:
        """Make a closing bracket fit that is of another kind than the innermost open one."""
        if self.mismatch is Mismatch.CLOSE_OTHERS_FIRST and token.kind in kinds:
            self.close(missing if kinds[missing] == token.kind else kinds.index(token.kind))
            return token
        if self.mismatch is not Mismatch.OTHER_KIND:
            self.failed = True
            return token
        self.mistakes.append(_other_kind(self.lines, token, self.stack[-1]))
        return Token(kinds[0], token.start, token.end)

    def close_before_comma(self, count: int) -> None:
        """Put in closing brackets as `close` does, but before a comma that stands there."""
        comma = self.tokens.pop() if count > 0 and self.tokens[-1].kind == "," else None
        self.close(count)
        if comma is not None:
            self.tokens.append(comma)

    def close(self, count: int) -> None:
        """Put in closing brackets for the innermost open ones, behind the last token."""
        for _ in range(count):
            opened = self.stack.pop()
            offset = self.tokens[-1].end
            mark = OPENERS[opened.standing.token.kind]
            self.tokens.append(Token(mark, offset, offset))
            self.mistakes.append(_not_closed(self.lines, opened, offset, self.names))

    def member_name(self) -> str:
        """The name of the member whose value starts with the next token; empty in an array and at the root."""
        if len(self.tokens) >= 2 and self.tokens[-1].kind == ":":
            return self.tokens[-2].name
        return ""

    def known_inside(self, name: str) -> Field | None:
        """The fields known in what the next token opens."""
        if not self.stack:
            return self.root
        outside = self.stack[-1].known
        if outside is None:
            return None
        return outside.members.get(name) if name else outside.items


def _closed_at_the_end(attempt: _Attempt, lines: Lines, names: frozenset[str], *, cut_off: bool) -> Balanced | None:
    """Close what is open when the text ends, if that is all that is wrong."""
    if attempt.failed or not attempt.stack:
        return None
    last, end = attempt.tokens[-1], len(lines.text)
    tokens, edits = _completed(attempt.tokens, attempt.stack[-1], end)
    marks = [OPENERS[opened.standing.token.kind] for opened in reversed(attempt.stack)]
    closers = "".join(marks)
    called, place = _called(attempt.stack[-1], names), _place(lines, attempt.stack[-1])
    around = f", and {len(marks) - 1} more around it" if len(marks) > 1 else ""
    message = f"the text ends before {called}, opened at {place}, is closed{around}"
    if cut_off or edits:
        hint = "get the whole payload; this one was cut off"
    else:
        missing = f"add `{closers}` at the end" if len(closers) <= 8 else "add the closing brackets"
        hint = f"{missing}, or get the whole payload if it was cut off"
    mistake = Mistake(last.end, message, hint, (*edits, Edit(end, end, closers)))
    return Balanced([*tokens, *(Token(mark, end, end) for mark in marks)], [mistake])


def _completed(tokens: list[Token], innermost: Opened, end: int) -> tuple[list[Token], tuple[Edit, ...]]:
    """Complete the member or item that the text ends in; no edits where it is complete."""
    last = tokens[-1]
    before = tokens[-2].kind if len(tokens) > 1 else ""
    in_object = innermost.standing.token.kind == "{"
    null = Token("literal", end, end)
    if last.kind == ",":
        return tokens[:-1], (Edit(last.start, last.end, ""),)
    if last.kind == ":":
        return [*tokens, null], (Edit(end, end, "null"),)
    if last.kind == "word":
        # Half a literal or half a name: what was written is taken back, with the comma before it.
        kept = tokens[:-2] if before == "," else tokens[:-1]
        start = tokens[-2].start if before == "," else last.start
        return ([*kept, null], (Edit(start, end, "null"),)) if before == ":" else (kept, (Edit(start, end, ""),))
    if in_object and last.kind == "string" and before in {"{", ","}:
        return [*tokens, Token(":", end, end), null], (Edit(end, end, ":null"),)
    return tokens, ()


def _called(opened: Opened, names: frozenset[str]) -> str:
    if opened.name in names:
        return f"`{opened.name}`"
    return "an object" if opened.standing.token.kind == "{" else "an array"


def _place(lines: Lines, opened: Opened) -> str:
    line, column = lines.position(opened.standing.token.start)
    return f"line {line}, column {column}"


def _not_closed(lines: Lines, opened: Opened, offset: int, names: frozenset[str]) -> Mistake:
    mark = OPENERS[opened.standing.token.kind]
    message = f"{_called(opened, names)}, opened at {_place(lines, opened)}, is not closed"
    line, column = lines.position(offset)
    ends_line = lines.text[offset:].lstrip(" \t\r")[:1] in {"", "\n"}
    where = f"after line {line}" if ends_line else f"at line {line}, column {column}"
    return Mistake(offset, message, f"add `{mark}` {where}", (Edit(offset, offset, mark),))


def _other_kind(lines: Lines, token: Token, opened: Opened) -> Mistake:
    mark = OPENERS[opened.standing.token.kind]
    message = f"`{token.kind}` stands where `{opened.standing.token.kind}` of {_place(lines, opened)} is to be closed"
    return Mistake(token.start, message, f"write `{mark}`", (Edit(token.start, token.end, mark),))


def _one_too_many(token: Token) -> Mistake:
    message = f"one `{token.kind}` too many: the outermost bracket is closed here already"
    return Mistake(token.start, message, f"remove this `{token.kind}`", (Edit(token.start, token.end, ""),))
