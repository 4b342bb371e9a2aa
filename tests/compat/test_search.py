"""The search for witnesses: texts for patterns, values at bounds, and shrinking."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat.changes import Party
from chatlayer_session.compat.model.equality import distinct, key_of
from chatlayer_session.compat.search.patterns import sample_texts
from chatlayer_session.compat.search.shrink import shrink

if TYPE_CHECKING:
    from .conftest import Compare


@pytest.mark.parametrize(
    "pattern",
    [
        "^a",
        "^[a-z]{2,5}(-[A-Z]{2})?$",
        "^(?!a)b",
        r"^\d{4}-\d\d$",
        "[^abc]",
        "^urn:[a-z]+:.+$",
        "^(a|bc)+$",
        r"^\u0041\x42\.\/$",
        "^(?:x|y)(?P<name>z)*?$",
        r"^[\d\-_]+\b",
        "^[]a]$",
    ],
)
def test_sample_texts_match_their_pattern(pattern: str) -> None:
    """Each pattern has at least one text, and short texts come first."""
    texts = sample_texts(pattern)
    assert texts
    assert all(re.search(pattern, text) for text in texts)
    assert list(texts) == sorted(texts, key=lambda text: (len(text), text))


@pytest.mark.parametrize("pattern", ["(", r"^\p{L}$", "[a", "a{2000}b", "^[^\\s\\S]$", ")"])
def test_unsupported_pattern_has_no_sample_texts(pattern: str) -> None:
    """Patterns that are invalid, unsupported or match nothing have no texts and raise nothing."""
    assert sample_texts(pattern) == ()


def test_equal_values_have_equal_keys() -> None:
    """1 and 1.0 are equal, 1 and true are not. The order of items matters, the order of members does not."""
    assert key_of(1) == key_of(1.0)
    yes = True
    assert key_of(1) != key_of(yes)
    assert key_of({"a": 1, "b": [1.0]}) == key_of({"b": [1], "a": 1.0})
    assert key_of([1, 2]) != key_of([2, 1])
    assert key_of("1.0") != key_of("1")
    assert key_of(10**400) != key_of(10**400 + 1)
    assert len({key_of(text) for text in ("\ud800", "\ud801", "\u00e9", "e", "\\u00e9")}) == 5
    assert [key_of(value) for value in distinct([1, "a", 1.0, yes, "a"])] == ["1", '"a"', "true"]


def test_shrinking_keeps_the_required_part() -> None:
    """Members, items, texts and numbers shrink as long as the payload stays a witness."""
    start: Any = {"a": [1, 2, {"keep": "long text", "drop": 1}], "b": 12345, "c": {"d": None}}

    def is_witness(payload: Any) -> bool:
        return any(isinstance(item, dict) and len(item.get("keep", "")) >= 2 for item in payload.get("a", []))

    assert shrink(start, is_witness) in ({"a": [{"keep": "lo"}]}, {"a": [{"keep": "aa"}]}, {"a": [{"keep": "xt"}]})


@pytest.mark.parametrize(
    ("old", "new", "witness"),
    [
        ({"maxLength": 100_000, "type": "string"}, {"maxLength": 100_001, "type": "string"}, "a" * 100_001),
        ({"type": "integer", "maximum": 10**400}, {"type": "integer", "maximum": 10**400 + 1}, 10**400 + 1),
        ({"type": "array", "maxItems": 300}, {"type": "array", "maxItems": 301}, [0] * 301),
        ({"type": "string", "pattern": "^(a+)+$"}, {"type": "string", "pattern": "^(a+)+b?$"}, "ab"),
    ],
    ids=["length", "number", "items", "nested repetitions"],
)
def test_extreme_bounds_have_witnesses(old: Any, new: Any, witness: Any, compare: Compare) -> None:
    """The search reaches extreme bounds, and a pattern that is slow to reject does not delay it."""
    (change,) = compare(old, new).changes
    payload = change.witnesses[Party.READER].payload
    assert (len(payload) if isinstance(payload, list) else payload) == (
        len(witness) if isinstance(witness, list) else witness
    )


def test_deeply_nested_change_has_witness(compare: Compare) -> None:
    """The search follows the path to a change through 25 levels with required members."""

    def nested(inner: Any) -> Any:
        for level in range(25):
            inner = {"type": "object", "required": ["a", f"k{level}"], "properties": {"a": inner}}
        return inner

    (change,) = compare(nested({"type": "string"}), nested({"type": "integer"})).changes
    assert change.instance == ("a",) * 25
    assert set(change.witnesses) == {Party.READER, Party.WRITER}


def test_each_of_many_changes_has_its_own_witness(compare: Compare) -> None:
    """Twenty breaking changes have twenty witnesses, each for its own property."""
    old = {"properties": {f"p{number}": {"type": "string"} for number in range(20)}}
    new = {"properties": {f"p{number}": {"type": "integer"} for number in range(20)}}
    changes = compare(old, new).changes
    assert len(changes) == 20
    for change in changes:
        assert change.witnesses[Party.READER].payload == {str(change.instance[0]): 0}
