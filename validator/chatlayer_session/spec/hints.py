"""Hints that name a value the schema allows, for numbers that JSON does not have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..rules import Rule, describe
from .json_type import TYPES, join_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..issues import Issue
    from ..jsonpointer import InstancePath
    from .fields import Field


def add_expected_values(issues: Sequence[Issue], base: InstancePath, root: Field) -> list[Issue]:
    """Return the issues of a document with hints that suit the fields of ``root``, the payload at the path ``base``.

    The parser knows no schema, so its hint on NaN may name a type that the field does not allow.
    """
    improved: list[Issue] = []
    for issue in issues:
        is_inside = issue.rule is Rule.NOT_A_NUMBER and issue.path[: len(base)] == base
        hint = expected_value_hint(root, issue.path[len(base) :]) if is_inside else None
        improved.append(issue if hint is None else replace(issue, hint=hint))
    return improved


def expected_value_hint(root: Field, path: InstancePath) -> str | None:
    """Return what to write at a path instead of a number that JSON does not have; None if no type is declared."""
    owner = field = root
    for step in path:
        child = field.child(step)
        if child is None:
            return None
        owner, field = field, child
    if not field.types:
        return None
    is_optional = bool(path) and isinstance(path[-1], str) and path[-1] not in owner.required
    hint_name = "optional" if is_optional else "declared"
    return describe(Rule.NOT_A_NUMBER, "nan", hint_name, expected=_allowed_values(field)).hint


def _allowed_values(field: Field) -> str:
    if field.values:
        return join_names(map(str, field.values), "or")
    return " or ".join(
        TYPES[name] + (_range_text(field) if name in {"number", "integer"} else "") for name in field.types
    )


def _range_text(field: Field) -> str:
    minimum, maximum = field.range
    if minimum is not None and maximum is not None:
        return f" between {minimum} and {maximum}"
    if minimum is not None:
        return f" of at least {minimum}"
    return "" if maximum is None else f" of at most {maximum}"
