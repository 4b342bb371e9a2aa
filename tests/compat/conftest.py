"""Fixtures that compare two schemas."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from chatlayer_session.compat import SearchBudget
from chatlayer_session.compat.changes import PARTIES
from chatlayer_session.compat.comparer import Comparer
from chatlayer_session.compat.model.schema_bundle import SchemaBundle
from chatlayer_session.compat.model.schema_file import SchemaFile
from chatlayer_session.compat.prover import Prover
from chatlayer_session.compat.search.work import SearchWork
from chatlayer_session.compat.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chatlayer_session.compat.changes import Comparison, Party


class Compare(Protocol):
    """Compares two schemas."""

    def __call__(self, old: Any, new: Any, *, parties: Sequence[Party] = PARTIES) -> Comparison:
        """Return the changes."""
        ...


class MakeBundle(Protocol):
    """Makes a bundle of one schema."""

    def __call__(self, schema: Any) -> SchemaBundle:
        """Return the bundle."""
        ...


@pytest.fixture(scope="session")
def bundle() -> MakeBundle:
    """Return a function from a schema to a bundle without other files."""

    def make(schema: Any) -> SchemaBundle:
        data = json.dumps(schema).encode()
        return SchemaBundle(SchemaFile("schema.json", "schema.json", "urn:schema", schema, data))

    return make


@pytest.fixture(scope="session")
def prover() -> Iterator[Prover]:
    """Return a prover that the tests share."""
    with closing(Prover()) as shared:
        yield shared


@pytest.fixture
def work() -> SearchWork:
    """Return the work of a comparison."""
    return SearchWork(SearchBudget(), Watch())


@pytest.fixture(scope="session")
def compare(prover: Prover, bundle: MakeBundle) -> Compare:
    """Return a function from two schemas to the changes between them."""

    def comparison(old: Any, new: Any, *, parties: Sequence[Party] = PARTIES) -> Comparison:
        return Comparer(prover, parties).compare(bundle(old), bundle(new))

    return comparison
