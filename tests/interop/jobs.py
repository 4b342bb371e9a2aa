"""The jobs for every validator: each schema in each view, with conformance cases and mutants of the examples."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from chatlayer_session.findings import Kind
from chatlayer_session.spec.catalog import IDENTIFIER, packaged_catalog
from chatlayer_session.spec.kinds import ANSWER_MEMBER, INTERNAL
from chatlayer_session.spec.traverse import close_objects

from .mutants import mutants

if TYPE_CHECKING:
    from chatlayer_session.spec.catalog import Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
VIEWS = ("open", "closed", "closed at the root")
MUTANTS = 400
"""Mutants for each schema."""


@dataclass(frozen=True)
class Case:
    """A payload; ``valid`` is the result in the open view if it is a conformance case, else None."""

    description: str
    payload: Any
    valid: bool | None = None


@dataclass(frozen=True)
class Job:
    """One schema in one view, and its payloads."""

    version: str
    reference: str
    view: str
    cases: tuple[Case, ...]

    def __str__(self) -> str:
        """Return the schema and the view."""
        return f"{self.reference}, {self.view}"

    def schemas(self) -> list[Schema]:
        """Return the schemas of the version in this view."""
        schemas = packaged_catalog().schemas("session", self.version).values()
        return [close_objects(schema) if self.view == "closed" else schema for schema in schemas]

    def schema(self) -> Schema:
        """Return the schema for the payloads; it refers to a schema of the version."""
        schema = {"$schema": DIALECT, "$id": "urn:chatlayer-session:interop", "$ref": self.reference}
        closing = {"type": "object", "unevaluatedProperties": False}
        return {**schema, **closing} if self.view == "closed at the root" else schema

    def payloads(self) -> list[Any]:
        """Return the payloads, in the order of the cases."""
        return [case.payload for case in self.cases]


@cache
def jobs() -> tuple[Job, ...]:
    """Return a job for each version, schema and view."""
    return tuple(
        Job(version, reference, view, cases)
        for version in packaged_catalog().versions("session")
        for reference, cases in _cases(version).items()
        for view in VIEWS
    )


def _cases(version: str) -> dict[str, tuple[Case, ...]]:
    """Return the cases of a version by their schemas."""
    folder = packaged_catalog().root / "session" / version
    cases_of: dict[str, list[Case]] = {}
    for file in sorted((folder / "conformance").glob("*.json")):
        for group in json.loads(file.read_bytes()):
            cases = cases_of.setdefault(group["schema"]["$ref"], [])
            for test in group["tests"]:
                description = f"{group['description']}: {test['description']}"
                cases.append(Case(description, test["data"], test["valid"]))
    examples = [json.loads(file.read_bytes()) for file in sorted((folder / "examples").glob("*.json"))]
    internals = [example.get(INTERNAL, example) for example in examples]
    # Without variables, so that the changes are in the declared part.
    originals = {Kind.INTERNAL: internals, Kind.SESSION: [{INTERNAL: internal} for internal in internals]}
    writes = [json.loads(file.read_bytes()) for file in sorted((folder / "examples" / "writes").glob("*.json"))]
    if writes:
        written = (write.get(ANSWER_MEMBER, write) for write in writes)
        originals[Kind.WRITE] = [write for write in written if isinstance(write, dict)]
    if Kind.ANSWER in packaged_catalog().kinds(version):
        originals[Kind.ANSWER] = [write for write in writes if ANSWER_MEMBER in write]
    for kind, payloads in originals.items():
        reference = IDENTIFIER.format(family="session", version=version, name=kind.value)
        changed = enumerate(mutants(payloads, MUTANTS, seed=reference))
        cases_of[reference] += [Case(f"mutant {number}", mutant) for number, mutant in changed]
    return {reference: tuple(cases) for reference, cases in cases_of.items()}
