"""Decoders that grow with the payloads they meet, within a budget of work."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from ..findings import DETECTABLE_KINDS, Kind
from ..spec.references import UnsupportedKeyword
from .decoder_builder import DecoderBuilder, LearnedFields
from .inference import MAX_CANDIDATES, MAX_PLACES, Budget, Lesson, LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..jsonpointer import JsonValue
    from ..spec.catalog import Catalog
    from .decoder import PayloadDecoder

LEARNING_CREDIT = 5_000_000
"""The most work that learning takes in advance, before any payload matched, in the unit of `Budget`."""

DECODING_CREDIT = 2_000_000
"""The most work that decoding takes in advance."""

MISS, BYTE = 2_000, 4
"""The cost of a payload that does not match, and of each of its bytes."""

LESSON, MAX_LESSON = 500_000, 4_000_000
"""The credit without which no payload is learned, and what it rises to: each lesson in vain doubles it."""

SAVED = 10_000
"""The work that a match saves, at least; an eighth of it may be spent on learning."""

VALIDATED = 300
"""The credit for learning that a payload validated in full adds, in addition to an eighth of its bytes."""

INTERVAL = 16
"""Without credit, one payload in so many is decoded."""


class LearnedDecoder:
    """Decodes payloads of one kind that have no findings except unstable fields.

    ``decoder`` accepts what was learned so far, from payloads that an engine has checked. All validators of a process
    share it. It keeps names of members, but no values, and only names that look like names and that two payloads have.
    While it ``is_paused``, too few payloads match, and most are not decoded. ``matches`` counts payloads for which no
    credit was given yet.

    Raises:
        UnsupportedKeyword: the schema is beyond what a decoder can express.
    """

    def __init__(self, catalog: Catalog, version: str, kind: Kind) -> None:
        # A payload that has the member `internal` is a session, so the other kind never has it.
        excluded_member = Kind.INTERNAL.value if kind is Kind.INTERNAL else None
        self._builder = DecoderBuilder(catalog, version, kind, excluded_member)
        self._learned = LearnedFields({}, {}, {})
        self._places_left = MAX_PLACES
        self._candidates: set[int] = set()
        self._lock = Lock()
        # The classes of the schema are built in any case, so the credit does not pay for them.
        self.decoder: PayloadDecoder = self._builder.build(self._learned, Budget(LEARNING_CREDIT, LEARNING_CREDIT))
        self._learning = Budget(LEARNING_CREDIT, LEARNING_CREDIT)
        self._decoding = Budget(DECODING_CREDIT, DECODING_CREDIT)
        self._needed = LESSON
        self.is_paused = False
        self.matches = 0

    @property
    def affordable(self) -> int:
        """How many payloads may be decoded in vain; 0 if too few matched."""
        self._settle()
        return max(0, -(-self._decoding.credit // MISS))

    def count(self, matched: int, missed: int, size: int = 0) -> None:
        """Count payloads that matched, and others that were decoded in vain, which have ``size`` bytes."""
        self.matches += matched
        if missed:
            self._settle()
            self._decoding.credit -= missed * MISS + BYTE * size
            self.is_paused = self._decoding.credit <= 0

    def count_skipped(self, payloads: int, size: int) -> None:
        """Count payloads that were not decoded because there was no credit."""
        self._decoding.earn((payloads * MISS + BYTE * size) // INTERVAL + 1)
        self.is_paused = self._decoding.credit <= 0

    def _settle(self) -> None:
        """Turn the matches so far into credit."""
        matches, self.matches = self.matches, 0
        if matches:
            self._decoding.earn(matches * SAVED)
            self._learning.earn(matches * SAVED // 8)

    def can_afford(self, size: int) -> bool:
        """Count a payload of ``size`` bytes that was validated in full; return whether there is credit to learn it."""
        self._settle()
        # Validating it took longer, so learning may always take a small part of that.
        self._learning.earn(VALIDATED + size // 8)
        return self._learning.credit >= self._needed

    def learn(self, payload: JsonValue) -> None:
        """Learn from a payload that has no findings except unstable fields."""
        # While one thread learns, the others need not wait: an engine checks their payloads.
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._needed = min(2 * self._needed, MAX_LESSON)
            lesson = Lesson(self._learning, self._places_left, self._candidates, set())
            learned = self._builder.learn(self._learned, payload, lesson)
            if lesson.new_candidates:
                # A second payload has to have the new names.
                if len(self._candidates) + len(lesson.new_candidates) > MAX_CANDIDATES:
                    self._candidates.clear()
                self._candidates |= lesson.new_candidates
                return
            if learned is self._learned:
                return
            self.decoder = self._builder.build(learned, self._learning)
            self._learned, self._places_left = learned, lesson.places
            self._needed = LESSON
            # The next payload is decoded in any case: what was just learned has to be tried.
            self._decoding.credit = max(self._decoding.credit, 1)
            self.is_paused = False
        except (LimitExceeded, TypeError, ValueError):
            return
        finally:
            self._lock.release()


@cache
def learned_decoders(catalog: Catalog, version: str) -> Mapping[Kind, LearnedDecoder]:
    """Return the decoder of each kind that is detected from payloads; none if the schemas are not supported."""
    try:
        return {kind: LearnedDecoder(catalog, version, kind) for kind in DETECTABLE_KINDS}
    except UnsupportedKeyword:
        return {}
