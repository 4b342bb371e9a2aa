"""The maximum depth of a text, and the values below it."""

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
def test_nesting_up_to_the_limit_is_accepted(opening: str, closing: str) -> None:
    """500 levels are parsed."""
    count = MAX_NESTING // (len(closing))
    text = opening * count + ("" if opening == "[" else "1") + closing * count
    value, issues = parse_strict(text)
    assert issues == []
    assert value == json.loads(text)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("levels", [MAX_NESTING + 1, MAX_NESTING + 2, 100_000])
def test_nesting_beyond_the_limit_is_reported_once(opening: str, closing: str, levels: int) -> None:
    """The finding is at the first bracket that is too deep; deeper brackets have none."""
    text = opening * levels + ("" if opening == "[" else "1") + closing * levels
    value, [issue] = parse_strict(text)
    assert (issue.rule, issue.anchor) == (Rule.TOO_DEEP, len(opening) * MAX_NESTING)
    assert len(issue.path) == MAX_NESTING
    assert (issue.message, issue.hint) == (TOO_DEEP_MESSAGE, TOO_DEEP_HINT)
    depth = 0
    while value:
        depth += 1
        value = value["a"] if isinstance(value, dict) else value[0] if isinstance(value, list) else None
    assert depth == MAX_NESTING - 1


def test_value_after_a_deep_value_is_parsed() -> None:
    """A second deep value has no finding, and a value after it keeps its place."""
    deep = "[" * 600 + "]" * 600
    value, issues = parse_strict(f'{{"a":{deep},"b":{deep},"c":1}}')
    assert [(issue.rule, issue.anchor) for issue in issues] == [(Rule.TOO_DEEP, 5 + MAX_NESTING - 1)]
    assert isinstance(value, dict)
    assert list(value) == ["a", "b", "c"]
    assert value["c"] == 1


def test_deep_values_are_checked_for_syntax_only() -> None:
    """Duplicate keys, NaN and lone surrogates in them are not reported; a wrong bracket is."""
    inner = '{"a":NaN,"a":"\\ud800","b":[1,2,{}],"a":1e999}'
    _, issues = parse_strict("[" * 500 + inner + "]" * 500)
    assert [issue.rule for issue in issues] == [Rule.TOO_DEEP]
    _, issues = parse_strict("[" * 499 + inner + "]" * 499)
    assert [issue.rule for issue in issues][:3] == [Rule.NOT_A_NUMBER, Rule.DUPLICATE_KEY, Rule.ENCODING]
    text = "[" * 500 + '{"a":[1}' + "]" * 500
    assert stop(text) == text.index("}")
    text = "[" * 500 + '{"a":1 2}' + "]" * 500
    assert stop(text) == text.index("2")


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_unclosed_nesting_is_not_json(opening: str) -> None:
    """100,000 open levels end in a syntax error at the end of the text, after the finding on depth."""
    text = opening * 100_000
    with pytest.raises(JsonSyntaxError) as refused:
        parse_strict(text)
    assert refused.value.offset == len(text)
    assert [issue.rule for issue in refused.value.issues] == [Rule.TOO_DEEP]


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        (DEEP + "[2]" + "]" * MAX_NESTING, MAX_NESTING),
        (DEEP + "1, [2]" + "]" * MAX_NESTING, MAX_NESTING + 3),
        (DEEP + "1,\n {}" + "]" * MAX_NESTING, MAX_NESTING + 4),
        (DEEP[1:] + '{"a": 1, "b": [2]}' + "]" * (MAX_NESTING - 1), MAX_NESTING - 1 + len('{"a": 1, "b": ')),
    ],
)
def test_first_bracket_that_is_too_deep_is_reported(text: str, offset: int) -> None:
    """The first such bracket is reported as the first item, after other items, and as a member."""
    _, issues = parse_strict(text)
    assert [(issue.rule, issue.anchor) for issue in issues] == [(Rule.TOO_DEEP, offset)]


@pytest.mark.parametrize("levels", [MAX_NESTING - 1, MAX_NESTING, 3 * MAX_NESTING])
@pytest.mark.parametrize("brace", ["", "}"])
def test_extra_bracket_is_a_syntax_error_at_any_depth(levels: int, brace: str) -> None:
    """An extra closing bracket does not close the object around the arrays."""
    text = '{"a": ' + "[" * levels + "]" * levels
    assert stop(text + "]" + brace) == len(text)
    _, issues = parse_strict(text + "}")
    assert [issue.rule for issue in issues] == ([Rule.TOO_DEEP] if levels >= MAX_NESTING else [])


def test_mixed_nesting_can_be_too_deep() -> None:
    """Each closing bracket must match the last open one, also below the limit."""
    text = '[{"a": ' * MAX_NESTING + "1" + "}]" * MAX_NESTING
    _, issues = parse_strict(text)
    assert [issue.rule for issue in issues] == [Rule.TOO_DEEP]
    assert stop(text[:-2] + "]}") == len(text) - 2
