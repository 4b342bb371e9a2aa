"""Patterns for file paths: the time to match one grows with the lengths of pattern and path."""

from __future__ import annotations

import os
import re
from functools import cache, lru_cache
from pathlib import Path

_PLAIN = re.compile(r"\*\*/?|.", re.DOTALL)
_PART = re.compile(rf"\[(?:!\]?|[^!])[^\]]*\]|{_PLAIN.pattern}", re.DOTALL)


def matches_pattern(pattern: str, path: str, folder: str) -> bool:
    """Return whether a pattern in a file of ``folder`` matches a path relative to the working directory.

    ``*`` and ``?`` match characters of one name, ``[...]`` matches one character of a set, and ``**`` matches any
    number of folders. A pattern without a slash matches a name in any folder. A pattern that matches a folder matches
    everything below it.
    """
    absolute = os.path.abspath(path)  # noqa: PTH100 - a typed name may not be a path
    if not pattern.startswith("/"):
        absolute = os.path.relpath(absolute, folder)
        if {*Path(absolute).parts} <= {os.pardir}:
            # The folder itself and those above have no name here.
            return False
    return _matches(_parts(pattern), absolute.replace(os.sep, "/"))


def pattern_problem(pattern: str) -> str | None:
    """Return what is wrong with a pattern, or None."""
    top = re.match(r"/[^/*?\[]+(?=/|$)", pattern)
    if not pattern:
        return "must not be empty"
    try:
        _parts(pattern)
    except re.error:
        return f"invalid pattern {pattern!r}; fix the range in its brackets"
    if re.search(r"(?<!\[)\{[^{},]*,[^{}]*\}", pattern):
        return f"braces in {pattern!r} match themselves; write a pattern for each alternative"
    if top is not None and not os.path.lexists(top[0]):
        return f"{pattern!r} matches nothing, since {top[0]} does not exist; leave out the leading /"
    return _never_matches(pattern)


def _never_matches(pattern: str) -> str | None:
    """Return what is wrong with a pattern whose notation no path has, or has only by chance."""
    steps = pattern.removeprefix("./").rstrip("/").split("/")
    if pattern != pattern.strip():
        return f"{pattern!r} begins or ends with white space; remove it"
    if pattern.startswith("!"):
        return f"{pattern!r} is not a negation; write a pattern that matches only the paths you mean"
    if "\\" in pattern:
        return f"{pattern!r} has a backslash; write / between the names of folders"
    if steps[0] == "~":
        return f"{pattern!r} does not start at the home folder; write the path without ~"
    names = [step for number, step in enumerate(steps) if steps[: number + 1] != [".."] * (number + 1)]
    if "" in steps[1:] or {".", ".."} & {*names}:
        return f"{pattern!r} matches nothing; write the path without //, /./ and /../"
    return None


@cache
def _parts(pattern: str) -> tuple[str | re.Pattern[str], ...]:
    """Return ``**/``, ``**``, ``*``, ``?``, sets, and characters that match themselves, escaped with a backslash."""
    body = pattern.removeprefix("./").rstrip("/")
    parts: list[str | re.Pattern[str]] = [] if "/" in body else ["**/"]
    for segment in re.split("(?<=/)", body):
        # A bracket opens a set only before a closing one; elsewhere each would search for it in vain.
        head, bracket, tail = segment.rpartition("]")
        parts += map(_part, [*_PART.findall(head + bracket), *_PLAIN.findall(tail)])
    return tuple(parts)


def _part(text: str) -> str | re.Pattern[str]:
    if len(text) == 1 or text.startswith("*"):
        return text
    inside = text[1:-1]
    negated = inside.startswith("!")
    # A hyphen makes a range, but two of them are an operator of later Pythons.
    characters = re.sub(r"\\-(?!\\-)", "-", re.escape(inside[negated:]))
    return re.compile(f"[{'^/' if negated else ''}{characters}]")


def _matches(parts: tuple[str | re.Pattern[str], ...], path: str) -> bool:
    """Return whether the parts match a path.

    A set of offsets in the path is an integer with a bit for each, so that a part moves all of them at once.
    """
    offsets = _offsets(path)
    slashes = offsets.get("/", 0)
    end = 1 << len(path)
    names = (end - 1) & ~slashes
    reached = 1
    for part in parts:
        from_first = -(reached & -reached)
        if isinstance(part, re.Pattern):
            reached &= sum(bits for character, bits in offsets.items() if part.match(character))
            reached <<= 1
        elif part == "**/":
            reached |= (slashes & from_first) << 1
        elif part == "**":
            reached = (2 * end - 1) & from_first
        elif part == "*":
            # The carry of an addition runs from an offset to the end of its name.
            reached |= ((reached & names) + names) ^ names
        else:
            reached = (reached & (names if part == "?" else offsets.get(part, 0))) << 1
    return bool(reached & (end | slashes))


@lru_cache(maxsize=1)
def _offsets(path: str) -> dict[str, int]:
    """Return the offsets of each character of a path, as bits; patterns are matched with one path after the other."""
    offsets: dict[str, int] = {}
    for offset, character in enumerate(path):
        offsets[character] = offsets.get(character, 0) | 1 << offset
    return offsets
