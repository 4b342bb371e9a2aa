"""The fast path: a certain answer for payloads that have nothing to report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rules import Severity
from .learned_decoder import learned_decoders

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from ..findings import Kind
    from ..issues import Issue
    from ..jsonpointer import InstancePath, JsonValue
    from ..spec.catalog import Catalog

MAX_LEARNED_BYTES = 1 << 20
"""The largest payload that is learned from even if it is the only one of its size."""


class FastPath:
    """Matches payloads of a kind, or of any kind if it is None, that have no unstable fields except accepted ones."""

    def __init__(
        self, catalog: Catalog, version: str, kind: Kind | None, accepted: Mapping[Kind, Container[InstancePath]]
    ) -> None:
        self.decoders = {
            detectable: decoder
            for detectable, decoder in learned_decoders(catalog, version).items()
            if kind in {None, detectable}
        }
        self.accepted = accepted
        self._large_payloads = 0

    def match(self, data: bytes) -> Kind | None:
        """Return the kind of a payload that has nothing to report; None if that is not certain."""
        for kind, learned in self.decoders.items():
            decoder = learned.decoder
            payload = decoder.decode(data)
            if payload is not None and decoder.is_clean(payload, self.accepted[kind]):
                return kind
        return None

    def learn(self, data: bytes, instance: JsonValue, kind: Kind, issues: Sequence[Issue]) -> None:
        """Learn from a payload whose only issues are unstable fields; ignore any other."""
        is_suitable = all(issue.rule.severity is Severity.UNSTABLE for issue in issues)
        if not is_suitable or kind not in self.decoders:
            return
        if len(data) > MAX_LEARNED_BYTES:
            # Learning costs half as much as checking, which is wasted on the only large payload of a run.
            self._large_payloads += 1
            if self._large_payloads == 1:
                return
        self.decoders[kind].learn(data, instance)
