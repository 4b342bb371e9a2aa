"""Unstable fields that are relied on knowingly: which findings they take away, up to when, and which match nothing."""

from __future__ import annotations

import json
import pickle
from dataclasses import FrozenInstanceError
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import (
    AcceptedField,
    InvalidDate,
    InvalidPointer,
    Kind,
    NotADateObject,
    SessionView,
    UnstableFieldWarning,
    Validator,
    Verdict,
    validate,
)
from chatlayer_session.checks.accepted import parse_date, utc_today

from .conftest import rules

if TYPE_CHECKING:
    from collections.abc import Iterable

LAST = date(2026, 12, 31)
ENTRY = AcceptedField("/lastTopic", "the report on topics", LAST, "BOT-7")


def pointers(payload: object, accepted: Iterable[str | AcceptedField], today: date | None = None) -> list[str]:
    """Return the places of the findings that are left."""
    report = Validator(accept_unstable=accepted, today=today).validate(json.dumps(payload))
    return [finding.pointer for finding in report.findings]


@pytest.fixture
def items(documented: dict[str, Any]) -> dict[str, Any]:
    """Return a payload with unstable fields in the items of an array, at the top, and one level down."""
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
def test_a_pointer_accepts_the_fields_that_it_names(
    items: dict[str, Any], pointer: str, gone: list[str], kind: str
) -> None:
    """A star stands for all items or members of one place; an unknown object is accepted whole, a stable one is not."""
    prefix = "/internal" if kind == "session" else ""
    payload = {"internal": items, "order": {"lastTopic": 1}} if kind == "session" else items
    assert sorted(pointers(payload, [])) == sorted(prefix + each for each in ALL)
    assert sorted(pointers(payload, [pointer])) == sorted(prefix + each for each in ALL if each not in gone)


def test_a_declared_unstable_object_is_accepted_with_all_that_is_in_it(documented: dict[str, Any]) -> None:
    """Nothing below it is told, whatever it holds; a pointer to something inside accepts nothing."""
    payload = {**documented, "sinchConversationAPI": {"appId": "x", "metadata": {"a": [{"b": 1}]}}}
    assert pointers(payload, []) == ["/sinchConversationAPI"]
    assert pointers(payload, ["/sinchConversationAPI"]) == []
    assert pointers(payload, ["/sinchConversationAPI/appId"]) == ["/sinchConversationAPI"]


@pytest.mark.parametrize(("today", "verdict"), [(LAST, Verdict.VALID), (date(2027, 1, 1), Verdict.UNSTABLE)])
def test_an_entry_holds_through_its_last_day(documented: dict[str, Any], today: date, verdict: Verdict) -> None:
    """The day after, the field is one finding again, of another rule and of the same severity."""
    report = Validator(accept_unstable=[ENTRY], today=today).validate({**documented, "lastTopic": 1})
    assert report.verdict is verdict


def test_a_finding_past_the_day_names_day_reason_and_ticket(documented: dict[str, Any]) -> None:
    """It stands where the field stands, and takes the place of the finding on an unstable field."""
    text = json.dumps({**documented, "lastTopic": 1}, indent=1)
    (finding,) = Validator(accept_unstable=[ENTRY], today=date(2027, 1, 1)).validate(text).findings
    (plain,) = Validator().validate(text).findings
    assert (finding.rule.value, finding.severity.value) == ("accepted-expired", "unstable")
    assert (finding.pointer, finding.line, finding.column) == (plain.pointer, plain.line, plain.column)
    assert finding.schema_pointer == plain.schema_pointer
    assert finding.message == ("unstable field, accepted only until 2026-12-31; reason: the report on topics (BOT-7)")


def test_a_finding_past_the_day_has_no_more_than_the_entry_has(documented: dict[str, Any]) -> None:
    """Without reason and ticket the day is told; what could hide in a terminal is an escape."""
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


def test_one_entry_in_force_is_enough(documented: dict[str, Any]) -> None:
    """Of several that name a field, one that holds accepts it; if none does, the one that held longest is told."""
    payload = {**documented, "lastTopic": 1}
    early, late = AcceptedField("/*", "early", date(2026, 1, 1)), AcceptedField("/lastTopic", "late", date(2026, 6, 1))
    assert pointers(payload, [early, late], date(2026, 6, 1)) == []
    assert pointers(payload, [early, "/lastTopic"], date(2030, 1, 1)) == []
    (finding,) = Validator(accept_unstable=[late, early], today=date(2026, 6, 2)).validate(payload).findings
    assert finding.message.endswith("accepted only until 2026-06-01; reason: late")


def test_the_present_day_is_that_of_utc(documented: dict[str, Any]) -> None:
    """Without a day, entries are held against the present one: one of long ago has ended, one of far ahead holds."""
    assert utc_today() <= datetime.now(timezone.utc).date()
    payload = {**documented, "lastTopic": 1}
    assert pointers(payload, [AcceptedField("/lastTopic", until=date(2021, 1, 1))]) == ["/lastTopic"]
    assert pointers(payload, [AcceptedField("/lastTopic", until=date(9999, 12, 31))]) == []
    assert pointers(payload, [AcceptedField("/lastTopic", until=utc_today())]) in ([], ["/lastTopic"])


@pytest.mark.parametrize("screened", [True, False])
def test_entries_that_matched_nothing_are_known(documented: dict[str, Any], *, screened: bool) -> None:
    """They are those that named no unstable field in any payload so far, in the order in which they were given."""
    entries: list[str | AcceptedField] = ["/gone", ENTRY, AcceptedField("/user/*", until=date(2000, 1, 1)), "/botId"]
    validator = Validator(accept_unstable=entries, today=LAST, use_fast_path=screened)
    assert [each.pointer for each in validator.unmatched] == ["/gone", "/lastTopic", "/user/*", "/botId"]
    for _ in range(3):
        validator.validate(json.dumps({**documented, "lastTopic": 1}).encode())
    assert [each.pointer for each in validator.unmatched] == ["/gone", "/user/*", "/botId"]
    validator.validate(json.dumps({**documented, "user": {"x": 1}}).encode())
    assert [each.pointer for each in validator.unmatched] == ["/gone", "/botId"]


@pytest.mark.parametrize("pointer", ["/lastTopic", "/*"])
def test_the_screen_tells_a_field_whose_day_is_over(documented: dict[str, Any], pointer: str) -> None:
    """However often it has seen the field, and also where another entry accepts another field."""
    text = json.dumps({**documented, "lastTopic": 1, "user": {"x": 1}}).encode()
    entries: list[str | AcceptedField] = ["/user/x", AcceptedField(pointer, until=LAST)]
    validator = Validator(accept_unstable=entries, today=date(2027, 1, 1))
    found = [[finding.rule.value for finding in validator.validate(text).findings] for _ in range(4)]
    assert found == [["accepted-expired"]] * 4
    in_force = Validator(accept_unstable=entries, today=LAST)
    assert [in_force.validate(text).findings for _ in range(4)] == [()] * 4


def test_an_entry_is_frozen_and_can_be_sent_to_another_process() -> None:
    """Equal entries are one."""
    with pytest.raises(FrozenInstanceError):
        ENTRY.reason = "other"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue] - that is the point
    assert pickle.loads(pickle.dumps(ENTRY)) == ENTRY  # noqa: S301 - made here
    assert len({ENTRY, AcceptedField("/lastTopic", "the report on topics", LAST, "BOT-7")}) == 1
    assert Validator(accept_unstable=[ENTRY, ENTRY, "/a", "/a"]).unmatched == (ENTRY, AcceptedField("/a"))
    assert Validator(accept_unstable=ENTRY).unmatched == (ENTRY,)


def test_what_is_no_pointer_or_no_day_is_refused() -> None:
    """A moment is no day, and text is none either."""
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
def test_what_is_no_day_is_refused_at_once(today: Any, entries: tuple[str | AcceptedField, ...]) -> None:
    """Whether any entry has an end or not."""
    with pytest.raises(NotADateObject, match=f"^today must be a datetime.date, not {type(today).__name__};"):
        Validator(accept_unstable=entries, today=today)


@pytest.mark.filterwarnings("error::chatlayer_session.UnstableFieldWarning")
def test_a_view_takes_the_same_entries(items: dict[str, Any]) -> None:
    """Stars stand for members and items; an entry that has ended accepts nothing."""
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
def test_an_accepted_field_gives_no_finding_and_the_others_do(
    realistic: dict[str, Any], kind: Kind, prefix: str
) -> None:
    """A pointer from the root of a session or from internal accepts its field in both kinds, and no other field."""
    payload = realistic if kind is Kind.INTERNAL else {"internal": realistic}
    all_fields = set(rules(validate(payload)))
    accepted = {prefix + "/lastIntent", prefix + "/user/lastName"}
    left = set(rules(Validator(accept_unstable=accepted).validate(payload)))
    root = "" if kind is Kind.INTERNAL else "/internal"
    assert all_fields - left == {f"unstable-field {root}/lastIntent", f"unstable-field {root}/user/lastName"}


def test_a_payload_whose_unstable_fields_are_all_accepted_is_valid(documented: dict[str, Any]) -> None:
    """One pointer may be given as a str, and escapes are those of JSON Pointer."""
    assert Validator(accept_unstable="/a~1b~0c").validate({**documented, "a/b~c": 1}).verdict is Verdict.VALID


def test_accepting_a_field_does_not_excuse_errors(documented: dict[str, Any]) -> None:
    """Only findings about unstable fields can be accepted."""
    report = Validator(accept_unstable=["/botId"]).validate({**documented, "botId": 1})
    assert rules(report) == ["wrong-type /botId"]
