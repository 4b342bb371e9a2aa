"""Faults that break payloads; each is named ``rule/variant`` after the rule that it breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from .payloads import Payload

_NO_ENTITIES = b'"entities":[]'
_DEPTH = 600


def _lack_a_field(draw: Random, payload: Payload) -> None:
    del payload[draw.choice(("sessionId", "channel", "preferredLanguage", "previousDialogstate"))]


def _lack_a_nested_field(draw: Random, payload: Payload) -> None:
    del payload["currentDialogstate"][draw.choice(("name", "id", "type"))]


def _give_a_number(draw: Random, payload: Payload) -> None:
    payload["botId"] = draw.randrange(10000)


def _give_null(draw: Random, payload: Payload) -> None:
    del draw
    payload["locale"] = None


def _give_a_string(draw: Random, payload: Payload) -> None:
    payload["user"] = f"Guest {draw.getrandbits(10)}"


def _give_another_version(draw: Random, payload: Payload) -> None:
    payload["version"] = draw.choice(("BETA", "live", "TEST"))


def _give_another_message_type(draw: Random, payload: Payload) -> None:
    payload["messageType"] = draw.choice(("image", "TEXT", "audio"))


def _give_a_percentage(draw: Random, payload: Payload) -> None:
    payload["nlp"]["intent"]["score"] = 1.5 + draw.random() * 90


def _give_a_negative_score(draw: Random, payload: Payload) -> None:
    payload["nlp"]["intents"][0]["score"] = -0.5 - draw.random()


def _cut(draw: Random, text: bytes) -> bytes:
    # Never inside a character, and never just before the end: the text is to be broken in one way only.
    end = draw.randrange(len(text) // 2, len(text) - 2)
    return text[:end].decode(errors="ignore").encode()


def _end_with_a_comma(draw: Random, text: bytes) -> bytes:
    del draw
    return text[:-1] + b",}"


def _lose_a_comma(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(b',"locale"', b'"locale"', 1)


def _write_python(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(_NO_ENTITIES, b'"entities":None', 1)


def _write_latin_1(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(b'"expression":"', b'"expression":"caf\xe9 ', 1)


def _halve_an_emoji(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(b'"expression":"', b'"expression":"\\ud83d ', 1)


def _repeat_a_key(draw: Random, text: bytes) -> bytes:
    del draw
    return text[:-1] + b',"locale":"en-gb"}'


def _repeat_a_nested_key(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(b'"currentDialogstate":{', b'"currentDialogstate":{"type":"MESSAGE",', 1)


def _write_not_a_number(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(_NO_ENTITIES, b'"entities":[NaN]', 1)


def _write_too_large_a_number(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(_NO_ENTITIES, b'"entities":[1e400]', 1)


def _nest(draw: Random, text: bytes) -> bytes:
    del draw
    return text.replace(_NO_ENTITIES, b'"entities":' + b"[" * _DEPTH + b"]" * _DEPTH, 1)


SHAPE_FAULTS: dict[str, Callable[[Random, Payload], None]] = {
    "missing-field/top": _lack_a_field,
    "missing-field/nested": _lack_a_nested_field,
    "wrong-type/number": _give_a_number,
    "wrong-type/null": _give_null,
    "wrong-type/string": _give_a_string,
    "value-not-allowed/version": _give_another_version,
    "value-not-allowed/message-type": _give_another_message_type,
    "out-of-range/above": _give_a_percentage,
    "out-of-range/below": _give_a_negative_score,
}
"""Faults that a schema can find. Each is at a different place, so that they can be combined."""

TEXT_FAULTS: dict[str, Callable[[Random, bytes], bytes]] = {
    "syntax/cut": _cut,
    "syntax/trailing-comma": _end_with_a_comma,
    "syntax/missing-comma": _lose_a_comma,
    "syntax/literal": _write_python,
    "encoding/bytes": _write_latin_1,
    "encoding/escape": _halve_an_emoji,
    "duplicate-key/top": _repeat_a_key,
    "duplicate-key/nested": _repeat_a_nested_key,
    "not-a-number/name": _write_not_a_number,
    "not-a-number/size": _write_too_large_a_number,
    "too-deep/arrays": _nest,
}
"""Faults of the minified text, which no schema can find."""


def rule_of(fault: str) -> str:
    """Return the name of the rule that a fault breaks."""
    return fault.partition("/")[0]


def by_rule() -> dict[str, list[str]]:
    """Return the names of all faults, by the rules that they break."""
    grouped: dict[str, list[str]] = {}
    for fault in (*SHAPE_FAULTS, *TEXT_FAULTS):
        grouped.setdefault(rule_of(fault), []).append(fault)
    return grouped
