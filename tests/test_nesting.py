"""Text nested deeper than what is read: held to the grammar all the same, and told where that begins."""

from __future__ import annotations

import pytest

from chatlayer_session.findings import Rule
from chatlayer_session.reading.parsing import NotJson, parse
from chatlayer_session.reading.strictness import MAX_DEPTH

DEEP = "[" * MAX_DEPTH


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        (DEEP + "[2]" + "]" * MAX_DEPTH, MAX_DEPTH),
        (DEEP + "1, [2]" + "]" * MAX_DEPTH, MAX_DEPTH + 3),
        (DEEP + "1,\n {}" + "]" * MAX_DEPTH, MAX_DEPTH + 4),
        (DEEP[1:] + '{"a": 1, "b": [2]}' + "]" * (MAX_DEPTH - 1), MAX_DEPTH - 1 + len('{"a": 1, "b": ')),
    ],
)
def test_the_first_bracket_that_is_too_deep_is_told(text: str, offset: int) -> None:
    """Whether it comes first in its array, behind other items, or as a member; those behind it are not told."""
    _, observations = parse(text)
    assert [(each.rule, each.place) for each in observations] == [(Rule.TOO_DEEP, offset)]


@pytest.mark.parametrize("levels", [MAX_DEPTH - 1, MAX_DEPTH, 3 * MAX_DEPTH])
@pytest.mark.parametrize("brace", ["", "}"])
def test_one_bracket_too_many_ends_the_text_at_any_depth(levels: int, brace: str) -> None:
    """Arrays that end one behind the other end as many as there are, and not the object around them."""
    text = '{"a": ' + "[" * levels + "]" * levels
    with pytest.raises(NotJson) as stop:
        parse(text + "]" + brace)
    assert stop.value.offset == len(text)
    _, observations = parse(text + "}")
    assert [each.rule for each in observations] == ([Rule.TOO_DEEP] if levels >= MAX_DEPTH else [])


def test_arrays_and_objects_in_turn_can_be_too_deep_as_well() -> None:
    """Each end is that of what was opened last."""
    text = '[{"a": ' * MAX_DEPTH + "1" + "}]" * MAX_DEPTH
    _, observations = parse(text)
    assert [each.rule for each in observations] == [Rule.TOO_DEEP]
    with pytest.raises(NotJson) as stop:
        parse(text[:-2] + "]}")
    assert stop.value.offset == len(text) - 2
