"""A walk through two schemas at once, which names their differences.

Each rule compares one kind of keyword and states who a difference can break. Its answer is certain in one direction: a
party that no difference can break is safe, because a payload of the one schema then meets every keyword of the other.
Proofs and witnesses settle the other direction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..watch import Stopped
from .annotations import compare_annotations
from .combinators import compare_combinators
from .difference import WalkContext
from .items import compare_items
from .properties import compare_properties
from .scalars import compare_scalars
from .walker import Walker

if TYPE_CHECKING:
    from ..model.schema_index import SchemaIndex
    from ..watch import Watch

RULES = (compare_annotations, compare_scalars, compare_items, compare_properties, compare_combinators)


def walk_schemas(old: SchemaIndex, new: SchemaIndex, watch: Watch) -> Walker:
    """Return a walker that has compared two schemas, until the end of a watch or of the stack."""
    walker = Walker(old, new, watch, RULES, rules_for_repeats=[compare_annotations])
    try:
        walker.walk(old.root, new.root, WalkContext())
    except (Stopped, RecursionError):
        walker.complete = False
    return walker
