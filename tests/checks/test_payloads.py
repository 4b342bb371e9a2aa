"""The payloads in a document, with their issues."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.checks.accepted import AcceptedFields
from chatlayer_session.checks.expiry import ExpiryCheck
from chatlayer_session.checks.payloads import CheckedPayload, PayloadChecker
from chatlayer_session.checks.size import NOTE_BYTES, compact_size
from chatlayer_session.document import Document
from chatlayer_session.findings import Kind
from chatlayer_session.issues import MAX_ISSUES, Anchor, AnchorPart, Issue, IssueList
from chatlayer_session.jsonpointer import PointerPattern
from chatlayer_session.retention import Retention
from chatlayer_session.rules import Rule
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree

if TYPE_CHECKING:
    from chatlayer_session.jsonpointer import InstancePath

VERSION = packaged_catalog().resolve("1")
FIELDS = field_tree(packaged_catalog(), VERSION, Kind.INTERNAL)
LONG_AGO = datetime(2020, 1, 1, tzinfo=timezone.utc)
WRITE: Any = {"namespace": "a", "data": {}}
NO_WRITE: Any = {"namespace": 1, "data": {}}
UNSEEN = "run `chatlayer-session size` to see what takes space"


def checker(kind: Kind | None = None, at: str = "", *, expired: bool = False, version: str = VERSION) -> PayloadChecker:
    """Return a checker for one kind of payload at one place; its sessions may be expired."""
    expiry = ExpiryCheck(LONG_AGO, Retention(), LONG_AGO.replace(year=2021)) if expired else None
    return PayloadChecker(
        packaged_catalog(), version, kind, PointerPattern.parse(at), AcceptedFields(()), expiry=expiry
    )


def document(instance: Any, *issues: Issue, text: str | None = None, max_size: float = 0) -> Document:
    """Return a parsed document with issues from parsing."""
    return Document(instance, is_json=True, issues=issues, decoded=text, max_size=max_size)


def parsing_issue(*path: str | int, rule: Rule = Rule.DUPLICATE_KEY) -> Issue:
    """Return an issue of parsing at a path."""
    return Issue(rule, path, Anchor(path, AnchorPart.VALUE), f"issue at {path}")


def large_value() -> Any:
    """Return a value of sixteen million bytes that needs only a thousand bytes of memory."""
    value: Any = "x" * 1000
    for _ in range(14):
        value = [value, value]
    return value


def size_issues(payload: CheckedPayload) -> list[tuple[InstancePath, str | None]]:
    """Return the path and the hint of each issue on a payload that is too large."""
    return [(issue.path, issue.hint) for issue in payload.issues if issue.rule is Rule.TOO_LARGE]


@pytest.mark.parametrize("kind", [None, Kind.SESSION, Kind.WRITE])
def test_unreadable_document_has_only_parsing_issues(kind: Kind | None) -> None:
    """The document is one payload of the requested kind, and nothing in it is checked."""
    issue = parsing_issue(rule=Rule.SYNTAX)
    payloads = checker(kind).check_document(Document(None, is_json=False, issues=(issue,)))
    assert list(payloads) == [CheckedPayload((), kind, IssueList([issue]))]


def test_missing_place_is_an_issue_of_the_document() -> None:
    """Issues of parsing come first, then the missing payload, at the root, with the requested pointer."""
    issue = parsing_issue("a")
    missing = Issue(
        Rule.MISSING_FIELD,
        (),
        Anchor((), AnchorPart.VALUE),
        "no value at /data/*/p",
        "check the pointer passed as `--at`",
    )
    payloads = checker(Kind.SESSION, "/data/*/p").check_document(document({"a": 1}, issue))
    assert list(payloads) == [CheckedPayload((), Kind.SESSION, IssueList([issue, missing]))]


@pytest.mark.parametrize(
    ("value", "is_empty"),
    [
        ({"data": []}, True),
        ({"data": {}}, True),
        ({"data": [{"p": []}]}, True),
        ({"data": [{"p": []}, {"q": []}]}, False),
        ({"data": ""}, False),
        ({"data": [1]}, False),
        ([], False),
    ],
)
def test_empty_page_has_no_payload(value: Any, *, is_empty: bool) -> None:
    """A list without items has no issue, and anything else without a payload has one; other issues stay."""
    payloads = list(checker(Kind.SESSION, "/data/*/p/*").check_document(document(value)))
    assert [[issue.message for issue in payload.issues] for payload in payloads] == (
        [] if is_empty else [["no value at /data/*/p/*"]]
    )
    issue = parsing_issue("a")
    payloads = list(checker(Kind.SESSION, "/data/*/p/*").check_document(document(value, issue)))
    assert [payload.issues[0] for payload in payloads] == [issue]
    assert [len(payload.issues) for payload in payloads] == [1 if is_empty else 2]


def test_document_as_payload_has_the_empty_path(documented: dict[str, Any]) -> None:
    """It has its detected kind and its schema issues, and all of its names may be shown."""
    assert list(checker().check_document(document(documented))) == [
        CheckedPayload((), Kind.INTERNAL, IssueList(), None)
    ]
    assert list(checker().check_document(document({"internal": documented}))) == [
        CheckedPayload((), Kind.SESSION, IssueList(), None)
    ]
    issue = parsing_issue("botId")
    assert list(checker().check_document(document(documented, issue))) == [
        CheckedPayload((), Kind.INTERNAL, IssueList([issue]), None)
    ]


def test_possible_variables_have_only_declared_names() -> None:
    """Only declared names of such a payload may be shown; the others may be telephone numbers."""
    (payload,) = checker().check_document(document({"+32 470 00 00 00": 1}))
    assert (payload.path, payload.kind, payload.visible_fields) == ((), Kind.INTERNAL, FIELDS)
    (payload,) = checker().check_document(document({"+32 470 00 00 00": 1}, parsing_issue("+32 470 00 00 00")))
    assert (payload.path, payload.kind, payload.visible_fields) == ((), Kind.INTERNAL, FIELDS)


def test_parsing_issues_belong_to_their_payload() -> None:
    """An issue inside the second payload belongs to it; an issue outside of both belongs to the first."""
    instance: Any = {"data": [{"p": WRITE}, {"p": WRITE}], "more": 1}
    outside, inside = parsing_issue("more"), parsing_issue("data", 1, "p", "data")
    first, second = checker(Kind.WRITE, "/data/*/p").check_document(document(instance, outside, inside))
    assert first.issues == [outside]
    assert second.issues == [inside]


def test_issue_of_a_nested_payload_is_anchored_in_the_document() -> None:
    """So the line in a report is that of this payload, not of an equal one."""
    (alone,) = checker(Kind.WRITE).check_document(document(NO_WRITE))
    (wrong,) = alone.issues
    assert (wrong.rule, wrong.path, wrong.anchor) == (
        Rule.WRONG_TYPE,
        ("namespace",),
        Anchor(("namespace",), AnchorPart.VALUE),
    )
    first, second = checker(Kind.WRITE, "/data/*").check_document(document({"data": [WRITE, NO_WRITE]}))
    path = ("data", 1, "namespace")
    assert first == CheckedPayload(("data", 0), Kind.WRITE, IssueList(), alone.visible_fields)
    assert second == CheckedPayload(
        ("data", 1),
        Kind.WRITE,
        IssueList([replace(wrong, path=path, anchor=Anchor(path, AnchorPart.VALUE))]),
        alone.visible_fields,
    )


def test_write_inside_an_answer_is_checked() -> None:
    """In version 1.1.0, the member `session` of an answer is the write; issues beside it belong to it."""
    beside = parsing_issue("more")
    (payload,) = checker(Kind.WRITE, version="1.1.0").check_document(document({"session": NO_WRITE, "more": 1}, beside))
    assert payload.path == ("session",)
    assert [(item.rule, item.path) for item in payload.issues] == [
        (Rule.DUPLICATE_KEY, ("more",)),
        (Rule.WRONG_TYPE, ("session", "namespace")),
    ]


@pytest.mark.parametrize("kind", [Kind.INTERNAL, None])
def test_half_of_the_required_fields_make_an_internal_object(kind: Kind | None) -> None:
    """With fewer of them it may be variables, so only names of the schema may be shown."""
    names = sorted(FIELDS.required)
    half = (len(names) + 1) // 2
    assert checker(kind).visible_fields(Kind.INTERNAL, dict.fromkeys(names[:half])) is None
    assert checker(kind).visible_fields(Kind.INTERNAL, dict.fromkeys(names[: half - 1])) == FIELDS


def test_session_checked_as_internal_may_be_variables(documented: dict[str, Any]) -> None:
    """With `internal` and all fields in it, its other names are those of variables."""
    session = {**documented, "Internal": {}}
    assert checker(Kind.INTERNAL).visible_fields(Kind.INTERNAL, documented) is None
    assert checker(Kind.INTERNAL).visible_fields(Kind.INTERNAL, session) == FIELDS
    assert checker().visible_fields(Kind.SESSION, session) is None


def test_write_shows_only_names_of_its_schema(documented: dict[str, Any]) -> None:
    """The content of `data` is a variable, even if it looks like the read-only object."""
    write = field_tree(packaged_catalog(), VERSION, Kind.WRITE)
    assert checker(Kind.WRITE).visible_fields(Kind.WRITE, documented) == write
    assert checker(Kind.SESSION).visible_fields(Kind.SESSION, documented) is None


def test_value_can_be_checked_without_a_document(documented: Any) -> None:
    """The result is None if time counts too, or if a name may be a value."""
    session: Any = {"internal": documented}
    assert checker().check_value(session) == []
    assert checker().check_value(documented) == []
    (missing,) = checker().check_value({**session, "internal": {**documented, "botId": 1}}) or []
    assert missing.path == ("internal", "botId")
    assert checker(expired=True).check_value(session) is None
    assert checker().check_value({"order": 1}) is None
    assert checker(Kind.WRITE).check_value(WRITE) is None


def test_not_a_number_is_reported_once(documented: dict[str, Any]) -> None:
    """A wrong type or range of the same value is not reported; other issues are."""
    documented["nlp"]["sentiment"] = {"name": 1, "score": 5}
    (plain,) = checker().check_document(document(documented))
    assert [(item.rule, item.path[2:]) for item in plain.issues] == [
        (Rule.WRONG_TYPE, ("name",)),
        (Rule.OUT_OF_RANGE, ("score",)),
    ]
    documented["nlp"]["sentiment"]["score"] = math.inf
    issue = parsing_issue("nlp", "sentiment", "score", rule=Rule.NOT_A_NUMBER)
    (payload,) = checker().check_document(document(documented, issue, parsing_issue("nlp", "sentiment", "name")))
    assert [item.rule for item in payload.issues] == [Rule.NOT_A_NUMBER, Rule.DUPLICATE_KEY, Rule.WRONG_TYPE]
    unknown = parsing_issue("history", rule=Rule.NOT_A_NUMBER)
    (payload,) = checker().check_document(document({**documented, "nlp": {}, "history": None}, unknown))
    assert [item.rule for item in payload.issues] == [Rule.NOT_A_NUMBER, Rule.UNSTABLE_FIELD]


def test_expired_session_is_reported_at_its_root(documented: dict[str, Any]) -> None:
    """Each payload in a document has the issue, beside its other issues."""
    (alone,) = checker(expired=True).check_document(document(documented))
    assert [(item.rule, item.path) for item in alone.issues] == [(Rule.EXPIRED, ())]
    (payload,) = checker(at="/a", expired=True).check_document(document({"a": documented}))
    assert [(item.rule, item.path, item.anchor) for item in payload.issues] == [
        (Rule.EXPIRED, ("a",), Anchor(("a",), AnchorPart.VALUE))
    ]


def test_large_session_is_reported_with_its_largest_parts(documented: dict[str, Any]) -> None:
    """The hint names fields of the read-only object separately, and variables as a whole."""
    session = {"internal": {**documented, "history": large_value()}, "order": {"secret": large_value()}}
    (payload,) = checker().check_document(document(session, max_size=2 * NOTE_BYTES))
    hint = "remove what the conversation does not need; largest: `/order` (50%), `/internal/history` (50%)"
    assert size_issues(payload) == [((), hint)]
    assert [item.rule for item in payload.issues] == [Rule.TOO_LARGE, Rule.UNSTABLE_FIELD]
    (unmeasured,) = checker().check_document(document(session, max_size=NOTE_BYTES))
    assert [item.rule for item in unmeasured.issues] == [Rule.UNSTABLE_FIELD]


def test_deep_parsed_payload_is_not_measured(documented: dict[str, Any]) -> None:
    """A value below the maximum depth may be endless; a text has an end and is always measured."""
    deep, other = parsing_issue("order", rule=Rule.TOO_DEEP), parsing_issue("order")
    session = {"internal": documented, "order": large_value()}
    (payload,) = checker().check_document(document(session, other, max_size=2 * NOTE_BYTES))
    assert [item.rule for item in payload.issues] == [Rule.DUPLICATE_KEY, Rule.TOO_LARGE]
    (payload,) = checker().check_document(document(session, deep, max_size=2 * NOTE_BYTES))
    assert [item.rule for item in payload.issues] == [Rule.TOO_DEEP]


def test_writes_in_a_document_are_measured_separately() -> None:
    """The large write has the issue at its place, and the small write has none."""
    large = {"namespace": "a", "data": {"b": large_value()}}
    payloads = checker(Kind.WRITE, "/data/*").check_document(
        document({"data": [WRITE, large]}, max_size=2 * NOTE_BYTES)
    )
    issues = [[(issue.rule, issue.path) for issue in payload.issues] for payload in payloads]
    assert issues == [[], [(Rule.TOO_LARGE, ("data", 1))]]


def test_payloads_in_a_document_are_measured_separately() -> None:
    """A small payload has no issue, and no hint contains names that may be values."""
    instance: Any = {"data": [{"a": 1}, {"+32 470 00 00 00": large_value()}, WRITE]}
    assert compact_size(instance) > NOTE_BYTES
    payloads = list(checker(at="/data/*").check_document(document(instance, max_size=2 * NOTE_BYTES)))
    assert [payload.path for payload in payloads] == [("data", 0), ("data", 1), ("data", 2)]
    assert [size_issues(payload) for payload in payloads] == [[], [(("data", 1), UNSEEN)], []]
    (alone,) = checker().check_document(document(instance["data"][1], max_size=2 * NOTE_BYTES))
    hint = "remove what the conversation does not need; largest: `/+32 470 00 00 00` (100%)"
    assert size_issues(alone) == [((), hint)]


def test_text_that_may_be_large_is_measured() -> None:
    """The bound on its size counts white space, and four bytes for each character, so it decides nothing."""
    text = '{"data": [{"namespace": "a", "data": {}}, 1]}'
    small = document({"data": [WRITE, 1]}, text=text, max_size=2 * NOTE_BYTES)
    first, second = checker(Kind.WRITE, "/data/*").check_document(small)
    assert (first.issues, [item.rule for item in second.issues]) == ([], [Rule.WRONG_TYPE])
    (alone,) = checker(Kind.WRITE).check_document(document(WRITE, text=text[10:-4], max_size=2 * NOTE_BYTES))
    assert alone.issues == []
    (alone,) = checker(Kind.SESSION).check_document(document(1, text="1", max_size=2 * NOTE_BYTES))
    assert [item.rule for item in alone.issues] == [Rule.WRONG_TYPE]


def test_large_payload_in_a_text_is_reported_at_its_place() -> None:
    """A payload near the limit beside a small one is reported with its own size."""
    value = "\U0001f6b2" * (NOTE_BYTES // 4)
    text = f'{{"data": [{{"namespace": "a", "data": {{}}}}, {{"namespace": "a",   "data": {{"b": "{value}"}}}}]}}'
    instance: Any = {"data": [WRITE, {"namespace": "a", "data": {"b": value}}]}
    small, large = checker(Kind.WRITE, "/data/*").check_document(document(instance, text=text, max_size=4 * len(text)))
    assert small.issues == []
    (issue,) = large.issues
    assert (issue.rule, issue.path) == (Rule.NEARLY_TOO_LARGE, ("data", 1))
    assert issue.message.startswith(f"{compact_size(instance['data'][1]):,} bytes")


@pytest.mark.parametrize("expired", [False, True])
def test_omitted_issues_are_counted(*, expired: bool) -> None:
    """Those of the document and of the schema are added up in its first payload, with and without other checks."""
    payload = {"namespace": "a", "data": {}} | dict.fromkeys(map(str, range(MAX_ISSUES + 3)), 0)
    whole = replace(document([payload, payload]), omitted=Counter({Rule.ENCODING: 2}))
    counted = [item.issues.omitted for item in checker(Kind.WRITE, "/*", expired=expired).check_document(whole)]
    kept = MAX_ISSUES - expired
    extra = MAX_ISSUES + 3 - kept
    assert [Counter(omitted)[Rule.ENCODING] for omitted in counted] == [2, 0]
    assert all(omitted[Rule.UNSTABLE_FIELD] in {3, extra} for omitted in counted)
    session: Any = {"internal": dict.fromkeys(map(str, range(MAX_ISSUES + 3)), 0)}
    assert checker(Kind.SESSION).check_value(session) is None
    assert checker(Kind.SESSION).check_value({"internal": {}}) is not None
