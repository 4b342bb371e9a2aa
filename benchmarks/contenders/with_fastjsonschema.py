"""fastjsonschema after orjson: the first error of each payload; the newest supported draft is draft-07."""

from __future__ import annotations

from typing import Any

import fastjsonschema
import orjson

from .payload_loop import count, schema

validate: Any = fastjsonschema.compile(schema())


def is_valid(payload: bytes) -> bool:
    """Return whether a payload is valid."""
    try:
        validate(orjson.loads(payload))
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    count(is_valid)
