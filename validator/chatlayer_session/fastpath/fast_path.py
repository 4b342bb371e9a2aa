"""The fast path: a certain verdict for payloads that have nothing to report except unstable fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..findings import Verdict
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
    """Matches payloads of a kind, or of any kind if it is None, that have no findings except unstable fields."""

    def __init__(self, catalog: Catalog, version: str, kind: Kind | None, accepted_fields: AcceptedFields) -> None:
        self.decoders = {
            detectable: decoder
            for detectable, decoder in learned_decoders(catalog, version).items()
            if kind in {None, detectable}
        }
        self.accepted = accepted_fields.active
        self._accepted_fields = accepted_fields
        self._recorded: set[tuple[Kind, InstancePath]] = set()

    def match(self, data: bytes) -> tuple[Kind, Verdict] | None:
        """Return the kind and the verdict of a payload, valid or unstable; None if they are not certain.

        A valid payload has nothing to report.
        """
        for kind, learned in self.decoders.items():
            if learned.is_paused:
                learned.count_skipped(1, len(data))
                continue
            decoder = learned.decoder
            payload = decoder.decode(data)
            if payload is not None:
                learned.matches += 1
                is_clean = decoder.is_clean(payload, self.accepted[kind])
                if decoder.unstable:
                    self.record_accepted(kind, decoder, [payload])
                return kind, Verdict.VALID if is_clean else Verdict.UNSTABLE
            learned.count(0, 1, len(data))
        return None

    def take_back(self, kind: Kind, size: int) -> None:
        """Count a match of a payload of ``size`` bytes as in vain: the payload is validated in full after all."""
        self.decoders[kind].count(-1, 1, size)

    def record_accepted(self, kind: Kind, decoder: PayloadDecoder, payloads: Sequence[Any]) -> None:
        """Record which accepted fields are in decoded payloads: other validators may have taught them."""
        if not self._accepted_fields.entries:
            return
        for path in decoder.unstable:
            key = kind, path
            if key not in self._recorded and decoder.has_field(path, payloads):
                self._accepted_fields.record(kind, path)
                self._recorded.add(key)

    def learn(self, size: int, instance: JsonValue, kind: Kind, issues: Sequence[Issue]) -> None:
        """Learn from a payload of ``size`` bytes whose only issues are unstable fields; ignore any other."""
        learned = self.decoders.get(kind)
        if learned is None or not learned.can_afford(size):
            return
        if all(issue.rule.severity is Severity.UNSTABLE for issue in issues):
            learned.learn(instance)
