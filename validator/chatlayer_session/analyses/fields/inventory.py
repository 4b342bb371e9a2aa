"""What was observed in a corpus of payloads: one entry a field, and what there is to say of all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ...jsonpointer import WILDCARD, parse_pointer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...runs.results import RunResult


class FieldStability(str, Enum):
    """What the schema says of a field: its stability if it declares it, unknown if not.

    What lies inside a stable field whose content the schema leaves open, such as an entity, is free.
    """

    STABLE = "stable"
    UNSTABLE = "unstable"
    UNKNOWN = "unknown"
    FREE = "free"

    @property
    def may_change(self) -> bool:
        """Whether the field is outside the stability promise, declared or not."""
        return self in {FieldStability.UNSTABLE, FieldStability.UNKNOWN}


@dataclass(frozen=True, slots=True)
class FieldLocation:
    """Where a field was seen: the source, and the number of the record in a JSON Lines source, from 1."""

    source: str | None
    record: int | None


@dataclass(frozen=True, slots=True)
class FieldUsage:
    """A field that was seen, or a stable one that was not.

    ``pointer`` starts at ``internal``; ``*`` in it stands for every item of an array, or for all names below a place
    where too many differ. ``payloads`` is the number of payloads that carry the field and ``share`` its part of the
    observed ones, from 0 to 1. ``types`` counts the values by JSON type; where there are arrays on the way, a payload
    may have several. ``first`` and ``last`` are None for a field that was never seen.
    """

    pointer: str
    stability: FieldStability
    payloads: int
    share: float
    types: Mapping[str, int]
    first: FieldLocation | None
    last: FieldLocation | None


@dataclass(frozen=True, slots=True)
class FieldInventory:
    """The fields that payloads carry under ``internal``, in the order of the schema, those it does not name last.

    ``observed`` counts the payloads with an object to look into; ``run`` has the reports on those without, the inputs
    that could not be read, and the defects. ``sessions`` are the observed payloads that are whole sessions, and
    ``variables`` the number of their variables. ``collapsed`` are the pointers below which too many names differ;
    ``omitted`` counts values at places beyond the limits, and ``private`` those whose names may be private.
    """

    schema_version: str
    observed: int
    sessions: int
    variables: int
    fields: tuple[FieldUsage, ...]
    missing: tuple[FieldUsage, ...]
    collapsed: tuple[str, ...]
    over_limit: int
    private: int
    run: RunResult

    @property
    def payloads(self) -> int:
        """The number of payloads, whether they could be looked into or not."""
        return self.observed + self.run.payloads

    @property
    def universal(self) -> tuple[FieldUsage, ...]:
        """The fields outside the stability promise that every observed payload carries, and not inside arrays."""
        return tuple(
            field
            for field in self.fields
            if field.stability.may_change
            and field.payloads == self.observed
            and WILDCARD not in parse_pointer(field.pointer)
        )
