"""Two independent validators for a schema, which must agree, and what a witness shows according to them."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import product
from typing import TYPE_CHECKING, Any, cast

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import UndefinedTypeCheck

from ...errors import UnreadableInput
from ..model.constraints import PATTERN_OPTIONS
from ..model.equality import copy_with
from .pattern_searches import pattern_searches
from .work import texts_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ...jsonpointer import InstancePath, JsonValue
    from ...spec.catalog import Schema
    from ..model.common_form import Subschema
    from ..model.schema_bundle import SchemaBundle
    from ..model.schema_file import SchemaFile
    from ..model.schema_index import SchemaIndex
    from .work import SearchWork

OPTIONS: dict[str, Any] = {"validate_formats": False, "pattern_options": PATTERN_OPTIONS}
"""Formats are annotations in Draft 2020-12."""


_UNSUPPORTED = (re.error, OverflowError, UndefinedTypeCheck, RecursionError, ValueError)
"""What validators raise if they do not support a pattern or a number."""


@dataclass(frozen=True, slots=True)
class SchemaViolation:
    """A violation that a validator reports: its path in the payload, and the keyword, None for the schema ``false``."""

    path: InstancePath
    keyword: str | None


class ValidatorPair:
    """Both validators for one schema: ``fast`` is jsonschema-rs, and ``reference`` is python-jsonschema.

    ``searches`` returns the texts of a payload that the reference searches for patterns, each with its pattern.
    """

    def __init__(
        self,
        fast: Callable[[JsonValue], bool],
        reference: Any,
        searches: Callable[[JsonValue], Iterable[tuple[str, str]]],
        work: SearchWork,
    ) -> None:
        self.fast = fast
        self.reference = reference
        self.work = work
        self._searches = searches

    @classmethod
    def of_view(cls, view: SchemaIndex, work: SearchWork) -> ValidatorPair:
        """Return the validators for a schema in the common form."""
        schema = view.document
        fast = fast_validator(schema, view.patterns, work)
        return cls(fast, cast("Any", Draft202012Validator)(schema), partial(pattern_searches, view), work)

    @classmethod
    def of_file(cls, bundle: SchemaBundle, index: SchemaIndex, work: SearchWork) -> ValidatorPair:
        """Return the validators for a schema file as written, whose common form is ``index``.

        Raises:
            UnreadableInput: a validator does not support the schema, for example one of its patterns.
        """
        file = bundle.file
        # A part without a common form has patterns too.
        patterns = bundle.patterns if index.obstacles else index.patterns
        try:
            is_valid = file.dialect.fast_class(
                _without_dependencies(file), retriever=bundle.retrieve, base_uri=file.uri, **OPTIONS
            ).is_valid
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            reason = "a validator rejects the schema: unsupported pattern, unresolvable reference or too deep"
            raise UnreadableInput(file.source, reason, "write patterns in ECMA-262") from error
        view = file.dialect.reference_class({"$ref": file.base_uri}, registry=bundle.registry)
        fast = work.metered(is_valid, patterns)
        if bundle.is_ambiguous and not index.obstacles:
            # jsonschema-rs knows one schema for an identifier, for references from all files.
            fast = fast_validator(index.document, patterns, work)

        def searches(payload: JsonValue) -> Iterable[tuple[str, str]]:
            return product(patterns, texts_in(payload)) if index.obstacles else pattern_searches(index, payload)

        return cls(fast, view, searches, work)

    def both_agree(self, payload: JsonValue, *, accept: bool) -> bool:
        """Return whether both validators accept the payload, or both reject it."""
        try:
            if self.fast(payload) is not accept or not self.work.allows_searches(self._searches(payload)):
                return False
            return self.reference_accepts(payload) is accept
        except _UNSUPPORTED:
            # Nothing is certain.
            return False

    def reference_accepts(self, payload: JsonValue) -> bool:
        """Return whether python-jsonschema accepts the payload."""
        with warnings.catch_warnings():
            # Python warns of patterns that are ambiguous only in its own dialect.
            warnings.simplefilter("ignore", FutureWarning)
            return bool(self.reference.is_valid(payload))

    def violations(self, payload: JsonValue) -> list[SchemaViolation]:
        """Return all violations that python-jsonschema finds in few steps, including those in failed branches."""
        if not self.work.allows_searches(self._searches(payload)):
            return []
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)
                return list(_all(self.reference.iter_errors(payload)))
        except _UNSUPPORTED:
            return []


@dataclass(frozen=True)
class Relation:
    """What a witness shows: ``accepting`` accepts it and ``rejecting`` rejects it.

    ``accepted_by`` and ``rejected_by`` are the schema files as written, which have to agree.
    """

    accepting: SchemaIndex
    rejecting: SchemaIndex
    accepted_by: ValidatorPair
    rejected_by: ValidatorPair

    @cached_property
    def accepting_validators(self) -> ValidatorPair:
        """The validators of the accepting view."""
        return ValidatorPair.of_view(self.accepting, self.accepted_by.work)

    @cached_property
    def rejecting_validators(self) -> ValidatorPair:
        """The validators of the rejecting view."""
        return ValidatorPair.of_view(self.rejecting, self.rejected_by.work)

    def is_likely(self, payload: JsonValue) -> bool:
        """Return whether a payload is a witness according to the fast validators of the views."""
        return self.accepting_validators.fast(payload) and not self.rejecting_validators.fast(payload)

    def holds(self, payload: JsonValue) -> bool:
        """Return whether both validators agree, for views and files, that a payload is a witness."""
        return (
            self.is_likely(payload)
            and self.accepting_validators.both_agree(payload, accept=True)
            and self.rejecting_validators.both_agree(payload, accept=False)
            and self.accepted_by.both_agree(payload, accept=True)
            and self.rejected_by.both_agree(payload, accept=False)
        )


class Uncompilable(ValueError):
    """The fast validator does not support a schema, for example its depth."""


def fast_validator(schema: Schema, patterns: frozenset[str], work: SearchWork) -> Callable[[JsonValue], bool]:
    """Return a fast check of payloads against a self-contained schema of Draft 2020-12 with some patterns.

    It rejects payloads that the validator does not support, for example numbers of several hundred digits.

    Raises:
        Uncompilable: the validator does not support the schema.
        Stopped: the comparison has no work or no time left.
    """
    work.spend(0)
    try:
        is_valid = jsonschema_rs.Draft202012Validator(schema, offline=True, **OPTIONS).is_valid
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        raise Uncompilable from error

    metered = work.metered(is_valid, patterns)

    def check(payload: JsonValue) -> bool:
        try:
            return metered(payload)
        except (ValueError, OverflowError):
            return False

    return check


def _without_dependencies(file: SchemaFile) -> Subschema:
    """Return the schema of a file for jsonschema-rs, which asserts ``dependencies`` even where the dialect does not."""
    ignoring = {part for part, place in file.places.items() if not place.dialect.legacy}

    def change(part: object) -> object:
        if id(part) not in ignoring:
            return part
        return {name: child for name, child in cast("Schema", part).items() if name != "dependencies"}

    return cast("Subschema", copy_with(file.schema, change) if "dependencies" in str(file.schema) else file.schema)


def _all(errors: Any) -> Iterator[SchemaViolation]:
    for error in errors:
        yield SchemaViolation(tuple(error.absolute_path), error.validator)
        yield from _all(error.context)
