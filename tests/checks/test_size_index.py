"""Sizes of the parts of a payload: as spelled in a text, or as written from a parsed value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from chatlayer_session import Kind
from chatlayer_session.checks.size import MAX_BYTES, NOTE_BYTES
from chatlayer_session.checks.size_index import SizeIndex, SizeNode, size_issue
from chatlayer_session.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chatlayer_session.jsonpointer import InstancePath, JsonValue


def sizes(text: str, *paths: InstancePath) -> SizeIndex:
    """Return the sizes of payloads in a text."""
    return SizeIndex.of(Document(json.loads(text), is_json=True, issues=(), decoded=text), paths)


def parsed(value: JsonValue) -> SizeIndex:
    """Return the sizes of a parsed payload."""
    return SizeIndex.of(Document(value, is_json=True, issues=()), [()])


def flat(nodes: Iterable[SizeNode]) -> list[tuple[InstancePath, int]]:
    """Return paths and sizes, each followed by those of its members."""
    return [row for node in nodes for row in ((node.path, node.size), *flat(node.members))]


def test_number_in_a_text_has_the_size_of_its_spelling() -> None:
    """White space in the text does not count."""
    text = '{ "a" : [ 1.500 , 2E+10 ] , "b" : { "c" : "\\u00e9" } }'
    value = json.loads(text)
    (whole,) = [sizes(text, ()).measure((), value, 2)]
    assert (whole.path, whole.size) == ((), len('{"a":[1.500,2E+10],"b":{"c":"\u00e9"}}'.encode()))
    assert flat(whole.members) == [(("a",), 17), (("a", 0), 5), (("a", 1), 5), (("b",), 14), (("b", "c"), 8)]
    assert parsed(value).measure((), value, 0) == SizeNode(
        (), len('{"a":[1.5,20000000000.0],"b":{"c":"\u00e9"}}'.encode())
    )


def test_payloads_in_a_text_are_measured_separately() -> None:
    """Paths start at the root of a payload, and other payloads are not measured."""
    text = '{"data": [{"a": 1}, {"b": [2, 3]}, 5]}'
    index = sizes(text, ("data", 1), ("data", 2))
    assert index.measure(("data", 1), {"b": [2, 3]}, 1) == SizeNode((), 11, (SizeNode(("b",), 9),))
    assert index.measure(("data", 2), 5, 3) == SizeNode((), 1)


@pytest.mark.parametrize(("size", "large"), [(NOTE_BYTES, False), (NOTE_BYTES + 1, True)])
def test_text_above_the_note_limit_may_be_large(size: int, *, large: bool) -> None:
    """White space counts here, and characters count by their bytes."""
    assert parsed("x" * (size - 2)).may_be_large((), "x" * (size - 2)) is large
    spaced = "[" + " " * (size - 2) + "]"
    assert sizes(spaced, ()).may_be_large((), []) is large
    wide = '"' + "\u20ac" * ((size - 2) // 3) + "x" * ((size - 2) % 3) + '"'
    assert sizes(wide, ()).may_be_large((), json.loads(wide)) is large


def test_ascii_text_is_not_large_for_its_characters() -> None:
    """Four bytes for each character are only the upper bound."""
    text = '"' + "x" * (NOTE_BYTES // 4) + '"'
    assert sizes(text, ()).may_be_large((), text[1:-1]) is False


@pytest.mark.parametrize(("share", "named"), [(0, False), (1, True)])
def test_member_of_one_percent_is_named(share: int, *, named: bool) -> None:
    """Members from exactly one percent of the payload are named."""
    whole = SizeNode((), 100 * 110_000, (SizeNode(("a",), 110_000 - 1 + share),))
    assert whole.size > MAX_BYTES
    issue = size_issue(whole, Kind.SESSION, lambda path: path)
    assert issue is not None
    assert issue.hint is not None
    assert issue.hint.endswith("largest: `/a` (1%)") is named
