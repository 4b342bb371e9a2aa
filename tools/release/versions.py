"""Semantic versions, and what comes after one."""

from __future__ import annotations

import re
from typing import NamedTuple

from chatlayer_session.compat.changes import Bump

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class Version(NamedTuple):
    """A semantic version without anything behind its three numbers."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Version | None:
        """Return the version that a text is, None if it is none."""
        match = _VERSION.fullmatch(text)
        return cls(*map(int, match.groups())) if match else None

    def __str__(self) -> str:
        """Write the three numbers with dots between."""
        return ".".join(map(str, self))

    def after(self, bump: Bump) -> Version:
        """Return the version that comes next when a part is raised."""
        if bump is Bump.MAJOR:
            return Version(self.major + 1, 0, 0)
        if bump is Bump.MINOR:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + (bump is Bump.PATCH))
