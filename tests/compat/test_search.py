"""The search for witnesses: texts for patterns, values at bounds, and shrinking."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat import SearchBudget
from chatlayer_session.compat.changes import Effect, Party
from chatlayer_session.compat.comparer import Comparer
from chatlayer_session.compat.model.constraints import matches
from chatlayer_session.compat.model.equality import distinct, key_of
from chatlayer_session.compat.model.schema_index import SchemaIndex
from chatlayer_session.compat.search.backtracking import backtracking_bits
from chatlayer_session.compat.search.pattern_searches import pattern_searches
from chatlayer_session.compat.search.patterns import sample_texts
from chatlayer_session.compat.search.shrink import shrink
from chatlayer_session.compat.search.validator_pair import ValidatorPair
from chatlayer_session.compat.search.work import MAX_BITS

if TYPE_CHECKING:
    from chatlayer_session.compat.prover import Prover
    from chatlayer_session.compat.search.work import SearchWork

    from .conftest import Compare, MakeBundle

BACKREFERENCE = r"^(?=((a|a)*)\1b)"
"""A pattern for which jsonschema-rs backtracks too, so that the time of a comparison can be over before a witness."""

SLOW_PATTERNS = ["^(a|a)*$", "^(a+)+$", "^((a|a)(?=.))*$", BACKREFERENCE, "(a|a)" * 40 + "b", "(.*)*b"]
"""Python needs years to search a long text of the letter a for one of these."""


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


@pytest.mark.parametrize(
    "pattern",
    ["(", r"^\p{L}$", "[a", "a{20000}b", "(a{2000}){2000}", "(){99999999999}", "(a?)" * 300, "^[^\\s\\S]$", ")"],
)
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


@pytest.mark.parametrize("pattern", SLOW_PATTERNS)
def test_pattern_that_backtracks_for_years_is_compared(pattern: str, compare: Compare) -> None:
    """Names and values that the pattern reads for years are left out, and other payloads show who breaks."""
    names = {"properties": {"a" * 60: {}, "b": {"type": "string"}}}
    new = {**names, "patternProperties": {pattern: {"type": "integer"}}, "additionalProperties": {"type": "string"}}
    effects = {change.effects[Party.WRITER] for change in compare(names, new).changes}
    assert Effect.BREAKS in effects or (pattern == BACKREFERENCE and effects == {Effect.UNDECIDED})
    values: Any = {"enum": ["a" * 60, "a" * 61 + "!", "b"]}
    (change,) = compare(values, {**values, "pattern": pattern}).changes
    assert change.effects[Party.WRITER] in {Effect.BREAKS, Effect.UNDECIDED}


def test_payload_that_can_take_too_long_is_not_certain(work: SearchWork) -> None:
    """Python gets no text in which the search for a pattern can take many steps; short texts are certain."""
    pair = ValidatorPair.of_view(SchemaIndex({"pattern": SLOW_PATTERNS[0]}), work)
    assert not pair.both_agree("a" * 60 + "b", accept=False)
    assert pair.violations("a" * 60 + "b") == []
    assert pair.both_agree("b", accept=False)
    assert [violation.keyword for violation in pair.violations(["b"])] == []
    assert [violation.keyword for violation in pair.violations("b")] == ["pattern"]


@pytest.mark.parametrize(
    ("pattern", "bits"),
    [
        ("^[a-z]{2,5}(-[A-Z]{2})?$", 3),
        ("^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}$", 0),
        ("^(foo|bar)+$", math.log2(25)),
        ("[^]a]+[)|]", 2 * math.log2(25)),
        ("^(a|a)$", 1),
        ("^[a-z]+(,[a-z]+)*$", 24 + 2 * math.log2(25)),
        ("a{5,2}", math.log2(25)),
        ("(" * 5_000, math.inf),
    ],
)
def test_steps_of_a_search_are_bounded(pattern: str, bits: float) -> None:
    """Optional parts, loops and loops in loops have 2 to the power of so many ways to match 24 characters."""
    assert backtracking_bits(pattern, 24) == pytest.approx(bits)


@pytest.mark.parametrize("pattern", SLOW_PATTERNS)
def test_slow_pattern_is_out_of_bounds(pattern: str) -> None:
    """Patterns that Python searches for years have more steps than the limit, and few in a short text."""
    assert backtracking_bits(pattern, 60) > MAX_BITS > backtracking_bits(pattern, 5)


def test_comparison_without_work_decides_nothing(bundle: MakeBundle, prover: Prover) -> None:
    """Once the work is spent, a change that only a witness decides is undecided; a larger budget decides it."""
    schemas = bundle({"type": "string", "maxLength": 100}), bundle({"type": "string", "maxLength": 50})
    effects = [
        change.effects[Party.WRITER]
        for budget in (SearchBudget(max_payloads=0), SearchBudget(max_payloads=100))
        for change in Comparer(prover, budget=budget).compare(*schemas).changes
    ]
    assert effects == [Effect.UNDECIDED, Effect.BREAKS]


def test_name_pattern_looks_back_a_limited_number_of_times() -> None:
    """A pattern of ECMA-262 matches names as it does in a validator, and an unsupported one matches nothing."""
    assert matches(r"^\p{L}$", "\u00e9")
    assert not matches("(", "(")
    assert not any(matches(pattern, "a" * 5_000 + "!") for pattern in SLOW_PATTERNS)


def test_pattern_that_python_cannot_read_is_undecided(compare: Compare) -> None:
    """The other changes of the schema are decided."""
    old: Any = {"properties": {"x": {"type": "string"}, "y": {"type": "string"}}}
    new: Any = {"properties": {"x": {"type": "string", "pattern": r"\p{L}"}, "y": {"type": "integer"}}}
    effects = {change.instance: change.effects[Party.WRITER] for change in compare(old, new).changes}
    assert effects == {("x",): Effect.UNDECIDED, ("y",): Effect.BREAKS}


def test_slow_pattern_of_one_place_leaves_others_decided(compare: Compare) -> None:
    """A pattern that Python searches for years counts where a validator searches for it, and not for other texts."""
    long = "a" * 60
    members: dict[str, Any] = {"slow": {"pattern": SLOW_PATTERNS[0]}, "names": {"propertyNames": {"maxLength": 9}}}
    old: Any = {"properties": {**members, long: {"type": "string"}}}
    new: Any = {"properties": {**members, long: {"type": "integer"}}}
    (change,) = compare(old, new).changes
    assert {party.value: witness.payload for party, witness in change.witnesses.items()} == {
        "reader": {long: 0},
        "writer": {long: ""},
    }


@pytest.mark.parametrize(
    ("schema", "payload", "searched"),
    [
        ({"type": "string"}, "b", set()),
        ({"pattern": "a"}, "b", {("a", "b")}),
        ({"items": {"pattern": "a"}, "prefixItems": [{"pattern": "c"}]}, ["b"], {("a", "b"), ("c", "b")}),
        ({"contains": {"pattern": "a"}}, [["b"]], set()),
        ({"properties": {"x": {"pattern": "a"}}}, {"x": "b", "y": "c"}, {("a", "b")}),
        ({"patternProperties": {"a": {}, "b": {}}}, {"x": 1}, {("a", "x"), ("b", "x"), ("a|b", "x")}),
        ({"propertyNames": {"anyOf": [{}, {"pattern": "a"}]}}, {"x": {"y": 1}}, {("a", "x")}),
        ({"not": {"if": {"pattern": "a"}}, "additionalProperties": {"pattern": "b"}}, {"x": "y"}, {("b", "y")}),
        (
            {"items": {"$ref": "#/$defs/n"}, "$defs": {"n": {"pattern": "a"}, "m": {"pattern": "b"}}},
            ["x"],
            {("a", "x")},
        ),
    ],
)
def test_searches_are_those_at_the_place_of_a_text(schema: Any, payload: Any, searched: set[tuple[str, str]]) -> None:
    """Each text is searched for the patterns that can apply to it, in all branches."""
    assert set(pattern_searches(SchemaIndex(schema), payload)) == searched


def test_change_inside_one_of_many_kinds_has_witness(compare: Compare) -> None:
    """A property of one branch of many is added to an object of that branch, inside of required members."""

    def kinds(**members: Any) -> Any:
        branches = [
            {
                "required": ["kind"],
                "properties": {
                    "kind": {"const": f"k{number}"},
                    "options": {"additionalProperties": False, "properties": members if number == 11 else {}},
                },
            }
            for number in range(14)
        ]
        part = {"required": ["root"], "properties": {"root": {"type": "string"}, "parts": {"$ref": "#/$defs/parts"}}}
        parts = {"type": "object", "additionalProperties": {"type": "object", "oneOf": branches}}
        projects = {"type": "object", "patternProperties": {"^p": part}}
        return {"properties": {"projects": projects}, "$defs": {"parts": parts}}

    (change,) = compare(kinds(), kinds(more=True)).changes
    assert change.instance == ("projects", "*", "parts", "*", "options", "more")
    payload: Any = change.witnesses[Party.READER].payload
    (part,) = payload["projects"]["p"]["parts"].values()
    assert part == {"kind": "k11", "options": {"more": 0}}
