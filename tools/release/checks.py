"""What keeps a tree from being released: each reason with what is wrong, where, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from chatlayer_session.compat.changes import Bump
from chatlayer_session.compat.version_rules import bump_between
from chatlayer_session.errors import UnreadableInput

from .changelog import GROUPS
from .versions import Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .changelog import Section
    from .project import Tree

UNREADABLE = "schema-unreadable"
TAG = re.compile(r"v(?P<version>\d+\.\d+\.\d+)")
_LIKE_A_VERSION = re.compile(r"v?\d+(\.\d+)+\b.*", re.IGNORECASE)
"""Tags that say they are a release. Others are of whoever set them, such as of a platform that builds."""
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Demand:
    """What the difference between two versions of a schema asks for: a part to raise, and who is broken by it."""

    bump: Bump
    broken: frozenset[str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason not to release, of the kind ``rule``."""

    rule: str
    place: str
    message: str
    cure: str

    def __str__(self) -> str:
        """Write it as the validator writes its findings."""
        return f"{self.place}: refused[{self.rule}] {self.message}\n  hint: {self.cure}"


def refusals(tree: Tree, demand: Callable[[str, Version, Version], Demand], target: Version | None) -> list[Refusal]:
    """Return all that keeps a tree from being released.

    ``demand`` compares two versions of a family. ``target`` is the version that is about to be released; None asks
    whether the tree is one that work can go on from.
    """
    found = [*_files(tree), *_numbers(tree), *_tags(tree), *_schema_versions(tree, demand)]
    if target is not None and UNREADABLE not in {each.rule for each in found}:
        found += _target(tree, demand, target)
    return found


def _files(tree: Tree) -> Iterator[Refusal]:
    """Released files are as they were, and the catalog lists what is there."""
    for family, versions in tree.catalog.items():
        for version, names in versions.items():
            for name, entry in names.items():
                path, found = f"schemas/{family}/{version}/{name}.json", tree.hash_of(family, version, name)
                if found is None:
                    yield Refusal("file-missing", path, "the catalog lists it", "put the file back")
                elif found != entry.get("sha256"):
                    cure = "undo the change and make a new version; if the version is not released, renew its hash"
                    yield Refusal("released-file-changed", path, "its hash is not the catalog's", cure)
        for released in tree.released(family):
            if str(released) not in versions:
                cure = "put the version back: whoever imports it depends on it"
                path = f"schemas/{family}/{released}"
                yield Refusal("released-version-missing", path, "CHANGELOG.md says it is released", cure)
    for folder in sorted((tree.root / "schemas").glob("*/*/")):
        family, version = folder.parent.name, folder.name
        if Version.parse(version) and version not in tree.catalog.get(family, {}):
            path = f"schemas/{family}/{version}"
            yield Refusal("version-not-listed", path, "the catalog does not list it", "add its files and hashes")


def _numbers(tree: Tree) -> Iterator[Refusal]:
    """CHANGELOG.md is in order, and its newest release is the package's version."""
    place, released = "CHANGELOG.md", tree.changelog.released
    if tree.changelog.unreleased is None or tree.changelog.sections[0] is not tree.changelog.unreleased:
        yield Refusal("changelog-order", place, "the section Unreleased does not come first", "put it there")
    versions = [section.version for section in released]
    for section in released:
        if section.version is None:
            yield Refusal("changelog-order", place, f"[{section.name}] is no version", "write three numbers")
        elif not section.date or not _DATE.fullmatch(section.date):
            yield Refusal("changelog-order", place, f"[{section.name}] has no date", "write - YYYY-MM-DD behind it")
    known = [version for version in versions if version]
    if known != sorted(set(known), reverse=True):
        yield Refusal("changelog-order", place, "releases do not go from new to old", "sort the sections")
    for section in tree.changelog.sections:
        for group in sorted({entry.group for entry in section.entries} - set(GROUPS)):
            cure = f"use one of {', '.join(GROUPS)}"
            yield Refusal("changelog-order", place, f"[{section.name}] has the group {group}", cure)
    if known and tree.package_version != str(max(known)):
        message = f"the package is {tree.package_version or 'without a version'}, the newest release here {max(known)}"
        yield Refusal("package-version", "pyproject.toml", message, "let python -m tools.release prepare set both")


def _tags(tree: Tree) -> Iterator[Refusal]:
    """Tags of releases are v and a version that CHANGELOG.md has, and what they hold of the schemas has stayed."""
    released = {str(section.version) for section in tree.changelog.released}
    for tag in filter(_LIKE_A_VERSION.fullmatch, tree.tags()):
        match = TAG.fullmatch(tag)
        if match is None:
            yield Refusal("tag-scheme", f"tag {tag}", "a tag is v and a version", "rename or remove it")
        elif match["version"] not in released:
            yield Refusal("tag-scheme", f"tag {tag}", "CHANGELOG.md has no such release", "add it, or remove the tag")
    newest = max((tag for tag in tree.tags() if TAG.fullmatch(tag)), key=_version_of, default=None)
    if newest is None:
        return
    for family in tree.catalog:
        for version in tree.released(family):
            path = f"schemas/{family}/{version}"
            if tree.changed_since(newest, f"{path}/*.json"):
                cure = "undo the change and make a new version"
                yield Refusal("released-file-changed", path, f"it differs from what {newest} holds", cure)


def _schema_versions(tree: Tree, demand: Callable[[str, Version, Version], Demand]) -> Iterator[Refusal]:
    """Each new version of a family raises what its changes demand, and has entries that name it and who has to act."""
    for family in tree.catalog:
        released, present = tree.released(family), tree.versions(family)
        new = [version for version in present if version not in released]
        for version in new:
            before = max((each for each in present if each < version), default=None)
            try:
                asked = Demand(Bump.NONE, frozenset()) if before is None else demand(family, before, version)
            except UnreadableInput as error:
                yield _unreadable(f"schemas/{family}/{version}", before, error)
                continue
            if before is not None and bump_between(before, version) < asked.bump:
                message = f"the changes since {before} demand a {asked.bump.value} version"
                folders = " ".join(f"schemas/{family}/{each}" for each in (before, version))
                cure = f"make it {before.after(asked.bump)}, or undo the change; compat {folders} shows which"
                yield Refusal("version-not-bumped", f"schemas/{family}/{version}", message, cure)
            section = tree.changelog.unreleased or next(iter(tree.changelog.released))
            yield from _entries(tree, family, version, section)
            untold = sorted(asked.broken - _acting(section, family, version))
            if untold:
                message = f"{' and '.join(untold)} break, and CHANGELOG.md does not tell them"
                cure = "say who has to act in the entry that names the file"
                yield Refusal("wrong-direction", f"schemas/{family}/{version}", message, cure)


def _unreadable(place: str, before: Version | None, error: UnreadableInput) -> Refusal:
    message = f"it cannot be compared with {before}: {PurePath(error.source).name}: {error.reason}"
    cure = error.hint or "chatlayer-session validate tells what is wrong with a file that is no JSON"
    return Refusal(UNREADABLE, place, message, cure)


def _entries(tree: Tree, family: str, version: Version, section: Section) -> Iterator[Refusal]:
    """Each file of a version has an entry, and the entry says who has to act."""
    for name in tree.catalog[family][str(version)]:
        path = f"schemas/{family}/{version}/{name}.json"
        entries = [each for each in section.entries if (family, str(version), name) in each.files()]
        if not entries:
            cure = f"name `{path}` in an entry under [{section.name}], and say who has to act"
            yield Refusal("no-changelog-entry", path, "CHANGELOG.md does not name it", cure)
        elif all(each.acting() is None for each in entries):
            cure = "end the entry with: readers, writers, readers and writers have to act, or nobody has to act"
            yield Refusal("no-direction", path, "its entry in CHANGELOG.md does not say who has to act", cure)


def _acting(section: Section, family: str, version: Version) -> frozenset[str]:
    """Return who has to act, as the entries on the files of a version say."""
    entries = [each for each in section.entries if any(file[:2] == (family, str(version)) for file in each.files())]
    return frozenset[str]().union(*(each.acting() or () for each in entries))


def _target(tree: Tree, demand: Callable[[str, Version, Version], Demand], target: Version) -> Iterator[Refusal]:
    """The version that is about to be released raises what is demanded of it."""
    section, place = tree.changelog.unreleased, f"version {target}"
    last = max((each.version for each in tree.changelog.released if each.version), default=None)
    if section is None or not section.entries:
        yield Refusal("nothing-to-release", place, "CHANGELOG.md has no entry under [Unreleased]", "write one first")
        return
    if last is None:
        return
    asked = least_bump(tree, demand, section)
    if target <= last:
        yield Refusal("package-version", place, f"{last} is released already", f"take {last.after(asked)} or later")
    elif bump_between(last, target) < asked:
        message = f"what is under [Unreleased] demands a {asked.value} version after {last}"
        yield Refusal("package-version", place, message, f"take {last.after(asked)}")


def least_bump(tree: Tree, demand: Callable[[str, Version, Version], Demand], section: Section) -> Bump:
    """Return the least that a release of a section raises: what its entries do, and what the new schemas demand."""
    bumps = [section.bump()]
    for family in tree.catalog:
        released, present = tree.released(family), tree.versions(family)
        if released and present and present[-1] > released[-1]:
            bumps.append(max(demand(family, released[-1], present[-1]).bump, bump_between(released[-1], present[-1])))
    return max(bumps)


def _version_of(tag: str) -> tuple[int, ...]:
    return tuple(map(int, tag.removeprefix("v").split(".")))
