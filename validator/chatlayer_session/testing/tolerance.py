"""Payloads that have what a contract assumes, and differ from each other in everything else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import ChatlayerSessionError
from ..generate.choices import SeededChoices
from ..generate.generator import meets
from ..generate.mutations import unstable_payload
from ..generate.values import any_value
from ..jsonpointer import WILDCARD, parse_pointer
from ..spec.fields import Field

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..contract.model import Read
    from ..generate.choices import Choices
    from ..generate.generator import Generator
    from ..jsonpointer import JsonValue

MAX_ITEMS = 3
"""Most items of an array that only the contract describes."""

_ANY = Field((), None, None, "", open=True)


class ImpossibleRead(ChatlayerSessionError, ValueError):
    """No value in schema version ``version`` is what the contract expects at ``pointer``."""

    def __init__(self, pointer: str, version: str) -> None:
        super().__init__(pointer, version)
        self.pointer = pointer
        self.version = version

    def __str__(self) -> str:
        """Name the version and the place, and say what to change."""
        return (
            f"schema version {self.version} allows no value that the contract expects at {self.pointer}; "
            "change its type or its values"
        )


@dataclass(slots=True)
class _Node:
    """A place that reads lead to or through; the child ``*`` is the items of an array."""

    read: Read | None = None
    children: dict[str, _Node] = field(default_factory=dict[str, "_Node"])

    @property
    def members(self) -> Iterator[tuple[str, _Node]]:
        """The children that are members of an object."""
        return ((name, child) for name, child in self.children.items() if name != WILDCARD)

    @property
    def is_needed(self) -> bool:
        """Whether the place has to exist; an array without items has all that is required of its items."""
        return (self.read is not None and self.read.required) or self.needs_object

    @property
    def needs_object(self) -> bool:
        """Whether a member of the place has to exist."""
        return any(child.is_needed for _, child in self.members)

    def expects(self, value: JsonValue) -> bool:
        """Return whether the code that reads the place can handle a value."""
        return self.read is None or (self.read.expects_type_of(value) and self.read.expects(value))


class ContractPayloads:
    """The sessions of one schema version that have what the reads of a contract assume.

    Raises:
        ImpossibleRead: the schema allows no value that a read expects.
    """

    def __init__(self, reads: Sequence[Read], generator: Generator) -> None:
        self._root = _Node()
        self._generator = generator
        for read in reads:
            node, place = self._root, generator.root
            for token in parse_pointer(read.pointer):
                node = node.children.setdefault(token, _Node())
                place = _child(place, token)
            node.read = read
            _Fitting(generator, SeededChoices(0)).expected(read, place)

    def make(self, choices: Choices) -> dict[str, Any]:
        """Return a session."""
        generator = self._generator
        session = unstable_payload(generator, choices, least=0, unknown_values=True).payload
        _Fitting(generator, choices).fit_members(self._root, session, generator.root)
        return session


class _Fitting:
    """Changes a payload until it has what reads assume."""

    def __init__(self, generator: Generator, choices: Choices) -> None:
        self._generator = generator
        self._choices = choices

    def fit_members(self, node: _Node, owner: dict[str, Any], place: Field) -> None:
        for name, child in node.members:
            member = _child(place, name)
            # The payload already has or lacks the stable fields.
            is_drawn = not _is_promised(member) and self._choices.chance(1, 2)
            if name not in owner and (child.is_needed or is_drawn):
                owner[name] = self._generator.value(member, self._choices)
            if name in owner:
                owner[name] = self.fitted(child, owner[name], member)

    def fitted(self, node: _Node, value: JsonValue, place: Field) -> JsonValue:
        if node.read is not None and not node.expects(value):
            value = self.expected(node.read, place)
        if node.children and not _is_promised(place):
            value = self.container(node, value)
        if isinstance(value, dict):
            self.fit_members(node, value, place)
        elif isinstance(value, list) and WILDCARD in node.children:
            return [self.fitted(node.children[WILDCARD], item, _child(place, WILDCARD)) for item in value]
        return value

    def container(self, node: _Node, value: JsonValue) -> JsonValue:
        """Return an object or an array, where reads lead into the place, or the value as it is."""
        if node.needs_object:
            return value if isinstance(value, dict) else {}
        containers: list[JsonValue] = [{}] if any(node.members) else []
        if WILDCARD in node.children:
            containers.append([any_value(self._choices) for _ in range(self._choices.integer(1, MAX_ITEMS))])
        usable = [container for container in containers if node.expects(container)]
        return self._choices.pick(usable) if usable and self._choices.chance(1, 2) else value

    def expected(self, read: Read, place: Field) -> JsonValue:
        """Return a value that the schema allows at a place and the code that reads it can handle."""
        options: list[JsonValue]
        if read.values or place.values:
            options = [*(read.values or place.values), None]
        elif read.types:
            options = [self._generator.value(place._replace(types=(name,)), self._choices) for name in read.types]
        else:
            return self._generator.value(place, self._choices)
        options = [
            value
            for value in options
            if read.expects_type_of(value) and read.expects(value) and meets(place, value)
            if not place.values or value in place.values
        ]
        if not options:
            raise ImpossibleRead(read.pointer, self._generator.version)
        return self._choices.pick(options)


def _child(place: Field, token: str) -> Field:
    """Return what the schema says about a member, or about the items of an array."""
    child = place.items if token == WILDCARD else place.members.get(token)
    return child or _ANY


def _is_promised(place: Field) -> bool:
    """Return whether the schema promises the form of a place."""
    return bool(place.types or place.values) and not place.is_unstable
