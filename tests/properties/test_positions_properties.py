"""What holds of places, whatever the document: by path, by pointer, by line and column."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from chatlayer_session.issues import Anchor, AnchorPart
from chatlayer_session.jsonpointer import PointerPattern, format_pointer
from chatlayer_session.parsing.key_search import find_unique_keys
from chatlayer_session.parsing.positions import LineIndex, locate_all

from .documents import documents, places_in, same, texts


@given(texts())
def test_every_place_is_where_the_text_has_it(text: str) -> None:
    """At a value's place a parser reads that value, at a key's place that key and behind it a colon."""
    value = json.loads(text)
    expected = dict(places_in(value))
    asked = [Anchor(path, part) for path in expected for part in AnchorPart]
    offsets = locate_all(text, asked)
    decoder = json.JSONDecoder()
    for path, inner in expected.items():
        read, _ = decoder.raw_decode(text, offsets[Anchor(path, AnchorPart.VALUE)])
        assert same(read, inner)
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
def test_each_value_begins_at_a_place_of_its_own(text: str) -> None:
    """No two values stand at one place, and a place that was not asked for is not told."""
    paths = [path for path, _ in places_in(json.loads(text))]
    offsets = locate_all(text, [Anchor(path, AnchorPart.VALUE) for path in paths])
    assert len(set(offsets.values())) == len(paths)
    assert all(path == () or Anchor(path, AnchorPart.KEY) not in offsets for path in paths)


@given(st.text(st.sampled_from("a\n\r\t\u00e9\U0001f600\u2028\x0b"), max_size=20), st.data())
def test_a_position_leads_back_to_its_offset(text: str, data: st.DataObject) -> None:
    """Lines are what stands between line feeds, and columns count what stands before."""
    offset = data.draw(st.integers(0, len(text)))
    line, column = LineIndex(text).position(offset)
    before = text[:offset].split("\n")
    assert (line, column) == (len(before), len(before[-1]) + 1)


@given(documents)
def test_every_path_is_selected_by_its_pointer(value: Any) -> None:
    """Whatever characters its names have."""
    for path, inner in places_in(value):
        selection = PointerPattern.parse(format_pointer(path))
        found = [(each, at) for each, at in selection.matches(value) if each == path]
        if not any(step == "*" for step in path):
            assert found == [(path, inner)]


@given(texts())
@example('{"a":{"b":1},"b":{"a":"b"}}')
@example('{"name":["name",{"name":1}],"x":{"name":2}}')
def test_places_that_stand_out_are_where_a_scan_of_the_text_finds_them(text: str) -> None:
    """For every place of any document: what is told without reading the text from its start is never another offset."""
    paths = [path for path, _ in places_in(json.loads(text))]
    places = [Anchor(path, AnchorPart.VALUE) for path in paths]
    places += [Anchor(path, AnchorPart.KEY) for path in paths if path and isinstance(path[-1], str)]
    assert find_unique_keys(text, places).items() <= locate_all(text, places).items()
