"""What to write instead of what is no number, where a schema declares what stands there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..rules import Rule
from .json_type import TYPES, join_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..issues import Issue
    from ..jsonpointer import InstancePath
    from .fields import Field


def add_expected_values(observations: Sequence[Issue], base: InstancePath, root: Field) -> list[Issue]:
    """Return observations of reading with hints that hold for the payload at ``base``, whose fields are ``root``.

    Reading knows no schema, so that what it tells to write instead of NaN may be of a type that is not allowed there.
    """
    cured: list[Issue] = []
    for observation in observations:
        is_inside = observation.rule is Rule.NOT_A_NUMBER and observation.path[: len(base)] == base
        hint = expected_value_hint(root, observation.path[len(base) :]) if is_inside else None
        cured.append(observation if hint is None else replace(observation, hint=hint))
    return cured


def expected_value_hint(root: Field, path: InstancePath) -> str | None:
    """Return what to write at a path from ``root`` that holds no number; None where no type is declared."""
    owner, here = root, root
    for step in path:
        below = here.items if isinstance(step, int) else here.members.get(step)
        if below is None:
            return None
        owner, here = here, below
    if not here.types:
        return None
    is_optional = bool(path) and isinstance(path[-1], str) and path[-1] not in owner.required
    return f"write {_allowed_values(here)}{', or leave the field out' if is_optional else ''}"


def _allowed_values(field: Field) -> str:
    if field.values:
        return join_names(map(str, field.values), "or")
    return " or ".join(
        TYPES[each] + (_range_text(field) if each in {"number", "integer"} else "") for each in field.types
    )


def _range_text(field: Field) -> str:
    least, greatest = field.range
    if least is not None and greatest is not None:
        return f" from {least} to {greatest}"
    if least is not None:
        return f" from {least} on"
    return "" if greatest is None else f" up to {greatest}"
