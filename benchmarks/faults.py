"""The faults of invalid payloads, each named ``rule/variant`` after the rule that it violates."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from .payloads import Payload

_NO_ENTITIES = b'"entities":[]'
_DEPTH = 600


def _remove_field(draw: Random, payload: Payload) -> None:
    del payload[draw.choice(("sessionId", "channel", "preferredLanguage", "previousDialogstate"))]


def _remove_nested_field(draw: Random, payload: Payload) -> None:
    del payload["currentDialogstate"][draw.choice(("name", "id", "type"))]


def _set_number(draw: Random, payload: Payload) -> None:
    payload["botId"] = draw.randrange(10000)


def _set_null(draw: Random, payload: Payload) -> None:
    del draw
    payload["locale"] = None


def _set_string(draw: Random, payload: Payload) -> None:
    payload["user"] = f"Guest {draw.getrandbits(10)}"


def _set_unknown_version(draw: Random, payload: Payload) -> None:
    payload["version"] = draw.choice(("BETA", "live", "TEST"))


def _set_unknown_message_type(draw: Random, payload: Payload) -> None:
    payload["messageType"] = draw.choice(("image", "TEXT", "audio"))


def _set_percentage(draw: Random, payload: Payload) -> None:
    payload["nlp"]["intent"]["score"] = 1.5 + draw.random() * 90


def _set_negative_score(draw: Random, payload: Payload) -> None:
    payload["nlp"]["intents"][0]["score"] = -0.5 - draw.random()


def _truncate(draw: Random, text: bytes) -> bytes:
    # Not inside a character and not just before the end, so that the text has only one fault.
    end = draw.randrange(len(text) // 2, len(text) - 2)
    return text[:end].decode(errors="ignore").encode()


def _add_trailing_comma(draw: Random, text: bytes) -> bytes:
    del draw
    return text[:-1] + b",}"


def _remove_comma(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(b',"locale"', b'"locale"', 1)


def _write_none(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(_NO_ENTITIES, b'"entities":None', 1)


def _write_latin_1(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(b'"expression":"', b'"expression":"caf\xe9 ', 1)


def _write_lone_surrogate(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(b'"expression":"', b'"expression":"\\ud83d ', 1)


def _duplicate_key(draw: Random, text: bytes) -> bytes:
    del draw
    return text[:-1] + b',"locale":"en-gb"}'


def _duplicate_nested_key(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(b'"currentDialogstate":{', b'"currentDialogstate":{"type":"MESSAGE",', 1)


def _write_nan(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(_NO_ENTITIES, b'"entities":[NaN]', 1)


def _write_huge_number(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(_NO_ENTITIES, b'"entities":[1e400]', 1)


def _nest_deeply(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(_NO_ENTITIES, b'"entities":' + b"[" * _DEPTH + b"]" * _DEPTH, 1)


SHAPE_FAULTS: dict[str, Callable[[Random, Payload], None]] = {
    "missing-field/top": _remove_field,
    "missing-field/nested": _remove_nested_field,
    "wrong-type/number": _set_number,
    "wrong-type/null": _set_null,
    "wrong-type/string": _set_string,
    "value-not-allowed/version": _set_unknown_version,
    "value-not-allowed/message-type": _set_unknown_message_type,
    "out-of-range/above": _set_percentage,
    "out-of-range/below": _set_negative_score,
}
"""Faults that a schema detects. Each is in a different member, so that they can be combined."""

TEXT_FAULTS: dict[str, Callable[[Random, bytes], bytes]] = {
    "syntax/cut": _truncate,
    "syntax/trailing-comma": _add_trailing_comma,
    "syntax/missing-comma": _remove_comma,
    "syntax/literal": _write_none,
    "encoding/bytes": _write_latin_1,
    "encoding/escape": _write_lone_surrogate,
    "duplicate-key/top": _duplicate_key,
    "duplicate-key/nested": _duplicate_nested_key,
    "not-a-number/name": _write_nan,
    "not-a-number/size": _write_huge_number,
    "too-deep/arrays": _nest_deeply,
}
"""Faults of the minified text, which a schema cannot detect."""


def rule_of(fault: str) -> str:
    """Return the name of the rule that a fault violates."""
    return fault.partition("/")[0]


def faults_by_rule() -> dict[str, list[str]]:
    """Return the names of all faults by rule."""
    grouped: dict[str, list[str]] = {}
    for fault in (*SHAPE_FAULTS, *TEXT_FAULTS):
        grouped.setdefault(rule_of(fault), []).append(fault)
    return grouped
