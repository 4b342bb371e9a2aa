"""Text that was never JSON: other formats, and objects as programs print them for people."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from .problems import SyntaxProblem, syntax_problem
from .tokens import CLOSERS, OPENERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .tokens import Tokens

_MARKUP = re.compile(r"<(?:[!?]|/?[A-Za-z][\w:.-]*(?:\s*/?>|\s+[A-Za-z][\w:.-]*[\s=>/]))")
_PYTHON_BYTES = re.compile(r"""\s*[bB]['"]""")
_TRUNCATED = re.compile(
    r"\[(?:Object|Array|Function|Getter|Circular)\b[^\[\]\n\"]*\]|\{\u2026\}|\[\u2026\]|<ref \*\d+>|<Buffer [0-9a-f]"
    r"|\bArray\(\d+\)|\bObject\s*\{|[\u25b6\u25bc\u25b8\u25be]"
)
_NAMES = frozenset({"string", "word"})
_PYTHON_WORDS = frozenset({"None", "True", "False"})


def detect_other_format(text: str) -> SyntaxProblem | None:
    """Return the format of text that is not JSON, if its start shows it."""
    start = len(text) - len(text.lstrip())
    if _MARKUP.match(text, start):
        return syntax_problem(start, "markup")
    if text.startswith("[object Object]", start):
        return syntax_problem(start, "object-object")
    if _PYTHON_BYTES.match(text):
        return syntax_problem(start, "python-bytes")
    return None


def detect_printed_object(text: str, tokens: Tokens) -> SyntaxProblem | None:
    """Return the program that printed the text for people, if the tokens show it."""
    start = len(text) - len(text.lstrip())
    if len(tokens) == 1 and tokens[0].quote not in {"", '"'} and tokens[0].name.lstrip()[:1] in OPENERS:
        return syntax_problem(start, "quoted-document")
    return _without_braces(text, tokens, start) or _printed_object(text, tokens, start)


def _without_braces(text: str, tokens: Tokens, start: int) -> SyntaxProblem | None:
    """Return the problem of names and values without brackets: at least two names, each first on its line."""
    names = _outer_names(text, tokens)
    first = next(names, None)
    if first is None or text[start : tokens.starts[first]].strip() not in {"", "---"}:
        return None
    if tokens.is_string(first):
        return syntax_problem(start, "no-opening-brace")
    return None if next(names, None) is None else syntax_problem(start, "list-of-names")


def _names(tokens: Tokens) -> Iterator[int]:
    """Yield the indices of the names of members."""
    for index, (kind, follower) in enumerate(pairwise(tokens.kinds)):
        if follower == ":" and kind in _NAMES:
            yield index


def _outer_names(text: str, tokens: Tokens) -> Iterator[int]:
    depth = done = 0
    for index in _names(tokens):
        for kind in tokens.kinds[done:index]:
            depth += (kind in OPENERS) - (kind in CLOSERS)
        done = index
        if depth == 0 and (index == 0 or "\n" in text[tokens.ends[index - 1] : tokens.starts[index]]):
            yield index


def _printed_object(text: str, tokens: Tokens, start: int) -> SyntaxProblem | None:
    marks = (mark for mark in _TRUNCATED.finditer(text) if not _is_in_string(mark.start(), tokens))
    truncated = next(marks, None)
    if truncated is not None:
        return syntax_problem(truncated.start(), "shortened")
    if OPENERS.keys().isdisjoint(tokens.kinds[:2]):
        return None
    quotes = Counter(text[tokens.starts[index]] if tokens.kinds[index] == "string" else "" for index in _names(tokens))
    if quotes.total() < 2 or not quotes.keys() <= {"", "'"}:
        return None
    if "" in quotes:
        return syntax_problem(start, "javascript-object")
    is_python = any(kind == "word" and tokens[index].name in _PYTHON_WORDS for index, kind in enumerate(tokens.kinds))
    return syntax_problem(start, "python-dict" if is_python else "single-quoted")


def _is_in_string(offset: int, tokens: Tokens) -> bool:
    index = bisect_right(tokens.ends, offset)
    return index < len(tokens) and tokens.kinds[index] == "string" and tokens.starts[index] <= offset
