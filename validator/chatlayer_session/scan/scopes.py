"""Names in code, and the parts of a session that they stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

ROOTS = frozenset({"args", "session", "payload"})
"""The names that stand for a session in any code."""

SET_LISTS = frozenset({"sessionDataToSet", "params", "parameters"})
"""The lists of keys and values that a button writes to the session."""

CERTAIN_SET_LIST = "sessionDataToSet"
"""The only one of `SET_LISTS` whose name says what it is."""


_STATEMENT = re.compile(
    r"internal|SessionVariable|SessionView|\bsys\b|\bimport\b|= new\b"
    r"|\b(?:const|let|var|for)\b[^=]{0,200}\b(?:args|session|payload)\b|=\s?(?:args|session|payload)\b(?!\s?=>)"
)
"""The words of statements that refer to `internal`, or bind a name that may stand for a part of a session."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a session: its path, with the places of the steps that are written where it is used.

    ``is_view`` is whether its members are attributes in Python.
    """

    path: tuple[str, ...] = ()
    offsets: tuple[int | None, ...] = ()
    is_certain: bool = True
    is_view: bool = False

    def step(self, name: str, offset: int | None) -> Part:
        """Return a member or item of the part."""
        return Part((*self.path, name), (*self.offsets, offset), self.is_certain, self.is_view)

    def elsewhere(self) -> Part:
        """Return the part as a name stands for it: with no step written in the expression."""
        return Part(self.path, (None,) * len(self.path), self.is_certain, self.is_view)


@dataclass(slots=True, eq=False)
class Builder:
    """An object that collects writes: the place of the first, the blocks with writes, and whether it is sent."""

    first_write: int | None = None
    blocks: set[int] = field(default_factory=set[int])
    is_sent: bool = False


class Scope:
    """The names that a function or a block binds: to a part of a session, to a builder, or to None for the rest."""

    def __init__(self, outer: Scope | None = None, block: int = 0) -> None:
        self.outer = outer
        self.block = block
        self.names: dict[str, Part | Builder | None] = {}

    def owner(self, name: str) -> Scope | None:
        """Return the innermost scope that binds a name, None if no scope does."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.outer
        return scope

    def may_matter(self, statement: str) -> bool:
        """Return whether a statement in this scope may refer to `internal`, also by a name bound before."""
        if _STATEMENT.search(statement):
            return True
        return any(bound is not None and name in statement for name, bound in self.names.items())

    def find(self, name: str) -> Part | Builder | None:
        """Return what a name stands for."""
        owner = self.owner(name)
        return owner.names[name] if owner is not None else Part() if name in ROOTS else None
