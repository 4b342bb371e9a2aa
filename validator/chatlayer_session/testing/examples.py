"""The example payloads that come with each schema version, parsed."""

from __future__ import annotations

from typing import Any

from ..catalog import NEWEST, packaged_catalog
from ..errors import UnknownExample
from ..fields import READ_ONLY

SESSION_EXAMPLE = "session"
"""The example that is meant where none is named: a whole session without unstable fields."""


def example_names(schema_version: str = NEWEST) -> tuple[str, ...]:
    """Return the names of the examples, none of which is invalid, of a version as `Validator` takes it.

    Raises:
        UnknownVersion: no such schema version exists.
    """
    catalog = packaged_catalog()
    return catalog.examples("session", catalog.resolve(schema_version))


def example_session(name: str = SESSION_EXAMPLE, *, schema_version: str = NEWEST) -> dict[str, Any]:
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
    return payload if READ_ONLY in payload else {READ_ONLY: payload}


def example_internal(name: str = SESSION_EXAMPLE, *, schema_version: str = NEWEST) -> dict[str, Any]:
    """Return the read-only object of an example, a new object each time; raises as `example_session` does."""
    internal: dict[str, Any] = example_session(name, schema_version=schema_version)[READ_ONLY]
    return internal
