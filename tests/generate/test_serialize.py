"""JSON text in many forms: layout, escapes, order of keys, and numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.generate.serialize import serialize

from .conftest import Scripted

if TYPE_CHECKING:
    from chatlayer_session.jsonpointer import JsonValue


@pytest.mark.parametrize(
    ("integers", "text"),
    [
        ((), '{"b/":[1,2.5,true],"a":"\u00e9\\n","c":{},"d":-3}'),
        ((1,), '{"b/": [1, 2.5, true], "a": "\u00e9\\n", "c": {}, "d": -3}'),
        (
            (2,),
            '{\n  "b/": [\n    1,\n    2.5,\n    true\n  ],\n  "a": "\u00e9\\n",\n  "c": {},\n  "d": -3\n}',
        ),
        ((0, 1), '{"b/":[1,2.5,true],"a":"\\u00e9\\n","c":{},"d":-3}'),
        (
            (0, 2, 2),
            '{"\\u0062\\/":[1,2.5,true],"\\u0061":"\\u00e9\\n","\\u0063":{},"\\u0064":-3}',
        ),
        ((0, 0, 1, 1), '{"d":-3,"c":{},"a":"\u00e9\\n","b/":[1,2.5,true]}'),
        ((0, 0, 1, 2), '{"a":"\u00e9\\n","b/":[1,2.5,true],"c":{},"d":-3}'),
        ((0, 0, 1, 0, 1), '{"b/":[1.0,2.500,true],"a":"\u00e9\\n","c":{},"d":-3.0}'),
        ((0, 0, 1, 0, 2), '{"b/":[10E-1,2.5e+0,true],"a":"\u00e9\\n","c":{},"d":-30E-1}'),
        ((0, 0, 1, 0, 0, 1, 3, 0), '\r\n{"b/":[1,2.5,true],"a":"\u00e9\\n","c":{},"d":-3}'),
    ],
)
def test_choices_determine_the_text(integers: tuple[int, ...], text: str) -> None:
    """Layout, escapes, order, numbers and odd white space are choices; the simplest text is the compact one."""
    value: JsonValue = {"b/": [1, 2.5, True], "a": "\u00e9\n", "c": {}, "d": -3}
    assert serialize(value, Scripted(*integers)) == text
    assert json.loads(text) == value


def test_serialized_numbers_keep_their_value() -> None:
    """An integer beyond the precision of a double keeps its digits, and a number with an exponent its form."""
    for number_format in (1, 2):
        numbers: list[Any] = [2**53, -(10**25), 1e300, 5e-324, 0, -0.0]
        text = serialize(numbers, Scripted(0, 0, 1, 0, number_format))
        assert repr([float(number) for number in json.loads(text)]) == repr([float(number) for number in numbers])
        assert text.startswith(f"[{2**53},-{10**25},")
