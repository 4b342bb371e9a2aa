"""Encoded payloads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.fastpath.learned_decoder import LearnedDecoder, learned_decoders
from chatlayer_session.spec.catalog import packaged_catalog

if TYPE_CHECKING:
    from chatlayer_session import Kind

NEWEST = packaged_catalog().versions()[-1]


@pytest.fixture(autouse=True)
def _forget() -> None:
    """Forget what validators learned in other tests."""
    learned_decoders.cache_clear()


def new_decoder(kind: Kind, version: str = NEWEST) -> LearnedDecoder:
    """Return a decoder that has learned nothing and is not shared."""
    return LearnedDecoder(packaged_catalog(), version, kind)


def encoded(payload: object) -> bytes:
    """Return a payload as compact JSON text."""
    return json.dumps(payload, separators=(",", ":")).encode()
