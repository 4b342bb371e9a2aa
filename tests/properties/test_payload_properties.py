"""Properties of payloads generated from the schemas, for every version, kind and engine."""

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
from chatlayer_session.checks.engines.violations import issues_from
from chatlayer_session.fastpath.learned_decoder import learned_decoders
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

IssueKeys: TypeAlias = list[tuple[Rule, str]]
"""The rule and pointer of each issue, sorted."""

CATALOG = packaged_catalog()
VERSIONS = CATALOG.versions()
TARGETS = [(version, kind) for version in VERSIONS for kind in CATALOG.kinds(version)]


def for_any_target(
    make: Callable[[Kind, str], SearchStrategy[Any]], targets: Sequence[tuple[str, Kind]] = TARGETS
) -> SearchStrategy[tuple[str, Kind, Any]]:
    """Return a strategy for a version, a kind, and a draw from the strategy for both."""
    strategies = [st.tuples(st.just(version), st.just(kind), make(kind, version)) for version, kind in targets]
    return st.one_of(strategies)


@cache
def validator(version: str, kind: Kind | str) -> Validator:
    """Return a cached validator, which has learned from the payloads before."""
    return Validator(schema_version=version, kind=kind)


@cache
def checkers(version: str, kind: Kind) -> dict[str, Callable[[Any], IssueKeys]]:
    """Return all checkers of a payload by name."""
    reference = ReferenceEngine(CATALOG, version, kind)
    compiled = CompiledEngine(CATALOG, version, kind)
    fast = validator(version, kind)
    exact = Validator(schema_version=version, kind=kind, use_fast_path=False)

    def from_engine(engine: ReferenceEngine | CompiledEngine) -> Callable[[Any], IssueKeys]:
        return lambda payload: sorted(
            (issue.rule, format_pointer(issue.path)) for issue in issues_from(engine.violations(payload))
        )

    def learning(payload: Any) -> IssueKeys:
        learned_decoders.cache_clear()
        learner = from_validator(Validator(schema_version=version, kind=kind), as_text=True)
        results = [learner(payload) for _ in range(4)]
        assert results == [results[0]] * 4
        return results[0]

    def from_validator(validator: Validator, *, as_text: bool) -> Callable[[Any], IssueKeys]:
        def check(payload: Any) -> IssueKeys:
            report = validator.validate(json.dumps(payload).encode() if as_text else payload)
            return sorted((finding.rule, finding.pointer) for finding in report.findings)

        return check

    return {
        "the reference engine": from_engine(reference),
        "the compiled engine": from_engine(compiled),
        "the validator with the fast path": from_validator(fast, as_text=True),
        "a validator that learns the payload": learning,
        "the validator without the fast path": from_validator(exact, as_text=True),
        "the validator on a parsed payload": from_validator(exact, as_text=False),
    }


def issues_of(version: str, kind: Kind, payload: Any) -> IssueKeys:
    """Return the issues of a payload, on which all checkers agree."""
    results = {name: check(payload) for name, check in checkers(version, kind).items()}
    first = next(iter(results.values()))
    assert results == dict.fromkeys(results, first)
    return first


@cache
def open_view(version: str, kind: Kind) -> Any:
    """Return python-jsonschema's validator for the schema files as written."""
    registry: Registry[Any] = Registry()
    schemas = CATALOG.schemas("session", version)
    registry = registry.with_resources((name, DRAFT202012.create_resource(schema)) for name, schema in schemas.items())
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


@given(for_any_target(payloads))
def test_valid_payload_is_valid_under_every_engine(target: tuple[str, Kind, Any]) -> None:
    """A valid payload is valid under plain JSON Schema too, and has no findings but unknown values."""
    version, kind, payload = target
    assert {rule for rule, _ in issues_of(version, kind, payload)} <= {Rule.UNKNOWN_VALUE}
    assert open_view(version, kind).is_valid(payload)


@given(for_any_target(lambda kind, version: payloads(kind, version, unknown_values=False)))
def test_payload_of_known_values_has_no_findings(target: tuple[str, Kind, Any]) -> None:
    """A payload of known values is detected as its kind, and its report is empty."""
    version, kind, payload = target
    assert issues_of(version, kind, payload) == []
    report = validator(version, "auto" if kind in DETECTABLE_KINDS else kind).validate(payload)
    assert (report.kind, report.findings) == (kind, ())


@given(for_any_target(invalid_payloads))
def test_one_mutation_causes_one_finding(
    target: tuple[str, Kind, BrokenPayload],
) -> None:
    """Every engine reports the mutation at its pointer and nothing else, and plain JSON Schema rejects the payload."""
    version, kind, broken = target
    assert issues_of(version, kind, broken.payload) == [(broken.rule, broken.pointer)]
    assert not open_view(version, kind).is_valid(broken.payload)


def for_detectable_targets(make: Callable[[Kind, str], SearchStrategy[Any]]) -> SearchStrategy[tuple[str, Kind, Any]]:
    """Return a strategy like `for_any_target` for the kinds that are detected from payloads."""
    return for_any_target(make, [target for target in TARGETS if target[1] in DETECTABLE_KINDS])


@given(for_detectable_targets(lambda kind, version: invalid_payloads(kind, version, rules=["unknown-value"])))
def test_unknown_value_is_only_a_note(target: tuple[str, Kind, BrokenPayload]) -> None:
    """A payload with an unknown value of an open set stays valid, under plain JSON Schema too."""
    version, kind, broken = target
    assert issues_of(version, kind, broken.payload) == [(Rule.UNKNOWN_VALUE, broken.pointer)]
    assert validator(version, kind).validate(broken.payload).verdict is Verdict.VALID
    assert open_view(version, kind).is_valid(broken.payload)


@given(for_any_target(unstable_payloads), st.data())
def test_unknown_field_adds_only_its_finding(target: tuple[str, Kind, UnstablePayload], data: st.DataObject) -> None:
    """Each unstable field is reported at its pointer, and without it all other findings stay the same."""
    version, kind, unstable = target
    assert issues_of(version, kind, unstable.payload) == sorted(
        (Rule.UNSTABLE_FIELD, pointer) for pointer in unstable.pointers
    )
    assert open_view(version, kind).is_valid(unstable.payload)
    pointer = data.draw(st.sampled_from(unstable.pointers))
    findings = validator(version, kind).validate(unstable.payload).findings
    fewer = validator(version, kind).validate(without(unstable.payload, pointer)).findings
    assert list(fewer) == [finding for finding in findings if finding.pointer != pointer]
    assert len(fewer) == len(findings) - 1


@given(st.sampled_from(VERSIONS).flatmap(lambda version: st.tuples(st.just(version), sessions(version, unstable=True))))
def test_variables_never_cause_a_finding(target: tuple[str, dict[str, Any]]) -> None:
    """A session has exactly the findings of its read-only object, regardless of its variables."""
    version, session = target
    alone = {"internal": session["internal"]}
    assert issues_of(version, Kind.SESSION, session) == issues_of(version, Kind.SESSION, alone)
    check = validator(version, "auto").validate
    assert check(session).findings == check(alone).findings


@given(for_any_target(unstable_payloads), st.data())
def test_accepted_field_removes_only_its_finding(
    target: tuple[str, Kind, UnstablePayload], data: st.DataObject
) -> None:
    """The accepting pointer may start at the session or at the read-only object, for objects and for text."""
    version, kind, unstable = target
    accepted = data.draw(st.lists(st.sampled_from(unstable.pointers), min_size=1, unique=True))
    pointers = [
        pointer.removeprefix("/internal") if kind is Kind.SESSION and data.draw(st.booleans()) else pointer
        for pointer in accepted
    ]
    payload = unstable.payload
    findings = validator(version, kind).validate(payload).findings
    accepting = Validator(schema_version=version, kind=kind, accept_unstable=pointers)
    remaining = accepting.validate(payload).findings
    assert remaining == tuple(finding for finding in findings if finding.pointer not in accepted)
    from_text = accepting.validate(json.dumps(payload).encode()).findings
    assert sorted(finding.pointer for finding in from_text) == sorted(set(unstable.pointers) - set(accepted))


def minor_steps() -> list[tuple[str, str]]:
    """Return the pairs of an older and a newer version with the same major number."""
    return [(old, new) for old, new in combinations(VERSIONS, 2) if old.split(".")[0] == new.split(".")[0]]


def is_corrected(kind: Kind, old: str, new: str) -> bool:
    """Return whether a version after ``old``, up to ``new``, corrects a rule of a kind."""
    listed = json.loads((CATALOG.root / "catalog.json").read_bytes())["families"]["session"]
    later = VERSIONS[VERSIONS.index(old) + 1 : VERSIONS.index(new) + 1]
    return any("corrects" in listed[version].get(kind.value, ()) for version in later)


def test_corrected_kind_is_known() -> None:
    """Version 1.2.0 corrects the rules of writes, and of nothing else."""
    assert [kind for kind in CATALOG.kinds("1.1.0") if is_corrected(kind, "1.1.0", "1.2.0")] == [Kind.WRITE]


def test_minor_steps_are_not_empty() -> None:
    """At least one pair of versions tests the compatibility of minor versions."""
    assert ("1.0.0", VERSIONS[-1]) in minor_steps()


@pytest.mark.parametrize(("old", "new"), minor_steps())
@given(st.data())
def test_newer_minor_version_accepts_older_payloads(old: str, new: str, data: st.DataObject) -> None:
    """A payload without errors in an older version has none in a newer one; a payload rejected by it had one before.

    Kinds of which a version between them corrects a rule are left out.
    """
    kind = data.draw(st.sampled_from([kind for kind in CATALOG.kinds(old) if not is_corrected(kind, old, new)]))
    accepted = data.draw(payloads(kind, old, unstable=data.draw(st.booleans())))
    assert validator(new, kind).validate(accepted).verdict is not Verdict.INVALID
    rejected = data.draw(invalid_payloads(kind, new)).payload
    findings = validator(old, kind).validate(rejected).findings
    assert Severity.ERROR in {finding.severity for finding in findings}
