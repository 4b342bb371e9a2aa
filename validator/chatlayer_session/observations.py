"""What a stage of the pipeline saw, before it is placed in the text and made fit to be shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .findings import Rule
    from .pointers import Path


class Part(Enum):
    """Which part of a member a place is: its key or its value. Items and roots have a value only."""

    KEY = "key"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the member, item or root at ``path``, to be looked up in the text."""

    path: Path = field(repr=False)
    part: Part


@dataclass(frozen=True, slots=True)
class Observation:
    """A rule that something in the payload breaks.

    ``path`` leads to what the finding is about, ``place`` to what it points at: an offset in the text, or a place to be
    looked up there. ``{key}`` in the message stands for the last name of the path, which is not shown where names are
    private, as they may be in a path: its repr leaves that out.
    """

    rule: Rule
    path: Path = field(repr=False)
    place: Place | int
    message: str
    hint: str | None = None
    schema_pointer: str | None = None
