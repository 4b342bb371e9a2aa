"""Decoders that grow with the payloads they meet."""

from __future__ import annotations

from copy import deepcopy
from threading import Lock
from typing import TYPE_CHECKING

from ..findings import DETECTABLE_KINDS, Kind
from ..spec.references import UnsupportedKeyword
from .decoder_builder import DecoderBuilder, LearnedFields
from .inference import LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..jsonpointer import JsonValue
    from ..spec.catalog import Catalog
    from .decoder import PayloadDecoder

MAX_ATTEMPTS = 200
"""How many payloads a decoder learns from."""

LARGE = 1 << 20
"""Bytes of a payload that count as one more attempt."""


class LearnedDecoder:
    """Decodes payloads of one kind that have no findings except unstable fields.

    ``decoder`` accepts what was learned so far, from payloads that an engine has checked.

    Raises:
        UnsupportedKeyword: the schema is beyond what a decoder can express.
    """

    def __init__(self, catalog: Catalog, version: str, kind: Kind) -> None:
        # A payload that has the member `internal` is a session, so the other kind never has it.
        excluded_member = Kind.INTERNAL.value if kind is Kind.INTERNAL else None
        self._builder = DecoderBuilder(catalog, version, kind, excluded_member)
        self._learned = LearnedFields()
        self._lock = Lock()
        self._attempts_left = MAX_ATTEMPTS
        self.decoder: PayloadDecoder = self._builder.build(self._learned)

    def learn(self, data: bytes, payload: JsonValue) -> None:
        """Learn from a payload that has no findings except unstable fields; ``data`` is its text.

        A payload that can already be decoded is ignored.
        """
        if self._attempts_left <= 0 or self.decoder.accepts(data):
            return
        # While one thread learns, the others need not wait: an engine checks their payloads.
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._attempts_left -= 1 + len(data) // LARGE
            # A failed attempt must leave no trace, because half-learned fields would hide unstable ones.
            learned = deepcopy(self._learned)
            self._builder.learn(learned, payload)
            self.decoder = self._builder.build(learned)
            self._learned = learned
        except (LimitExceeded, TypeError, ValueError):
            return
        finally:
            self._lock.release()


def learned_decoders(catalog: Catalog, version: str) -> Mapping[Kind, LearnedDecoder]:
    """Return a decoder for each kind that is detected from payloads; none if the schemas are not supported."""
    try:
        return {kind: LearnedDecoder(catalog, version, kind) for kind in DETECTABLE_KINDS}
    except UnsupportedKeyword:
        return {}
