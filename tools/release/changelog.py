"""CHANGELOG.md: its sections, and what their entries say of schema files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from chatlayer_session.compat.changes import Bump

from .versions import Version

UNRELEASED = "Unreleased"
GROUPS = {
    "Added": Bump.MINOR,
    "Changed": Bump.MINOR,
    "Deprecated": Bump.MINOR,
    "Removed": Bump.MAJOR,
    "Fixed": Bump.PATCH,
    "Security": Bump.PATCH,
}
"""The groups of a section, and the least that an entry in them raises."""

_HEADING = re.compile(r"^## \[(?P<name>[^\]]+)\](?: - (?P<date>\S+))?$", re.MULTILINE)
_GROUP = re.compile(r"^### (?P<name>.+)$", re.MULTILINE)
_ENTRY = re.compile(r"^- (?P<text>.+(?:\n  .+)*)", re.MULTILINE)
_PATH = re.compile(r"`schemas/(?P<family>[\w-]+)/(?P<version>[\d.]+)/(?P<name>[\w-]+)\.json`")
_DIRECTION = re.compile(r"\b(?P<who>nobody|readers and writers|readers|writers) ha(?:s|ve) to act\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One change in words, and the group it stands in."""

    group: str
    text: str

    def files(self) -> list[tuple[str, str, str]]:
        """Return the schema files that the entry names: family, version, name."""
        return [(match["family"], match["version"], match["name"]) for match in _PATH.finditer(self.text)]

    def acting(self) -> frozenset[str] | None:
        """Return who has to act, of readers and writers; None if the entry does not say."""
        match = _DIRECTION.search(" ".join(self.text.split()))
        if match is None:
            return None
        return frozenset(who for who in ("readers", "writers") if who in match["who"].lower())


@dataclass(frozen=True)
class Section:
    """What is said of one release, or of what is not released yet."""

    name: str
    date: str | None
    text: str

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of all groups, in their order."""
        parts = _GROUP.split(self.text)
        return tuple(
            Entry(group, match["text"])
            for group, body in zip(parts[1::2], parts[2::2], strict=True)
            for match in _ENTRY.finditer(body)
        )

    @property
    def version(self) -> Version | None:
        """The version that the section is about; None for what is not released."""
        return Version.parse(self.name)

    def bump(self) -> Bump:
        """Return the least that the entries raise: a group's part, or the major one where somebody has to act."""
        bumps = [Bump.MAJOR if entry.acting() else GROUPS.get(entry.group, Bump.NONE) for entry in self.entries]
        return max(bumps, default=Bump.NONE)


@dataclass(frozen=True)
class Changelog:
    """The whole file, newest section first."""

    text: str

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections, in the order of the file."""
        heads = list(_HEADING.finditer(self.text))
        ends = [*(head.start() for head in heads[1:]), len(self.text)]
        return tuple(
            Section(head["name"], head["date"], self.text[head.end() : end])
            for head, end in zip(heads, ends, strict=True)
        )

    @property
    def unreleased(self) -> Section | None:
        """The section of what is not released yet."""
        return next((each for each in self.sections if each.name == UNRELEASED), None)

    @property
    def released(self) -> tuple[Section, ...]:
        """The sections of releases."""
        return tuple(each for each in self.sections if each.name != UNRELEASED)

    def dated(self, version: Version, date: str) -> str:
        """Return the text with what is not released yet made into a release of its own."""
        head = f"## [{UNRELEASED}]"
        return self.text.replace(head, f"{head}\n\n## [{version}] - {date}", 1)
