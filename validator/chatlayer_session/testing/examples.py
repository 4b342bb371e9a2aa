"""The example payloads that come with each schema version, parsed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..catalog import packaged_catalog
from ..errors import UnknownExample

if TYPE_CHECKING:
    from pathlib import Path

SESSION_EXAMPLE = "session"
"""The example that is meant where none is named: a whole session without unstable fields."""

INTERNAL = "internal"


def example_names(schema_version: str) -> tuple[str, ...]:
    """Return the names of the examples of a version such as ``1.0.0``; none of them is invalid."""
    return tuple(sorted(file.stem for file in _folder(schema_version).glob("*.json")))


def example_session(schema_version: str, name: str = SESSION_EXAMPLE) -> dict[str, Any]:
    """Return an example as a whole session, a new object each time; one that is `internal` alone has no variables.

    Raises:
        UnknownExample: the version has no example of this name.
    """
    available = example_names(schema_version)
    if name not in available:
        raise UnknownExample(name, available)
    payload: dict[str, Any] = json.loads((_folder(schema_version) / f"{name}.json").read_bytes())
    return payload if INTERNAL in payload else {INTERNAL: payload}


def example_internal(schema_version: str, name: str = SESSION_EXAMPLE) -> dict[str, Any]:
    """Return the read-only object of an example, a new object each time.

    Raises:
        UnknownExample: the version has no example of this name.
    """
    internal: dict[str, Any] = example_session(schema_version, name)[INTERNAL]
    return internal


def _folder(schema_version: str) -> Path:
    return packaged_catalog().root / "session" / schema_version / "examples"
