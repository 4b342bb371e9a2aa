"""Semantic versions, and the next one after a bump."""

from __future__ import annotations

import re
from typing import NamedTuple

from chatlayer_session.compat.changes import Bump

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class Version(NamedTuple):
    """A semantic version of three numbers, without a pre-release or build part."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Version | None:
        """Return the version in a text, None if it is not one."""
        match = _VERSION.fullmatch(text)
        return cls(*map(int, match.groups())) if match else None

    def __str__(self) -> str:
        """Return the three numbers, separated by dots."""
        return ".".join(map(str, self))

    def after(self, bump: Bump) -> Version:
        """Return the next version after a bump."""
        if bump is Bump.MAJOR:
            return Version(self.major + 1, 0, 0)
        if bump is Bump.MINOR:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + (bump is Bump.PATCH))
