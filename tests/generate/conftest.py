"""Generators for the schemas and for schemas of a test's own, and choices as they are written down."""

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
    """Choices as they are written down, and the simplest ones when these are used up."""

    odds_of_arbitrary = 10

    def __init__(self, *integers: int) -> None:
        self.integers = list(integers)

    def integer(self, low: int, high: int) -> int:
        """Return the next integer, which must lie in the range."""
        chosen = self.integers.pop(0) if self.integers else max(low, min(0, high))
        assert low <= chosen <= high
        return chosen

    def number(self, low: float | None, high: float | None) -> float:
        """Return the lower bound."""
        del high
        return low or 0.0

    def text(self) -> str:
        """Return nothing."""
        return ""


@pytest.fixture
def generator_for(tmp_path: Path) -> Callable[[dict[str, Any]], Generator]:
    """Return a function that makes the generator for a schema of our own, of the kind ``internal``."""

    def make(schema: dict[str, Any]) -> Generator:
        families: dict[str, Any] = {"session": {"1.0.0": {"internal": {}}}, "report": {"1.0.0": {"report": {}}}}
        (tmp_path / "catalog.json").write_text(json.dumps({"families": families}))
        (tmp_path / "session" / "1.0.0").mkdir(parents=True, exist_ok=True)
        file = tmp_path / "session" / "1.0.0" / "internal.json"
        file.write_text(json.dumps({"$id": URN, "type": "object", **schema}))
        return Generator(Catalog(tmp_path), "1.0.0", Kind.INTERNAL)

    return make


def made(generator: Generator) -> list[Any]:
    """Return many payloads."""
    choices = SeededChoices(1)
    return [generator.payload(choices) for _ in range(MANY)]


def breakable(rules: Iterable[Rule]) -> list[tuple[str, Kind, Rule]]:
    """Return each version and kind with each of the rules that its payloads can break."""
    missing = {
        Kind.WRITE: {Rule.VALUE_NOT_ALLOWED, Rule.OUT_OF_RANGE, Rule.UNKNOWN_VALUE},
        Kind.INTERNAL: {Rule.RESERVED_NAMESPACE},
        Kind.SESSION: {Rule.RESERVED_NAMESPACE},
    }
    return [(version, kind, rule) for version, kind in TARGETS for rule in rules if rule not in missing[kind]]
