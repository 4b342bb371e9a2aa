"""CHANGELOG.md: its sections, and the schema files and actions that its entries name."""

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
"""The groups of a section, and the smallest bump that an entry in each of them requires."""

_HEADING = re.compile(r"^## \[(?P<name>[^\]]+)\](?: - (?P<date>\S+))?$", re.MULTILINE)
_GROUP = re.compile(r"^### (?P<name>.+)$", re.MULTILINE)
_ENTRY = re.compile(r"^- (?P<text>.+(?:\n  .+)*)", re.MULTILINE)
_PATH = re.compile(r"`schemas/(?P<family>[\w-]+)/(?P<version>[\d.]+)/(?P<name>[\w-]+)\.json`")
_ACTION = re.compile(
    r"\*\*Action:\*\* (?P<who>readers and writers|readers|writers)\b|\bno action needed\b", re.IGNORECASE
)
_FROZEN = "**Frozen.**"


@dataclass(frozen=True, slots=True)
class Entry:
    """A change in words, and the group that contains it."""

    group: str
    text: str

    def files(self) -> list[tuple[str, str, str]]:
        """Return the schema files that the entry names: family, version, name."""
        return [(match["family"], match["version"], match["name"]) for match in _PATH.finditer(self.text)]

    def actors(self) -> frozenset[str] | None:
        """Return who must act, of readers and writers; None if the entry does not say."""
        match = _ACTION.search(" ".join(self.text.split()))
        if match is None:
            return None
        return frozenset(who for who in ("readers", "writers") if who in (match["who"] or "").lower())

    @property
    def is_frozen(self) -> bool:
        """Whether the files that the entry names never change, even before a release contains them."""
        return _FROZEN in self.text


@dataclass(frozen=True)
class Section:
    """The entries of one release, or those that are not released."""

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
        """The version of the release; None for the section of unreleased changes."""
        return Version.parse(self.name)

    def bump(self) -> Bump:
        """Return the smallest bump that the entries allow: that of their group, or major if readers or writers act."""
        bumps = [Bump.MAJOR if entry.actors() else GROUPS.get(entry.group, Bump.NONE) for entry in self.entries]
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
        """The section of unreleased changes."""
        return next((section for section in self.sections if section.name == UNRELEASED), None)

    @property
    def released(self) -> tuple[Section, ...]:
        """The sections of releases."""
        return tuple(section for section in self.sections if section.name != UNRELEASED)

    def frozen_files(self) -> set[tuple[str, str, str]]:
        """Return the schema files that never change: those of releases, and those of entries marked as frozen."""
        return {
            file
            for section in self.sections
            for entry in section.entries
            if section.name != UNRELEASED or entry.is_frozen
            for file in entry.files()
        }

    def dated(self, version: Version, date: str) -> str:
        """Return the text with the unreleased changes in a section of a release."""
        head = f"## [{UNRELEASED}]"
        return self.text.replace(head, f"{head}\n\n## [{version}] - {date}", 1)
