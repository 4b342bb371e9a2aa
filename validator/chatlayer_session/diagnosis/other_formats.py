"""Text that was never JSON: other formats, and objects as programs print them for people."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from .lexer import CLOSERS, OPENERS
from .problems import SyntaxProblem, syntax_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .lexer import Token

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


def detect_printed_object(text: str, tokens: list[Token]) -> SyntaxProblem | None:
    """Return the program that printed the text for people, if the tokens show it."""
    start = len(text) - len(text.lstrip())
    if len(tokens) == 1 and tokens[0].quote not in {"", '"'} and tokens[0].name.lstrip()[:1] in OPENERS:
        return syntax_problem(start, "quoted-document")
    return _without_braces(text, tokens, start) or _printed_object(text, tokens, start)


def _without_braces(text: str, tokens: list[Token], start: int) -> SyntaxProblem | None:
    """Return the problem of names and values without brackets: at least two names, each first on its line."""
    names = list(_outer_names(text, tokens))
    if not names or text[start : names[0].start].strip() not in {"", "---"}:
        return None
    if names[0].quote == '"':
        return syntax_problem(start, "no-opening-brace")
    return syntax_problem(start, "list-of-names") if len(names) > 1 else None


def _outer_names(text: str, tokens: list[Token]) -> Iterator[Token]:
    depth = end = 0
    for token, follower in pairwise(tokens):
        leads = end == 0 or "\n" in text[end : token.start]
        if depth == 0 and leads and token.kind in _NAMES and follower.kind == ":":
            yield token
        depth += (token.kind in OPENERS) - (token.kind in CLOSERS)
        end = token.end


def _printed_object(text: str, tokens: list[Token], start: int) -> SyntaxProblem | None:
    names = [token for token, follower in pairwise(tokens) if token.kind in _NAMES and follower.kind == ":"]
    marks = (mark for mark in _TRUNCATED.finditer(text) if not _is_in_string(mark.start(), tokens))
    truncated = next(marks, None)
    if truncated is not None:
        return syntax_problem(truncated.start(), "shortened")
    has_brackets = any(token.kind in OPENERS for token in tokens[:2])
    if not has_brackets or len(names) < 2 or any(token.quote == '"' for token in names):
        return None
    if all(token.quote == "'" for token in names):
        is_python = any(token.name in _PYTHON_WORDS for token in tokens if token.kind == "word")
        return syntax_problem(start, "python-dict" if is_python else "single-quoted")
    if all(token.kind == "word" or token.quote == "'" for token in names):
        return syntax_problem(start, "javascript-object")
    return None


def _is_in_string(offset: int, tokens: list[Token]) -> bool:
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) // 2
        if tokens[middle].end <= offset:
            low = middle + 1
        else:
            high = middle
    return low < len(tokens) and tokens[low].kind == "string" and tokens[low].start <= offset
