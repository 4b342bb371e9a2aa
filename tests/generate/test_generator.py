"""Payloads along the schemas: which fields are there, and that each payload is one of its own."""

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

from .conftest import CATALOG, MANY, TARGETS, made

if TYPE_CHECKING:
    from chatlayer_session.generate.schema_tree import InstanceWay, SchemaNode


@pytest.mark.parametrize(("version", "kind"), TARGETS)
def test_every_optional_field_is_there_in_some_payloads_and_not_in_others(version: str, kind: Kind) -> None:
    """And every value of a closed set and every known one of an open set occurs, and both ends of each range."""
    generator = Generator(CATALOG, version, kind)
    seen = Seen()
    for payload in made(generator):
        seen.note(generator.root, payload, ())
    for way, node in generator.root.walk():
        for name, member in node.members.items():
            if not member.unstable:
                assert seen.presence[(*way, name)] == ({True} if name in node.required else {True, False})
        if node.known or node.allowed:
            assert seen.scalars[way] == set(node.known or node.allowed or ())
        if node.minimum is not None:
            assert {node.minimum, node.maximum} <= seen.scalars[way]


class Seen:
    """What stood in payloads, by the way to it: whether members were there, and scalars."""

    def __init__(self) -> None:
        self.presence: dict[InstanceWay, set[bool]] = {}
        self.scalars: dict[InstanceWay, set[Any]] = {}

    def note(self, node: SchemaNode, value: Any, way: InstanceWay) -> None:
        """Note a value and what is in it."""
        if isinstance(value, dict):
            for name, member in node.members.items():
                self.presence.setdefault((*way, name), set()).add(name in value)
                if name in value:
                    self.note(member, value[name], (*way, name))
        elif isinstance(value, list):
            for item in value if node.items else ():
                self.note(node.items or node, item, (*way, None))
        else:
            self.scalars.setdefault(way, set()).add(value)


@pytest.mark.parametrize(("version", "kind"), TARGETS)
def test_declared_unstable_fields_come_only_where_unstable_ones_are_asked_for(version: str, kind: Kind) -> None:
    """A newer version declares some; all of them are put in, and others too."""
    generator, choices = Generator(CATALOG, version, kind), SeededChoices(4)
    declared = {site.name for site in sites_of(generator.root, Rule.UNSTABLE_FIELD)} - {None}
    assert bool(declared) is (version != "1.0.0" and kind is not Kind.WRITE)
    names = {
        pointer.rpartition("/")[2] for _ in range(MANY) for pointer in unstable_payload(generator, choices).pointers
    }
    assert declared < names
    assert len(names - declared) > 10


def test_a_payload_can_be_changed_without_changing_the_next() -> None:
    """What is taken from an example is a copy."""
    generator = Generator(CATALOG, "1.0.0", Kind.SESSION)
    before = [generator.payload(SeededChoices(seed)) for seed in range(MANY)]
    kept = json.dumps(before)
    for payload in before:
        spoil(payload)
    assert json.dumps([generator.payload(SeededChoices(seed)) for seed in range(MANY)]) == kept


def spoil(value: Any) -> None:
    """Change every container in a value."""
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            spoil(inner)
    value.clear()


def test_a_kind_that_a_version_has_no_schema_for_is_an_error() -> None:
    """It names the versions that have one."""
    with pytest.raises(KindNotInVersion, match=r"schema version 1\.0\.0 does not have the kind 'write'"):
        Generator(CATALOG, "1.0.0", Kind.WRITE)
    assert CATALOG.versions_supporting(Kind.WRITE) == CATALOG.versions()[1:]
    assert CATALOG.versions_supporting(Kind.SESSION) == CATALOG.versions()


def test_a_write_goes_to_no_reserved_namespace_unless_it_is_to() -> None:
    """Realistic ones are those of the example writes."""
    generator = Generator(CATALOG, "1.1.0", Kind.WRITE)
    namespaces = {payload["namespace"] for payload in made(generator)}
    assert "order" in namespaces
    assert namespaces.isdisjoint({"internal", "sys"})
    (site,) = sites_of(generator.root, Rule.RESERVED_NAMESPACE)
    broken = {broken_payload(generator, SeededChoices(seed), site).payload["namespace"] for seed in range(20)}
    assert broken == {"internal", "sys"}
