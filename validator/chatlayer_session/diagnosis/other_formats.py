"""Text that was never JSON: objects as programs print them for people, and other formats."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from .lexer import CLOSERS, OPENERS
from .problems import SyntaxProblem

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
_WHOLE_PAYLOAD = "get the payload as JSON: JSON.stringify(value) in JavaScript, json.dumps(value) in Python"


def detect_other_format(text: str) -> SyntaxProblem | None:
    """Return what the text is instead of JSON, if its start tells."""
    start = len(text) - len(text.lstrip())
    if _MARKUP.match(text, start):
        hint = "look at it in an editor: an error page of a server, perhaps, instead of the payload"
        return SyntaxProblem(start, "the text is HTML or XML, not JSON", hint)
    if text.startswith("[object Object]", start):
        return SyntaxProblem(
            start, "JavaScript wrote an object here as mere text, and its content is lost", _WHOLE_PAYLOAD
        )
    if _PYTHON_BYTES.match(text):
        hint = "write the bytes themselves to the file, or their decode()"
        return SyntaxProblem(start, "the text is how Python prints bytes, not JSON", hint)
    return None


def detect_printed_object(text: str, tokens: list[Token]) -> SyntaxProblem | None:
    """Return which program or person the text was printed for, if its tokens tell."""
    start = len(text) - len(text.lstrip())
    if len(tokens) == 1 and tokens[0].quote not in {"", '"'} and tokens[0].name.lstrip()[:1] in OPENERS:
        hint = "remove the quotes around it, which belong to the command or the program it was copied from"
        return SyntaxProblem(start, "the whole document stands in quotes", hint)
    return _without_braces(text, tokens, start) or _printed_object(text, tokens, start)


def _without_braces(text: str, tokens: list[Token], start: int) -> SyntaxProblem | None:
    """Take it for a list of names and values if two names or more stand in no bracket, each first on its line."""
    names = list(_outer_names(text, tokens))
    if not names or text[start : names[0].start].strip() not in {"", "---"}:
        return None
    if names[0].quote == '"':
        message = "the text starts with a name: what it belongs to is not opened"
        return SyntaxProblem(start, message, "copy the whole object, from its `{` on")
    if len(names) < 2:
        return None
    message = "the text lists names and values without braces, as a debugger's tree or YAML does"
    return SyntaxProblem(start, message, _WHOLE_PAYLOAD)


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
    elided = next((place for place in _TRUNCATED.finditer(text) if not _inside_string(place.start(), tokens)), None)
    if elided is not None:
        message = "the text is an object as a debugger or console prints it, with parts left out"
        return SyntaxProblem(elided.start(), message, _WHOLE_PAYLOAD)
    opened = any(token.kind in OPENERS for token in tokens[:2])
    if not opened or len(names) < 2 or any(token.quote == '"' for token in names):
        return None
    if all(token.quote == "'" for token in names):
        language = "Python" if any(token.name in _PYTHON_WORDS for token in tokens if token.kind == "word") else ""
        printer = "as Python prints a dict" if language else "as Python prints a dict or JavaScript an object"
        return SyntaxProblem(
            start, f"all names stand in single quotes, {printer}; JSON has double quotes only", _WHOLE_PAYLOAD
        )
    if all(token.kind == "word" or token.quote == "'" for token in names):
        message = "the names stand without quotes, as JavaScript prints an object; JSON has them in double quotes"
        return SyntaxProblem(start, message, _WHOLE_PAYLOAD)
    return None


def _inside_string(offset: int, tokens: list[Token]) -> bool:
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) // 2
        if tokens[middle].end <= offset:
            low = middle + 1
        else:
            high = middle
    return low < len(tokens) and tokens[low].kind == "string" and tokens[low].start <= offset
