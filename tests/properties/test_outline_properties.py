"""A document that is read one payload at a time gives the reports of a document that is read whole."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from chatlayer_session import Validator, document
from chatlayer_session.analyses.sizes import measure
from chatlayer_session.inputs.records import UNKNOWN_ORIGIN
from chatlayer_session.jsonpointer import PointerPattern
from chatlayer_session.parsing.fast import NeedsStrictParse, parse_fast
from chatlayer_session.parsing.outline import Outline

from .documents import documents, texts

if TYPE_CHECKING:
    from chatlayer_session.jsonpointer import JsonValue

PATTERNS = st.sampled_from(["/*", "/data/*", "/*/*", "/*/internal", "/*/*/a", "/a/*/b/*"])
FRAGMENTS = '{}[],:"\\ntru01-. \n\t\ufeff'
PAYLOAD = {"botId": "1", "sessionId": 1, "zz": [{}], "nlp": {"intents": [{"name": 1, "a": 2}], "more": {}}}
STORES = st.lists(
    st.sampled_from([PAYLOAD, {"internal": PAYLOAD, "a": "x" * 50}, {"+32 470": 1}, {}, [], 1]) | documents, max_size=4
).flatmap(lambda items: st.sampled_from([items, {"data": items}, {"data": items, "a": 1e400}, {"+3247": items}]))
"""Documents with several payloads, some of which are not JSON."""


@st.composite
def stores(draw: st.DrawFn) -> str:
    """Return the text of a document that may have payloads; some are nearly JSON."""
    text = draw(texts() | STORES.map(lambda value: json.dumps(value, indent=draw(st.sampled_from([None, 1])))))
    if draw(st.booleans()):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(start + 3, len(text))))
        text = text[:start] + draw(st.text(st.sampled_from(FRAGMENTS), max_size=3)) + text[end:]
    return text


@given(text=stores(), at=PATTERNS, kind=st.sampled_from(["auto", "write", "internal"]), show_values=st.booleans())
def test_reports_do_not_depend_on_the_size(text: str, at: str, kind: str, *, show_values: bool) -> None:
    """Each payload has the same report and the same sizes, from bytes and from a str."""
    validator = Validator(at=at, kind=kind, show_values=show_values)
    for form in (text.encode(), text):
        expected = list(validator.validate_each(form)), list(measure(validator, form, UNKNOWN_ORIGIN, 2))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(document, "OUTLINED", -1)
            assert (list(validator.validate_each(form)), list(measure(validator, form, UNKNOWN_ORIGIN, 2))) == expected


@given(stores(), PATTERNS)
def test_outline_is_only_of_text_without_issues(text: str, at: str) -> None:
    """A text has an outline only if the parser accepts it as it is, and every value is that of the text."""
    pattern = PointerPattern.parse(at)
    outline: Outline | None = None
    with suppress(NeedsStrictParse):
        outline = Outline(text, len(pattern.tokens))
    event(f"has an outline: {outline is not None}")
    if outline is None:
        return
    value = parse_fast(text.encode())
    assert [(path, outline.parse(number)) for path, number in pattern.matches(outline.instance)] == [
        *pattern.matches(value)
    ]
    for path, selected in pattern.matches(value):
        start, end = outline[path]
        assert parse_fast(text[start:end].encode()) == selected


@pytest.mark.parametrize(
    "text",
    ['["a""b"]', "[1 2]", '["a"1]', "[1,,2]", "[1}", '{"a":1"b":2}', "[01]", "[1,]", "[-]", '["', "[", '{"a":1,"a":2}'],
)
@pytest.mark.parametrize("more", [0, 12])
def test_text_that_is_not_json_has_no_outline(text: str, more: int) -> None:
    """Neighbours without a comma are not one number in the outline, however many values are before them."""
    filled = text[0] + ", ".join(f'"m{index}": 1' if text[0] == "{" else "1" for index in range(more))
    filled += (", " if more else "") + text[1:]
    with pytest.raises(NeedsStrictParse):
        Outline(filled, 1)


@pytest.mark.parametrize(("levels", "is_accepted"), [(499, True), (500, False)])
def test_nesting_counts_from_the_root(levels: int, *, is_accepted: bool) -> None:
    """A value that is nested as deep as a document may be is too deep inside of one."""
    text = f"[{'[' * levels}{']' * levels}]"
    value: JsonValue = None
    with suppress(NeedsStrictParse):
        value = Outline(text, 1).instance
    assert value == ([0] if is_accepted else None)
