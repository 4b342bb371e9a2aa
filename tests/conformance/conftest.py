"""The conformance cases, and the two views of the schemas."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.traverse import close_objects

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

    from chatlayer_session.spec.catalog import Schema


@dataclass(frozen=True)
class Suite:
    """One file of cases; ``groups`` is its content, which may be malformed."""

    version: str
    name: str
    groups: Any = field(repr=False, hash=False)

    def __str__(self) -> str:
        """Return the version and the name of the file."""
        return f"{self.version}/{self.name}"

    def cases(self) -> list[Case]:
        """Return the cases of all groups, in order."""
        return [
            Case(
                suite=self,
                group=group["description"],
                description=test["description"],
                reference=group["schema"]["$ref"],
                data=test["data"],
                valid=test["valid"],
            )
            for group in self.groups
            for test in group["tests"]
        ]

    def accepted(self) -> list[Case]:
        """Return the cases with valid payloads."""
        return [case for case in self.cases() if case.valid]

    def rejected(self) -> list[Case]:
        """Return the cases with invalid payloads."""
        return [case for case in self.cases() if not case.valid]


@dataclass(frozen=True)
class Case:
    """One case of a suite: its description, its payload, and whether the payload is valid."""

    suite: Suite
    group: str
    description: str
    reference: str = field(repr=False)
    data: Any = field(repr=False)
    valid: bool

    def __str__(self) -> str:
        """Return the suite, the group and the description."""
        return f"{self.suite}: {self.group}: {self.description}"

    def open_errors(self) -> list[ValidationError]:
        """Return the errors under the schema as written."""
        errors = _validator(self.suite.version, _unchanged, self.reference).iter_errors(self.data)
        return [inner for error in errors for inner in _in_alternative(error)]

    def closed_errors(self) -> list[ValidationError]:
        """Return the errors under the schema with every object closed."""
        return list(_validator(self.suite.version, close_objects, self.reference).iter_errors(self.data))


def _in_alternative(error: ValidationError) -> list[ValidationError]:
    """Return the errors of the only alternative of an ``anyOf`` with the type of the instance; else the error."""
    context = list(error.context or ())
    mistyped = {inner.schema_path[0] for inner in context if inner.validator == "type" and not inner.path}
    inside = [inner for inner in context if inner.schema_path[0] not in mistyped]
    return [deepest for inner in inside for deepest in _in_alternative(inner)] or [error]


def _unchanged(schema: Schema) -> Schema:
    return schema


@cache
def _validator(version: str, view: Callable[[Schema], Schema], reference: str) -> Validator:
    schemas = packaged_catalog().schemas("session", version)
    resources = [(name, DRAFT202012.create_resource(view(schema))) for name, schema in schemas.items()]
    return Draft202012Validator({"$ref": reference}, registry=EMPTY_REGISTRY.with_resources(resources))


@cache
def suites() -> tuple[Suite, ...]:
    """Return the suites in all files of cases, in a fixed order."""
    catalog = packaged_catalog()
    loaded: list[Suite] = []
    for version in catalog.versions("session"):
        folder = catalog.root.joinpath(f"session/{version}/conformance")
        files = sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else []
        loaded.extend(Suite(version, file.name.removesuffix(".json"), json.loads(file.read_bytes())) for file in files)
    return tuple(loaded)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test with the argument ``suite`` once for each suite."""
    if "suite" in metafunc.fixturenames:
        metafunc.parametrize("suite", suites(), ids=str)
