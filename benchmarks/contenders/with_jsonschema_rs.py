"""jsonschema-rs over what orjson parsed, in one of three ways, which the fifth argument names.

``valid``: yes or no. ``errors``: every error of each payload. ``closed``: every error and every unknown field, for
which the schema must be the closed view.
"""

from __future__ import annotations

import sys

import jsonschema_rs
import orjson

from .judging import count, schema

validator = jsonschema_rs.Draft202012Validator(schema())


def judge(payload: bytes) -> bool:
    """Return whether a payload is valid."""
    try:
        is_valid: bool = validator.is_valid(orjson.loads(payload))
    except ValueError:
        return False
    return is_valid


def judge_with_errors(payload: bytes) -> bool:
    """Return whether a payload has no error, having made all of them."""
    try:
        return not list(validator.iter_errors(orjson.loads(payload)))
    except ValueError:
        return False


def judge_with_unknown_fields(payload: bytes) -> bool:
    """Return whether a payload has no error but unknown fields, having made all of them."""
    try:
        errors = list(validator.iter_errors(orjson.loads(payload)))
    except ValueError:
        return False
    return all(error.kind.name == "unevaluatedProperties" for error in errors)


WAYS = {"valid": judge, "errors": judge_with_errors, "closed": judge_with_unknown_fields}

if __name__ == "__main__":
    count(WAYS[sys.argv[5]])
