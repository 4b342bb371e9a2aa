"""The release rules: each refusal names a place, what is wrong there, and how to fix it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

from chatlayer_session.compat.changes import Bump
from chatlayer_session.compat.version_rules import bump_between
from chatlayer_session.errors import UnreadableInput

from .changelog import GROUPS, UNRELEASED, Section
from .versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .project import Project

UNREADABLE = "schema-unreadable"
TAG = re.compile(r"v(?P<version>\d+\.\d+\.\d+)")
_LIKE_A_VERSION = re.compile(r"v?\d+(\.\d+)+\b.*", re.IGNORECASE)
"""Tags that look like a release. Others may come from elsewhere, such as from a build platform."""
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_ACTION_HINT = (
    "end the entry with `No action needed.`, or with `**Action:**` and readers, writers, or readers and writers"
)


@dataclass(frozen=True, slots=True)
class RequiredBump:
    """The bump that the difference between two schema versions requires, and who the difference breaks.

    ``unneeded`` are the places that the catalog lists as corrected although nothing breaks there.
    """

    bump: Bump
    broken: frozenset[str]
    unneeded: tuple[str, ...] = ()


Compare: TypeAlias = Callable[[str, Version, Version], RequiredBump]
"""Compares two versions of a family: name, old version, new version."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A broken release rule: its name, the place, what is wrong, and the fix."""

    rule: str
    place: str
    message: str
    hint: str

    def __str__(self) -> str:
        """Return the refusal in the form of the validator's text report."""
        return f"{self.place}: refused[{self.rule}] {self.message}\n  hint: {self.hint}"


def refusals(project: Project, compare: Compare, target: Version | None) -> list[Refusal]:
    """Return every broken release rule.

    ``target`` is the version to release; None checks a project between releases.
    """
    refused = [*_files(project), *_changelog(project), *_tags(project), *_schema_versions(project, compare)]
    if target is not None and UNREADABLE not in {refusal.rule for refusal in refused}:
        refused += _target(project, compare, target)
    return refused


def _files(project: Project) -> Iterator[Refusal]:
    """Yield released files that differ, and differences between the catalog and the folders."""
    for family, versions in project.catalog.items():
        for version, names in versions.items():
            for name, entry in names.items():
                path, sha256 = f"schemas/{family}/{version}/{name}.json", project.hash_of(family, version, name)
                if sha256 is None:
                    yield Refusal("file-missing", path, "the catalog lists this file, but it is missing", "restore it")
                elif sha256 != entry.get("sha256"):
                    hint = "restore the file and make a new version; for an unreleased version, run `list`"
                    yield Refusal("released-file-changed", path, "its hash differs from the catalog", hint)
        for released in project.released(family):
            if str(released) not in versions:
                path = f"schemas/{family}/{released}"
                message = "CHANGELOG.md names this version as released, but the catalog does not list it"
                yield Refusal("released-version-missing", path, message, "restore the version")
    for folder in sorted((project.root / "schemas").glob("*/*/")):
        family, version = folder.parent.name, folder.name
        if Version.parse(version) and version not in project.catalog.get(family, {}):
            path = f"schemas/{family}/{version}"
            yield Refusal("version-not-listed", path, "the catalog does not list this version", "run `list`")


def _changelog(project: Project) -> Iterator[Refusal]:
    """Yield sections out of order, and a package version that is not the newest release."""
    place, released = "CHANGELOG.md", project.changelog.released
    if project.changelog.unreleased is None or project.changelog.sections[0] is not project.changelog.unreleased:
        yield Refusal("changelog-order", place, "the first section is not [Unreleased]", "move [Unreleased] to the top")
    versions = [section.version for section in released]
    for section in released:
        if section.version is None:
            message = f"invalid version [{section.name}]"
            yield Refusal("changelog-order", place, message, "use three numbers, such as 1.1.0")
        elif not section.date or not _DATE.fullmatch(section.date):
            yield Refusal("changelog-order", place, f"[{section.name}] has no date", "add ` - YYYY-MM-DD`")
    known = [version for version in versions if version]
    if known != sorted(set(known), reverse=True):
        yield Refusal("changelog-order", place, "the releases are not sorted from new to old", "sort the sections")
    for section in project.changelog.sections:
        for group in sorted({entry.group for entry in section.entries} - set(GROUPS)):
            message = f"unknown group {group!r} in [{section.name}]"
            yield Refusal("changelog-order", place, message, f"use one of {', '.join(GROUPS)}")
    if known and project.package_version != str(max(known)):
        message = f"version {project.package_version or 'missing'}, but the newest release is {max(known)}"
        yield Refusal("package-version", "pyproject.toml", message, "run `prepare`, which writes both")


def _tags(project: Project) -> Iterator[Refusal]:
    """Yield tags that do not follow the scheme, and released schemas that changed since the newest tag."""
    released = {str(section.version) for section in project.changelog.released}
    for tag in filter(_LIKE_A_VERSION.fullmatch, project.tags()):
        match = TAG.fullmatch(tag)
        if match is None:
            yield Refusal("tag-scheme", f"tag {tag}", "expected `v` and a version", "rename or remove the tag")
        elif match["version"] not in released:
            hint = "add the release, or remove the tag"
            yield Refusal("tag-scheme", f"tag {tag}", "CHANGELOG.md has no such release", hint)
    newest = max((tag for tag in project.tags() if TAG.fullmatch(tag)), key=_version_of, default=None)
    if newest is None:
        return
    for family in project.catalog:
        for version in project.released(family):
            path = f"schemas/{family}/{version}"
            if project.changed_since(newest, f"{path}/*.json"):
                hint = "restore the files and make a new version"
                yield Refusal("released-file-changed", path, f"a file differs from {newest}", hint)


def _schema_versions(project: Project, compare: Compare) -> Iterator[Refusal]:
    """Yield new schema versions whose number or change log entry says less than their changes require."""
    section = project.changelog.unreleased or next(iter(project.changelog.released), Section(UNRELEASED, None, ""))
    for family in project.catalog:
        released, versions = project.released(family), project.versions(family)
        for version in versions:
            if version in released:
                continue
            previous = max((older for older in versions if older < version), default=None)
            try:
                required = compare(family, previous, version) if previous else RequiredBump(Bump.NONE, frozenset())
            except UnreadableInput as error:
                yield _unreadable(f"schemas/{family}/{version}", previous, error)
                continue
            if previous is not None and bump_between(previous, version) < required.bump:
                yield _too_small_bump(family, previous, version, required.bump)
            yield from _corrections(project, family, version, required)
            yield from _entries(project, family, version, section)
            silent = " and ".join(sorted(required.broken - _actors(section, family, version)))
            if silent:
                message = f"the changes break {silent}, but CHANGELOG.md does not say so"
                hint = f"add `**Action:** {silent} ...` to the entry that names the files"
                yield Refusal("wrong-direction", f"schemas/{family}/{version}", message, hint)


def _too_small_bump(family: str, previous: Version, version: Version, required: Bump) -> Refusal:
    place = f"schemas/{family}/{version}"
    message = f"the changes since {previous} require a {required.value} version"
    command = f"chatlayer-session compat schemas/{family}/{previous} {place}"
    hint = f"rename it to {previous.after(required)}, or undo the change; see `{command}`"
    return Refusal("version-not-bumped", place, message, hint)


def _corrections(project: Project, family: str, version: Version, required: RequiredBump) -> Iterator[Refusal]:
    """Yield corrections of the catalog that lack a member, and those of nothing."""
    for name, entry in project.catalog[family][str(version)].items():
        for correction in entry.get("corrects", ()):
            missing = [f"`{member}`" for member in ("pointer", "reason", "source") if not correction.get(member)]
            if missing:
                place = f"schemas/{family}/{version}/{name}.json#{correction.get('pointer', '')}"
                message = f"the catalog lists a correction without {' and '.join(missing)}"
                yield Refusal("correction-incomplete", place, message, "add it to `corrects`")
    for place in required.unneeded:
        message = "the catalog lists a correction, but nothing breaks here"
        yield Refusal(
            "correction-unneeded", f"schemas/{family}/{version}/{place}", message, "remove it from `corrects`"
        )


def _unreadable(place: str, previous: Version | None, error: UnreadableInput) -> Refusal:
    message = f"cannot be compared with {previous}: {PurePath(error.source).name}: {error.reason}"
    return Refusal(UNREADABLE, place, message, error.hint or "run chatlayer-session validate on the file")


def _entries(project: Project, family: str, version: Version, section: Section) -> Iterator[Refusal]:
    """Yield the files of a version that have no entry, or whose entry does not say who must act."""
    for name in project.catalog[family][str(version)]:
        path = f"schemas/{family}/{version}/{name}.json"
        entries = [entry for entry in section.entries if (family, str(version), name) in entry.files()]
        if not entries:
            hint = f"name `{path}` in an entry under [{section.name}], and say who must act"
            yield Refusal("no-changelog-entry", path, "CHANGELOG.md does not name this file", hint)
        elif all(entry.actors() is None for entry in entries):
            yield Refusal("no-direction", path, "the entry in CHANGELOG.md does not say who must act", _ACTION_HINT)


def _actors(section: Section, family: str, version: Version) -> frozenset[str]:
    """Return who must act according to the entries on the files of a version."""
    entries = [entry for entry in section.entries if any(file[:2] == (family, str(version)) for file in entry.files())]
    return frozenset[str]().union(*(entry.actors() or () for entry in entries))


def _target(project: Project, compare: Compare, target: Version) -> Iterator[Refusal]:
    """Yield the reasons against releasing under the version ``target``."""
    section, place = project.changelog.unreleased, f"version {target}"
    last = max((section.version for section in project.changelog.released if section.version), default=None)
    if section is None or not section.entries:
        yield Refusal("nothing-to-release", place, "CHANGELOG.md has no entry under [Unreleased]", "add an entry")
        return
    if last is None:
        return
    bump = smallest_bump(project, compare, section)
    if target <= last:
        hint = f"use {last.after(bump)} or later"
        yield Refusal("package-version", place, f"{last} is already released", hint)
    elif bump_between(last, target) < bump:
        message = f"the changes under [Unreleased] require a {bump.value} version after {last}"
        yield Refusal("package-version", place, message, f"use {last.after(bump)}")


def smallest_bump(project: Project, compare: Compare, section: Section) -> Bump:
    """Return the smallest bump that the entries of a section and the new schema versions allow."""
    bumps = [section.bump()]
    for family in project.catalog:
        released, versions = project.released(family), project.versions(family)
        if released and versions and versions[-1] > released[-1]:
            required = compare(family, released[-1], versions[-1]).bump
            bumps.append(max(required, bump_between(released[-1], versions[-1])))
    return max(bumps)


def _version_of(tag: str) -> tuple[int, ...]:
    return tuple(map(int, tag.removeprefix("v").split(".")))
