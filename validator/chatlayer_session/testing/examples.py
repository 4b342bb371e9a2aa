"""The example payloads of each schema version."""

from __future__ import annotations

from typing import Any

from ..errors import UnknownExample
from ..spec.catalog import DEFAULT_VERSION, packaged_catalog
from ..spec.kinds import INTERNAL

SESSION_EXAMPLE = "session"
"""The default example: a whole session without unstable fields."""


def example_names(schema_version: str = DEFAULT_VERSION) -> tuple[str, ...]:
    """Return the names of the examples of a schema version, none of which is invalid.

    Raises:
        UnknownVersion: the schema version does not exist.
    """
    catalog = packaged_catalog()
    return catalog.examples("session", catalog.resolve(schema_version))


def example_session(name: str = SESSION_EXAMPLE, *, schema_version: str = DEFAULT_VERSION) -> dict[str, Any]:
    """Return an example as a new session object, without variables if the example is `internal` alone.

    Raises:
        UnknownVersion: the schema version does not exist.
        UnknownExample: the version has no example of this name.
    """
    catalog = packaged_catalog()
    version = catalog.resolve(schema_version)
    names = catalog.examples("session", version)
    if name not in names:
        raise UnknownExample(name, names)
    payload = catalog.example("session", version, name)
    return payload if INTERNAL in payload else {INTERNAL: payload}


def example_internal(name: str = SESSION_EXAMPLE, *, schema_version: str = DEFAULT_VERSION) -> dict[str, Any]:
    """Return a new copy of the object `internal` of an example; raises the same errors as `example_session`."""
    internal: dict[str, Any] = example_session(name, schema_version=schema_version)[INTERNAL]
    return internal
