"""The fields of payloads: one entry per field, and totals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ...jsonpointer import WILDCARD, parse_pointer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...inputs.records import Origin
    from ...runs.results import RunResult


class FieldStability(str, Enum):
    """How stable a field is: stable, unstable, free, or unknown if the schema does not declare it.

    A field inside a stable field with open content, such as an entity, is free.
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
class FieldUsage:
    """A field that payloads have, or a stable field that no payload has.

    ``pointer`` starts at ``internal``. In it, ``*`` stands for every item of an array, or for all names of an object
    that has too many different ones. ``payloads`` is the number of payloads with the field, and ``share`` their share
    of the inspected payloads, from 0 to 1. ``types`` counts the values by JSON type; a payload may have several values
    inside arrays. ``first`` and ``last`` are the first and the last payload with the field, None if there is none.
    """

    pointer: str
    stability: FieldStability
    payloads: int
    share: float
    types: Mapping[str, int]
    first: Origin | None
    last: Origin | None


@dataclass(frozen=True, slots=True)
class FieldInventory:
    """The fields that payloads have under ``internal``: declared fields in the order of the schema, then the others.

    ``inspected`` counts the payloads that have an object with fields. ``run`` has the reports on other payloads, the
    inputs that could not be read, and the internal errors. ``sessions`` counts the inspected payloads that are whole
    sessions, ``variables`` their variables, and ``platform_variables`` those that the platform writes according to the
    schema. ``missing`` are the stable fields that no payload has. ``collapsed`` are the pointers to objects
    with too many different names. ``over_limit`` counts the values of fields beyond the limits, and ``private`` the
    values of fields whose names may be private.
    """

    schema_version: str
    inspected: int
    sessions: int
    variables: int
    platform_variables: int
    fields: tuple[FieldUsage, ...]
    missing: tuple[FieldUsage, ...]
    collapsed: tuple[str, ...]
    over_limit: int
    private: int
    run: RunResult

    @property
    def payloads(self) -> int:
        """The number of payloads, inspected or not."""
        return self.inspected + self.run.payloads

    @property
    def universal(self) -> tuple[FieldUsage, ...]:
        """The fields outside the stability promise that every inspected payload has, except those inside arrays."""
        return tuple(
            field
            for field in self.fields
            if field.stability.may_change
            and field.payloads == self.inspected
            and WILDCARD not in parse_pointer(field.pointer)
        )
