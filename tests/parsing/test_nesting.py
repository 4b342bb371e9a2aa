"""How deep a text may be nested, and what becomes of what is deeper."""

from __future__ import annotations

import json

import pytest

from chatlayer_session.parsing.grammar import MAX_NESTING
from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict
from chatlayer_session.rules import Rule

from .conftest import stop

TOO_DEEP_HINT = "flatten the value, or store it as a string"
TOO_DEEP_MESSAGE = "nested more than 500 levels deep; deeper values were not checked"

DEEP = "[" * MAX_NESTING


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_nesting_up_to_the_limit_is_fine(opening: str, closing: str) -> None:
    """500 levels are read whole."""
    count = MAX_NESTING // (len(closing))
    text = opening * count + ("" if opening == "[" else "1") + closing * count
    value, observations = parse_strict(text)
    assert observations == ()
    assert value == json.loads(text)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("levels", [MAX_NESTING + 1, MAX_NESTING + 2, 100_000])
def test_nesting_beyond_the_limit_is_told_once(opening: str, closing: str, levels: int) -> None:
    """At the bracket that is one level too deep; deeper ones are left out."""
    text = opening * levels + ("" if opening == "[" else "1") + closing * levels
    value, [observation] = parse_strict(text)
    assert (observation.rule, observation.anchor) == (Rule.TOO_DEEP, len(opening) * MAX_NESTING)
    assert len(observation.path) == MAX_NESTING
    assert (observation.message, observation.hint) == (TOO_DEEP_MESSAGE, TOO_DEEP_HINT)
    depth = 0
    while value:
        depth += 1
        value = value["a"] if isinstance(value, dict) else value[0] if isinstance(value, list) else None
    assert depth == MAX_NESTING - 1


def test_two_places_too_deep_are_told_once_and_what_follows_is_read() -> None:
    """What stands behind the deep value keeps its place in the value."""
    deep = "[" * 600 + "]" * 600
    value, observations = parse_strict(f'{{"a":{deep},"b":{deep},"c":1}}')
    assert [(each.rule, each.anchor) for each in observations] == [(Rule.TOO_DEEP, 5 + MAX_NESTING - 1)]
    assert isinstance(value, dict)
    assert list(value) == ["a", "b", "c"]
    assert value["c"] == 1


def test_what_is_too_deep_is_held_to_the_grammar_and_to_nothing_else() -> None:
    """Duplicate keys, NaN and half pairs are not told of there; a bracket of the wrong kind is."""
    inner = '{"a":NaN,"a":"\\ud800","b":[1,2,{}],"a":1e999}'
    _, observations = parse_strict("[" * 500 + inner + "]" * 500)
    assert [each.rule for each in observations] == [Rule.TOO_DEEP]
    _, observations = parse_strict("[" * 499 + inner + "]" * 499)
    assert [each.rule for each in observations][:3] == [Rule.NOT_A_NUMBER, Rule.DUPLICATE_KEY, Rule.ENCODING]
    text = "[" * 500 + '{"a":[1}' + "]" * 500
    assert stop(text) == text.index("}")
    text = "[" * 500 + '{"a":1 2}' + "]" * 500
    assert stop(text) == text.index("2")


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_nesting_that_is_never_closed_is_no_json(opening: str) -> None:
    """100,000 open levels end in a refusal at the end of the text, with the depth told before."""
    text = opening * 100_000
    with pytest.raises(JsonSyntaxError) as refused:
        parse_strict(text)
    assert refused.value.offset == len(text)
    assert [each.rule for each in refused.value.issues] == [Rule.TOO_DEEP]


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        (DEEP + "[2]" + "]" * MAX_NESTING, MAX_NESTING),
        (DEEP + "1, [2]" + "]" * MAX_NESTING, MAX_NESTING + 3),
        (DEEP + "1,\n {}" + "]" * MAX_NESTING, MAX_NESTING + 4),
        (DEEP[1:] + '{"a": 1, "b": [2]}' + "]" * (MAX_NESTING - 1), MAX_NESTING - 1 + len('{"a": 1, "b": ')),
    ],
)
def test_the_first_bracket_that_is_too_deep_is_told(text: str, offset: int) -> None:
    """Whether it comes first in its array, behind other items, or as a member; those behind it are not told."""
    _, observations = parse_strict(text)
    assert [(each.rule, each.anchor) for each in observations] == [(Rule.TOO_DEEP, offset)]


@pytest.mark.parametrize("levels", [MAX_NESTING - 1, MAX_NESTING, 3 * MAX_NESTING])
@pytest.mark.parametrize("brace", ["", "}"])
def test_one_bracket_too_many_ends_the_text_at_any_depth(levels: int, brace: str) -> None:
    """Arrays that end one behind the other end as many as there are, and not the object around them."""
    text = '{"a": ' + "[" * levels + "]" * levels
    assert stop(text + "]" + brace) == len(text)
    _, observations = parse_strict(text + "}")
    assert [each.rule for each in observations] == ([Rule.TOO_DEEP] if levels >= MAX_NESTING else [])


def test_arrays_and_objects_in_turn_can_be_too_deep_as_well() -> None:
    """Each end is that of what was opened last."""
    text = '[{"a": ' * MAX_NESTING + "1" + "}]" * MAX_NESTING
    _, observations = parse_strict(text)
    assert [each.rule for each in observations] == [Rule.TOO_DEEP]
    assert stop(text[:-2] + "]}") == len(text) - 2
