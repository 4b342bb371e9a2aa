"""What can be answered for without the engine, which grows with the payloads that are met."""

from __future__ import annotations

from copy import deepcopy
from threading import Lock
from typing import TYPE_CHECKING

from ..checks.engines.compiled import NotCompilable
from ..findings import DETECTABLE_KINDS, Kind
from .decoder_builder import DecoderBuilder, LearnedFields
from .inference import LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..jsonpointer import JsonValue
    from ..spec.catalog import Catalog
    from .decoder import PayloadDecoder

MAX_ATTEMPTS = 200
"""Payloads that a screen learns from; whatever else is met then is left to the engine."""

LARGE = 1 << 20
"""Bytes of a payload that count as one lesson more."""


class LearnedDecoder:
    """Answers for payloads of one kind in which nothing, or nothing but unstable fields, is to be told.

    ``shape`` is what it can answer for so far; it learns from payloads that the engine found nothing wrong with.
    """

    def __init__(self, catalog: Catalog, version: str, kind: Kind) -> None:
        identifier: str = catalog.schema("session", version, kind.value)["$id"]
        schemas = catalog.schemas("session", version)
        # An object that has the member `internal` is a session, so the other kind never has it.
        reserved = Kind.INTERNAL.value if kind is Kind.INTERNAL else None
        self._blueprint = DecoderBuilder(schemas, identifier, reserved)
        self._lessons = LearnedFields()
        self._learning = Lock()
        self._room = MAX_ATTEMPTS
        self.decoder: PayloadDecoder = self._blueprint.shape(self._lessons)

    def learn(self, data: bytes, payload: JsonValue) -> None:
        """Learn from a payload in which nothing but unstable fields is to be told.

        ``data`` is its text: one that can be decoded as things stand has nothing to teach.
        """
        if self._room <= 0 or self.decoder.decodes(data):
            return
        # What one thread is learning another need not wait for: the payload takes the longer way meanwhile.
        if not self._learning.acquire(blocking=False):
            return
        try:
            self._room -= 1 + len(data) // LARGE
            # Of a lesson that breaks off, nothing may stay: what is half learned would hide unstable fields.
            lessons = deepcopy(self._lessons)
            self._blueprint.learn(lessons, payload)
            self.decoder = self._blueprint.shape(lessons)
            self._lessons = lessons
        except (LimitExceeded, TypeError, ValueError):
            return
        finally:
            self._learning.release()


def learned_decoders(catalog: Catalog, version: str) -> Mapping[Kind, LearnedDecoder]:
    """Return a screen for each kind that is told from payloads; none where the schemas are beyond one."""
    try:
        return {kind: LearnedDecoder(catalog, version, kind) for kind in DETECTABLE_KINDS}
    except NotCompilable:
        return {}
