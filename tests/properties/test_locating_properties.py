"""What holds of places, whatever the document: by path, by pointer, by line and column."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from chatlayer_session.landmarks import find
from chatlayer_session.locating import Lines, locate
from chatlayer_session.observations import Part, Place
from chatlayer_session.pointers import Selection, pointer_to

from .documents import documents, places_in, same, texts


@given(texts())
def test_every_place_is_where_the_text_has_it(text: str) -> None:
    """At a value's place a parser reads that value, at a key's place that key and behind it a colon."""
    value = json.loads(text)
    expected = dict(places_in(value))
    asked = [Place(path, part) for path in expected for part in Part]
    offsets = locate(text, asked)
    decoder = json.JSONDecoder()
    for path, inner in expected.items():
        read, _ = decoder.raw_decode(text, offsets[Place(path, Part.VALUE)])
        assert same(read, inner)
        key = offsets.get(Place(path, Part.KEY))
        if path and isinstance(path[-1], str):
            assert key is not None
            name, end = decoder.raw_decode(text, key)
            assert name == path[-1]
            assert text[end:].lstrip().startswith(":")
            assert offsets[Place(path[:-1], Part.VALUE)] < key < offsets[Place(path, Part.VALUE)]
        else:
            assert key is None


@given(texts())
def test_each_value_begins_at_a_place_of_its_own(text: str) -> None:
    """No two values stand at one place, and a place that was not asked for is not told."""
    paths = [path for path, _ in places_in(json.loads(text))]
    offsets = locate(text, [Place(path, Part.VALUE) for path in paths])
    assert len(set(offsets.values())) == len(paths)
    assert all(path == () or Place(path, Part.KEY) not in offsets for path in paths)


@given(st.text(st.sampled_from("a\n\r\t\u00e9\U0001f600\u2028\x0b"), max_size=20), st.data())
def test_a_position_leads_back_to_its_offset(text: str, data: st.DataObject) -> None:
    """Lines are what stands between line feeds, and columns count what stands before."""
    offset = data.draw(st.integers(0, len(text)))
    line, column = Lines(text).position(offset)
    before = text[:offset].split("\n")
    assert (line, column) == (len(before), len(before[-1]) + 1)


@given(documents)
def test_every_path_is_selected_by_its_pointer(value: Any) -> None:
    """Whatever characters its names have."""
    for path, inner in places_in(value):
        selection = Selection.parse(pointer_to(path))
        found = [(each, at) for each, at in selection.places(value) if each == path]
        if not any(step == "*" for step in path):
            assert found == [(path, inner)]


@given(texts())
@example('{"a":{"b":1},"b":{"a":"b"}}')
@example('{"name":["name",{"name":1}],"x":{"name":2}}')
def test_places_that_stand_out_are_where_a_scan_of_the_text_finds_them(text: str) -> None:
    """For every place of any document: what is told without reading the text from its start is never another offset."""
    paths = [path for path, _ in places_in(json.loads(text))]
    places = [Place(path, Part.VALUE) for path in paths]
    places += [Place(path, Part.KEY) for path in paths if path and isinstance(path[-1], str)]
    assert find(text, places).items() <= locate(text, places).items()
