"""The example payloads that come with each schema version, parsed."""

from __future__ import annotations

from typing import Any

from ..errors import UnknownExample
from ..spec.catalog import DEFAULT_VERSION, packaged_catalog
from ..spec.kinds import INTERNAL

SESSION_EXAMPLE = "session"
"""The example that is meant where none is named: a whole session without unstable fields."""


def example_names(schema_version: str = DEFAULT_VERSION) -> tuple[str, ...]:
    """Return the names of the examples, none of which is invalid, of a version as `Validator` takes it.

    Raises:
        UnknownVersion: no such schema version exists.
    """
    catalog = packaged_catalog()
    return catalog.examples("session", catalog.resolve(schema_version))


def example_session(name: str = SESSION_EXAMPLE, *, schema_version: str = DEFAULT_VERSION) -> dict[str, Any]:
    """Return an example as a whole session, a new object each time; one that is `internal` alone has no variables.

    Raises:
        UnknownVersion: no such schema version exists.
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
    """Return the read-only object of an example, a new object each time; raises as `example_session` does."""
    internal: dict[str, Any] = example_session(name, schema_version=schema_version)[INTERNAL]
    return internal
