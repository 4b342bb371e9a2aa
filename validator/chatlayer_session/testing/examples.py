"""The example payloads of each schema version."""

from __future__ import annotations

from typing import Any

from ..errors import UnknownExample
from ..findings import Kind
from ..spec.catalog import DEFAULT_VERSION, packaged_catalog
from ..spec.kinds import INTERNAL, undetected_kind

SESSION_EXAMPLE = "session"
"""The default example: a whole session without unstable fields."""


WRITE_EXAMPLE = "parameters"
"""The default write."""

ANSWER_EXAMPLE = "answer"
"""The default answer: one write, messages and an action."""

_WRITES = "writes/"


def example_names(schema_version: str = DEFAULT_VERSION, *, kind: Kind = Kind.SESSION) -> tuple[str, ...]:
    """Return the names of the examples of a schema version. No example is invalid.

    The examples of a session are also those of `internal`.

    Raises:
        UnknownVersion: the schema version does not exist.
    """
    catalog = packaged_catalog()
    version = catalog.resolve(schema_version)
    if kind in {Kind.SESSION, Kind.INTERNAL}:
        return catalog.examples("session", version)
    if kind not in catalog.kinds(version):
        return ()
    names = catalog.examples("session", version, _WRITES)
    found = [name for name in names if undetected_kind(catalog.example("session", version, name)) is kind]
    return tuple(name.removeprefix(_WRITES) for name in found)


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


def example_write(name: str = WRITE_EXAMPLE, *, schema_version: str = DEFAULT_VERSION) -> dict[str, Any]:
    """Return an example of a write as a new object; raises the same errors as `example_session`."""
    return _example_of(Kind.WRITE, name, schema_version)


def example_answer(name: str = ANSWER_EXAMPLE, *, schema_version: str = DEFAULT_VERSION) -> dict[str, Any]:
    """Return an example of an answer as a new object; raises the same errors as `example_session`."""
    return _example_of(Kind.ANSWER, name, schema_version)


def _example_of(kind: Kind, name: str, schema_version: str) -> dict[str, Any]:
    names = example_names(schema_version, kind=kind)
    if name not in names:
        raise UnknownExample(name, names)
    catalog = packaged_catalog()
    return catalog.example("session", catalog.resolve(schema_version), f"{_WRITES}{name}")
