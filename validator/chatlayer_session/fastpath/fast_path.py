"""The way past reading and engine: taken by payloads of which nothing is to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rules import Severity
from .learned_decoder import learned_decoders

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from ..findings import Kind
    from ..issues import Issue
    from ..jsonpointer import JsonValue
    from ..spec.catalog import Catalog
    from .decoder import Names

MAX_LEARNED_BYTES = 1 << 20
"""Bytes up to which a payload is learned from at once; a larger one only if it is not the first."""


class FastPath:
    """Lets through payloads of a kind, or of any if it is None, in which no unstable fields but accepted ones stand."""

    def __init__(
        self, catalog: Catalog, version: str, kind: Kind | None, accepted: Mapping[Kind, Container[Names]]
    ) -> None:
        found = learned_decoders(catalog, version)
        self.decoders = {each: screen for each, screen in found.items() if kind in {None, each}}
        self.accepted = accepted
        self._large = 0

    def match(self, data: bytes) -> Kind | None:
        """Return the kind of a payload of which nothing is to be told; None if there is something, or may be."""
        for kind, screen in self.decoders.items():
            shape = screen.decoder
            decoded = shape.payload(data)
            if decoded is not None and shape.is_clean(decoded, self.accepted[kind]):
                return kind
        return None

    def learn(self, data: bytes, instance: JsonValue, kind: Kind, observations: Sequence[Issue]) -> None:
        """Let the screen learn from a payload, if nothing but unstable fields was observed in it."""
        is_lesson = all(observation.rule.severity is Severity.UNSTABLE for observation in observations)
        if not is_lesson or kind not in self.decoders:
            return
        if len(data) > MAX_LEARNED_BYTES:
            # Learning costs about half of what checking does, which is wasted on a payload that stays the only one.
            self._large += 1
            if self._large == 1:
                return
        self.decoders[kind].learn(data, instance)
