"""JSON that people read too: spread over lines."""

from __future__ import annotations

import json

import msgspec


def indented(value: object, indent: int = 2) -> str:
    """Return a value as lines of JSON in ASCII, each level ``indent`` spaces further in, with a break at the end."""
    text = json.dumps(value)
    try:
        # `json` indents in Python, four times as slowly as it writes one line and msgspec spreads it.
        return msgspec.json.format(text, indent=indent) + "\n"
    except msgspec.DecodeError:
        # Half of a pair of surrogates, which a name in a payload may hold, is JSON to `json` only.
        return json.dumps(value, indent=indent) + "\n"
