"""Properties of positions: by path, by pointer, and by line and column."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from chatlayer_session.issues import Anchor, AnchorPart
from chatlayer_session.jsonpointer import PointerPattern, format_pointer
from chatlayer_session.parsing.key_search import find_unique_keys
from chatlayer_session.parsing.positions import LineIndex, locate_all

from .documents import documents, is_identical, texts, values_in


@given(texts())
def test_offsets_are_those_of_keys_and_values(text: str) -> None:
    """A parser reads the value at the offset of a value, and the key with a colon at the offset of a key."""
    value = json.loads(text)
    expected = dict(values_in(value))
    anchors = [Anchor(path, part) for path in expected for part in AnchorPart]
    offsets = locate_all(text, anchors)
    decoder = json.JSONDecoder()
    for path, inner in expected.items():
        read, _ = decoder.raw_decode(text, offsets[Anchor(path, AnchorPart.VALUE)])
        assert is_identical(read, inner)
        key = offsets.get(Anchor(path, AnchorPart.KEY))
        if path and isinstance(path[-1], str):
            assert key is not None
            name, end = decoder.raw_decode(text, key)
            assert name == path[-1]
            assert text[end:].lstrip().startswith(":")
            assert offsets[Anchor(path[:-1], AnchorPart.VALUE)] < key < offsets[Anchor(path, AnchorPart.VALUE)]
        else:
            assert key is None


@given(texts())
def test_values_have_distinct_offsets(text: str) -> None:
    """No two values have the same offset, and only requested anchors are located."""
    paths = [path for path, _ in values_in(json.loads(text))]
    offsets = locate_all(text, [Anchor(path, AnchorPart.VALUE) for path in paths])
    assert len(set(offsets.values())) == len(paths)
    assert all(path == () or Anchor(path, AnchorPart.KEY) not in offsets for path in paths)


@given(st.text(st.sampled_from("a\n\r\t\u00e9\U0001f600\u2028\x0b"), max_size=20), st.data())
def test_position_counts_lines_and_columns(text: str, data: st.DataObject) -> None:
    """Lines are separated by line feeds, and columns count characters before the offset."""
    offset = data.draw(st.integers(0, len(text)))
    line, column = LineIndex(text).position(offset)
    before = text[:offset].split("\n")
    assert (line, column) == (len(before), len(before[-1]) + 1)


@given(documents)
def test_pointer_selects_the_value_at_its_path(value: Any) -> None:
    """A pointer selects the value at its path, with any characters in its names."""
    for path, inner in values_in(value):
        selection = PointerPattern.parse(format_pointer(path))
        selected = [(other, match) for other, match in selection.matches(value) if other == path]
        if not any(step == "*" for step in path):
            assert selected == [(path, inner)]


@given(texts())
@example('{"a":{"b":1},"b":{"a":"b"}}')
@example('{"name":["name",{"name":1}],"x":{"name":2}}')
def test_key_search_agrees_with_a_full_scan(text: str) -> None:
    """An offset found by key search is never different from that of a scan of the whole text."""
    paths = [path for path, _ in values_in(json.loads(text))]
    anchors = [Anchor(path, AnchorPart.VALUE) for path in paths]
    anchors += [Anchor(path, AnchorPart.KEY) for path in paths if path and isinstance(path[-1], str)]
    assert find_unique_keys(text, anchors).items() <= locate_all(text, anchors).items()
