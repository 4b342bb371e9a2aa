"""Payloads to documents: a text with the instance it stands for, or with what keeps it from standing for one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .issues import Issue
from .parsing.decode import decode_bytes, normalize_text
from .parsing.python_values import inspect_python
from .rules import Rule

if TYPE_CHECKING:
    from .jsonpointer import JsonValue
    from .parsing.decode import DecodedText
    from .spec.fields import KnownFields

# What a strict reader sees before the text stops being JSON and what stays true whatever the text was meant to be.
_CERTAIN = frozenset({Rule.ENCODING, Rule.TOO_DEEP})


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON document.

    ``data`` or ``decoded`` is its text, as bytes or as a str; both are None for a payload that was parsed elsewhere.
    ``instance`` means something only if ``is_json``; ``exact`` says that reading had nothing to tell of the text.
    ``most_bytes`` is a number that its size as compact JSON in UTF-8 is not above.
    """

    instance: JsonValue = field(repr=False)
    is_json: bool
    issues: tuple[Issue, ...]
    data: bytes | None = field(default=None, repr=False)
    decoded: str | None = field(default=None, repr=False)
    max_size: float = 0
    is_clean: bool = False

    @property
    def text(self) -> str | None:
        """The text, decoded at each call, without byte order mark; None for a payload that was parsed elsewhere."""
        return self.decoded if self.data is None else self.data.decode()


def load_document(payload: object, known: KnownFields) -> Document:
    """Read a payload: bytes or a str of JSON text, or a parsed value.

    ``known`` are the fields that a diagnosis of text that is not JSON can go by.

    Raises:
        NonJsonValue: a parsed payload holds a value of a type that JSON does not have.
    """
    if isinstance(payload, bytes | bytearray):
        # Imported when there is text to read: its decoder takes longer to load than the rest of the package.
        from .parsing.fast import NeedsStrictParse, parse_fast  # noqa: PLC0415 - slow to load

        data = bytes(payload)
        try:
            instance = parse_fast(data)
        except NeedsStrictParse:
            decoded = decode_bytes(data)
            return _read_decoded(decoded, known) if decoded.issues else _read_exactly(decoded, known)
        return Document(instance, is_json=True, issues=(), data=data, max_size=len(data), is_clean=True)
    if isinstance(payload, str):
        return _read_decoded(normalize_text(payload), known)
    instance, observations, most_bytes = inspect_python(payload)
    return Document(instance, is_json=True, issues=observations, max_size=most_bytes)


def _read_decoded(decoded: DecodedText, known: KnownFields) -> Document:
    """Read a text in which there may be nothing to tell but what is told of its bytes."""
    from .parsing.fast import NeedsStrictParse, parse_fast  # noqa: PLC0415 - slow to load

    if decoded.text is None:
        return Document(None, is_json=False, issues=decoded.issues, decoded="")
    try:
        instance = parse_fast(decoded.text.encode())
    except NeedsStrictParse:
        return _read_exactly(decoded, known)
    observations, most_bytes = decoded.issues, 4 * len(decoded.text)
    return Document(
        instance, is_json=True, issues=observations, decoded=decoded.text, max_size=most_bytes, is_clean=True
    )


def _read_exactly(decoded: DecodedText, known: KnownFields) -> Document:
    # Imported when there is something to tell: most payloads are read without.
    from .parsing.parser import JsonSyntaxError, parse_strict  # noqa: PLC0415 - slow to load

    text = decoded.text or ""
    try:
        instance, observations = parse_strict(text)
    except JsonSyntaxError as stop:
        # Imported when there is something to diagnose: it takes longer to load than most runs take in all.
        from .diagnosis import diagnose  # noqa: PLC0415 - slow to load

        mistakes = diagnose(text, stop.offset, known)
        certain = [each for each in stop.issues if each.rule in _CERTAIN]
        told = [Issue(each.rule, (), each.offset, each.message, each.hint) for each in mistakes]
        observations = (*decoded.issues, *certain, *told)
        return Document(None, is_json=False, issues=observations, decoded=text)
    observations = (*decoded.issues, *observations)
    return Document(instance, is_json=True, issues=observations, decoded=text, max_size=4 * len(text))
