"""Words and numbers as other languages write them: what to say of each, and what JSON writes."""

from __future__ import annotations

NOT_JSON_WORDS = {
    "None": ("`None` is Python", "null"),
    "True": ("`True` is Python", "true"),
    "False": ("`False` is Python", "false"),
    "undefined": ("`undefined` is JavaScript", "null"),
    "nil": ("`nil` is not JSON", "null"),
    "NULL": ("`NULL` is not JSON", "null"),
    "TRUE": ("`TRUE` is not JSON", "true"),
    "FALSE": ("`FALSE` is not JSON", "false"),
}
"""Words that stand for a value elsewhere, with what to say of each and what JSON writes."""

NUMBER_WORDS = frozenset({"NaN", "Infinity", "-Infinity", "+Infinity"})


def number_hint(raw: str) -> str:
    """Return how to write a number that was written as ``raw``."""
    digits = raw.lstrip("+-")
    if raw.startswith("+"):
        return "remove the plus sign"
    if digits[:2].lower() in {"0x", "0o", "0b"}:
        return "write it in decimal digits"
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        return "remove the leading zero, or put the number in double quotes if it is an identifier"
    if digits.startswith(".") or digits.endswith("."):
        return "write digits on both sides of the decimal point"
    if "_" in digits:
        return "remove the underscores"
    return "put it in double quotes if it is text"
