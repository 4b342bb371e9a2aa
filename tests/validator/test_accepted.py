"""Accepted unstable fields: the findings that they remove, their end, and entries that match nothing."""

from __future__ import annotations

import copy
import json
import pickle
import time
from dataclasses import FrozenInstanceError, replace
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import (
    AcceptedField,
    InvalidDate,
    InvalidPointer,
    Kind,
    NotADateObject,
    Rule,
    SessionView,
    UnstableFieldWarning,
    Validator,
    Verdict,
    validate,
)
from chatlayer_session.checks.accepted import AcceptedFields, parse_date, utc_today
from chatlayer_session.issues import Anchor, AnchorPart, Issue
from chatlayer_session.spec.catalog import packaged_catalog

from .conftest import rules

if TYPE_CHECKING:
    from collections.abc import Iterable

LAST = date(2026, 12, 31)
ENTRY = AcceptedField("/lastTopic", "the report on topics", LAST, "BOT-7")


def pointers(payload: object, accepted: Iterable[str | AcceptedField], today: date | None = None) -> list[str]:
    """Return the pointers of the remaining findings."""
    report = Validator(accept_unstable=accepted, today=today).validate(json.dumps(payload))
    return [finding.pointer for finding in report.findings]


@pytest.fixture
def items(documented: dict[str, Any]) -> dict[str, Any]:
    """Return a payload with unstable fields in array items, at the top, and one level down."""
    intents = [{"name": "a", "score": 1, "id": 7}, {"name": "b", "score": 0, "id": 8, "rank": 1}]
    nlp = {**documented["nlp"], "intents": intents}
    return {**documented, "nlp": nlp, "user": {"firstName": "Guest", "tenant": "x", "team": {"a": 1}}, "lastTopic": 1}


ALL = ["/user/tenant", "/user/team", "/nlp/intents/0/id", "/nlp/intents/1/id", "/nlp/intents/1/rank", "/lastTopic"]


@pytest.mark.parametrize(
    ("pointer", "gone"),
    [
        ("/lastTopic", ["/lastTopic"]),
        ("/*", ["/lastTopic"]),
        ("/user/*", ["/user/tenant", "/user/team"]),
        ("/internal/user/*", ["/user/tenant", "/user/team"]),
        ("/*/tenant", ["/user/tenant"]),
        ("/nlp/intents/*/id", ["/nlp/intents/0/id", "/nlp/intents/1/id"]),
        ("/nlp/intents/1/*", ["/nlp/intents/1/id", "/nlp/intents/1/rank"]),
        ("/nlp/*/*/*", ["/nlp/intents/0/id", "/nlp/intents/1/id", "/nlp/intents/1/rank"]),
        ("/user/team", ["/user/team"]),
        ("/user/team/a", []),
        ("/user", []),
        ("/*/*/*/*/*", []),
        ("/lasttopic", []),
        ("", []),
    ],
)
@pytest.mark.parametrize("kind", ["internal", "session"])
def test_pointer_accepts_its_fields(items: dict[str, Any], pointer: str, gone: list[str], kind: str) -> None:
    """A star matches all items or members at one place; an unknown object can be accepted, a stable object cannot."""
    prefix = "/internal" if kind == "session" else ""
    payload = {"internal": items, "order": {"lastTopic": 1}} if kind == "session" else items
    assert sorted(pointers(payload, [])) == sorted(prefix + field for field in ALL)
    assert sorted(pointers(payload, [pointer])) == sorted(prefix + field for field in ALL if field not in gone)


def test_unstable_object_is_accepted_as_a_whole(documented: dict[str, Any]) -> None:
    """An accepted object gives no finding for its content; a pointer to its content accepts nothing."""
    payload = {**documented, "sinchConversationAPI": {"appId": "x", "metadata": {"a": [{"b": 1}]}}}
    assert pointers(payload, []) == ["/sinchConversationAPI"]
    assert pointers(payload, ["/sinchConversationAPI"]) == []
    assert pointers(payload, ["/sinchConversationAPI/appId"]) == ["/sinchConversationAPI"]


@pytest.mark.parametrize(("today", "verdict"), [(LAST, Verdict.VALID), (date(2027, 1, 1), Verdict.UNSTABLE)])
def test_entry_is_active_until_its_last_day(documented: dict[str, Any], today: date, verdict: Verdict) -> None:
    """The day after `until`, the field is a finding again, of a different rule and the same severity."""
    report = Validator(accept_unstable=[ENTRY], today=today).validate({**documented, "lastTopic": 1})
    assert report.verdict is verdict


def test_expired_entry_is_reported_with_date_reason_and_ticket(documented: dict[str, Any]) -> None:
    """The finding replaces that on the unstable field, at the same place."""
    text = json.dumps({**documented, "lastTopic": 1}, indent=1)
    (finding,) = Validator(accept_unstable=[ENTRY], today=date(2027, 1, 1)).validate(text).findings
    (plain,) = Validator().validate(text).findings
    assert (finding.rule.value, finding.severity.value) == ("accepted-expired", "unstable")
    assert (finding.pointer, finding.line, finding.column) == (plain.pointer, plain.line, plain.column)
    assert finding.schema_pointer == plain.schema_pointer
    assert finding.message == ("unstable field, accepted only until 2026-12-31; reason: the report on topics (BOT-7)")


def test_expired_entry_without_reason_is_reported_with_its_date(documented: dict[str, Any]) -> None:
    """Without reason and ticket the message has only the date; control characters in a reason are escaped."""
    payload = {**documented, "lastTopic": 1}
    (bare,) = (
        Validator(accept_unstable=[AcceptedField("/lastTopic", until=LAST)], today=date(2027, 1, 1))
        .validate(payload)
        .findings
    )
    assert bare.message == "unstable field, accepted only until 2026-12-31"
    hiding = AcceptedField("/lastTopic", "a\x1b[2Jb", LAST)
    (shown,) = Validator(accept_unstable=[hiding], today=date(2027, 1, 1)).validate(payload).findings
    assert shown.message.endswith("; reason: a\\u001b[2Jb")


def test_one_active_entry_is_enough(documented: dict[str, Any]) -> None:
    """If several entries match a field, an active entry accepts it; if all have ended, the last one is reported."""
    payload = {**documented, "lastTopic": 1}
    early, late = AcceptedField("/*", "early", date(2026, 1, 1)), AcceptedField("/lastTopic", "late", date(2026, 6, 1))
    assert pointers(payload, [early, late], date(2026, 6, 1)) == []
    assert pointers(payload, [early, "/lastTopic"], date(2030, 1, 1)) == []
    (finding,) = Validator(accept_unstable=[late, early], today=date(2026, 6, 2)).validate(payload).findings
    assert finding.message.endswith("accepted only until 2026-06-01; reason: late")


def test_default_today_is_the_day_in_utc(documented: dict[str, Any]) -> None:
    """Without `today`, an entry of long ago has ended and an entry far ahead is active."""
    assert utc_today() <= datetime.now(timezone.utc).date()
    payload = {**documented, "lastTopic": 1}
    assert pointers(payload, [AcceptedField("/lastTopic", until=date(2021, 1, 1))]) == ["/lastTopic"]
    assert pointers(payload, [AcceptedField("/lastTopic", until=date(9999, 12, 31))]) == []
    assert pointers(payload, [AcceptedField("/lastTopic", until=utc_today())]) in ([], ["/lastTopic"])


@pytest.mark.parametrize("fast", [True, False])
def test_unmatched_entries_are_listed(documented: dict[str, Any], *, fast: bool) -> None:
    """`unmatched` lists the entries that matched no unstable field in any payload, in their order."""
    entries: list[str | AcceptedField] = ["/gone", ENTRY, AcceptedField("/user/*", until=date(2000, 1, 1)), "/botId"]
    validator = Validator(accept_unstable=entries, today=LAST, use_fast_path=fast)
    assert [entry.pointer for entry in validator.unmatched] == ["/gone", "/lastTopic", "/user/*", "/botId"]
    for _ in range(3):
        validator.validate(json.dumps({**documented, "lastTopic": 1}).encode())
    assert [entry.pointer for entry in validator.unmatched] == ["/gone", "/user/*", "/botId"]
    validator.validate(json.dumps({**documented, "user": {"x": 1}}).encode())
    assert [entry.pointer for entry in validator.unmatched] == ["/gone", "/botId"]


@pytest.mark.parametrize("pointer", ["/lastTopic", "/*"])
def test_fast_path_reports_an_expired_entry(documented: dict[str, Any], pointer: str) -> None:
    """The finding is the same for every payload, also if a different entry accepts a different field."""
    text = json.dumps({**documented, "lastTopic": 1, "user": {"x": 1}}).encode()
    entries: list[str | AcceptedField] = ["/user/x", AcceptedField(pointer, until=LAST)]
    validator = Validator(accept_unstable=entries, today=date(2027, 1, 1))
    reported = [[finding.rule.value for finding in validator.validate(text).findings] for _ in range(4)]
    assert reported == [["accepted-expired"]] * 4
    active = Validator(accept_unstable=entries, today=LAST)
    assert [active.validate(text).findings for _ in range(4)] == [()] * 4


def test_entry_is_immutable_and_pickles() -> None:
    """Equal entries count once."""
    with pytest.raises(FrozenInstanceError):
        ENTRY.reason = "other"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue] - that is the point
    assert pickle.loads(pickle.dumps(ENTRY)) == ENTRY  # noqa: S301 - made here
    assert len({ENTRY, AcceptedField("/lastTopic", "the report on topics", LAST, "BOT-7")}) == 1
    assert Validator(accept_unstable=[ENTRY, ENTRY, "/a", "/a"]).unmatched == (ENTRY, AcceptedField("/a"))
    assert Validator(accept_unstable=ENTRY).unmatched == (ENTRY,)


def test_validator_pickles_and_copies(documented: dict[str, Any]) -> None:
    """The copy has the same options, reports and unmatched entries, regardless of what the validator learned."""
    text = json.dumps({**documented, "lastTopic": 1, "user": {"x": 1}}).encode()
    options_of_each: list[dict[str, Any]] = [
        {"kind": "internal", "show_values": True},
        {"at": "/a", "today": LAST},
        {"catalog": packaged_catalog()},
    ]
    for options in options_of_each:
        validator = Validator(accept_unstable=iter(["/lastTopic", "/gone"]), **options)
        for _ in range(4):
            validator.validate(text)
        for other in (pickle.loads(pickle.dumps(validator)), copy.deepcopy(validator)):  # noqa: S301 - made here
            assert other.unmatched == validator.unmatched
            assert (other.kind, other.at, other.show_values) == (validator.kind, validator.at, validator.show_values)
            assert other.validate(text) == validator.validate(text)
            assert other.unmatched == validator.unmatched


def test_invalid_pointer_or_date_raises() -> None:
    """A datetime, a text and a number are not dates, and only YYYY-MM-DD is parsed as one."""
    with pytest.raises(InvalidPointer, match="invalid JSON Pointer 'lastTopic'"):
        AcceptedField("lastTopic")
    wrong: list[Any] = [datetime(2026, 1, 1, tzinfo=timezone.utc), "2026-01-01", 20260101]
    for until in wrong:
        with pytest.raises(NotADateObject) as refused:
            AcceptedField("/lastTopic", until=until)
        assert (refused.value.name, refused.value.type_name) == ("until", type(until).__name__)
        assert isinstance(refused.value, InvalidDate)
    assert parse_date("2026-12-31") == LAST
    for text in ("20261231", "2026-W53-4", "2026-13-01", "2026-02-30", "2026-12-31T00:00:00Z", "", "\u0662026-12-31"):
        with pytest.raises(InvalidDate):
            parse_date(text)


@pytest.mark.parametrize("entries", [(), ("/lastTopic",), (ENTRY,)])
@pytest.mark.parametrize("today", ["2026-01-01", 20260101, datetime(2026, 1, 1, tzinfo=timezone.utc)])
def test_invalid_today_raises(today: Any, entries: tuple[str | AcceptedField, ...]) -> None:
    """`today` must be a date, with and without entries that end."""
    with pytest.raises(NotADateObject, match=f"^today must be a datetime.date, not {type(today).__name__};"):
        Validator(accept_unstable=entries, today=today)


@pytest.mark.filterwarnings("error::chatlayer_session.UnstableFieldWarning")
def test_view_accepts_the_same_entries(items: dict[str, Any]) -> None:
    """In a view, stars match members and items, and an entry that has ended accepts nothing."""
    session = {"internal": items}
    view = SessionView(session, accept_unstable=["/nlp/intents/*/id", "/user/*"])
    assert (view.internal.nlp.intents[1].id, view.internal.user.tenant) == (8, "x")
    with pytest.raises(UnstableFieldWarning):
        _ = view.internal.nlp.intents[1].rank
    for until in (date(9999, 1, 1), date(2000, 1, 1)):
        dated = SessionView(session, accept_unstable=AcceptedField("/lastTopic", until=until))
        if until.year == 9999:
            assert dated.internal.lastTopic == 1
        else:
            with pytest.raises(UnstableFieldWarning):
                _ = dated.internal.lastTopic


@pytest.mark.parametrize("kind", [Kind.INTERNAL, Kind.SESSION])
@pytest.mark.parametrize("prefix", ["", "/internal"])
def test_accepted_field_gives_no_finding(realistic: dict[str, Any], kind: Kind, prefix: str) -> None:
    """A pointer from the root of a session or from internal accepts its field in both kinds, and no other field."""
    payload = realistic if kind is Kind.INTERNAL else {"internal": realistic}
    all_fields = set(rules(validate(payload)))
    accepted = {prefix + "/lastIntent", prefix + "/user/lastName"}
    left = set(rules(Validator(accept_unstable=accepted).validate(payload)))
    root = "" if kind is Kind.INTERNAL else "/internal"
    assert all_fields - left == {f"unstable-field {root}/lastIntent", f"unstable-field {root}/user/lastName"}


SCHEMA = {"$schema": "./internal.json"}


@pytest.mark.parametrize("accepted", [[], ["/user"], ["/*/a"]])
@pytest.mark.parametrize("kind", list(Kind))
def test_schema_member_of_editors_is_no_field(documented: dict[str, Any], kind: Kind, accepted: list[str]) -> None:
    """At the root of a payload of any kind, `$schema` gives no finding, on the fast path or without it."""
    others = {
        Kind.INTERNAL: documented,
        Kind.SESSION: {"internal": documented},
        Kind.WRITE: {"namespace": "order", "data": {}},
        Kind.ANSWER: {"session": {"namespace": "order", "data": {}}},
    }
    validator = Validator(kind=kind, accept_unstable=accepted)
    line = json.dumps({**SCHEMA, **others[kind]}).encode()
    reports = [validator.validate(data) for data in [line, line, line, line, json.loads(line), line.decode()]]
    assert {report.verdict for report in reports} == {Verdict.VALID}
    assert [report.verdict for report in validator.validate_lines([line + b"\n"] * 5)] == [Verdict.VALID] * 5


def test_schema_member_elsewhere_is_a_field(documented: dict[str, Any]) -> None:
    """In an object of a payload, and at the root of `internal` in a session, `$schema` is unknown as others are."""
    for payload, place in [
        ({**documented, "user": dict(SCHEMA)}, "/user/$schema"),
        ({"internal": {**documented, **SCHEMA}}, "/internal/$schema"),
    ]:
        validator = Validator()
        data = json.dumps(payload).encode()
        assert {tuple(rules(validator.validate(data))) for _ in range(4)} == {(f"unstable-field {place}",)}


def test_payload_with_only_accepted_fields_is_valid(documented: dict[str, Any]) -> None:
    """`accept_unstable` can be one str, with the escapes of JSON Pointer."""
    assert Validator(accept_unstable="/a~1b~0c").validate({**documented, "a/b~c": 1}).verdict is Verdict.VALID


def test_accepted_field_can_still_have_errors(documented: dict[str, Any]) -> None:
    """Only findings on unstable fields can be accepted."""
    report = Validator(accept_unstable=["/botId"]).validate({**documented, "botId": 1})
    assert rules(report) == ["wrong-type /botId"]


def test_rule_of_a_field_depends_on_its_entries() -> None:
    """It is that of its last end, unless an entry is active; patterns and paths are looked up together."""
    ended = [AcceptedField("/a", "r", date(2026, 1, 2)), AcceptedField("/a", "s", date(2025, 1, 2))]
    fields = AcceptedFields([*ended, "/b/*/c", "/d"], today=date(2026, 6, 1))
    paths = [("a",), ("b", 0, "c"), ("d",), ("e",), ("b", 0)]
    assert [fields.rule_of(Kind.INTERNAL, path) for path in paths] == [
        Rule.ACCEPTED_EXPIRED,
        None,
        None,
        Rule.UNSTABLE_FIELD,
        Rule.UNSTABLE_FIELD,
    ]
    active = fields.active[Kind.INTERNAL]
    assert [path in active for path in (("a",), ("b", "0", "c"), ("d",), ("e",))] == [False, True, True, False]
    assert AcceptedFields(["/d"]).active[Kind.INTERNAL] == frozenset({("$schema",), ("d",)})
    for entries in (ended, ended[::-1]):
        fields = AcceptedFields(entries, today=date(2026, 6, 1))
        issue = Issue(Rule.UNSTABLE_FIELD, ("a",), Anchor(("a",), AnchorPart.KEY), "m")
        reworded = fields.reword(Kind.INTERNAL, issue)
        assert "2026-01-02" in reworded.message
        assert fields.reword(Kind.INTERNAL, issue) is reworded
        other = replace(issue, rule=Rule.WRONG_TYPE)
        assert fields.reword(Kind.INTERNAL, other) is other


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Etc/GMT-14"])
def test_today_does_not_depend_on_the_time_zone(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    """The two zones never have the same day."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    assert utc_today() == datetime.now(timezone.utc).date()
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("text", ["20261231", "2026-W53-4", "2026-13-01"])
def test_date_has_one_form(text: str) -> None:
    """The error repeats what was written."""
    with pytest.raises(InvalidDate, match=text):
        parse_date(text)
