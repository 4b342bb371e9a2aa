"""How much of a path is shown, and what stands in a finding that was placed in a text."""

from __future__ import annotations

import pytest

from chatlayer_session import Kind, Rule
from chatlayer_session.checks.finding_builder import FindingBuilder
from chatlayer_session.diagnosis import KnownFields
from chatlayer_session.document import load_document
from chatlayer_session.issues import Anchor, AnchorPart, Issue
from chatlayer_session.redaction import redact_path
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree

FIELDS = field_tree(packaged_catalog(), "1.0.0", Kind.INTERNAL)


@pytest.mark.parametrize(
    ("path", "kind", "shown"),
    [
        ((), Kind.SESSION, ()),
        (("order", "key", 0), Kind.SESSION, ("order",)),
        (("internal", "history", 0, "text"), Kind.SESSION, ("internal", "history", 0, "text")),
        (("Internal", "user"), Kind.SESSION, ("Internal",)),
        (("history", 0, "text"), Kind.INTERNAL, ("history", 0, "text")),
        (("order", "key"), None, ()),
    ],
)
def test_what_is_inside_a_variable_is_not_shown(
    path: tuple[str | int, ...], kind: Kind | None, shown: tuple[str | int, ...]
) -> None:
    """Names under internal and names of variables are; of a payload of no known kind nothing is."""
    assert redact_path(path, kind, show_values=False) == shown
    assert redact_path(path, kind, show_values=True) == path


@pytest.mark.parametrize(
    ("path", "at_root", "elsewhere"),
    [
        (("order", "key"), ("order",), ()),
        (("user", "key"), ("user",), ("user",)),
        (("user", "firstName"), ("user", "firstName"), ("user", "firstName")),
        (("nlp", "intents", 3, "score"), ("nlp", "intents", 3, "score"), ("nlp", "intents", 3, "score")),
        (("nlp", "intents", 3, "key", "x"), ("nlp", "intents", 3), ("nlp", "intents", 3)),
        (("nlp", "entities", 3, "key"), ("nlp", "entities"), ("nlp", "entities")),
        (("internal", "user", "x"), ("internal", "user", "x"), ("internal", "user", "x")),
        ((), (), ()),
    ],
)
def test_of_what_may_be_variables_only_declared_names_are_shown(
    path: tuple[str | int, ...], at_root: tuple[str | int, ...], elsewhere: tuple[str | int, ...]
) -> None:
    """And beside them the names at the root of a document, which are names of variables at most."""
    assert redact_path(path, Kind.INTERNAL, show_values=False, visible_fields=FIELDS) == at_root
    assert redact_path(path, Kind.INTERNAL, show_values=False, visible_fields=FIELDS, at_root=False) == elsewhere
    assert redact_path(path, Kind.INTERNAL, show_values=True, visible_fields=FIELDS) == path


def test_observations_are_placed_in_the_order_of_the_text() -> None:
    """A place is looked up, an offset is taken as it is, and the line of the source is counted on."""
    document = load_document('{\n  "b": 1,\n  "a": 2 }', KnownFields())
    seen = [
        Issue(Rule.WRONG_TYPE, ("a",), Anchor(("a",), AnchorPart.VALUE), "value of a"),
        Issue(Rule.UNSTABLE_FIELD, ("a",), Anchor(("a",), AnchorPart.KEY), "key of a"),
        Issue(Rule.SYNTAX, (), 4, "an offset"),
        Issue(Rule.WRONG_TYPE, (), Anchor((), AnchorPart.VALUE), "the root"),
    ]
    placer = FindingBuilder(document, 7, show_values=True)
    placer.resolve(each.anchor for each in seen if isinstance(each.anchor, Anchor))
    findings = placer.build(seen, (), Kind.INTERNAL)
    assert [(each.message, each.line, each.column, each.value) for each in findings] == [
        ("the root", 7, 1, '{ "b": 1, "a": 2 }'),
        ("an offset", 8, 3, '"b": 1'),
        ("key of a", 9, 3, '"a": 2'),
        ("value of a", 9, 8, "2"),
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"a": 1, "b": 2}', '"a": 1'),
        ('{"a":[1, {"b": "]}"}], "b": 2}', '"a":[1, {"b": "]}"}]'),
        ('{"a": "\\"}", "b": 2}', '"a": "\\"}"'),
        ('{"a": true}', '"a": true'),
        ('{"a": {"b":' + " " * 200 + '1}, "c": 2}', '"a": {"b":\u2026'),
        ('{"a": ' + " " * 200 + '"b", "c": 2}', '"a":\u2026'),
        ('{"a": "' + "x" * 72 + '"}', '"a": "' + "x" * 72 + '"'),
        ('{"a": "' + "x" * 74 + '"}', '"a": "' + "x" * 73 + "\u2026"),
        ('{"a": "' + "x" * 400 + '"}', '"a": "' + "x" * 73 + "\u2026"),
        ('{"a": 1, "b"}', '"a": 1, "b"}'),
        ('{"a": 1,' + " " * 200 + "b}", '"a": 1,\u2026'),
    ],
)
def test_the_text_of_a_member_is_shown_and_not_of_its_neighbours(text: str, shown: str) -> None:
    """Shortened at 80 characters, or where so much of it is white space; of text that is no JSON what stands there."""
    seen = Issue(Rule.UNSTABLE_FIELD, ("a",), 1, "message")
    placer = FindingBuilder(load_document(text, KnownFields()), 1, show_values=True)
    assert [each.value for each in placer.build([seen], (), Kind.INTERNAL)] == [shown]


@pytest.mark.parametrize(
    ("path", "kind", "message"),
    [
        (("locale",), Kind.INTERNAL, "`locale` stands twice"),
        (("order", "secret"), Kind.SESSION, "a key stands twice"),
        (("order",), Kind.SESSION, "`order` stands twice"),
        (("new\nline\u202e" + "x" * 100,), Kind.INTERNAL, "`new\\u000aline\\u202e" + "x" * 50 + "\u2026` stands twice"),
        (("order",), None, "a key stands twice"),
    ],
)
def test_a_message_names_a_key_only_where_it_may_be_shown(
    path: tuple[str, ...], kind: Kind | None, message: str
) -> None:
    """Elsewhere it says that there is one; what is shown is short and has nothing that hides or forges."""
    placer = FindingBuilder(load_document("{}", KnownFields()), 1, show_values=False)
    (finding,) = placer.build([Issue(Rule.DUPLICATE_KEY, path, 0, "{key} stands twice")], (), kind)
    assert finding.message == message


def test_pointers_start_at_the_payload() -> None:
    """What lies outside of it has no pointer, and its name is not shown."""
    placer = FindingBuilder(load_document('{"data": [{}], "x": 1}', KnownFields()), 1, show_values=False)
    seen = [Issue(Rule.DUPLICATE_KEY, path, 0, "{key}") for path in (("data", 0, "user"), ("x",))]
    findings = placer.build(seen, ("data", 0), Kind.INTERNAL)
    assert [(each.pointer, each.message) for each in findings] == [("/user", "`user`"), ("", "a key")]
