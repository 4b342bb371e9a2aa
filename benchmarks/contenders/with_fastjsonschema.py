"""fastjsonschema over what orjson parsed: the first error of each payload; it knows drafts up to draft-07."""

from __future__ import annotations

from typing import Any

import fastjsonschema
import orjson

from .judging import count, schema

validate: Any = fastjsonschema.compile(schema())


def judge(payload: bytes) -> bool:
    """Return whether a payload is valid."""
    try:
        validate(orjson.loads(payload))
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    count(judge)
