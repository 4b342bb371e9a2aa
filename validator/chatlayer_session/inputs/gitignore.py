"""Which files git ignores: as the ``.gitignore`` files of a repository and its ``info/exclude`` say."""

from __future__ import annotations

import importlib
import os
import re
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..errors import MissingExtra, UnreadableInput

if TYPE_CHECKING:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    from .selection import PathTest

_REWRITTEN = (
    (re.compile(r"(^!?|/)\*\*/ *$"), r"\1**/?*/"),
    (re.compile(r"(^!?|/)\*\* *$"), r"\1*"),
    (re.compile(r"^(!?)\*(/?) *$"), r"\1?*\2"),
)
"""Patterns that pathspec would match at a start of the path, in this order, and what replaces them."""


def gitignore_test() -> PathTest:
    """Return a test of whether git ignores a path; that of a folder ends with a separator.

    Testing a path raises `UnreadableInput` if a file with patterns cannot be read. The caller tests folders before what
    they contain, as git does. Outside of a repository, the ``.gitignore`` files from the working directory on apply.
    That of the user is not read, since it differs between machines.

    Raises:
        MissingExtra: pathspec is not installed.
    """
    try:
        importlib.import_module("pathspec")  # an extra, and seldom needed
    except ModuleNotFoundError as error:
        raise MissingExtra("--respect-gitignore", "pathspec", "gitignore") from error
    working_directory = Path.cwd()

    @cache
    def patterns_in(folder: Path) -> tuple[tuple[Path, list[GitIgnoreSpecPattern]], ...]:
        """Return the patterns that apply in a folder, each with the folder that its paths start at, the last first."""
        repository = next((parent for parent in (folder, *folder.parents) if os.path.lexists(parent / ".git")), None)
        top = repository or working_directory
        if top not in (folder, *folder.parents):
            return ()
        own = _read(folder / ".gitignore")
        if folder != top:
            outer = patterns_in(folder.parent)
        else:
            outer = ((folder, _read(_data_of(repository) / "info" / "exclude")),) if repository else ()
        return ((folder, own), *outer)

    def is_ignored(path: str) -> bool:
        absolute = Path(os.path.abspath(path))
        separator = "/" if path.endswith(os.sep) else ""
        for start, patterns in patterns_in(absolute.parent):
            decision = _decide(patterns, f"{absolute.relative_to(start).as_posix()}{separator}")
            if decision is not None:
                return decision
        return False

    return is_ignored


def _data_of(repository: Path) -> Path:
    """Return the folder with the data of a repository, which its work trees share."""
    git = repository / ".git"
    if git.is_file():
        git = repository / git.read_text(encoding="utf-8").partition("gitdir:")[2].strip()
        common = git / "commondir"
        git = git / common.read_text(encoding="utf-8").strip() if common.is_file() else git
    return git


def _read(path: Path) -> list[GitIgnoreSpecPattern]:
    """Return the patterns in a file; none if it is missing. Git ignores invalid patterns too."""
    try:
        text = path.read_text(encoding="utf-8-sig", errors="surrogateescape")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return []
    except OSError as error:
        raise UnreadableInput(str(path), error.strerror or type(error).__name__, "grant read permission") from error
    with warnings.catch_warnings():
        # A set such as [[a] is only suspicious.
        warnings.simplefilter("ignore")
        parsed = map(_parse, text.replace("\r\n", "\n").split("\n"))
        return [pattern for pattern in parsed if pattern is not None]


def _parse(line: str) -> GitIgnoreSpecPattern | None:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern  # noqa: PLC0415 - an extra, and seldom needed

    # The same paths match at their ends, where pathspec may match a start of the path.
    for pattern, replacement in _REWRITTEN:
        line = pattern.sub(replacement, line)
    try:
        return GitIgnoreSpecPattern(line)
    except (ValueError, re.error):
        return None


def _decide(patterns: list[GitIgnoreSpecPattern], path: str) -> bool | None:
    """Return whether the last pattern that matches a path ignores it; None if none does.

    A pattern of pathspec also matches what is inside of a folder that it matches, which git decides with the folder.
    """
    for pattern in reversed(patterns):
        result = cast("Any", pattern).match_file(path)
        if result is not None and result.match.end() == len(path):
            return pattern.include
    return None
