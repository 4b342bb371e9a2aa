"""Breaks by lengths that are too large for a payload, which are decided by what applies on the way to the place."""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING

from ...jsonpointer import WILDCARD
from ..model.common_form import node_set
from ..model.mentioned_members import is_unstable
from .candidates import Candidates

if TYPE_CHECKING:
    from ...jsonpointer import InstancePath
    from ..model.constraints import Constraints
    from ..model.schema_index import SchemaIndex
    from ..walk.difference import SchemaDifference
    from .validator_pair import Relation

MAX_PAYLOADS = 60
"""Payloads to try that have a value at the place."""
_BOUNDS = {"minLength": ("string", "maxLength"), "minItems": ("array", "maxItems")}


def breaks_on_paper(
    producer: SchemaIndex, consumer: SchemaIndex, relation: Relation, difference: SchemaDifference
) -> bool:
    """Return whether a length that the producer allows, and the consumer does not, breaks the party.

    That is certain if nothing but types and declared members applies above the place on both sides, nothing but lengths
    at the place on the side of the producer, and some payload has a value there.
    """
    if producer.obstacles or consumer.obstacles or difference.extended:
        return False
    produced = _at(producer, difference.instance)
    consumed = _at(consumer, difference.instance)
    for lower, (type_name, upper) in _BOUNDS.items():
        if (
            produced is not None
            and consumed is not None
            and not {lower, upper}.isdisjoint(difference.keywords or ())
            and type_name in produced.types
            and produced.sources.keys() <= {"type", lower, upper, "x-extensible-enum"}
            and _allows_more(produced, consumed, lower, upper)
        ):
            return _occurs(relation, difference.instance)
    return False


def _at(index: SchemaIndex, path: InstancePath) -> Constraints | None:
    """Return the constraints at a path of declared members, None if others on the way can accept or reject a value."""
    nodes = index.root
    for step in path:
        constraints = index.constraints(nodes)
        if step == WILDCARD or not isinstance(step, str) or _interferes(constraints):
            return None
        nodes = node_set(constraints.member(step))
        if any(is_unstable(index.subschema(node)) for node in nodes):
            return None
    constraints = index.constraints(nodes)
    return None if _interferes(constraints) else constraints


def _interferes(constraints: Constraints) -> bool:
    combined = (constraints.unions, constraints.conditions, constraints.negations, constraints.dependent_schemas)
    return any(combined) or bool(constraints.unevaluated) or constraints.values is not None


def _allows_more(produced: Constraints, consumed: Constraints, lower: str, upper: str) -> bool:
    """Return whether the producer allows a length that the consumer does not."""

    def interval(constraints: Constraints) -> tuple[float, float]:
        limits = constraints.limits
        return (
            limits[lower].value if lower in limits else 0,
            math.floor(limits[upper].value) if upper in limits else math.inf,
        )

    (least, most), (consumed_least, consumed_most) = interval(produced), interval(consumed)
    return least <= most and (least < consumed_least or most > consumed_most)


def _occurs(relation: Relation, path: InstancePath) -> bool:
    """Return whether a payload with a value at the path is accepted."""
    accepting = relation.accepting
    source = Candidates(accepting, relation.rejecting, relation.accepted_by.work, depth=1)
    payloads = islice(source.along_path(accepting.root, (relation.rejecting.root,), path), MAX_PAYLOADS)
    return any(relation.accepting_validators.both_agree(payload, accept=True) for payload in payloads)
