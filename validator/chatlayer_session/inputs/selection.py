"""Select what folders and globs leave out: hidden files, folders of other tools, and excluded files."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    PathTest: TypeAlias = Callable[[str], bool]

EXCLUDED = "excluded"
"""The adjective for what a pattern of the user leaves out."""

IGNORED = "ignored"
"""The adjective for what git ignores."""

PAYLOAD_SUFFIXES = (".json", ".ndjson", ".jsonl")
"""The ends of the names of files with payloads, without those of compressions."""

_MARK_OF_ENVIRONMENTS = "pyvenv.cfg"


@dataclass(frozen=True, slots=True)
class Selection:
    """Decides what is left out of the inputs, and remembers it.

    ``tests`` return whether a path is left out; that of a folder ends with a separator. They are grouped by an
    adjective for what they leave out. What is named as an input is not tested, unless ``force`` applies those of
    `EXCLUDED`. ``suffixes`` are the ends of the names of the files that a folder is searched for. ``skipped`` has the
    paths that are left out, by what they are.
    """

    tests: Mapping[str, Sequence[PathTest]] = field(default_factory=dict[str, "Sequence[PathTest]"])
    force: bool = False
    suffixes: tuple[str, ...] = PAYLOAD_SUFFIXES
    skipped: dict[str, list[str]] = field(default_factory=dict[str, "list[str]"])

    @property
    def excluded(self) -> int:
        """The number of files and folders that a test left out."""
        return sum(len(paths) for noun, paths in self.skipped.items() if noun.split()[0] in self.tests)

    def skip(self, noun: str, path: str) -> None:
        """Remember a path that is left out."""
        self.skipped.setdefault(noun, []).append(os.path.normpath(path))

    def excludes(self, path: str, *, is_folder: bool = False) -> bool:
        """Return whether a test leaves out a path that a folder contains or a glob matches."""
        return self._excludes(path, self.tests, is_folder=is_folder)

    def excludes_named(self, path: str) -> bool:
        """Return whether an input that is named is left out."""
        forced = {EXCLUDED: self.tests.get(EXCLUDED, ())} if self.force else {}
        return self._excludes(path, forced, is_folder=os.path.isdir(path))

    def skips_folder(self, path: str) -> bool:
        """Return whether to leave out a folder that a folder contains or a glob matches."""
        name = os.path.basename(path)
        if name.startswith(".") or name == "node_modules" or os.path.lexists(os.path.join(path, _MARK_OF_ENVIRONMENTS)):
            self.skip("folder", path)
            return True
        return self.excludes(path, is_folder=True)

    def inside(self, folder: str) -> Selection:
        """Return the selection in a folder that is named: without the tests that leave out this folder."""
        path = os.path.join(folder, "")
        tests = {
            adjective: tests
            if self.force and adjective == EXCLUDED
            else [test for test in tests if not (folder and test(path))]
            for adjective, tests in self.tests.items()
        }
        return replace(self, tests=tests)

    def _excludes(self, path: str, groups: Mapping[str, Sequence[PathTest]], *, is_folder: bool) -> bool:
        tested = os.path.join(path, "") if is_folder else path
        for adjective, tests in groups.items():
            if any(test(tested) for test in tests):
                self.skip(f"{adjective} {'folder' if is_folder else 'file'}", path)
                return True
        return False
