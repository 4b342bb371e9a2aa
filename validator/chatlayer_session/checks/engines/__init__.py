"""Engines that validate an instance against a schema version, all with equal results."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

from ...spec.references import UnsupportedKeyword
from .compiled import CompiledEngine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...findings import Kind
    from ...jsonpointer import JsonValue
    from ...spec.catalog import Catalog
    from .violations import Violation


class Engine(Protocol):
    """Validates instances of one kind against one schema version."""

    def violations(self, instance: JsonValue, /) -> Iterable[Violation]:
        """Yield what an instance violates, the type of a value first; paths start at its root."""
        ...


@cache
def engine_for(catalog: Catalog, version: str, kind: Kind) -> Engine:
    """Return the compiled engine, or the reference engine for a schema that cannot be compiled.

    All validators of a version share it, because building it takes a hundred times as long as one check.
    """
    try:
        return CompiledEngine(catalog, version, kind)
    except UnsupportedKeyword:
        # python-jsonschema takes longer to load than most runs take in all.
        from .reference import ReferenceEngine  # noqa: PLC0415 - slow to load

        return ReferenceEngine(catalog, version, kind)
