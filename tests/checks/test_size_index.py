"""Sizes of the parts of a payload: as spelled in a text, or as written from a parsed value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Kind
from chatlayer_session.checks.size import compact_size
from chatlayer_session.checks.size_index import Detail, SizeIndex, SizeNode, size_issue
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


def depth(levels: int) -> Detail:
    """Return the detail of so many levels."""
    return Detail(lambda path: len(path) < levels)


def flat(nodes: Iterable[SizeNode]) -> list[tuple[InstancePath, int]]:
    """Return paths and sizes, each followed by those of its members."""
    return [row for node in nodes for row in ((node.path, node.size), *flat(node.members))]


def test_number_in_a_text_has_the_size_of_its_spelling() -> None:
    """White space in the text does not count."""
    text = '{ "a" : [ 1.500 , 2E+10 ] , "b" : { "c" : "\\u00e9" } }'
    value = json.loads(text)
    (whole,) = [sizes(text, ()).measure((), value, depth(2))]
    assert (whole.path, whole.size) == ((), len('{"a":[1.500,2E+10],"b":{"c":"\u00e9"}}'.encode()))
    assert flat(whole.members) == [(("a",), 17), (("a", 0), 5), (("a", 1), 5), (("b",), 14), (("b", "c"), 8)]
    assert parsed(value).measure((), value, depth(0)) == SizeNode(
        (), len('{"a":[1.5,20000000000.0],"b":{"c":"\u00e9"}}'.encode())
    )


def test_payloads_in_a_text_are_measured_separately() -> None:
    """Paths start at the root of a payload, and other payloads are not measured."""
    text = '{"data": [{"a": 1}, {"b": [2, 3]}, 5]}'
    index = sizes(text, ("data", 1), ("data", 2))
    assert index.measure(("data", 1), {"b": [2, 3]}, depth(1)) == SizeNode((), 11, (SizeNode(("b",), 9),))
    assert index.measure(("data", 2), 5, depth(3)) == SizeNode((), 1)


def test_size_is_that_of_the_measured_node() -> None:
    """The size alone is the same number, for the whole text, for a payload in it, and for a parsed value."""
    text = ' {"data" : [ {"a" : "\\u00e9"}, 1.50 ] } '
    index = sizes(text, ("data", 0), ("data", 1))
    assert [index.size(path, None) for path in (("data", 0), ("data", 1))] == [10, 4]
    assert sizes(text, ()).size((), None) == len('{"data":[{"a":"xx"},1.50]}')
    assert parsed({"a": [1.5]}).size((), {"a": [1.5]}) == len('{"a":[1.5]}')


def test_small_members_count_but_are_left_out() -> None:
    """Members below the smallest size are in the size of their container only."""
    text = json.dumps({"a": "x" * 20, "b": 1, "c": {"d": "x" * 20}})
    for index in (sizes(text, ()), parsed(json.loads(text))):
        whole = index.measure((), json.loads(text), Detail(lambda path: path != ("c",), 20))
        assert whole.size == len(text) - 6
        assert flat(whole.members) == [(("c",), 32), (("a",), 26)]


@pytest.mark.parametrize(("size", "named"), [(109_999, False), (110_000, True)])
def test_member_of_one_percent_is_named(size: int, *, named: bool) -> None:
    """Members from exactly one percent of the payload are named."""
    value: dict[str, JsonValue] = {f"v{number}": "x" * 10_000 for number in range(1_000)}
    value["a"] = "x" * (size - len('"a":""'))
    value["z"] = "x" * (11_000_000 - compact_size(value) - len(',"z":""'))
    issue = size_issue(parsed(value), (), value, Kind.SESSION, lambda path: path)
    assert issue is not None
    assert issue.hint is not None
    assert ("`/a` (1%)" in issue.hint) is named


def test_empty_containers_have_two_bytes() -> None:
    """A container has its brackets, and one more byte for each member after the first."""
    payload: Any = {"a": {}, "b": [], "c": [1, 2]}
    whole = SizeIndex(None, {}).measure((), payload, Detail(lambda _: True))
    sizes = {member.path: member.size for member in whole.members}
    assert sizes == {("a",): 6, ("b",): 6, ("c",): 9}
    assert whole.size == compact_size(payload) == 25
