"""JSON that is spread over lines is what `json` makes of the value."""

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
def test_a_value_is_indented_as_json_indents_it(value: object, indent: int) -> None:
    """Any value, empty arrays and objects and text of any script among it, at any step."""
    assert dump_json(value, indent) == json.dumps(value, indent=indent) + "\n"


@pytest.mark.parametrize("name", ["\ud800", "a\udfffb", "\udc00\ud800"])
def test_half_of_a_pair_of_surrogates_is_written_too(name: str) -> None:
    """It is escaped, and read back as it was."""
    assert dump_json({"a": [name]}) == json.dumps({"a": [name]}, indent=2) + "\n"
    assert json.loads(dump_json({name: 1})) == {name: 1}
