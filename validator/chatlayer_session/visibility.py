"""The part of a path that may be shown, and the pointer that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .findings import DETECTABLE_KINDS, MAX_NAME, MAX_POINTER, Kind
from .jsonpointer import format_pointer
from .spec.kinds import INTERNAL

if TYPE_CHECKING:
    from .jsonpointer import InstancePath
    from .spec.fields import Field

_HASH_DIGITS = 12


class PointerFormatter:
    """Formats the pointers of one report, in bounded memory.

    A name longer than `MAX_NAME`, or the end of a pointer longer than `MAX_POINTER`, is replaced by an ellipsis and
    12 hexadecimal digits of its SHA-256, so that different pointers stay different.
    """

    def __init__(self) -> None:
        self._cut_names: dict[str, str] = {}

    def format(self, path: InstancePath) -> str:
        """Return the pointer for a path, cut if it is long."""
        # The names of one payload share few long strings, which are hashed once.
        short = tuple([step if isinstance(step, int) or len(step) <= MAX_NAME else self._cut(step) for step in path])
        pointer = format_pointer(short)
        # An escape must not be cut in two.
        return pointer if len(pointer) <= MAX_POINTER else _with_hash(pointer, MAX_POINTER).replace("~\u2026", "\u2026")

    def _cut(self, name: str) -> str:
        if name not in self._cut_names:
            self._cut_names[name] = _with_hash(name, MAX_NAME)
        return self._cut_names[name]


def is_cut(pointer: str) -> bool:
    """Return whether a pointer was cut, so that it points to nothing."""
    ends = (token[-_HASH_DIGITS - 1 :] for token in pointer.split("/"))
    return any(end[:1] == "\u2026" and set(end[1:]) <= set("0123456789abcdef") for end in ends)


def _with_hash(text: str, length: int) -> str:
    from hashlib import sha256  # noqa: PLC0415 - seldom needed

    digest = sha256(text.encode(errors="surrogatepass")).hexdigest()[:_HASH_DIGITS]
    return f"{text[: length - _HASH_DIGITS - 1]}\u2026{digest}"


def visible_path(
    path: InstancePath,
    kind: Kind | None,
    *,
    show_values: bool,
    visible_fields: Field | None = None,
    at_root: bool = True,
) -> InstancePath:
    """Return the part of a path in a payload that may be shown.

    Names of the platform and of variables may be shown, names inside a variable may not. Nothing is shown if the kind
    of the payload is unknown. ``visible_fields`` are the declared fields of a write or an answer, or of a payload that
    can be variables rather than the read-only object: then only declared names are shown, and also the first name if
    the payload is the whole document (``at_root``).
    """
    if show_values:
        return path
    if kind is Kind.SESSION and path[:1] != (INTERNAL,):
        return path[:1]
    may_be_variables = kind is Kind.INTERNAL and visible_fields is not None and path[:1] != (INTERNAL,)
    if visible_fields is not None and (may_be_variables or kind not in DETECTABLE_KINDS):
        count, owner = _declared_steps(path, visible_fields)
        # A member beside declared ones is no data of the builder.
        is_beside = at_root and kind not in DETECTABLE_KINDS and bool(owner.members)
        return path[: max(int(at_root), count + is_beside)]
    return () if kind is None else path


def _declared_steps(path: InstancePath, root: Field) -> tuple[int, Field]:
    """Return how many steps at the start of a path the schema declares, and the field that they lead to."""
    here = root
    for count, step in enumerate(path):
        child = here.child(step)
        if child is None:
            return count, here
        here = child
    return len(path), here
