"""The way past reading and engine: taken by payloads of which nothing is to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..findings import Severity
from .screen import screens

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from ..catalog import Catalog
    from ..findings import Kind
    from ..observations import Observation
    from ..pointers import JsonValue
    from .shape import Names

MAX_LESSON_SIZE = 1 << 20
"""Bytes up to which a payload is learned from at once; a larger one only if it is not the first."""


class Gate:
    """Lets through payloads of a kind, or of any if it is None, in which no unstable fields but accepted ones stand."""

    def __init__(
        self, catalog: Catalog, version: str, kind: Kind | None, accepted: Mapping[Kind, Container[Names]]
    ) -> None:
        found = screens(catalog, version)
        self.screens = {each: screen for each, screen in found.items() if kind in {None, each}}
        self.accepted = accepted
        self._large = 0

    def kind_of_clean(self, data: bytes) -> Kind | None:
        """Return the kind of a payload of which nothing is to be told; None if there is something, or may be."""
        for kind, screen in self.screens.items():
            shape = screen.shape
            decoded = shape.payload(data)
            if decoded is not None and shape.is_clean(decoded, self.accepted[kind]):
                return kind
        return None

    def teach(self, data: bytes, instance: JsonValue, kind: Kind, observations: Sequence[Observation]) -> None:
        """Let the screen learn from a payload, if nothing but unstable fields was observed in it."""
        is_lesson = all(observation.rule.severity is Severity.UNSTABLE for observation in observations)
        if not is_lesson or kind not in self.screens:
            return
        if len(data) > MAX_LESSON_SIZE:
            # Learning costs about half of what checking does, which is wasted on a payload that stays the only one.
            self._large += 1
            if self._large == 1:
                return
        self.screens[kind].learn(data, instance)
