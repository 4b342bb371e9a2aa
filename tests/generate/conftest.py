"""Generators for the released schemas and for the schemas of a test, and scripted choices."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Kind, Rule
from chatlayer_session.generate.choices import Choices, SeededChoices
from chatlayer_session.generate.generator import Generator
from chatlayer_session.spec.catalog import Catalog, packaged_catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

CATALOG = packaged_catalog()
TARGETS = [(version, kind) for version in CATALOG.versions() for kind in CATALOG.kinds(version)]

URN = "urn:chatlayer-session:session:1.0.0:internal"
MANY = 300


class Scripted(Choices):
    """Choices from a list of integers, then the simplest ones."""

    odds_of_arbitrary = 10

    def __init__(self, *integers: int) -> None:
        self.integers = list(integers)

    def integer(self, low: int, high: int) -> int:
        """Return the next integer, which must be in the range."""
        integer = self.integers.pop(0) if self.integers else max(low, min(0, high))
        assert low <= integer <= high
        return integer

    def number(self, low: float | None, high: float | None) -> float:
        """Return the lower bound."""
        del high
        return low or 0.0

    def text(self) -> str:
        """Return the empty string."""
        return ""


@pytest.fixture
def catalog_for(tmp_path: Path) -> Callable[[dict[str, Any]], Catalog]:
    """Return a function that writes a catalog with one schema, of the kind ``internal``."""

    def write(schema: dict[str, Any]) -> Catalog:
        families: dict[str, Any] = {"session": {"1.0.0": {"internal": {}}}, "report": {"1.0.0": {"report": {}}}}
        (tmp_path / "catalog.json").write_text(json.dumps({"families": families}))
        (tmp_path / "session" / "1.0.0").mkdir(parents=True, exist_ok=True)
        file = tmp_path / "session" / "1.0.0" / "internal.json"
        file.write_text(json.dumps({"$id": URN, "type": "object", **schema}))
        return Catalog(tmp_path)

    return write


@pytest.fixture
def generator_for(catalog_for: Callable[[dict[str, Any]], Catalog]) -> Callable[[dict[str, Any]], Generator]:
    """Return a function that makes the generator for a schema of the kind ``internal``."""
    return lambda schema: Generator(catalog_for(schema), "1.0.0", Kind.INTERNAL)


def generated(generator: Generator) -> list[Any]:
    """Return many payloads."""
    choices = SeededChoices(1)
    return [generator.payload(choices) for _ in range(MANY)]


def breakable(rules: Iterable[Rule]) -> list[tuple[str, Kind, Rule]]:
    """Return each version and kind with each of the rules that its payloads can break."""
    unbreakable = {
        Kind.WRITE: {Rule.VALUE_NOT_ALLOWED, Rule.OUT_OF_RANGE, Rule.UNKNOWN_VALUE},
        Kind.ANSWER: {Rule.VALUE_NOT_ALLOWED, Rule.OUT_OF_RANGE, Rule.UNKNOWN_VALUE},
        Kind.INTERNAL: {Rule.RESERVED_NAMESPACE},
        Kind.SESSION: {Rule.RESERVED_NAMESPACE},
    }
    return [(version, kind, rule) for version, kind in TARGETS for rule in rules if rule not in unbreakable[kind]]
