"""Patterns for the paths of files."""

from __future__ import annotations

import os
import re
from functools import cache

_PART = re.compile(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]/]*\]|.", re.DOTALL)


def matches_pattern(pattern: str, path: str, folder: str) -> bool:
    """Say whether a pattern, written in a file of ``folder``, matches a path, which starts at the working directory.

    ``*`` and ``?`` stand for characters of one name, ``[...]`` for one of those in it, and ``**`` for any number of
    folders. A pattern without a slash is about a name in whatever folder. What matches a folder matches all below it.
    """
    whole = os.path.abspath(path)  # noqa: PTH100 - a name as it was typed, which may be no path
    if not pattern.startswith("/"):
        whole = os.path.relpath(whole, folder)
    return _compiled(pattern).fullmatch(whole.replace(os.sep, "/")) is not None


def is_pattern(text: str) -> bool:
    """Say whether a text can be used as a pattern: a range in brackets may run backwards."""
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
