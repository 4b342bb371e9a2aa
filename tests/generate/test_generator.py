"""Generation of valid payloads: which fields and values occur."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Kind, Rule
from chatlayer_session.errors import KindNotInVersion
from chatlayer_session.generate.choices import SeededChoices
from chatlayer_session.generate.generator import Generator
from chatlayer_session.generate.mutation_sites import sites_of
from chatlayer_session.generate.mutations import broken_payload, unstable_payload

from .conftest import CATALOG, MANY, TARGETS, generated

if TYPE_CHECKING:
    from chatlayer_session.spec.fields import Field, FieldPath


@pytest.mark.parametrize(("version", "kind"), TARGETS)
def test_every_declared_case_occurs(version: str, kind: Kind) -> None:
    """Optional fields exist in some payloads only; all values of sets and both ends of each range occur."""
    generator = Generator(CATALOG, version, kind)
    occurrences = Occurrences()
    for payload in generated(generator):
        occurrences.add(generator.root, payload, ())
    for path, field in generator.root.walk(unstable=False):
        for name, member in field.members.items():
            if not member.is_unstable:
                assert occurrences.presence[(*path, name)] == ({True} if name in field.required else {True, False})
        if field.known_values or field.values:
            assert occurrences.scalars[path] == set(field.known_values or field.values)
        if field.range != (None, None):
            assert set(field.range) <= occurrences.scalars[path]


class Occurrences:
    """The content of payloads by the path of the field: whether members exist, and scalars."""

    def __init__(self) -> None:
        self.presence: dict[FieldPath, set[bool]] = {}
        self.scalars: dict[FieldPath, set[Any]] = {}

    def add(self, field: Field, value: Any, path: FieldPath) -> None:
        """Add a value and the values in it."""
        if isinstance(value, dict):
            for name, member in field.members.items():
                self.presence.setdefault((*path, name), set()).add(name in value)
                if name in value:
                    self.add(member, value[name], (*path, name))
        elif isinstance(value, list):
            for item in value if field.items else ():
                self.add(field.items or field, item, (*path, None))
        else:
            self.scalars.setdefault(path, set()).add(value)


@pytest.mark.parametrize(("version", "kind"), TARGETS)
def test_unstable_payload_has_declared_and_other_fields(version: str, kind: Kind) -> None:
    """Every field that a version declares unstable occurs, and so do undeclared ones."""
    generator, choices = Generator(CATALOG, version, kind), SeededChoices(4)
    declared = {site.name for site in sites_of(generator.root, Rule.UNSTABLE_FIELD)} - {None}
    assert bool(declared) is (version != "1.0.0" and kind is not Kind.WRITE)
    names = {
        pointer.rpartition("/")[2] for _ in range(MANY) for pointer in unstable_payload(generator, choices).pointers
    }
    assert declared < names
    assert len(names - declared) > 10


def test_changed_payload_leaves_the_next_alone() -> None:
    """Values from examples are copied."""
    generator = Generator(CATALOG, "1.0.0", Kind.SESSION)
    payloads = [generator.payload(SeededChoices(seed)) for seed in range(MANY)]
    before = json.dumps(payloads)
    for payload in payloads:
        empty(payload)
    assert json.dumps([generator.payload(SeededChoices(seed)) for seed in range(MANY)]) == before


def empty(value: Any) -> None:
    """Empty every container in a value."""
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, dict | list):
            empty(child)
    value.clear()


def test_kind_without_schema_is_refused() -> None:
    """The error names the versions that have the kind."""
    with pytest.raises(KindNotInVersion, match=r"schema version 1\.0\.0 has no kind 'write'; versions that have it: 1"):
        Generator(CATALOG, "1.0.0", Kind.WRITE)
    assert CATALOG.versions_supporting(Kind.WRITE) == CATALOG.versions()[1:]
    assert CATALOG.versions_supporting(Kind.SESSION) == CATALOG.versions()


def test_write_avoids_reserved_namespaces() -> None:
    """Namespaces come from the example writes; only a mutation uses reserved ones."""
    generator = Generator(CATALOG, "1.1.0", Kind.WRITE)
    namespaces = {payload["namespace"] for payload in generated(generator)}
    assert "order" in namespaces
    assert namespaces.isdisjoint({"internal", "sys"})
    (site,) = sites_of(generator.root, Rule.RESERVED_NAMESPACE)
    broken = {broken_payload(generator, SeededChoices(seed), site).payload["namespace"] for seed in range(20)}
    assert broken == {"internal", "sys"}


def test_same_seed_repeats_choices() -> None:
    """A different seed, also a negative one, leads to different choices."""
    samples = [(SeededChoices(seed).integer(0, 10**9), SeededChoices(seed).number(0, 1)) for seed in (1, 1, 2, -1)]
    assert samples[0] == samples[1]
    assert len(set(samples)) == 3


def test_choices_are_within_their_bounds() -> None:
    """Every integer of a range occurs; numbers meet the bounds that exist."""
    choices = SeededChoices(5)
    assert {choices.integer(-1, 3) for _ in range(MANY)} == {-1, 0, 1, 2, 3}
    assert choices.integer(7, 7) == 7
    assert all(0.25 <= choices.number(0.25, 0.5) <= 0.5 for _ in range(MANY))
    assert all(choices.number(10, None) >= 10 for _ in range(MANY))
    assert all(choices.number(None, -10) <= -10 for _ in range(MANY))
    assert {choices.chance(1, 3) for _ in range(MANY)} == {True, False}
    assert not any(choices.chance(0, 3) for _ in range(MANY))
    assert all(choices.chance(3, 3) for _ in range(MANY))
