"""python-jsonschema over what orjson parsed: every error of each payload."""

from __future__ import annotations

import orjson
from jsonschema import Draft202012Validator

from .judging import count, schema

validator = Draft202012Validator(schema())


def judge(payload: bytes) -> bool:
    """Return whether a payload has no error, having made all of them."""
    try:
        instance = orjson.loads(payload)
    except ValueError:
        return False
    return not list(validator.iter_errors(instance))


if __name__ == "__main__":
    count(judge)
