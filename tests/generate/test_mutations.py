"""Payloads that break a rule: at every place where it can be broken, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Kind, Rule, Validator
from chatlayer_session.generate.choices import SeededChoices
from chatlayer_session.generate.generator import Generator
from chatlayer_session.generate.mutation_sites import SHAPE_RULES, sites_of
from chatlayer_session.generate.mutations import broken_payload
from chatlayer_session.jsonpointer import format_pointer

from .conftest import CATALOG, breakable

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("version", "kind", "rule"), breakable([*SHAPE_RULES, Rule.UNSTABLE_FIELD, Rule.UNKNOWN_VALUE])
)
def test_every_place_at_which_a_rule_can_be_broken_is_broken_there_and_nowhere_else(
    version: str, kind: Kind, rule: Rule
) -> None:
    """One finding, of this rule, at the pointer that comes with the payload."""
    generator, choices = Generator(CATALOG, version, kind), SeededChoices(3)
    validator = Validator(schema_version=version, kind=kind, use_fast_path=False)
    sites = sites_of(generator.root, rule)
    assert sites
    for site in sites:
        for _ in range(6):
            broken = broken_payload(generator, choices, site)
            found = [(each.rule, each.pointer) for each in validator.validate(broken.payload).findings]
            assert found == [(broken.rule, broken.pointer)] == [(rule, broken.pointer)]


def test_the_places_are_those_of_the_schema() -> None:
    """As many as version 1.0.0, which never changes, has required fields, types, closed sets and bounds."""
    root = Generator(CATALOG, "1.0.0", Kind.INTERNAL).root
    counts = {rule.value: len(sites_of(root, rule)) for rule in Rule}
    assert {rule: count for rule, count in counts.items() if count} == {
        "missing-field": 22,
        "wrong-type": 32,
        "value-not-allowed": 2,
        "out-of-range": 6,
        "unstable-field": 8,
        "unknown-value": 1,
    }
    assert {site.way for site in sites_of(root, Rule.UNSTABLE_FIELD)} == {
        (),
        ("user",),
        ("nlp",),
        ("nlp", "intent"),
        ("nlp", "intents", None),
        ("nlp", "sentiment"),
        ("currentDialogstate",),
        ("previousDialogstate",),
    }


def test_pointers_of_broken_payloads_are_written_with_escapes(
    generator_for: Callable[[dict[str, Any]], Generator],
) -> None:
    """As JSON Pointers are, whatever the names in the schema."""
    schema = {
        "required": ["a/b"],
        "properties": {"a/b": {"type": "object", "required": ["~"], "properties": {"~": {}}}},
    }
    generator = generator_for(schema)
    sites = sites_of(generator.root, Rule.MISSING_FIELD)
    pointers = [broken_payload(generator, SeededChoices(1), site).pointer for site in sites]
    assert pointers == ["/a~1b", "/a~1b/~0"] == [format_pointer(("a/b",)), format_pointer(("a/b", "~"))]
