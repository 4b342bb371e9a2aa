"""Engines hold an instance to a schema version; whichever engine is asked, the answer is the same."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

from .compiled import CompiledEngine, NotCompilable

if TYPE_CHECKING:
    from ...findings import Kind
    from ...issues import Issue
    from ...jsonpointer import JsonValue
    from ...spec.catalog import Catalog


class Engine(Protocol):
    """Holds instances of one kind to one schema version."""

    def check(self, instance: JsonValue) -> list[Issue]:
        """Return what breaks a rule; the paths start at the root of the instance."""
        ...


@cache
def engine_for(catalog: Catalog, version: str, kind: Kind) -> Engine:
    """Return the quick engine, or the reference engine for schemas that the quick one does not know enough of.

    Making one takes a hundred times as long as checking with it, so all validators of a version share it.
    """
    try:
        return CompiledEngine(catalog, version, kind)
    except NotCompilable:
        # Imported only here: python-jsonschema takes longer to load than most runs take in all.
        from .reference import ReferenceEngine  # noqa: PLC0415 - slow to load

        return ReferenceEngine(catalog, version, kind)
