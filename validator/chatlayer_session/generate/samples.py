"""What stands where in the example payloads of a schema version: the realistic values are data, not code."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from .schema_tree import schema_tree

if TYPE_CHECKING:
    from ..jsonpointer import JsonValue
    from ..spec.catalog import Catalog
    from .schema_tree import SchemaNode

WRITES = "writes"
"""The group of examples that are writes."""


@dataclass(frozen=True, slots=True)
class Samples:
    """What was seen, by the ``location`` of the node it was seen at.

    ``values`` are scalars and whatever stands in free places; ``others`` are the names and values of members that the
    schema does not declare.
    """

    values: dict[str, list[JsonValue]] = field(default_factory=dict[str, "list[JsonValue]"])
    others: dict[str, dict[str, JsonValue]] = field(default_factory=dict[str, "dict[str, JsonValue]"])

    def add(self, node: SchemaNode, value: JsonValue) -> None:
        """Note a value and what is in it."""
        if isinstance(value, dict) and "object" in node.types:
            for name, member in value.items():
                if name in node.members:
                    self.add(node.members[name], member)
                else:
                    self.others.setdefault(node.location, {}).setdefault(name, member)
        elif isinstance(value, list) and node.items is not None:
            for item in value:
                self.add(node.items, item)
        else:
            seen = self.values.setdefault(node.location, [])
            if value not in seen:
                seen.append(value)


@cache
def samples_of(catalog: Catalog, version: str) -> Samples:
    """Return what stands in the example payloads of all kinds: what one kind holds of another counts for both."""
    samples = Samples()
    roots = [schema_tree(catalog, version, kind) for kind in catalog.kinds(version)]
    for name in (*catalog.examples("session", version), *catalog.examples("session", version, WRITES)):
        example = catalog.example("session", version, name)
        for root in roots:
            # Those of another kind lack what every payload of this kind has.
            if example.keys() >= root.required:
                samples.add(root, example)
    return samples
