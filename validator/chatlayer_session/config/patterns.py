"""Patterns for file paths."""

from __future__ import annotations

import os
import re
from functools import cache

_PART = re.compile(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]/]*\]|.", re.DOTALL)


def matches_pattern(pattern: str, path: str, folder: str) -> bool:
    """Return whether a pattern in a file of ``folder`` matches a path relative to the working directory.

    ``*`` and ``?`` match characters of one name, ``[...]`` matches one character of a set, and ``**`` matches any
    number of folders. A pattern without a slash matches a name in any folder. A pattern that matches a folder matches
    everything below it.
    """
    absolute = os.path.abspath(path)  # noqa: PTH100 - a typed name may not be a path
    if not pattern.startswith("/"):
        absolute = os.path.relpath(absolute, folder)
    return _compiled(pattern).fullmatch(absolute.replace(os.sep, "/")) is not None


def is_pattern(text: str) -> bool:
    """Return whether a text is a valid pattern; a range in brackets, such as ``[z-a]``, can be invalid."""
    try:
        _compiled(text)
    except re.error:
        return False
    return True


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    body = pattern.removeprefix("./").rstrip("/")
    start = "" if "/" in body else "(?:.*/)?"
    return re.compile(start + "".join(map(_expression, _PART.findall(body))) + "(?:/.*)?", re.DOTALL)


def _expression(part: str) -> str:
    if part == "**/":
        return "(?:.*/)?"
    if part.startswith("["):
        inside = part[1:-1]
        if inside:
            negated = inside.startswith("!")
            return f"[{'^/' if negated else ''}{re.escape(inside[negated:]).replace(chr(92) + '-', '-')}]"
    return {"**": ".*", "*": "[^/]*", "?": "[^/]"}.get(part, re.escape(part))
