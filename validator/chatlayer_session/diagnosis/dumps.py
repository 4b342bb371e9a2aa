"""Text that was never JSON: objects as programs print them for people, and other formats."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from .mistakes import Mistake

if TYPE_CHECKING:
    from .lexing import Token

_PYTHON_BYTES = re.compile(r"""\s*[bB]['"]""")
_ELIDED = re.compile(
    r"\[(?:Object|Array|Function|Getter|Circular)\b[^\]\n\"]*\]|\{\u2026\}|\[\u2026\]|\bArray\(\d+\)|\bObject\s*\{|[\u25b6\u25bc\u25b8\u25be]"
)
_PYTHON_WORDS = frozenset({"None", "True", "False"})
_WHOLE_PAYLOAD = "get the payload as JSON: JSON.stringify(value) in JavaScript, json.dumps(value) in Python"


def recognise(text: str, tokens: list[Token]) -> Mistake | None:
    """Return what the text is instead of JSON, if it is plain to see."""
    start = len(text) - len(text.lstrip())
    if text.startswith("<", start):
        hint = "look at it in an editor: an error page of a server, perhaps, instead of the payload"
        return Mistake(start, "the text is HTML or XML, not JSON", hint)
    if text.startswith("[object Object]", start):
        return Mistake(start, "JavaScript wrote an object here as mere text, and its content is lost", _WHOLE_PAYLOAD)
    if _PYTHON_BYTES.match(text):
        hint = "write the bytes themselves to the file, or their decode()"
        return Mistake(start, "the text is how Python prints bytes, not JSON", hint)
    return _printed_object(text, tokens, start)


def _printed_object(text: str, tokens: list[Token], start: int) -> Mistake | None:
    names = [token for token, follower in pairwise(tokens) if follower.kind == ":"]
    elided = next((place for place in _ELIDED.finditer(text) if not _inside_string(place.start(), tokens)), None)
    if elided is not None:
        message = "the text is an object as a debugger or console prints it, with parts left out"
        return Mistake(elided.start(), message, _WHOLE_PAYLOAD)
    if names and tokens[0] is names[0]:
        message = "the text lists names and values without braces, as a debugger's tree or YAML does"
        return Mistake(start, message, _WHOLE_PAYLOAD)
    if len(names) < 2 or any(token.quote == '"' for token in names):
        return None
    if all(token.quote == "'" for token in names):
        language = "Python" if any(token.name in _PYTHON_WORDS for token in tokens if token.kind == "word") else ""
        printer = "as Python prints a dict" if language else "as Python prints a dict or JavaScript an object"
        return Mistake(
            start, f"all names stand in single quotes, {printer}; JSON has double quotes only", _WHOLE_PAYLOAD
        )
    if all(token.kind == "word" or token.quote == "'" for token in names):
        message = "the names stand without quotes, as JavaScript prints an object; JSON has them in double quotes"
        return Mistake(start, message, _WHOLE_PAYLOAD)
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
