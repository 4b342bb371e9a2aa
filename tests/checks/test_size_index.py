"""What weighs how much: as it is spelled in a text, as it would be written where there is none."""

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
    """Return the sizes of a payload that was parsed elsewhere."""
    return SizeIndex.of(Document(value, is_json=True, issues=()), [()])


def flat(weights: Iterable[SizeNode]) -> list[tuple[InstancePath, int]]:
    """Return paths and sizes, each followed by those of what is in it."""
    return [row for each in weights for row in ((each.path, each.size), *flat(each.members))]


def test_numbers_in_a_text_weigh_what_their_spelling_takes() -> None:
    """The store keeps the text; white space in it is left out."""
    text = '{ "a" : [ 1.500 , 2E+10 ] , "b" : { "c" : "\\u00e9" } }'
    value = json.loads(text)
    (whole,) = [sizes(text, ()).measure((), value, 2)]
    assert (whole.path, whole.size) == ((), len('{"a":[1.500,2E+10],"b":{"c":"\u00e9"}}'.encode()))
    assert flat(whole.members) == [(("a",), 17), (("a", 0), 5), (("a", 1), 5), (("b",), 14), (("b", "c"), 8)]
    assert parsed(value).measure((), value, 0) == SizeNode(
        (), len('{"a":[1.5,20000000000.0],"b":{"c":"\u00e9"}}'.encode())
    )


def test_each_payload_in_a_text_weighs_by_itself() -> None:
    """Paths in it start at its own root, and what was not asked for is not gone into."""
    text = '{"data": [{"a": 1}, {"b": [2, 3]}, 5]}'
    found = sizes(text, ("data", 1), ("data", 2))
    assert found.measure(("data", 1), {"b": [2, 3]}, 1) == SizeNode((), 11, (SizeNode(("b",), 9),))
    assert found.measure(("data", 2), 5, 3) == SizeNode((), 1)


@pytest.mark.parametrize(("size", "large"), [(NOTE_BYTES, False), (NOTE_BYTES + 1, True)])
def test_what_may_be_large_has_more_than_need_be_mentioned(size: int, *, large: bool) -> None:
    """White space counts, and so do the bytes of a character and not its being one."""
    assert parsed("x" * (size - 2)).may_be_large((), "x" * (size - 2)) is large
    spaced = "[" + " " * (size - 2) + "]"
    assert sizes(spaced, ()).may_be_large((), []) is large
    wide = '"' + "\u20ac" * ((size - 2) // 3) + "x" * ((size - 2) % 3) + '"'
    assert sizes(wide, ()).may_be_large((), json.loads(wide)) is large


def test_a_text_of_many_ascii_characters_is_not_large_for_their_number() -> None:
    """Four bytes a character is the most that it could have."""
    text = '"' + "x" * (NOTE_BYTES // 4) + '"'
    assert sizes(text, ()).may_be_large((), text[1:-1]) is False


@pytest.mark.parametrize(("share", "named"), [(0, False), (1, True)])
def test_a_member_of_a_hundredth_is_worth_naming(share: int, *, named: bool) -> None:
    """From exactly that on."""
    whole = SizeNode((), 100 * 110_000, (SizeNode(("a",), 110_000 - 1 + share),))
    assert whole.size > MAX_BYTES
    told = size_issue(whole, Kind.SESSION, lambda path: path)
    assert told is not None
    assert told.hint is not None
    assert told.hint.endswith("largest: `/a` (1%)") is named
