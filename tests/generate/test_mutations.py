"""Mutations: payloads that break one rule at one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Kind, Rule, Validator
from chatlayer_session.generate.choices import SeededChoices
from chatlayer_session.generate.generator import Generator
from chatlayer_session.generate.mutation_sites import SCHEMA_ERRORS, sites_of
from chatlayer_session.generate.mutations import broken_payload
from chatlayer_session.jsonpointer import format_pointer

from .conftest import CATALOG, breakable

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("version", "kind", "rule"), breakable([*SCHEMA_ERRORS, Rule.UNSTABLE_FIELD, Rule.UNKNOWN_VALUE])
)
def test_mutation_breaks_one_rule_at_its_site(version: str, kind: Kind, rule: Rule) -> None:
    """At every site, the validator reports one finding: the rule, at the pointer of the mutation."""
    generator, choices = Generator(CATALOG, version, kind), SeededChoices(3)
    validator = Validator(schema_version=version, kind=kind, use_fast_path=False)
    sites = sites_of(generator.root, rule)
    assert sites
    for site in sites:
        for _ in range(6):
            broken = broken_payload(generator, choices, site)
            findings = [(finding.rule, finding.pointer) for finding in validator.validate(broken.payload).findings]
            assert findings == [(broken.rule, broken.pointer)] == [(rule, broken.pointer)]


def test_sites_are_those_of_the_schema() -> None:
    """Version 1.0.0, which never changes, has this many required fields, types, closed sets and bounds."""
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
    assert {site.path for site in sites_of(root, Rule.UNSTABLE_FIELD)} == {
        (),
        ("user",),
        ("nlp",),
        ("nlp", "intent"),
        ("nlp", "intents", None),
        ("nlp", "sentiment"),
        ("currentDialogstate",),
        ("previousDialogstate",),
    }


def test_pointer_of_mutation_is_escaped(generator_for: Callable[[dict[str, Any]], Generator]) -> None:
    """Names in the schema may contain a slash or a tilde."""
    schema = {
        "required": ["a/b"],
        "properties": {"a/b": {"type": "object", "required": ["~"], "properties": {"~": {}}}},
    }
    generator = generator_for(schema)
    sites = sites_of(generator.root, Rule.MISSING_FIELD)
    pointers = [broken_payload(generator, SeededChoices(1), site).pointer for site in sites]
    assert pointers == ["/a~1b", "/a~1b/~0"] == [format_pointer(("a/b",)), format_pointer(("a/b", "~"))]
