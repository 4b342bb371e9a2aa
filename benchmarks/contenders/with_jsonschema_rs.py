"""jsonschema-rs after orjson, in one of three modes, which the fifth argument names.

``valid``: only the result. ``errors``: every error of each payload. ``closed``: every error and every unknown field;
the schema must be the closed view.
"""

from __future__ import annotations

import sys

import jsonschema_rs
import orjson

from .payload_loop import count, schema

validator = jsonschema_rs.Draft202012Validator(schema())


def is_valid(payload: bytes) -> bool:
    """Return whether a payload is valid."""
    try:
        result: bool = validator.is_valid(orjson.loads(payload))
    except ValueError:
        return False
    return result


def has_no_errors(payload: bytes) -> bool:
    """Return whether a payload has no error, after computing all errors."""
    try:
        return not list(validator.iter_errors(orjson.loads(payload)))
    except ValueError:
        return False


def has_only_unknown_fields(payload: bytes) -> bool:
    """Return whether a payload has no error except unknown fields, after computing all errors."""
    try:
        errors = list(validator.iter_errors(orjson.loads(payload)))
    except ValueError:
        return False
    return all(error.kind.name == "unevaluatedProperties" for error in errors)


MODES = {"valid": is_valid, "errors": has_no_errors, "closed": has_only_unknown_fields}

if __name__ == "__main__":
    count(MODES[sys.argv[5]])
