"""Accepted fields give the same answers however payloads are taken: exactly, by the screen, or many at a time."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import AcceptedField, Kind, Validator
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
    intents = [{**each, **draw(members)} for each in DOCUMENTED["nlp"]["intents"]]
    internal = {
        **DOCUMENTED,
        "user": {**DOCUMENTED["user"], **draw(members)},
        "nlp": {**DOCUMENTED["nlp"], "intents": intents if draw(st.booleans()) else DOCUMENTED["nlp"]["intents"]},
        **draw(members),
    }
    return {"internal": internal, "alpha": draw(VALUES)} if draw(st.booleans()) else internal


def run_of(texts: list[bytes], arguments: dict[str, Any], *, listing: bool) -> RunResult:
    """Return what bulk checking makes of the payloads as JSON Lines."""
    examiner = ValidationAnalysis(
        ValidatorOptions(**{**arguments, "accept_unstable": tuple(arguments.get("accept_unstable", ()))}),
        lambda *_: None,
        listing=listing,
    )
    gathering = examiner.accumulator("a.ndjson")
    examiner.lines("a.ndjson", b"\n".join(texts), gathering)
    return gathering.run()


@given(st.lists(payloads(), min_size=1, max_size=4), entries)
def test_the_screen_takes_accepted_fields_as_the_exact_way_does(
    documents: list[dict[str, Any]], accepted: list[AcceptedField]
) -> None:
    """Reports, and the entries that matched nothing, are equal; each payload comes again, when it was learned from."""
    exact = Validator(accept_unstable=accepted, today=TODAY, use_fast_path=False)
    screened = Validator(accept_unstable=accepted, today=TODAY)
    for document in documents * 3:
        text = json.dumps(document).encode()
        assert screened.validate(text) == exact.validate(text)
    assert screened.unmatched == exact.unmatched


@given(st.lists(payloads(), min_size=1, max_size=4), entries, st.sampled_from([{"listing": True}, {"listing": False}]))
def test_bulk_checking_counts_accepted_fields_as_the_exact_way_does(
    documents: list[dict[str, Any]], accepted: list[AcceptedField], options: dict[str, bool]
) -> None:
    """Verdicts, rules, and the entries that matched are those of all payloads checked one by one."""
    texts = [json.dumps(document).encode() for document in documents * 3]
    exact = Validator(accept_unstable=accepted, today=TODAY, use_fast_path=False)
    reports = [exact.validate(text) for text in texts]
    run = run_of(texts, {"accept_unstable": accepted, "today": TODAY}, **options)
    found = [finding for report in reports for finding in report.findings]
    assert sum(run.verdicts.values()) == len(reports)
    for verdict in {report.verdict for report in reports}:
        assert run.verdicts[verdict] == sum(report.verdict is verdict for report in reports)
    assert run.rules == {rule: sum(each.rule is rule for each in found) for rule in {each.rule for each in found}}
    counts: dict[tuple[str, str], int] = {}
    for group in run.groups:
        key = (group.finding.pointer, group.finding.message)
        counts[key] = counts.get(key, 0) + group.count
    assert counts == {
        (each.pointer, each.message): sum(
            (other.pointer, other.message) == (each.pointer, each.message) for other in found
        )
        for each in found
    }
    assert run.matched == exact.accepted_fields.matched


@given(payloads(), entries)
def test_an_entry_says_the_same_of_both_kinds(payload: dict[str, Any], accepted: list[AcceptedField]) -> None:
    """What is accepted in the read-only object is accepted in the session around it, and nothing else."""
    internal = payload.get("internal", payload)
    validator = Validator(accept_unstable=accepted, today=TODAY)
    alone = validator.validate(internal)
    around = validator.validate({"internal": internal})
    assert (alone.kind, around.kind) == (Kind.INTERNAL, Kind.SESSION)
    assert [(each.rule, "/internal" + each.pointer) for each in alone.findings] == [
        (each.rule, each.pointer) for each in around.findings
    ]
