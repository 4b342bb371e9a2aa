"""python-jsonschema after orjson: every error of each payload."""

from __future__ import annotations

import orjson
from jsonschema import Draft202012Validator

from .payload_loop import count, schema

validator = Draft202012Validator(schema())


def is_valid(payload: bytes) -> bool:
    """Return whether a payload has no error, after computing all errors."""
    try:
        instance = orjson.loads(payload)
    except ValueError:
        return False
    return not list(validator.iter_errors(instance))


if __name__ == "__main__":
    count(is_valid)
