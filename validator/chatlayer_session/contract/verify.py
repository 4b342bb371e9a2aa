"""Verification: whether the schema versions that a service accepts guarantee what its contract assumes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..checks.accepted import utc_today
from ..config.toml import READS, WRITES, ConfigError
from ..errors import InvalidWrite, UnknownVersion
from ..escaping import escape_control, quote_name
from ..findings import Finding, Kind, Report
from ..generate.generator import Generator
from ..jsonpointer import WILDCARD, format_pointer, parse_pointer
from ..rules import Rule, Severity, describe
from ..spec.catalog import packaged_catalog
from ..spec.json_type import TYPES, join_names
from ..spec.kinds import INTERNAL
from ..suggestion import closest_match
from ..writes.model import RESERVED, Write
from .place import FieldPlace, gaps
from .witness import witness_with, witness_without

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ..jsonpointer import InstancePath, JsonValue
    from ..rules import Wording
    from ..spec.catalog import Catalog
    from ..spec.fields import FieldPath
    from .model import Contract, Read
    from .place import Gap

_NAMED_VERSIONS = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a contract that one schema version does not support.

    ``key`` is the place of the part in the file, and ``pointer`` the field that it is about. ``witness`` is a valid
    payload as JSON text that shows the problem, None if there is none.
    """

    rule: Rule
    wording: Wording
    key: InstancePath
    pointer: str = ""
    schema_pointer: str | None = None
    witness: str | None = None


def versions_of(contract: Contract, catalog: Catalog) -> tuple[str, ...]:
    """Return the schema versions of a catalog that a contract is for, oldest first.

    Raises:
        ConfigError: there is none.
    """
    available = catalog.versions()
    versions = contract.schema.select(available)
    if versions:
        return versions
    if contract.path is None:
        raise UnknownVersion(str(contract.schema), available)
    message = f"schema: no version is in this range; available: {', '.join(available)}"
    raise ConfigError(contract.path, [message], contract.places(("schema",)))


def verify_contract(contract: Contract, catalog: Catalog | None = None, today: date | None = None) -> Report:
    """Return the findings on a contract, at their places in its file, for all schema versions that it is for.

    The contract holds if the verdict is valid. ``today`` is compared with ``until`` of the reads; by default, it is the
    current date in UTC. The versions are those of ``catalog``, by default of this package.

    Raises:
        ConfigError: no schema version is in the range of the contract.
    """
    catalog, today = catalog or packaged_catalog(), today or utc_today()
    versions = versions_of(contract, catalog)
    found: dict[tuple[InstancePath, Rule, Wording], tuple[Problem, list[str]]] = {}
    for version in versions:
        for problem in problems(contract, catalog, version, today):
            key = (problem.key, problem.rule, problem.wording)
            found.setdefault(key, (problem, []))[1].append(version)
    places = contract.places(*(problem.key for problem, _ in found.values()))
    findings = [
        (place or (0, 0), _finding(problem, place, "" if len(affected) == len(versions) else _in_versions(affected)))
        for place, (problem, affected) in zip(places, found.values(), strict=True)
    ]
    findings.sort(key=lambda pair: pair[0])
    source = None if contract.path is None else str(contract.path)
    return Report(tuple(finding for _, finding in findings), versions[-1], None, source)


def _finding(problem: Problem, place: tuple[int, int] | None, versions: str) -> Finding:
    message, hint = problem.wording
    line, column = place or (None, None)
    return Finding(
        problem.rule,
        problem.pointer,
        message + versions,
        hint,
        line,
        column,
        problem.schema_pointer,
        witness=problem.witness,
    )


def _in_versions(versions: list[str]) -> str:
    named = versions[:_NAMED_VERSIONS]
    more = [f"{len(versions) - len(named)} more"] if len(versions) > len(named) else []
    *others, last = [*named, *more]
    return f" (in {', '.join(others)} and {last})" if others else f" (in {last})"


def supports(contract: Contract, catalog: Catalog, version: str, today: date) -> bool:
    """Return whether a schema version guarantees all that a contract assumes."""
    return all(problem.rule.severity is Severity.NOTE for problem in problems(contract, catalog, version, today))


def problems(contract: Contract, catalog: Catalog, version: str, today: date) -> Iterator[Problem]:
    """Yield the parts of a contract that a schema version does not support, without those that are accepted."""
    checker = _ReadChecker(Generator(catalog, version, Kind.SESSION), today)
    for index, read in enumerate(contract.reads):
        yield from checker.problems(read, (READS, index))
    for index, namespace in enumerate(contract.writes):
        yield from _write_problems(namespace, (WRITES, index, "namespace"))


def _write_problems(namespace: str, key: InstancePath) -> Iterator[Problem]:
    try:
        Write(namespace, None)
    except InvalidWrite:
        wording = describe(Rule.RESERVED_NAMESPACE, "reserved", names=join_names(RESERVED, "and"))
        yield Problem(Rule.RESERVED_NAMESPACE, wording, key)


class _ReadChecker:
    """Compares reads with one schema version on one day."""

    def __init__(self, generator: Generator, today: date) -> None:
        self._generator = generator
        self._today = today

    def problems(self, read: Read, key: InstancePath) -> Iterator[Problem]:
        """Yield the problems of a read, which is at ``key`` in the file."""
        tokens = parse_pointer(read.pointer)
        if tokens[0] != INTERNAL:
            # The schema says nothing about variables: what the service assumes about them, the bot has to ensure.
            if tokens[0].lower() == INTERNAL:
                yield _misspelled(read, key, tokens[0], INTERNAL)
            return
        place = FieldPlace.find(self._generator.root, tokens)
        if place.rest or place.field.is_unstable:
            yield from self._unpromised(read, key, place)
            return
        if any(step.owner.deprecated for step in place.steps) or place.field.deprecated:
            yield Problem(
                Rule.DEPRECATED_READ, describe(Rule.DEPRECATED_READ, "deprecated"), (*key, "pointer"), read.pointer
            )
        for gap in gaps(read, place, self._generator):
            yield self._unguaranteed(read, key, gap)

    def _unpromised(self, read: Read, key: InstancePath, place: FieldPlace) -> Iterator[Problem]:
        """Yield the problem of reading a field that is unstable or that the schema does not have."""
        field = place.field
        schema_pointer = field.schema_pointer if field.is_unstable else None
        if read.reason is not None and read.until is not None:
            if self._today > read.until:
                reason = f"; reason: {escape_control(read.reason)}"
                wording = describe(Rule.ACCEPTED_EXPIRED, "ended", until=read.until, reason=reason)
                yield Problem(Rule.ACCEPTED_EXPIRED, wording, (*key, "until"), read.pointer, schema_pointer)
            return
        if field.is_unstable:
            name = "known" if field.source is None else "known-from"
            wording = describe(Rule.UNSTABLE_READ, name, "contract", source=field.source)
            yield self._unstable(read, key, place.path, wording, schema_pointer)
            return
        token = place.rest[0]
        if "object" not in field.types:
            is_array = "array" in field.types
            place_to_read = WILDCARD if is_array else _pointer(place.path)
            yield _misspelled(read, key, token, place_to_read, "" if is_array else "shorter")
            return
        similar = closest_match(token, field.members)
        if similar is not None:
            yield _misspelled(read, key, token, similar)
        else:
            path = (*place.path, token)
            yield self._unstable(read, key, path, describe(Rule.UNSTABLE_READ, "undocumented", "contract"))

    def _unstable(
        self, read: Read, key: InstancePath, path: FieldPath, wording: Wording, schema_pointer: str | None = None
    ) -> Problem:
        witness = _json(witness_without(self._generator, path))
        return Problem(Rule.UNSTABLE_READ, wording, (*key, "pointer"), read.pointer, schema_pointer, witness)

    def _unguaranteed(self, read: Read, key: InstancePath, gap: Gap) -> Problem:
        wording = describe(
            Rule.UNGUARANTEED_READ,
            gap.template,
            place=_pointer(gap.path),
            other=gap.other,
            types=" or ".join(TYPES[name] for name in read.types),
        )
        witness = None
        if gap.is_missing:
            witness = _json(witness_without(self._generator, gap.path))
        elif gap.values:
            witness = _json(witness_with(self._generator, gap.path, gap.values[0]))
        schema_pointer = gap.field.schema_pointer or None
        return Problem(Rule.UNGUARANTEED_READ, wording, (*key, gap.key), read.pointer, schema_pointer, witness)


def _misspelled(read: Read, key: InstancePath, name: str, similar: str, hint: str = "") -> Problem:
    wording = describe(Rule.MISSPELLED_READ, "unknown", hint, name=quote_name(name), similar=similar)
    return Problem(Rule.MISSPELLED_READ, wording, (*key, "pointer"), read.pointer)


def _pointer(path: FieldPath) -> str:
    return format_pointer(tuple(WILDCARD if name is None else name for name in path))


def _json(payload: JsonValue) -> str:
    return json.dumps(payload, ensure_ascii=False)
