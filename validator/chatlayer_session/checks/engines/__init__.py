"""Engines that validate an instance against a schema version, all with equal results."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ...spec.references import UnsupportedKeyword
from .compiled import CompiledEngine

if TYPE_CHECKING:
    from ...findings import Kind
    from ...spec.catalog import Catalog
    from .reference import ReferenceEngine


@cache
def engine_for(catalog: Catalog, version: str, kind: Kind) -> CompiledEngine | ReferenceEngine:
    """Return the compiled engine, or the reference engine for a schema that cannot be compiled.

    All validators of a version share it, because building it takes a hundred times as long as one check.
    """
    try:
        return CompiledEngine(catalog, version, kind)
    except UnsupportedKeyword:
        # python-jsonschema takes longer to load than most runs take in all.
        from .reference import ReferenceEngine  # noqa: PLC0415 - slow to load

        return ReferenceEngine(catalog, version, kind)
