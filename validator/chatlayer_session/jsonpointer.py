"""JSON values, JSON Pointers (RFC 6901), and pointer patterns that select several values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from .errors import InvalidPointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

JsonValue: TypeAlias = "dict[str, JsonValue] | list[JsonValue] | str | int | float | bool | None"
"""A parsed JSON value."""

JsonT = TypeVar("JsonT", bound=JsonValue)

InstancePath: TypeAlias = tuple[str | int, ...]
"""The steps from a root to a value: names of members and indices of items."""

WILDCARD = "*"
_MALFORMED_ESCAPE_FOLLOWERS = frozenset("01")


def format_pointer(path: InstancePath) -> str:
    """Return the JSON Pointer for a path; lone surrogates, which cannot be encoded, become U+FFFD."""
    pointer = "".join(
        [f"/{token}" if isinstance(token, int) else "/" + token.replace("~", "~0").replace("/", "~1") for token in path]
    )
    return pointer if pointer.isascii() else pointer.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def parse_pointer(pointer: str) -> tuple[str, ...]:
    """Return the reference tokens of a JSON Pointer.

    Raises:
        InvalidPointer: ``pointer`` does not start with a slash, or has a tilde that is neither ``~0`` nor ``~1``.
    """
    if pointer == "":
        return ()
    if not pointer.startswith("/"):
        raise InvalidPointer(pointer)
    if any(part[:1] not in _MALFORMED_ESCAPE_FOLLOWERS for part in pointer.split("~")[1:]):
        raise InvalidPointer(pointer)
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/"))


def deep_copy(value: JsonT) -> JsonT:
    """Return a copy of a JSON value of any depth.

    A list or dict that occurs in several places of the value is one list or dict in the copy too.
    """
    copies: dict[int, dict[str, JsonValue] | list[JsonValue]] = {}
    waiting: list[dict[str, JsonValue] | list[JsonValue]] = []

    def copy_of(child: JsonValue) -> JsonValue:
        if not isinstance(child, dict | list):
            return child
        if id(child) not in copies:
            copies[id(child)] = {} if isinstance(child, dict) else []
            waiting.append(child)
        return copies[id(child)]

    root = cast("JsonT", copy_of(value))
    while waiting:
        original = waiting.pop()
        target = copies[id(original)]
        if isinstance(original, dict) and isinstance(target, dict):
            target.update({name: copy_of(child) for name, child in original.items()})
        elif isinstance(original, list) and isinstance(target, list):
            target.extend(map(copy_of, original))
    return root


def matches_path(pattern: InstancePath, path: InstancePath) -> bool:
    """Return whether a path matches a pattern, in which ``*`` stands for every step."""
    return len(pattern) == len(path) and all(
        expected in (WILDCARD, step) for expected, step in zip(pattern, path, strict=True)
    )


@dataclass(frozen=True, slots=True)
class PointerPattern:
    """A JSON Pointer in which the token ``*`` stands for every member or item."""

    tokens: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> PointerPattern:
        """Return the pattern in ``text``.

        Raises:
            InvalidPointer: ``text`` is not a JSON Pointer.
        """
        return cls(parse_pointer(text))

    def __str__(self) -> str:
        """Return the text of the pattern."""
        return format_pointer(self.tokens)

    @property
    def has_wildcard(self) -> bool:
        """Whether the pattern can select more than one value."""
        return WILDCARD in self.tokens

    def is_empty_in(self, root: JsonValue) -> bool:
        """Return whether the pattern selects nothing only because each ``*`` that it reaches has an empty value."""
        for length, token in enumerate(self.tokens):
            for _, value in PointerPattern(self.tokens[:length]).matches(root):
                if next(iter(_steps(value, token)), None) is None and not (token == WILDCARD and value in ({}, [])):
                    return False
        return self.has_wildcard

    def matches(self, root: JsonValue) -> Iterator[tuple[InstancePath, JsonValue]]:
        """Yield each selected value with its path, in document order."""
        waiting: list[Iterator[tuple[InstancePath, JsonValue]]] = [iter([((), root)])]
        while waiting:
            path, value = next(waiting[-1], (None, None))
            if path is None:
                waiting.pop()
            elif len(path) == len(self.tokens):
                yield path, value
            else:
                waiting.append(_children(path, value, self.tokens[len(path)]))


def _children(path: InstancePath, value: JsonValue, token: str) -> Iterator[tuple[InstancePath, JsonValue]]:
    for step, child in _steps(value, token):
        yield (*path, step), child


def _steps(value: JsonValue, token: str) -> Iterable[tuple[str | int, JsonValue]]:
    if isinstance(value, dict):
        if token == WILDCARD:
            return value.items()
        return [(token, value[token])] if token in value else []
    if isinstance(value, list):
        if token == WILDCARD:
            return enumerate(value)
        # RFC 6901: an index has no leading zero and no sign. The length is checked before a conversion that is slow.
        is_index = token.isascii() and token.isdigit() and len(token) <= len(str(len(value)))
        if is_index and str(int(token)) == token and int(token) < len(value):
            return [(int(token), value[int(token)])]
    return []
