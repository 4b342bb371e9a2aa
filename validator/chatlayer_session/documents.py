"""Payloads to documents: a text with the instance it stands for, or with what keeps it from standing for one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .findings import Rule
from .observations import Observation
from .reading.decoding import clean, decode
from .reading.values import inspect

if TYPE_CHECKING:
    from .fields import Known
    from .pointers import JsonValue
    from .reading.decoding import Decoded

# What a strict reader sees before the text stops being JSON and what stays true whatever the text was meant to be.
_CERTAIN = frozenset({Rule.ENCODING, Rule.TOO_DEEP})


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON document.

    ``data`` or ``decoded`` is its text, as bytes or as a str; both are None for a payload that was parsed elsewhere.
    ``instance`` means something only if ``understood``; ``exact`` says that reading had nothing to tell of the text.
    ``most_bytes`` is a number that its size as compact JSON in UTF-8 is not above.
    """

    instance: JsonValue = field(repr=False)
    understood: bool
    observations: tuple[Observation, ...]
    data: bytes | None = field(default=None, repr=False)
    decoded: str | None = field(default=None, repr=False)
    most_bytes: float = 0
    exact: bool = False

    @property
    def text(self) -> str | None:
        """The text, decoded at each call, without byte order mark; None for a payload that was parsed elsewhere."""
        return self.decoded if self.data is None else self.data.decode()


def read(payload: object, known: Known) -> Document:
    """Read a payload: bytes or a str of JSON text, or a parsed value.

    ``known`` are the fields that a diagnosis of text that is not JSON can go by.

    Raises:
        ForeignValue: a parsed payload holds a value of a type that JSON does not have.
    """
    if isinstance(payload, bytes | bytearray):
        # Imported when there is text to read: its decoder takes longer to load than the rest of the package.
        from .reading.quick import Unsure, parse_quickly  # noqa: PLC0415 - slow to load

        data = bytes(payload)
        try:
            instance = parse_quickly(data)
        except Unsure:
            decoded = decode(data)
            return _read_decoded(decoded, known) if decoded.observations else _read_exactly(decoded, known)
        return Document(instance, understood=True, observations=(), data=data, most_bytes=len(data), exact=True)
    if isinstance(payload, str):
        return _read_decoded(clean(payload), known)
    instance, observations, most_bytes = inspect(payload)
    return Document(instance, understood=True, observations=observations, most_bytes=most_bytes)


def _read_decoded(decoded: Decoded, known: Known) -> Document:
    """Read a text in which there may be nothing to tell but what is told of its bytes."""
    from .reading.quick import Unsure, parse_quickly  # noqa: PLC0415 - slow to load

    if decoded.text is None:
        return Document(None, understood=False, observations=decoded.observations, decoded="")
    try:
        instance = parse_quickly(decoded.text.encode())
    except Unsure:
        return _read_exactly(decoded, known)
    observations, most_bytes = decoded.observations, 4 * len(decoded.text)
    return Document(
        instance, understood=True, observations=observations, decoded=decoded.text, most_bytes=most_bytes, exact=True
    )


def _read_exactly(decoded: Decoded, known: Known) -> Document:
    # Imported when there is something to tell: most payloads are read without.
    from .reading.parsing import NotJson, parse  # noqa: PLC0415 - slow to load

    text = decoded.text or ""
    try:
        instance, observations = parse(text)
    except NotJson as stop:
        # Imported when there is something to diagnose: it takes longer to load than most runs take in all.
        from .diagnosis import diagnose  # noqa: PLC0415 - slow to load

        mistakes = diagnose(text, stop.offset, known)
        certain = [each for each in stop.observations if each.rule in _CERTAIN]
        told = [Observation(each.rule, (), each.offset, each.message, each.hint) for each in mistakes]
        observations = (*decoded.observations, *certain, *told)
        return Document(None, understood=False, observations=observations, decoded=text)
    observations = (*decoded.observations, *observations)
    return Document(instance, understood=True, observations=observations, decoded=text, most_bytes=4 * len(text))
