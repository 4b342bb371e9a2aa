"""What holds of payloads made from the schemas, whichever the version, the kind and the engine."""

from __future__ import annotations

import copy
import json
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from chatlayer_session import Kind, Rule, Severity, Validator, Verdict
from chatlayer_session.checks.engines.compiled import CompiledEngine
from chatlayer_session.checks.engines.reference import ReferenceEngine
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.jsonpointer import format_pointer, parse_pointer
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.testing import (
    BrokenPayload,
    UnstablePayload,
    invalid_payloads,
    payloads,
    sessions,
    unstable_payloads,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import SearchStrategy

Told: TypeAlias = list[tuple[Rule, str]]
"""Rules and pointers, in an order that says nothing."""

CATALOG = packaged_catalog()
VERSIONS = CATALOG.versions()
TARGETS = [(version, kind) for version in VERSIONS for kind in CATALOG.kinds(version)]


def of_any_target(
    make: Callable[[Kind, str], SearchStrategy[Any]], targets: Sequence[tuple[str, Kind]] = TARGETS
) -> SearchStrategy[tuple[str, Kind, Any]]:
    """Return a strategy for a version, a kind, and what a strategy for these draws."""
    made = [st.tuples(st.just(version), st.just(kind), make(kind, version)) for version, kind in targets]
    return st.one_of(made)


@cache
def validator(version: str, kind: Kind | str) -> Validator:
    """Return a validator, the same each time, so that it has learned from the payloads before."""
    return Validator(schema_version=version, kind=kind)


@cache
def ways_to_check(version: str, kind: Kind) -> dict[str, Callable[[Any], Told]]:
    """Return every way to find out what a payload breaks, by name."""
    reference = ReferenceEngine(CATALOG, version, kind)
    compiled = CompiledEngine(CATALOG, version, kind)
    screened = validator(version, kind)
    exact = Validator(schema_version=version, kind=kind, use_fast_path=False)

    def observed(engine: ReferenceEngine | CompiledEngine) -> Callable[[Any], Told]:
        return lambda payload: sorted((each.rule, format_pointer(each.path)) for each in engine.check(payload))

    def found(by: Validator, *, as_text: bool) -> Callable[[Any], Told]:
        def check(payload: Any) -> Told:
            report = by.validate(json.dumps(payload).encode() if as_text else payload)
            return sorted((finding.rule, finding.pointer) for finding in report.findings)

        return check

    return {
        "the reference engine": observed(reference),
        "the compiled engine": observed(compiled),
        "the validator, with its screen": found(screened, as_text=True),
        "the validator, without": found(exact, as_text=True),
        "the validator, of a parsed payload": found(exact, as_text=False),
    }


def told_of(version: str, kind: Kind, payload: Any) -> Told:
    """Return what a payload breaks, on which all ways to find out agree."""
    answers = {name: check(payload) for name, check in ways_to_check(version, kind).items()}
    first = next(iter(answers.values()))
    assert answers == dict.fromkeys(answers, first)
    return first


@cache
def open_view(version: str, kind: Kind) -> Any:
    """Return python-jsonschema's validator for the schema files as they stand."""
    registry: Registry[Any] = Registry()
    schemas = CATALOG.schemas("session", version)
    registry = registry.with_resources((name, DRAFT202012.create_resource(each)) for name, each in schemas.items())
    return Draft202012Validator(CATALOG.schema("session", version, kind.value), registry=registry)


def without(payload: Any, pointer: str) -> Any:
    """Return a copy of a payload without the member at a pointer."""
    payload = copy.deepcopy(payload)
    owner = payload
    *steps, name = parse_pointer(pointer)
    for step in steps:
        owner = owner[int(step)] if isinstance(owner, list) else owner[step]
    del owner[name]
    return payload


@given(of_any_target(payloads))
def test_a_valid_payload_is_valid_under_every_engine(target: tuple[str, Kind, Any]) -> None:
    """And so it is to a validator of plain JSON Schema; nothing is told but values beyond those of open sets."""
    version, kind, payload = target
    assert {rule for rule, _ in told_of(version, kind, payload)} <= {Rule.UNKNOWN_VALUE}
    assert open_view(version, kind).is_valid(payload)


@given(of_any_target(lambda kind, version: payloads(kind, version, unknown_values=False)))
def test_nothing_is_told_of_a_payload_of_known_values(target: tuple[str, Kind, Any]) -> None:
    """It is told to be of its kind, and its report is empty."""
    version, kind, payload = target
    assert told_of(version, kind, payload) == []
    report = validator(version, "auto" if kind in DETECTABLE_KINDS else kind).validate(payload)
    assert (report.kind, report.findings) == (kind, ())


@given(of_any_target(invalid_payloads))
def test_one_mutation_causes_its_finding_at_its_pointer_and_nothing_elsewhere(
    target: tuple[str, Kind, BrokenPayload],
) -> None:
    """Under every engine; and a validator of plain JSON Schema rejects the payload too."""
    version, kind, broken = target
    assert told_of(version, kind, broken.payload) == [(broken.rule, broken.pointer)]
    assert not open_view(version, kind).is_valid(broken.payload)


def of_told_targets(make: Callable[[Kind, str], SearchStrategy[Any]]) -> SearchStrategy[tuple[str, Kind, Any]]:
    """Return a strategy as `of_any_target` does, for the kinds that are told from payloads."""
    return of_any_target(make, [target for target in TARGETS if target[1] in DETECTABLE_KINDS])


@given(of_told_targets(lambda kind, version: invalid_payloads(kind, version, rules=["unknown-value"])))
def test_a_value_beyond_an_open_set_is_a_note_and_nothing_else(target: tuple[str, Kind, BrokenPayload]) -> None:
    """The payload stays valid, to a validator of plain JSON Schema too."""
    version, kind, broken = target
    assert told_of(version, kind, broken.payload) == [(Rule.UNKNOWN_VALUE, broken.pointer)]
    assert validator(version, kind).validate(broken.payload).verdict is Verdict.VALID
    assert open_view(version, kind).is_valid(broken.payload)


@given(of_any_target(unstable_payloads), st.data())
def test_an_added_unknown_field_adds_one_finding_and_changes_nothing_else(
    target: tuple[str, Kind, UnstablePayload], data: st.DataObject
) -> None:
    """Each unstable field is told at its pointer, and without one of them all other findings are as they were."""
    version, kind, unstable = target
    assert told_of(version, kind, unstable.payload) == sorted((Rule.UNSTABLE_FIELD, each) for each in unstable.pointers)
    assert open_view(version, kind).is_valid(unstable.payload)
    pointer = data.draw(st.sampled_from(unstable.pointers))
    findings = validator(version, kind).validate(unstable.payload).findings
    fewer = validator(version, kind).validate(without(unstable.payload, pointer)).findings
    assert list(fewer) == [finding for finding in findings if finding.pointer != pointer]
    assert len(fewer) == len(findings) - 1


@given(st.sampled_from(VERSIONS).flatmap(lambda version: st.tuples(st.just(version), sessions(version, unstable=True))))
def test_variables_never_cause_a_finding(target: tuple[str, dict[str, Any]]) -> None:
    """Whatever they are called and hold: what is told of a session is what is told of its read-only object alone."""
    version, session = target
    alone = {"internal": session["internal"]}
    assert told_of(version, Kind.SESSION, session) == told_of(version, Kind.SESSION, alone)
    check = validator(version, "auto").validate
    assert check(session).findings == check(alone).findings


@given(of_any_target(unstable_payloads), st.data())
def test_accepting_an_unstable_field_removes_its_finding_and_no_other(
    target: tuple[str, Kind, UnstablePayload], data: st.DataObject
) -> None:
    """As an object and as text; the pointer may count from the read-only object as well as from the session."""
    version, kind, unstable = target
    accepted = data.draw(st.lists(st.sampled_from(unstable.pointers), min_size=1, unique=True))
    written = [
        each.removeprefix("/internal") if kind is Kind.SESSION and data.draw(st.booleans()) else each
        for each in accepted
    ]
    payload = unstable.payload
    findings = validator(version, kind).validate(payload).findings
    accepting = Validator(schema_version=version, kind=kind, accept_unstable=written)
    left = accepting.validate(payload).findings
    assert left == tuple(finding for finding in findings if finding.pointer not in accepted)
    told = accepting.validate(json.dumps(payload).encode()).findings
    assert sorted(each.pointer for each in told) == sorted(set(unstable.pointers) - set(accepted))


def minor_steps() -> list[tuple[str, str]]:
    """Return the pairs of an older and a newer version with the same major number."""
    return [(old, new) for old, new in combinations(VERSIONS, 2) if old.split(".")[0] == new.split(".")[0]]


def test_there_is_a_newer_minor_version() -> None:
    """The property below is about something."""
    assert ("1.0.0", VERSIONS[-1]) in minor_steps()


@pytest.mark.parametrize(("old", "new"), minor_steps())
@given(st.data())
def test_a_newer_minor_version_accepts_what_an_older_one_accepts(old: str, new: str, data: st.DataObject) -> None:
    """What has no error in an older version has none in a newer one; what has one in the newer had one before."""
    kind = data.draw(st.sampled_from(CATALOG.kinds(old)))
    accepted = data.draw(payloads(kind, old, unstable=data.draw(st.booleans())))
    assert validator(new, kind).validate(accepted).verdict is not Verdict.INVALID
    rejected = data.draw(invalid_payloads(kind, new)).payload
    findings = validator(old, kind).validate(rejected).findings
    assert Severity.ERROR in {finding.severity for finding in findings}
