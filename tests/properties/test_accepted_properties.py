"""Accepted fields have the same effect in full validation, on the fast path, and on many lines at a time."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import AcceptedField, Kind, Validator
from chatlayer_session.fastpath.learned_decoder import learned_decoders
from chatlayer_session.runs.analysis import ValidationAnalysis
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.validator import ValidatorOptions

if TYPE_CHECKING:
    from chatlayer_session.runs.results import RunResult

TODAY = date(2026, 6, 15)
NAMES = ("alpha", "beta", "lastIntent", "*", "0")
VALUES = st.sampled_from([1, "x", None, True, [1], {"a": 1}, {"a": {"b": 2}}])
DOCUMENTED: dict[str, Any] = json.loads(
    packaged_catalog()
    .root.joinpath("session", packaged_catalog().versions()[-1], "examples", "documented.json")
    .read_bytes()
)

members = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3)
tokens = st.sampled_from([*NAMES, "user", "nlp", "intents", "internal", "a"])
entries = st.lists(
    st.builds(
        AcceptedField,
        st.sampled_from(["/alpha", "/lastIntent", "/*", "/user/*", "/internal/user/beta", "/nlp/intents/*/alpha"])
        | st.lists(tokens, max_size=4).map(lambda path: "".join(f"/{step}" for step in path)),
        st.sampled_from([None, "why"]),
        st.sampled_from([None, TODAY, date(2026, 6, 14), date(2026, 6, 1)]),
    ),
    max_size=5,
)


@st.composite
def payloads(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a payload of either kind with unstable fields at the top, in `user` and in the items of `intents`."""
    intents = [{**intent, **draw(members)} for intent in DOCUMENTED["nlp"]["intents"]]
    internal = {
        **DOCUMENTED,
        "user": {**DOCUMENTED["user"], **draw(members)},
        "nlp": {**DOCUMENTED["nlp"], "intents": intents if draw(st.booleans()) else DOCUMENTED["nlp"]["intents"]},
        **draw(members),
    }
    return {"internal": internal, "alpha": draw(VALUES)} if draw(st.booleans()) else internal


def run_of(texts: list[bytes], arguments: dict[str, Any], *, listing: bool) -> RunResult:
    """Return the result of checking the payloads as JSON Lines."""
    analysis = ValidationAnalysis(
        ValidatorOptions(**{**arguments, "accept_unstable": tuple(arguments.get("accept_unstable", ()))}),
        lambda *_: None,
        listing=listing,
    )
    collector = analysis.accumulator("a.ndjson")
    analysis.lines("a.ndjson", b"\n".join(texts), collector)
    return collector.run()


@given(st.lists(payloads(), min_size=1, max_size=4), entries)
def test_fast_path_agrees_on_accepted_fields(documents: list[dict[str, Any]], accepted: list[AcceptedField]) -> None:
    """Reports and unmatched entries are equal, also when a payload occurs again after it was learned."""
    learned_decoders.cache_clear()
    exact = Validator(accept_unstable=accepted, today=TODAY, use_fast_path=False)
    fast = Validator(accept_unstable=accepted, today=TODAY)
    for document in documents * 4:
        text = json.dumps(document).encode()
        assert fast.validate(text) == exact.validate(text)
    assert fast.unmatched == exact.unmatched


@given(st.lists(payloads(), min_size=1, max_size=4), entries, st.sampled_from([{"listing": True}, {"listing": False}]))
def test_lines_checker_agrees_on_accepted_fields(
    documents: list[dict[str, Any]], accepted: list[AcceptedField], options: dict[str, bool]
) -> None:
    """Verdicts, rules and matched entries are those of all payloads validated one by one."""
    learned_decoders.cache_clear()
    texts = [json.dumps(document).encode() for document in documents * 4]
    exact = Validator(accept_unstable=accepted, today=TODAY, use_fast_path=False)
    reports = [exact.validate(text) for text in texts]
    run = run_of(texts, {"accept_unstable": accepted, "today": TODAY}, **options)
    findings = [finding for report in reports for finding in report.findings]
    assert sum(run.verdicts.values()) == len(reports)
    for verdict in {report.verdict for report in reports}:
        assert run.verdicts[verdict] == sum(report.verdict is verdict for report in reports)
    assert run.rules == {
        rule: sum(finding.rule is rule for finding in findings) for rule in {finding.rule for finding in findings}
    }
    counts: dict[tuple[str, str], int] = {}
    for group in run.groups:
        key = (group.finding.pointer, group.finding.message)
        counts[key] = counts.get(key, 0) + group.count
    assert counts == {
        (finding.pointer, finding.message): sum(
            (other.pointer, other.message) == (finding.pointer, finding.message) for other in findings
        )
        for finding in findings
    }
    assert run.matched == exact.accepted_fields.matched


@given(payloads(), entries)
def test_accepted_field_applies_to_both_kinds(payload: dict[str, Any], accepted: list[AcceptedField]) -> None:
    """A field accepted in the read-only object is accepted in the session around it, and no other field is."""
    internal = payload.get("internal", payload)
    validator = Validator(accept_unstable=accepted, today=TODAY)
    alone = validator.validate(internal)
    around = validator.validate({"internal": internal})
    assert (alone.kind, around.kind) == (Kind.INTERNAL, Kind.SESSION)
    assert [(finding.rule, "/internal" + finding.pointer) for finding in alone.findings] == [
        (finding.rule, finding.pointer) for finding in around.findings
    ]
