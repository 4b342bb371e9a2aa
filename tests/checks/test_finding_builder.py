"""The parts of a path that are shown, and the content of findings with positions."""

from __future__ import annotations

import pytest

from chatlayer_session import Kind, Rule, Validator
from chatlayer_session.checks.finding_builder import FindingBuilder
from chatlayer_session.diagnosis import KnownFields
from chatlayer_session.document import Document, load_document
from chatlayer_session.findings import MAX_POINTER
from chatlayer_session.issues import Anchor, AnchorPart, Issue
from chatlayer_session.jsonpointer import parse_pointer
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree
from chatlayer_session.visibility import PointerFormatter, is_cut, visible_path

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
def test_names_inside_a_variable_are_not_shown(
    path: tuple[str | int, ...], kind: Kind | None, shown: tuple[str | int, ...]
) -> None:
    """Names under internal and names of variables are shown; in a payload of unknown kind no name is."""
    assert visible_path(path, kind, show_values=False) == shown
    assert visible_path(path, kind, show_values=True) == path


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
def test_only_declared_names_are_shown_of_possible_variables(
    path: tuple[str | int, ...], at_root: tuple[str | int, ...], elsewhere: tuple[str | int, ...]
) -> None:
    """In such a payload, names at the root of the document are shown too."""
    assert visible_path(path, Kind.INTERNAL, show_values=False, visible_fields=FIELDS) == at_root
    assert visible_path(path, Kind.INTERNAL, show_values=False, visible_fields=FIELDS, at_root=False) == elsewhere
    assert visible_path(path, Kind.INTERNAL, show_values=True, visible_fields=FIELDS) == path


def test_findings_are_in_the_order_of_the_text() -> None:
    """An anchor is located, an offset is used directly, and lines are counted from the line of the source."""
    document = load_document('{\n  "b": 1,\n  "a": 2 }', KnownFields())
    issues = [
        Issue(Rule.WRONG_TYPE, ("a",), Anchor(("a",), AnchorPart.VALUE), "value of a"),
        Issue(Rule.UNSTABLE_FIELD, ("a",), Anchor(("a",), AnchorPart.KEY), "key of a"),
        Issue(Rule.SYNTAX, (), 4, "an offset"),
        Issue(Rule.WRONG_TYPE, (), Anchor((), AnchorPart.VALUE), "the root"),
    ]
    builder = FindingBuilder(document, 7, show_values=True)
    builder.resolve(issue.anchor for issue in issues if isinstance(issue.anchor, Anchor))
    findings = builder.build(issues, (), Kind.INTERNAL)
    assert [(finding.message, finding.line, finding.column, finding.value) for finding in findings] == [
        ("the root", 7, 1, '{ "b": 1, "a": 2 }'),
        ("an offset", 8, 3, '"b": 1'),
        ("key of a", 9, 3, '"a": 2'),
        ("value of a", 9, 8, "2"),
    ]


def test_two_findings_are_in_the_order_of_the_text() -> None:
    """Two issues are sorted as well, although the order of the rules is different."""
    issues = [Issue(Rule.WRONG_TYPE, (), 5, "second"), Issue(Rule.UNSTABLE_FIELD, (), 1, "first")]
    builder = FindingBuilder(load_document('{"a": 1}', KnownFields()), 1, show_values=False)
    assert [finding.message for finding in builder.build(issues, (), Kind.INTERNAL)] == ["first", "second"]


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
def test_value_is_the_text_of_its_member_only(text: str, shown: str) -> None:
    """The text is shortened at 80 characters, or after much white space; in text that is not JSON it starts there."""
    issue = Issue(Rule.UNSTABLE_FIELD, ("a",), 1, "message")
    builder = FindingBuilder(load_document(text, KnownFields()), 1, show_values=True)
    assert [finding.value for finding in builder.build([issue], (), Kind.INTERNAL)] == [shown]


@pytest.mark.parametrize(
    ("path", "kind", "message"),
    [
        (("locale",), Kind.INTERNAL, "`locale` is repeated"),
        (("order", "secret"), Kind.SESSION, "a key is repeated"),
        (("order",), Kind.SESSION, "`order` is repeated"),
        (("new\nline\u202e" + "x" * 100,), Kind.INTERNAL, "`new\\u000aline\\u202e" + "x" * 50 + "\u2026` is repeated"),
        (("order",), None, "a key is repeated"),
    ],
)
def test_message_names_a_key_only_if_it_may_be_shown(path: tuple[str, ...], kind: Kind | None, message: str) -> None:
    """Otherwise the message says "a key"; a shown name is short, with control characters escaped."""
    builder = FindingBuilder(load_document("{}", KnownFields()), 1, show_values=False)
    (finding,) = builder.build([Issue(Rule.DUPLICATE_KEY, path, 0, "{key} is repeated")], (), kind)
    assert finding.message == message


def test_pointers_start_at_the_payload() -> None:
    """A place outside of the payload has no pointer, and its name is not shown."""
    builder = FindingBuilder(load_document('{"data": [{}], "x": 1}', KnownFields()), 1, show_values=False)
    issues = [Issue(Rule.DUPLICATE_KEY, path, 0, "{key}") for path in (("data", 0, "user"), ("x",))]
    findings = builder.build(issues, ("data", 0), Kind.INTERNAL)
    assert [(finding.pointer, finding.message) for finding in findings] == [("/user", "`user`"), ("", "a key")]


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        (("x" * 100,), "/" + "x" * 100),
        (("x" * 101, 0), "/" + "x" * 87 + "\u2026c675a2e604b0/0"),
        (("~" * 101,), "/" + "~0" * 87 + "\u2026"),
        (("\ud800" * 101,), "/" + "\ufffd" * 87 + "\u2026"),
        (("ab",) * 166 + ("c",), "/ab" * 166 + "/c"),
        (("ab",) * 166 + ("cd",), "/ab" * 162 + "/\u2026"),
        (("~",) * 170, "/~0" * 162 + "/\u2026"),
    ],
)
def test_long_names_and_pointers_are_cut(path: tuple[str | int, ...], pointer: str) -> None:
    """A cut end is an ellipsis and a hash; the pointer stays a pointer, and baselines leave it out."""
    shown = PointerFormatter().format(path)
    assert shown.startswith(pointer)
    assert len(shown) <= MAX_POINTER
    assert is_cut(shown) is ("\u2026" in pointer)
    assert parse_pointer(shown)


def test_cut_pointers_stay_different() -> None:
    """Different names that begin alike differ in their hash, so findings on them are different in every report."""
    names = [f"{'x' * 400}{number}" for number in range(300)]
    for paths in ([(name,) for name in names], [(*tuple("x" * 300), name) for name in names]):
        assert len({PointerFormatter().format(path) for path in paths}) == 300


def test_findings_in_a_long_name_share_no_memory_with_it() -> None:
    """Ten thousand findings in a member with a long name take the memory of short ones."""
    text = '{"' + "x" * 400_000 + '": [' + ", ".join(["NaN"] * 10_000) + "]}"
    report = Validator(kind="internal", show_values=True).validate(text)
    pointers = {finding.pointer for finding in report.findings if finding.rule is Rule.NOT_A_NUMBER}
    assert len(pointers) == 10_000
    assert max(map(len, pointers)) < 120


@pytest.mark.parametrize(
    ("text", "offset", "excerpt"),
    [
        ('{"a": 1}', 6, ('{"a": 1}', 6)),
        ('{\r\n "a": 1\r\n}', 9, (' "a": 1', 6)),
        ("x" * 40 + "y" + "z" * 59, 40, ("x" * 40 + "y" + "z" * 59, 40)),
        ("x" * 41 + "y" + "z" * 60, 41, ("\u2026" + "x" * 40 + "y" + "z" * 59 + "\u2026", 41)),
        ("\n" + "x" * 40, 41, ("\u2026" + "x" * 40, 41)),
        ("\n" + "x" * 39, 40, ("x" * 39, 39)),
        ("", 0, ("", 0)),
        ("\n{}", 0, ("", 0)),
        ("a\nb\nccc\nd\ne", 5, ("ccc", 1)),
        ("y" + "z" * 70 + "\nz", 0, ("y" + "z" * 59 + "\u2026", 0)),
        ("a \r\nb", 0, ("a ", 0)),
        ("aX\r\nb", 0, ("aX", 0)),
    ],
)
def test_excerpt_is_the_line_around_the_place(text: str, offset: int, excerpt: tuple[str, int]) -> None:
    """It has at most 40 characters before the place and 60 from it on; without shown values there is none."""
    document, issue = Document(None, is_json=False, issues=(), decoded=text), Issue(Rule.SYNTAX, (), offset, "m")
    for show_values, expected in ((True, excerpt), (False, None)):
        (finding,) = FindingBuilder(document, 1, show_values=show_values).build([issue], (), None)
        assert finding.excerpt == expected


def test_private_key_is_not_named_in_a_hint() -> None:
    """A hint that would name it says "the similar key"."""
    builder = FindingBuilder(load_document("{}", KnownFields()), 1, show_values=False)
    hints: list[str | None] = []
    for path in (("order", "secret"), ("order",)):
        anchor = Anchor(path, AnchorPart.KEY)
        (finding,) = builder.build([Issue(Rule.MISSING_FIELD, (), anchor, "m", "rename {key}")], (), Kind.SESSION)
        hints.append(finding.hint)
    assert hints == ["rename the similar key", "rename `order`"]


@pytest.mark.parametrize(("base", "shown"), [((), "`order`, `order`"), (("x",), "a key, the similar key")])
def test_name_of_a_possible_variable_is_shown_at_the_root_only(base: tuple[str, ...], shown: str) -> None:
    """A payload inside a document may have any names, as message and hint take into account."""
    builder = FindingBuilder(load_document("{}", KnownFields()), 1, show_values=False)
    path = (*base, "order")
    issue = Issue(Rule.UNSTABLE_FIELD, path, Anchor(path, AnchorPart.KEY), "{key}", "{key}")
    (finding,) = builder.build([issue], base, Kind.INTERNAL, FIELDS)
    assert f"{finding.message}, {finding.hint}" == shown
    assert finding.pointer == ("" if base else "/order")


@pytest.mark.parametrize(
    ("path", "value"),
    [((0, 0), "5"), ((1, "a"), "null"), ((0,), None), ((2,), None), ((0, 1), None), (("a",), None), ((1, 0), None)],
)
def test_value_of_a_parsed_payload_is_the_scalar_at_the_path(path: tuple[str | int, ...], value: str | None) -> None:
    """A container and a missing value have none, and nothing has an excerpt."""
    builder = FindingBuilder(load_document([[5], {"a": None}], KnownFields()), 1, show_values=True)
    issue = Issue(Rule.WRONG_TYPE, path, Anchor(path, AnchorPart.VALUE), "m")
    (finding,) = builder.build([issue], (), Kind.INTERNAL)
    assert (finding.value, finding.excerpt, finding.line) == (value, None, None)


def test_ellipsis_without_hash_is_not_cut() -> None:
    """Only a pointer whose end is that of a cut one is cut; an escape is left out as a whole."""
    assert not is_cut("/\u2026x23456789abc")
    assert not is_cut("/\u20260x3456789abc")
    assert is_cut("/\u20260123456789ab")
    shown = PointerFormatter().format(("a", *("~",) * 200))
    assert shown[-16:-12] == "~0/\u2026"
    assert is_cut(shown)
