"""Two independent validators: only what both say of a payload is taken for certain."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

import jsonschema_rs
from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.exceptions import UndefinedTypeCheck
from referencing.jsonschema import DRAFT7

from ...errors import UnreadableInput
from ..documents import resolve_pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from referencing.jsonschema import SchemaRegistry

    from ...jsonpointer import InstancePath, JsonValue
    from ...spec.catalog import Schema
    from ..documents import SchemaFile

OPTIONS: dict[str, Any] = {"validate_formats": False, "offline": True}
"""Formats are annotations in Draft 2020-12, and nothing is fetched."""


@dataclass(frozen=True, slots=True)
class SchemaViolation:
    """What one validator has against a payload: the place in it, and the keyword; None for the schema ``false``."""

    path: InstancePath
    keyword: str | None


class ValidatorPair:
    """Both validators for one schema: ``quick`` answers fast, and `both_agree` asks both."""

    def __init__(self, quick: Callable[[JsonValue], bool], reference: Any) -> None:
        self.fast = quick
        self.reference = reference

    @classmethod
    def of_view(cls, schema: Schema) -> ValidatorPair:
        """Return the validators for a self-contained schema of Draft 2020-12."""
        return cls(compiled(schema), cast("Any", Draft202012Validator)(schema))

    @classmethod
    def of_file(cls, file: SchemaFile, files: Iterable[SchemaFile], registry: SchemaRegistry) -> ValidatorPair:
        """Return the validators for a schema file as it stands.

        Raises:
            UnreadableInput: one of them does not take the schema, such as for a pattern that it cannot read.
        """
        older = file.draft is DRAFT7
        draft = jsonschema_rs.Draft7 if older else jsonschema_rs.Draft202012
        resources = [(uri, each.schema) for uri, each in resolve_pointer(files).items()]
        make = jsonschema_rs.Draft7Validator if older else jsonschema_rs.Draft202012Validator
        base = urljoin(file.uri, file.identifier or "")
        try:
            known = jsonschema_rs.Registry(cast("Any", resources), draft=draft)
            quick = make(file.schema, registry=known, base_uri=base, **OPTIONS).is_valid
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            reason = "a validator does not take it, for a pattern, for a reference or for its depth"
            raise UnreadableInput(file.source, reason, "patterns are those of ECMA-262") from error
        reference = Draft7Validator if older else Draft202012Validator
        return cls(quick, cast("Any", reference)({"$ref": file.uri}, registry=registry))

    def both_agree(self, payload: JsonValue, *, accept: bool) -> bool:
        """Say whether both validators accept the payload, or both reject it."""
        try:
            if self.fast(payload) is not accept:
                return False
            return self.reference_accepts(payload) is accept
        except (re.error, OverflowError, UndefinedTypeCheck, RecursionError, ValueError):
            # A pattern or a number that one of the two cannot deal with: nothing is certain.
            return False

    def reference_accepts(self, payload: JsonValue) -> bool:
        """Say whether python-jsonschema accepts the payload."""
        with warnings.catch_warnings():
            # Python finds some patterns ambiguous that JSON Schema's dialect does not.
            warnings.simplefilter("ignore", FutureWarning)
            return bool(self.reference.is_valid(payload))

    def violations(self, payload: JsonValue) -> list[SchemaViolation]:
        """Return everything that python-jsonschema has against a payload, those of failed branches included."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            return list(_all(self.reference.iter_errors(payload)))


class Uncompilable(ValueError):
    """The fast validator does not take a schema, such as for its depth."""


def compiled(schema: Schema) -> Callable[[JsonValue], bool]:
    """Return a fast check of payloads against a self-contained schema of Draft 2020-12.

    A payload that the validator cannot take, such as for a number of hundreds of digits, is not accepted.

    Raises:
        Uncompilable: the validator does not take the schema.
    """
    try:
        return _guarded(jsonschema_rs.Draft202012Validator(schema, **OPTIONS).is_valid)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        raise Uncompilable from error


def _guarded(is_valid: Callable[[JsonValue], bool]) -> Callable[[JsonValue], bool]:
    def check(payload: JsonValue) -> bool:
        try:
            return is_valid(payload)
        except (ValueError, OverflowError):
            return False

    return check


def _all(errors: Any) -> Iterator[SchemaViolation]:
    for error in errors:
        yield SchemaViolation(tuple(error.absolute_path), error.validator)
        yield from _all(error.context)
