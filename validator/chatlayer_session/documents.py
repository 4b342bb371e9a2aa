"""Payloads to documents: a text with the instance it stands for, or with what keeps it from standing for one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .diagnosis import Known, diagnose
from .findings import Rule
from .observations import Observation
from .reading.decoding import clean, decode
from .reading.parsing import NotJson, parse
from .reading.values import inspect

if TYPE_CHECKING:
    from .pointers import JsonValue
    from .reading.decoding import Decoded

# What a strict reader sees before the text stops being JSON and what stays true whatever the text was meant to be.
_CERTAIN = frozenset({Rule.ENCODING, Rule.TOO_DEEP})


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON document.

    ``text`` is None for a payload that was parsed elsewhere. ``instance`` means something only if ``understood``.
    """

    text: str | None = field(repr=False)
    instance: JsonValue = field(repr=False)
    understood: bool
    observations: tuple[Observation, ...]


def read(payload: object, known: Known) -> Document:
    """Read a payload: bytes or a str of JSON text, or a parsed value.

    ``known`` are the fields that a diagnosis of text that is not JSON can go by.

    Raises:
        ForeignValue: a parsed payload holds a value of a type that JSON does not have.
    """
    if isinstance(payload, bytes | bytearray):
        return _read_decoded(decode(bytes(payload)), known)
    if isinstance(payload, str):
        return _read_decoded(clean(payload), known)
    instance, observations = inspect(payload)
    return Document(None, instance, understood=True, observations=observations)


def _read_decoded(decoded: Decoded, known: Known) -> Document:
    if decoded.text is None:
        return Document("", None, understood=False, observations=decoded.observations)
    try:
        instance, observations = parse(decoded.text)
    except NotJson as stop:
        mistakes = diagnose(decoded.text, stop.offset, known)
        certain = [each for each in stop.observations if each.rule in _CERTAIN]
        told = [Observation(each.rule, (), each.offset, each.message, each.hint) for each in mistakes]
        observations = (*decoded.observations, *certain, *told)
        return Document(decoded.text, None, understood=False, observations=observations)
    observations = (*decoded.observations, *observations)
    return Document(decoded.text, instance, understood=True, observations=observations)
