"""A contract: what a service reads and writes, and what it assumes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..config.toml import places_of
from ..generate.generator import is_of
from ..spec.json_type import json_type

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from ..jsonpointer import JsonValue
    from .versions import VersionRange


@dataclass(frozen=True, slots=True)
class Read:
    """A field that a service reads, and what it assumes about it.

    ``pointer`` starts at the root of a session; ``*`` stands for every item of an array. The service can handle values
    of the JSON ``types``, or of all types if there are none, and only ``values`` if there are any. If the field is
    ``required``, the service fails without it. An unstable field is accepted with a ``reason``, up to and including
    the day ``until`` in UTC.
    """

    pointer: str
    types: tuple[str, ...] = ()
    required: bool = False
    values: tuple[str | float | bool, ...] = ()
    reason: str | None = None
    until: date | None = None

    def expects_type_of(self, value: JsonValue) -> bool:
        """Return whether the service can handle values of this type."""
        return not self.types or any(is_of(value, name) for name in self.types)

    def expects(self, value: JsonValue) -> bool:
        """Return whether the service can handle a value of an expected type; null needs no entry in ``values``."""
        is_listed = any(json_type(value) == json_type(other) and value == other for other in self.values)
        return not self.values or is_listed or (value is None and bool(self.types))


@dataclass(frozen=True, slots=True)
class Contract:
    """The reads and writes of the service ``consumer``, for the schema versions of the range ``schema``.

    ``writes`` are namespaces. ``path`` is the file of the contract and ``text`` its content, if it was read from one.
    """

    consumer: str
    schema: VersionRange
    reads: tuple[Read, ...] = ()
    writes: tuple[str, ...] = ()
    path: Path | None = None
    text: str = field(default="", repr=False)

    def places(self, *paths: tuple[str | int, ...]) -> list[tuple[int, int] | None]:
        """Return the line and the column of keys in the file, such as ``("reads", 0, "type")``."""
        return places_of(self.text, paths)
