"""The payloads in a document, each with what was observed in it, wherever it stands."""

from __future__ import annotations

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
from chatlayer_session.issues import Anchor, AnchorPart, Issue
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


def observer(kind: Kind | None = None, at: str = "", *, expired: bool = False) -> PayloadChecker:
    """Return an observer of one kind of payload at one place, of sessions that may be expired."""
    inactivity = ExpiryCheck(LONG_AGO, Retention(), LONG_AGO.replace(year=2021)) if expired else None
    return PayloadChecker(
        packaged_catalog(), VERSION, kind, PointerPattern.parse(at), AcceptedFields(()), inactivity=inactivity
    )


def document(instance: Any, *observations: Issue, text: str | None = None, most_bytes: float = 0) -> Document:
    """Return a document that was understood, and in which reading saw something."""
    return Document(instance, is_json=True, issues=observations, decoded=text, max_size=most_bytes)


def seen(*path: str | int, rule: Rule = Rule.DUPLICATE_KEY) -> Issue:
    """Return what reading saw at a path."""
    return Issue(rule, path, Anchor(path, AnchorPart.VALUE), f"seen at {path}")


def heavy() -> Any:
    """Return a value of sixteen million bytes, of which the memory holds a thousand."""
    value: Any = "x" * 1000
    for _ in range(14):
        value = [value, value]
    return value


def sizes(payload: CheckedPayload) -> list[tuple[InstancePath, str | None]]:
    """Return where it is told that a payload is too large, and the hint."""
    return [(each.path, each.hint) for each in payload.issues if each.rule is Rule.TOO_LARGE]


@pytest.mark.parametrize("kind", [None, Kind.SESSION, Kind.WRITE])
def test_of_a_document_that_is_not_understood_there_is_what_reading_saw(kind: Kind | None) -> None:
    """It is the payload, of the kind that was asked for, and nothing is checked in it."""
    told = seen(rule=Rule.SYNTAX)
    found = observer(kind).check_document(Document(None, is_json=False, issues=(told,)))
    assert found == [CheckedPayload((), kind, [told])]


def test_a_document_without_the_selected_place_is_one_payload_of_the_kind_asked_for() -> None:
    """What reading saw comes first, then that nothing is there, at the root, with the pointer that was given."""
    told = seen("a")
    missing = Issue(
        Rule.MISSING_FIELD,
        (),
        Anchor((), AnchorPart.VALUE),
        "no value at /data/*/p",
        "check the pointer passed as `--at`",
    )
    found = observer(Kind.SESSION, "/data/*/p").check_document(document({"a": 1}, told))
    assert found == [CheckedPayload((), Kind.SESSION, [told, missing])]


def test_a_payload_that_is_the_document_has_the_empty_path(documented: dict[str, Any]) -> None:
    """With the kind that it shows, what the schema says of it, and no limit on the names that may be shown."""
    assert observer().check_document(document(documented)) == [CheckedPayload((), Kind.INTERNAL, [], None)]
    assert observer().check_document(document({"internal": documented})) == [CheckedPayload((), Kind.SESSION, [], None)]
    told = seen("botId")
    assert observer().check_document(document(documented, told)) == [CheckedPayload((), Kind.INTERNAL, [told], None)]


def test_a_payload_that_may_be_variables_comes_with_the_names_that_may_be_shown() -> None:
    """Whoever shows its paths goes by these: the other names may be anything, such as telephone numbers."""
    (found,) = observer().check_document(document({"+32 470 00 00 00": 1}))
    assert (found.path, found.kind, found.visible_fields) == ((), Kind.INTERNAL, FIELDS)
    (found,) = observer().check_document(document({"+32 470 00 00 00": 1}, seen("+32 470 00 00 00")))
    assert (found.path, found.kind, found.visible_fields) == ((), Kind.INTERNAL, FIELDS)


def test_what_was_seen_in_a_payload_is_told_with_it_and_the_rest_with_the_first() -> None:
    """A duplicate key in the second payload is no fault of the first; one outside both is told once."""
    instance: Any = {"data": [{"p": WRITE}, {"p": WRITE}], "more": 1}
    outside, second = seen("more"), seen("data", 1, "p", "data")
    first_found, second_found = observer(Kind.WRITE, "/data/*/p").check_document(document(instance, outside, second))
    assert first_found.issues == [outside]
    assert second_found.issues == [second]


def test_what_is_wrong_in_a_payload_inside_a_document_is_placed_from_its_root() -> None:
    """So the line in a report is that of the payload in question, and not that of another one like it."""
    (alone,) = observer(Kind.WRITE).check_document(document(NO_WRITE))
    (wrong,) = alone.issues
    assert (wrong.rule, wrong.path, wrong.anchor) == (
        Rule.WRONG_TYPE,
        ("namespace",),
        Anchor(("namespace",), AnchorPart.VALUE),
    )
    first, second = observer(Kind.WRITE, "/data/*").check_document(document({"data": [WRITE, NO_WRITE]}))
    path = ("data", 1, "namespace")
    assert first == CheckedPayload(("data", 0), Kind.WRITE, [], alone.visible_fields)
    assert second == CheckedPayload(
        ("data", 1),
        Kind.WRITE,
        [replace(wrong, path=path, anchor=Anchor(path, AnchorPart.VALUE))],
        alone.visible_fields,
    )


def test_an_answer_of_a_back_end_is_opened() -> None:
    """Its member `session` is the write; what was seen beside it is told with it."""
    beside = seen("more")
    (found,) = observer(Kind.WRITE).check_document(document({"session": NO_WRITE, "more": 1}, beside))
    assert found.path == ("session",)
    assert [(each.rule, each.path) for each in found.issues] == [
        (Rule.DUPLICATE_KEY, ("more",)),
        (Rule.WRONG_TYPE, ("session", "namespace")),
    ]


@pytest.mark.parametrize("kind", [Kind.INTERNAL, None])
def test_half_of_the_required_fields_make_a_read_only_object(kind: Kind | None) -> None:
    """With fewer of them it may be variables, so that only names of the schema may be shown."""
    names = sorted(FIELDS.required)
    half = (len(names) + 1) // 2
    assert observer(kind).visible_fields(Kind.INTERNAL, dict.fromkeys(names[:half])) is None
    assert observer(kind).visible_fields(Kind.INTERNAL, dict.fromkeys(names[: half - 1])) == FIELDS


def test_a_session_that_is_taken_for_the_read_only_object_may_be_variables(documented: dict[str, Any]) -> None:
    """With `internal` in it, and all fields beside that, its other names are those of variables."""
    session = {**documented, "Internal": {}}
    assert observer(Kind.INTERNAL).visible_fields(Kind.INTERNAL, documented) is None
    assert observer(Kind.INTERNAL).visible_fields(Kind.INTERNAL, session) == FIELDS
    assert observer().visible_fields(Kind.SESSION, session) is None


def test_a_write_shows_the_names_of_its_schema_only(documented: dict[str, Any]) -> None:
    """What is under `data` is a variable, however much it looks like the read-only object."""
    write = field_tree(packaged_catalog(), VERSION, Kind.WRITE)
    assert observer(Kind.WRITE).visible_fields(Kind.WRITE, documented) == write
    assert observer(Kind.SESSION).visible_fields(Kind.SESSION, documented) is None


def test_a_payload_can_be_held_to_the_schema_alone(documented: Any) -> None:
    """The answer is None where the time counts too, or where a name in it may be a value."""
    session: Any = {"internal": documented}
    assert observer().check_value(session) == []
    assert observer().check_value(documented) == []
    (missing,) = observer().check_value({**session, "internal": {**documented, "botId": 1}}) or []
    assert missing.path == ("internal", "botId")
    assert observer(expired=True).check_value(session) is None
    assert observer().check_value({"order": 1}) is None
    assert observer(Kind.WRITE).check_value(WRITE) is None


def test_what_is_no_number_is_not_held_to_what_numbers_are(documented: dict[str, Any]) -> None:
    """That it has the wrong type or is out of range is not told again; what else is wrong is."""
    documented["nlp"]["sentiment"] = {"name": 1, "score": 5}
    (plain,) = observer().check_document(document(documented))
    assert [(each.rule, each.path[2:]) for each in plain.issues] == [
        (Rule.WRONG_TYPE, ("name",)),
        (Rule.OUT_OF_RANGE, ("score",)),
    ]
    told = seen("nlp", "sentiment", "score", rule=Rule.NOT_A_NUMBER)
    (found,) = observer().check_document(document(documented, told, seen("nlp", "sentiment", "name")))
    assert [each.rule for each in found.issues] == [Rule.NOT_A_NUMBER, Rule.DUPLICATE_KEY, Rule.WRONG_TYPE]
    unknown = seen("history", rule=Rule.NOT_A_NUMBER)
    (found,) = observer().check_document(document({**documented, "nlp": {}, "history": None}, unknown))
    assert [each.rule for each in found.issues] == [Rule.NOT_A_NUMBER, Rule.UNSTABLE_FIELD]


def test_an_expired_session_is_told_at_its_own_root(documented: dict[str, Any]) -> None:
    """Of each payload in a document, beside what else is told of it."""
    (alone,) = observer(expired=True).check_document(document(documented))
    assert [(each.rule, each.path) for each in alone.issues] == [(Rule.EXPIRED, ())]
    (found,) = observer(at="/a", expired=True).check_document(document({"a": documented}))
    assert [(each.rule, each.path, each.anchor) for each in found.issues] == [
        (Rule.EXPIRED, ("a",), Anchor(("a",), AnchorPart.VALUE))
    ]


def test_a_large_session_is_told_with_what_weighs_most(documented: dict[str, Any]) -> None:
    """Fields of the read-only object are named one by one, variables as a whole."""
    session = {"internal": {**documented, "history": heavy()}, "order": {"secret": heavy()}}
    (found,) = observer().check_document(document(session, most_bytes=2 * NOTE_BYTES))
    hint = "remove what the conversation does not need; largest: `/order` (50%), `/internal/history` (50%)"
    assert sizes(found) == [((), hint)]
    assert [each.rule for each in found.issues] == [Rule.TOO_LARGE, Rule.UNSTABLE_FIELD]
    (unweighed,) = observer().check_document(document(session, most_bytes=NOTE_BYTES))
    assert [each.rule for each in unweighed.issues] == [Rule.UNSTABLE_FIELD]


def test_a_payload_that_was_parsed_and_is_too_deep_is_not_weighed(documented: dict[str, Any]) -> None:
    """What is deeper than what is read may have no end; a text has, and is weighed whatever is told of it."""
    deep, other = seen("order", rule=Rule.TOO_DEEP), seen("order")
    session = {"internal": documented, "order": heavy()}
    (found,) = observer().check_document(document(session, other, most_bytes=2 * NOTE_BYTES))
    assert [each.rule for each in found.issues] == [Rule.DUPLICATE_KEY, Rule.TOO_LARGE]
    (found,) = observer().check_document(document(session, deep, most_bytes=2 * NOTE_BYTES))
    assert [each.rule for each in found.issues] == [Rule.TOO_DEEP]


def test_writes_inside_a_document_are_weighed_each_by_itself() -> None:
    """The one that makes any session too large has that told at its own place, and the other one nothing."""
    large = {"namespace": "a", "data": {"b": heavy()}}
    found = observer(Kind.WRITE, "/data/*").check_document(
        document({"data": [WRITE, large]}, most_bytes=2 * NOTE_BYTES)
    )
    told = [[(each.rule, each.path) for each in payload.issues] for payload in found]
    assert told == [[], [(Rule.TOO_LARGE, ("data", 1))]]


def test_payloads_inside_a_document_are_weighed_each_by_itself() -> None:
    """A small one beside a large one has nothing told; names that may be values are in no hint."""
    instance: Any = {"data": [{"a": 1}, {"+32 470 00 00 00": heavy()}, WRITE]}
    assert compact_size(instance) > NOTE_BYTES
    found = observer(at="/data/*").check_document(document(instance, most_bytes=2 * NOTE_BYTES))
    assert [each.path for each in found] == [("data", 0), ("data", 1), ("data", 2)]
    assert [sizes(each) for each in found] == [[], [(("data", 1), UNSEEN)], []]
    (alone,) = observer().check_document(document(instance["data"][1], most_bytes=2 * NOTE_BYTES))
    hint = "remove what the conversation does not need; largest: `/+32 470 00 00 00` (100%)"
    assert sizes(alone) == [((), hint)]


def test_a_text_that_may_be_large_is_weighed_as_it_stands() -> None:
    """A bound on its size tells nothing yet: it counts white space, and four bytes a character."""
    text = '{"data": [{"namespace": "a", "data": {}}, 1]}'
    small = document({"data": [WRITE, 1]}, text=text, most_bytes=2 * NOTE_BYTES)
    first, second = observer(Kind.WRITE, "/data/*").check_document(small)
    assert (first.issues, [each.rule for each in second.issues]) == ([], [Rule.WRONG_TYPE])
    (alone,) = observer(Kind.WRITE).check_document(document(WRITE, text=text[10:-4], most_bytes=2 * NOTE_BYTES))
    assert alone.issues == []
    (alone,) = observer(Kind.SESSION).check_document(document(1, text="1", most_bytes=2 * NOTE_BYTES))
    assert [each.rule for each in alone.issues] == [Rule.WRONG_TYPE]


def test_a_large_payload_in_a_text_is_told_where_it_stands() -> None:
    """A payload near the limit beside a small one is told at its place, with its own bytes."""
    value = "\U0001f6b2" * (NOTE_BYTES // 4)
    text = f'{{"data": [{{"namespace": "a", "data": {{}}}}, {{"namespace": "a",   "data": {{"b": "{value}"}}}}]}}'
    instance: Any = {"data": [WRITE, {"namespace": "a", "data": {"b": value}}]}
    small, large = observer(Kind.WRITE, "/data/*").check_document(
        document(instance, text=text, most_bytes=4 * len(text))
    )
    assert small.issues == []
    (told,) = large.issues
    assert (told.rule, told.path) == (Rule.NEARLY_TOO_LARGE, ("data", 1))
    assert told.message.startswith(f"{compact_size(instance['data'][1]):,} bytes")
