"""Indented JSON is equal to the output of `json`."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session.reporters.formatting import dump_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda values: st.lists(values, max_size=4) | st.dictionaries(st.text(), values, max_size=4),
)


@given(value=VALUES, indent=st.integers(1, 4))
def test_dump_json_equals_json_dumps(value: object, indent: int) -> None:
    """Any value is indented as by `json`, at any width."""
    assert dump_json(value, indent) == json.dumps(value, indent=indent) + "\n"


@pytest.mark.parametrize("name", ["\ud800", "a\udfffb", "\udc00\ud800"])
def test_lone_surrogate_is_escaped(name: str) -> None:
    """A lone surrogate is written as an escape and read back unchanged."""
    assert dump_json({"a": [name]}) == json.dumps({"a": [name]}, indent=2) + "\n"
    assert json.loads(dump_json({name: 1})) == {name: 1}
