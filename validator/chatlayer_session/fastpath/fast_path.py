"""The fast path: a certain answer for payloads that have nothing to report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..rules import Severity
from .learned_decoder import learned_decoders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..checks.accepted import AcceptedFields
    from ..findings import Kind
    from ..issues import Issue
    from ..jsonpointer import InstancePath, JsonValue
    from ..spec.catalog import Catalog
    from .decoder import PayloadDecoder


class FastPath:
    """Matches payloads of a kind, or of any kind if it is None, that have no unstable fields except accepted ones."""

    def __init__(self, catalog: Catalog, version: str, kind: Kind | None, accepted_fields: AcceptedFields) -> None:
        self.decoders = {
            detectable: decoder
            for detectable, decoder in learned_decoders(catalog, version).items()
            if kind in {None, detectable}
        }
        self.accepted = accepted_fields.active
        self._accepted_fields = accepted_fields
        self._recorded: set[tuple[Kind, InstancePath]] = set()
        # Whether the payload that did not match could be decoded, so that there is nothing to learn from it.
        self._is_known = False

    def match(self, data: bytes) -> Kind | None:
        """Return the kind of a payload that has nothing to report; None if that is not certain."""
        for kind, learned in self.decoders.items():
            if learned.is_paused:
                learned.count_skipped(1, len(data))
                continue
            decoder = learned.decoder
            payload = decoder.decode(data)
            if payload is not None:
                if decoder.is_clean(payload, self.accepted[kind]):
                    learned.matches += 1
                    if decoder.unstable:
                        self.record_accepted(kind, decoder, [payload])
                    return kind
                self._is_known = True
            learned.count(0, 1, len(data))
        return None

    def record_accepted(self, kind: Kind, decoder: PayloadDecoder, payloads: Sequence[Any]) -> None:
        """Record which accepted fields are in decoded payloads: other validators may have taught them."""
        if not self._accepted_fields.entries:
            return
        for path in decoder.unstable:
            key = kind, path
            if key not in self._recorded and path in self.accepted[kind] and decoder.has_field(path, payloads):
                self._accepted_fields.record(kind, path)
                self._recorded.add(key)

    def learn(self, size: int, instance: JsonValue, kind: Kind, issues: Sequence[Issue]) -> None:
        """Learn from a payload of ``size`` bytes whose only issues are unstable fields; ignore any other."""
        is_known, self._is_known = self._is_known, False
        learned = self.decoders.get(kind)
        if learned is None or is_known or not learned.can_afford(size):
            return
        if all(issue.rule.severity is Severity.UNSTABLE for issue in issues):
            learned.learn(instance)
