"""JSON Pointers, and pointer patterns that select several values."""

from __future__ import annotations

import pytest

from chatlayer_session.errors import InvalidPointer
from chatlayer_session.jsonpointer import (
    InstancePath,
    JsonValue,
    PointerPattern,
    deep_copy,
    format_pointer,
    parse_pointer,
)

# The examples of RFC 6901, section 5.
RFC_DOCUMENT: JsonValue = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ((), ""),
        (("",), "/"),
        (("a",), "/a"),
        (("a", 0, "b"), "/a/0/b"),
        (("a/b",), "/a~1b"),
        (("m~n",), "/m~0n"),
        (("~1",), "/~01"),
        (("~/",), "/~0~1"),
        (("\u00e9\U0001f600",), "/\u00e9\U0001f600"),
        (("a\ud800",), "/a\ufffd"),
        ((" ", "*"), "/ /*"),
    ],
)
def test_path_is_formatted_as_a_pointer(path: InstancePath, pointer: str) -> None:
    """Tildes and slashes are escaped, indices are digits, and lone surrogates are replaced."""
    assert format_pointer(path) == pointer


@pytest.mark.parametrize("tokens", [(), ("",), ("a",), ("a/b", "m~n"), ("~1", "~0", "~~", "//"), ("0", " ", "\u00e9")])
def test_pointer_round_trip(tokens: tuple[str, ...]) -> None:
    """A formatted pointer is parsed to the same tokens."""
    assert parse_pointer(format_pointer(tokens)) == tokens
    assert str(PointerPattern.parse(format_pointer(tokens))) == format_pointer(tokens)


@pytest.mark.parametrize("text", ["a", "a/b", " /a", "#/a", "/a~", "/~2", "/~a/b", "/a~/b", "~0", "*"])
def test_invalid_pointer_is_rejected(text: str) -> None:
    """A pointer needs a slash at its start, and each tilde escapes 0 or 1."""
    with pytest.raises(InvalidPointer) as caught:
        parse_pointer(text)
    assert caught.value.text == text
    with pytest.raises(InvalidPointer):
        PointerPattern.parse(text)


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        ("/foo/0", "bar"),
        ("/foo/1", "baz"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
        ("", RFC_DOCUMENT),
        ("/foo", ["bar", "baz"]),
    ],
)
def test_examples_of_the_rfc(text: str, selected: JsonValue) -> None:
    """Each example of RFC 6901 selects its one value."""
    [(path, value)] = PointerPattern.parse(text).matches(RFC_DOCUMENT)
    assert value == selected
    assert format_pointer(path) == text


@pytest.mark.parametrize(
    "text",
    [
        "/bar",
        "/foo/2",
        "/foo/-",
        "/foo/-1",
        "/foo/00",
        "/foo/01",
        "/foo/+1",
        "/foo/1.0",
        "/foo/ 1",
        "/foo/\u0661",
        "/foo/\u00b2",
        "/foo/bar",
        "/foo/",
        "/foo/0/0",
        "/ /a",
        "/Foo",
        "/*/*/*",
    ],
)
def test_missing_values_are_not_selected(text: str) -> None:
    """Names are case sensitive, indices are plain digits, and a scalar has no members."""
    assert list(PointerPattern.parse(text).matches(RFC_DOCUMENT)) == []


def test_huge_index_selects_nothing() -> None:
    """An index of 5,000 digits selects nothing and raises nothing."""
    assert list(PointerPattern.parse("/" + "9" * 5000).matches([1])) == []


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("/*", [("a",), ("b",), ("*",)]),
        ("/a/*", [("a", 0), ("a", 1)]),
        ("/*/*", [("a", 0), ("a", 1), ("b", "c"), ("b", "d")]),
        ("/a/*/x", [("a", 0, "x"), ("a", 1, "x")]),
        ("/b/*/x", []),
        ("/*/c", [("b", "c")]),
    ],
)
def test_wildcard_selects_members_and_items(text: str, paths: list[InstancePath]) -> None:
    """A wildcard selects all members and items, in the order of the document."""
    document: JsonValue = {"a": [{"x": 1}, {"x": 2}], "b": {"c": 3, "d": 4}, "*": 5}
    pattern = PointerPattern.parse(text)
    assert [path for path, _ in pattern.matches(document)] == paths
    assert pattern.has_wildcard


@pytest.mark.parametrize(
    ("text", "has_wildcard"),
    [("", False), ("/a", False), ("/*", True), ("/a/*/b", True), ("/a*", False), ("/**", False)],
)
def test_only_a_whole_step_is_a_wildcard(text: str, *, has_wildcard: bool) -> None:
    """A star inside a name is part of the name."""
    assert PointerPattern.parse(text).has_wildcard is has_wildcard


def test_shared_value_is_copied_once() -> None:
    """Sixty levels of a list that contains itself twice are copied as sixty lists, in short time."""
    value: JsonValue = []
    for _ in range(60):
        value = [value, value]
    original: dict[str, JsonValue] = {"a": value, "b": value}
    copy = deep_copy(original)
    assert copy["a"] is copy["b"]
    levels = 0
    inner = copy["a"]
    while isinstance(inner, list) and inner:
        assert inner[0] is inner[1]
        inner, levels = inner[0], levels + 1
    assert (inner, levels) == ([], 60)
