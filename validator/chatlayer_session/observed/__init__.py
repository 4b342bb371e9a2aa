"""Which fields the payloads of a corpus carry: how many of them, as what types, and how stable the fields are."""

from __future__ import annotations

from .corpus import Corpus, ObservedField, Seen, Standing
from .examining import observed_fields

__all__ = ["Corpus", "ObservedField", "Seen", "Standing", "observed_fields"]
