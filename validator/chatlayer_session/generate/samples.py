"""Realistic values, taken from the example payloads of a schema version."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from ..spec.fields import field_tree

if TYPE_CHECKING:
    from ..jsonpointer import JsonValue
    from ..spec.catalog import Catalog
    from ..spec.fields import Field

WRITES = "writes"
"""The group of examples that are writes."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Values from examples, by the schema pointer of the field.

    ``values`` are scalars, and values of any type where the schema declares none. ``others`` are undeclared members:
    their values by name.
    """

    values: dict[str, list[JsonValue]] = field(default_factory=dict[str, "list[JsonValue]"])
    others: dict[str, dict[str, JsonValue]] = field(default_factory=dict[str, "dict[str, JsonValue]"])

    def add(self, declared: Field, value: JsonValue) -> None:
        """Add the value of a field, and the values in it."""
        if isinstance(value, dict) and "object" in declared.types:
            for name, member in value.items():
                if name in declared.members:
                    self.add(declared.members[name], member)
                else:
                    self.others.setdefault(declared.schema_pointer, {}).setdefault(name, member)
        elif isinstance(value, list) and declared.items is not None:
            for item in value:
                self.add(declared.items, item)
        else:
            values = self.values.setdefault(declared.schema_pointer, [])
            if value not in values:
                values.append(value)


@cache
def samples_of(catalog: Catalog, version: str) -> Samples:
    """Return the values in the example payloads of all kinds; an example may contribute to several kinds."""
    samples = Samples()
    roots = [field_tree(catalog, version, kind) for kind in catalog.kinds(version)]
    for name in (*catalog.examples("session", version), *catalog.examples("session", version, WRITES)):
        example = catalog.example("session", version, name)
        for root in roots:
            # An example of a different kind lacks required members of this one.
            if example.keys() >= root.required:
                samples.add(root, example)
    return samples
