"""What the tests of compatibility share."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from chatlayer_session.compat.changes import PARTIES
from chatlayer_session.compat.comparer import Comparer, SchemaSet
from chatlayer_session.compat.documents import SchemaFile
from chatlayer_session.compat.prover import Prover

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from chatlayer_session.compat.budget import SearchBudget
    from chatlayer_session.compat.changes import Comparison, Party


class Compare(Protocol):
    """Compares two schemas."""

    def __call__(
        self, old: Any, new: Any, *, parties: Sequence[Party] = PARTIES, effort: SearchBudget | None = None
    ) -> Comparison:
        """Return the changes."""
        ...


def file_of(schema: Any) -> tuple[SchemaSet, SchemaFile]:
    """Return a schema as a file among no others."""
    file = SchemaFile("schema.json", "schema.json", "urn:schema", schema, json.dumps(schema).encode())
    return SchemaSet((file,)), file


@pytest.fixture(scope="session")
def prover() -> Iterator[Prover]:
    """Return a prover that the tests share."""
    with closing(Prover()) as shared:
        yield shared


@pytest.fixture(scope="session")
def compare(prover: Prover) -> Compare:
    """Return a function from two schemas to the changes between them."""

    def compared(
        old: Any, new: Any, *, parties: Sequence[Party] = PARTIES, effort: SearchBudget | None = None
    ) -> Comparison:
        return Comparer(prover, parties, effort).compare(file_of(old), file_of(new))

    return compared


@pytest.fixture(scope="session")
def as_file() -> Callable[[Any], tuple[SchemaSet, SchemaFile]]:
    """Return a function from a schema to a file among no others."""
    return file_of
