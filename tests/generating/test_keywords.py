"""Payloads made along schemas: the keywords one by one, the choices, the samples, the spellings and the damages."""

from __future__ import annotations

import json
import pickle
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Kind, Rule, Validator, Verdict
from chatlayer_session.catalog import Catalog, packaged_catalog
from chatlayer_session.engines.reference import ReferenceEngine
from chatlayer_session.errors import DamagedCatalog, KindNotInVersion
from chatlayer_session.findings import TOLD_KINDS
from chatlayer_session.generating.choices import Choices, SeededChoices
from chatlayer_session.generating.damages import BREAKABLE, Writer
from chatlayer_session.generating.generator import Generator, is_of
from chatlayer_session.generating.mutations import broken_payload, unstable_payload
from chatlayer_session.generating.nodes import NotGenerable
from chatlayer_session.generating.samples import samples_of
from chatlayer_session.generating.sites import SHAPE_RULES, NotBreakable, sites_of
from chatlayer_session.generating.texts import spelled
from chatlayer_session.generating.values import any_value
from chatlayer_session.generating.words import PHRASES, TITLES, prose_like, varied
from chatlayer_session.pointers import pointer_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from chatlayer_session.generating.nodes import Node, Way
    from chatlayer_session.pointers import JsonValue

CATALOG = packaged_catalog()
TARGETS = [(version, kind) for version in CATALOG.versions() for kind in CATALOG.kinds(version)]
SIZES = {Rule.TOO_LARGE, Rule.NEARLY_TOO_LARGE}
URN = "urn:chatlayer-session:session:1.0.0:internal"
MANY = 300


@cache
def validator_for(version: str, kind: Kind) -> Validator:
    """Return a validator, made once, and without a screen, which few payloads of many shapes only hold up.

    It tells the kind from the payloads, but for one that cannot be told.
    """
    told = "auto" if kind in TOLD_KINDS else kind
    return Validator(schema_version=version, kind=told, screened=False)


class Scripted(Choices):
    """Choices as they are written down, and the simplest ones when these are used up."""

    surprise = 10

    def __init__(self, *integers: int) -> None:
        self.integers = list(integers)

    def integer(self, low: int, high: int) -> int:
        """Return the next integer, which must lie in the range."""
        chosen = self.integers.pop(0) if self.integers else max(low, min(0, high))
        assert low <= chosen <= high
        return chosen

    def number(self, low: float | None, high: float | None) -> float:
        """Return the lower bound."""
        del high
        return low or 0.0

    def text(self) -> str:
        """Return nothing."""
        return ""


@pytest.fixture
def generator_for(tmp_path: Path) -> Callable[[dict[str, Any]], Generator]:
    """Return a function that makes the generator for a schema of our own, of the kind ``internal``."""

    def make(schema: dict[str, Any]) -> Generator:
        families: dict[str, Any] = {"session": {"1.0.0": {"internal": {}}}, "report": {"1.0.0": {"report": {}}}}
        (tmp_path / "catalog.json").write_text(json.dumps({"families": families}))
        (tmp_path / "session" / "1.0.0").mkdir(parents=True, exist_ok=True)
        file = tmp_path / "session" / "1.0.0" / "internal.json"
        file.write_text(json.dumps({"$id": URN, "type": "object", **schema}))
        return Generator(Catalog(tmp_path), "1.0.0", Kind.INTERNAL)

    return make


def made(generator: Generator) -> list[Any]:
    """Return many payloads."""
    choices = SeededChoices(1)
    return [generator.payload(choices) for _ in range(MANY)]


def test_a_seed_gives_the_same_choices_again() -> None:
    """And another seed gives others, a negative one too."""
    drawn = [[SeededChoices(seed).integer(0, 10**9), SeededChoices(seed).number(0, 1)] for seed in (1, 1, 2, -1)]
    assert drawn[0] == drawn[1]
    assert len({json.dumps(each) for each in drawn}) == 3


def test_seeded_choices_keep_to_their_ranges_and_reach_both_ends() -> None:
    """Integers with each value in between, numbers also where a bound is missing."""
    choices = SeededChoices(5)
    assert {choices.integer(-1, 3) for _ in range(MANY)} == {-1, 0, 1, 2, 3}
    assert choices.integer(7, 7) == 7
    assert all(0.25 <= choices.number(0.25, 0.5) <= 0.5 for _ in range(MANY))
    assert all(choices.number(10, None) >= 10 for _ in range(MANY))
    assert all(choices.number(None, -10) <= -10 for _ in range(MANY))
    assert {choices.chance(1, 3) for _ in range(MANY)} == {True, False}
    assert not any(choices.chance(0, 3) for _ in range(MANY))
    assert all(choices.chance(3, 3) for _ in range(MANY))


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({"type": "string"}, {str}),
        ({"type": "boolean"}, {bool}),
        ({"type": "null"}, {type(None)}),
        ({"type": "integer", "minimum": -2, "maximum": 2.5}, {int}),
        ({"type": "integer", "minimum": 10}, {int}),
        ({"type": "number", "minimum": 0.5}, {float}),
        ({"type": "number", "maximum": 3}, {float, int}),
        ({"type": "array"}, {list}),
        ({"type": "array", "items": {"type": "string", "enum": ["a"]}}, {list}),
        ({"type": "object", "additionalProperties": True}, {dict}),
        ({"type": "object", "required": ["a"], "properties": {"a": {"const": 4}}}, {dict}),
        ({"type": ["string", "null"]}, {str, type(None)}),
        ({"enum": ["a", 1, None]}, {str, int, type(None)}),
        ({"type": "string", "enum": ["a", 1]}, {str}),
        ({"const": True}, {bool}),
        ({"type": "string", "not": {"enum": list(PHRASES)}}, {str}),
        ({"$ref": "#/$defs/~0b"}, {bool}),
        ({"description": "Anything.", "deprecated": True}, {str, bool, int, float, list, dict, type(None)}),
    ],
)
def test_values_are_of_every_type_that_the_schema_allows_and_of_no_other(
    generator_for: Callable[[dict[str, Any]], Generator], schema: dict[str, Any], types: set[type]
) -> None:
    """Each keyword that is known is kept to, as python-jsonschema sees it."""
    generator = generator_for({"required": ["x"], "properties": {"x": schema}, "$defs": {"~b": {"type": "boolean"}}})
    payloads = made(generator)
    assert {type(payload["x"]) for payload in payloads} == types
    engine = ReferenceEngine(Catalog(generator_root(generator_for)), "1.0.0", Kind.INTERNAL)
    assert [engine.check(payload) for payload in payloads] == [[]] * MANY


def generator_root(generator_for: Any) -> Path:
    """Return the folder of the catalog that a fixture wrote."""
    folder: Path = next(cell.cell_contents for cell in generator_for.__closure__)
    return folder


@pytest.mark.parametrize(
    ("schema", "keyword", "place", "reason"),
    [
        ({"properties": {"a": {"type": "string", "pattern": "x"}}}, "pattern", "/properties/a", "it is not known here"),
        ({"properties": {"a": {"type": "number", "exclusiveMaximum": 1}}}, "exclusiveMaximum", "/properties/a", ""),
        ({"allOf": [{}]}, "allOf", "", "it is not known here"),
        ({"properties": {"a": {"type": "string", "not": {"type": "null"}}}}, "not", "/properties/a", "only an enum"),
        ({"properties": {"a": {"type": "number", "not": {"enum": [1]}}}}, "not", "/properties/a", "only an enum"),
        ({"additionalProperties": False}, "additionalProperties", "", "only true is known"),
        ({"required": ["b"], "properties": {"a": {}}}, "required", "", "b is not among the properties"),
        ({"properties": {"a": {"minimum": 1}}}, "minimum", "/properties/a", "no type is named"),
        ({"properties": {"a": {"type": "number", "minimum": 2, "maximum": 1}}}, "minimum", "/properties/a", "above"),
        ({"properties": {"a": {"enum": [1], "const": 1}}}, "const", "/properties/a", "an enum stands beside it"),
        ({"properties": {"a": True}}, "true", "/properties/a", "only schemas that are objects are known"),
        ({"properties": {"a": {"$ref": "#"}}}, "$ref", "/properties/a", "for ever"),
        (
            {"properties": {"a": {"$ref": "#/$defs/b", "type": "string"}}, "$defs": {"b": {"type": "string"}}},
            "type",
            "/$defs/b",
            "said again beside the reference",
        ),
    ],
)
def test_what_a_schema_says_beyond_what_is_known_is_an_error(
    generator_for: Callable[[dict[str, Any]], Generator], schema: dict[str, Any], keyword: str, place: str, reason: str
) -> None:
    """It names the keyword, where it stands and why; no payload is made that may not keep to it."""
    with pytest.raises(NotGenerable) as stop:
        generator_for(schema)
    assert (stop.value.keyword, stop.value.schema_pointer) == (keyword, f"{URN}#{place}")
    assert reason in stop.value.reason
    assert str(stop.value).startswith(f"no payloads can be made along the keyword {keyword} at {URN}#{place}: ")
    copy = pickle.loads(pickle.dumps(stop.value))  # noqa: S301 - of our own making
    assert str(copy) == str(stop.value)


def test_sets_and_bounds_that_leave_nothing_are_errors(
    generator_for: Callable[[dict[str, Any]], Generator],
) -> None:
    """An enum without a value of the type, and bounds without an integer between them."""
    for schema, words in (
        ({"type": "string", "enum": [1]}, "none of its values meets the other constraints"),
        ({"type": "integer", "minimum": 0.2, "maximum": 0.8}, "no integer lies between the bounds"),
    ):
        generator = generator_for({"required": ["x"], "properties": {"x": schema}})
        with pytest.raises(NotGenerable, match=words):
            generator.payload(SeededChoices(1))


def test_a_reference_that_leads_nowhere_is_a_damaged_catalog(
    generator_for: Callable[[dict[str, Any]], Generator],
) -> None:
    """The message names the reference."""
    with pytest.raises(DamagedCatalog, match=re.escape(f"a reference to {URN}#/$defs/gone leads nowhere")):
        generator_for({"properties": {"a": {"$ref": "#/$defs/gone"}}})


@pytest.mark.parametrize(("version", "kind"), TARGETS)
def test_every_optional_field_is_there_in_some_payloads_and_not_in_others(version: str, kind: Kind) -> None:
    """And every value of a closed set and every known one of an open set occurs, and both ends of each range."""
    generator = Generator(CATALOG, version, kind)
    seen = Seen()
    for payload in made(generator):
        seen.note(generator.root, payload, ())
    for way, node in generator.root.places():
        for name, member in node.members.items():
            if not member.unstable:
                assert seen.presence[(*way, name)] == ({True} if name in node.required else {True, False})
        if node.known or node.allowed:
            assert seen.scalars[way] == set(node.known or node.allowed or ())
        if node.minimum is not None:
            assert {node.minimum, node.maximum} <= seen.scalars[way]


class Seen:
    """What stood in payloads, by the way to it: whether members were there, and scalars."""

    def __init__(self) -> None:
        self.presence: dict[Way, set[bool]] = {}
        self.scalars: dict[Way, set[Any]] = {}

    def note(self, node: Node, value: Any, way: Way) -> None:
        """Note a value and what is in it."""
        if isinstance(value, dict):
            for name, member in node.members.items():
                self.presence.setdefault((*way, name), set()).add(name in value)
                if name in value:
                    self.note(member, value[name], (*way, name))
        elif isinstance(value, list):
            for item in value if node.items else ():
                self.note(node.items or node, item, (*way, None))
        else:
            self.scalars.setdefault(way, set()).add(value)


def breakable(rules: Iterable[Rule]) -> list[tuple[str, Kind, Rule]]:
    """Return each version and kind with each of the rules that its payloads can break."""
    missing = {
        Kind.WRITE: {Rule.VALUE_NOT_ALLOWED, Rule.OUT_OF_RANGE, Rule.UNKNOWN_VALUE},
        Kind.INTERNAL: {Rule.RESERVED_NAMESPACE},
        Kind.SESSION: {Rule.RESERVED_NAMESPACE},
    }
    return [(version, kind, rule) for version, kind in TARGETS for rule in rules if rule not in missing[kind]]


@pytest.mark.parametrize(
    ("version", "kind", "rule"), breakable([*SHAPE_RULES, Rule.UNSTABLE_FIELD, Rule.UNKNOWN_VALUE])
)
def test_every_place_at_which_a_rule_can_be_broken_is_broken_there_and_nowhere_else(
    version: str, kind: Kind, rule: Rule
) -> None:
    """One finding, of this rule, at the pointer that comes with the payload."""
    generator, choices = Generator(CATALOG, version, kind), SeededChoices(3)
    validator = Validator(schema_version=version, kind=kind, screened=False)
    sites = sites_of(generator.root, rule)
    assert sites
    for site in sites:
        for _ in range(6):
            broken = broken_payload(generator, choices, site)
            found = [(each.rule, each.pointer) for each in validator.validate(broken.payload).findings]
            assert found == [(broken.rule, broken.pointer)] == [(rule, broken.pointer)]


def test_the_places_are_those_of_the_schema() -> None:
    """As many as version 1.0.0, which never changes, has required fields, types, closed sets and bounds."""
    root = Generator(CATALOG, "1.0.0", Kind.INTERNAL).root
    counts = {rule.value: len(sites_of(root, rule)) for rule in Rule}
    assert {rule: count for rule, count in counts.items() if count} == {
        "missing-field": 22,
        "wrong-type": 32,
        "value-not-allowed": 2,
        "out-of-range": 6,
        "unstable-field": 8,
        "unknown-value": 1,
    }
    assert {site.way for site in sites_of(root, Rule.UNSTABLE_FIELD)} == {
        (),
        ("user",),
        ("nlp",),
        ("nlp", "intent"),
        ("nlp", "intents", None),
        ("nlp", "sentiment"),
        ("currentDialogstate",),
        ("previousDialogstate",),
    }


@pytest.mark.parametrize(("version", "kind"), TARGETS)
def test_declared_unstable_fields_come_only_where_unstable_ones_are_asked_for(version: str, kind: Kind) -> None:
    """A newer version declares some; all of them are put in, and others too."""
    generator, choices = Generator(CATALOG, version, kind), SeededChoices(4)
    declared = {site.name for site in sites_of(generator.root, Rule.UNSTABLE_FIELD)} - {None}
    assert bool(declared) is (version != "1.0.0" and kind is not Kind.WRITE)
    names = {
        pointer.rpartition("/")[2] for _ in range(MANY) for pointer in unstable_payload(generator, choices).pointers
    }
    assert declared < names
    assert len(names - declared) > 10


def test_realistic_values_are_those_of_the_example_payloads() -> None:
    """By the place in the schema: what is seen in a session counts for the object alone, and the other way round."""
    samples = samples_of(CATALOG, "1.0.0")
    assert samples.values[f"{URN}#/properties/locale"] == ["en-us", "nl-be"]
    assert "two umbrellas please" in samples.values[f"{URN}#/properties/messageContent"]
    assert "handover" in samples.values[f"{URN}#/$defs/dialogState/properties/name"]
    assert samples.others[f"{URN}#/properties/user"] == {"lastName": "Visitor", "fullName": "Guest Visitor"}
    assert "order" in samples.others["urn:chatlayer-session:session:1.0.0:session#"]
    assert "internal" not in samples.others[f"{URN}#"]


def test_a_payload_can_be_changed_without_changing_the_next() -> None:
    """What is taken from an example is a copy."""
    generator = Generator(CATALOG, "1.0.0", Kind.SESSION)
    before = [generator.payload(SeededChoices(seed)) for seed in range(MANY)]
    kept = json.dumps(before)
    for payload in before:
        spoil(payload)
    assert json.dumps([generator.payload(SeededChoices(seed)) for seed in range(MANY)]) == kept


def spoil(value: Any) -> None:
    """Change every container in a value."""
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            spoil(inner)
    value.clear()


def test_a_sample_is_varied_in_its_form() -> None:
    """Other digits after the first, another UUID, and nothing else; the first of the choices is the sample."""
    sample = "emulator-f28feb19-9d00-426a-ac65-539d5e1d3a73 A-2041"
    assert varied(sample, Scripted(0)) == sample
    other = varied(sample, Scripted(99))
    assert re.fullmatch(r"emulator-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} A-2[0-9]{3}", other)
    assert other != sample
    assert varied("en-us", Scripted()) == "en-us"


def test_more_words_are_of_the_sort_of_the_samples() -> None:
    """Codes get none, titles get titles, and what users write gets sentences."""
    assert prose_like(["en-us", "nl-be"]) == ()
    assert prose_like(["Complaint", "Track a parcel"]) == TITLES
    assert prose_like(["hi", "I would rather talk to somebody"]) == PHRASES
    assert prose_like([]) == PHRASES


def test_any_value_has_every_type_and_bounded_levels() -> None:
    """Numbers that a double holds, texts that UTF-8 carries, and at most five levels in all."""
    choices = SeededChoices(9)
    values = [any_value(choices) for _ in range(2000)]
    names = ("null", "boolean", "integer", "number", "string", "array", "object")
    assert all(any(is_of(value, name) for value in values) for name in names)

    def levels(value: Any) -> int:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return 0 if inner is None else 1 + max(map(levels, inner), default=0)

    assert max(map(levels, values)) == 4
    validator = Validator(kind="session")
    found = {tuple(each.pointer for each in validator.validate({"v": value}).findings) for value in values}
    assert found == {("/internal",)}


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
def test_a_spelling_is_what_the_choices_say(integers: tuple[int, ...], text: str) -> None:
    """Layout, escapes, order, numbers, and white space at odd places; the plainest is the compact one."""
    value: JsonValue = {"b/": [1, 2.5, True], "a": "\u00e9\n", "c": {}, "d": -3}
    assert spelled(value, Scripted(*integers)) == text
    assert json.loads(text) == value


def test_numbers_that_would_change_are_written_as_they_are() -> None:
    """An integer that a double may not hold keeps its digits, and a number with an exponent its form."""
    for manner in (1, 2):
        numbers: list[Any] = [2**53, -(10**25), 1e300, 5e-324, 0, -0.0]
        text = spelled(numbers, Scripted(0, 0, 1, 0, manner))
        assert repr([float(each) for each in json.loads(text)]) == repr([float(each) for each in numbers])
        assert text.startswith(f"[{2**53},-{10**25},")


@pytest.mark.parametrize(("version", "kind", "rule"), breakable(BREAKABLE))
@pytest.mark.parametrize("indent", [None, 2])
def test_a_text_breaks_the_rule_that_was_asked_for_and_no_other(
    version: str, kind: Kind, indent: int | None, rule: Rule
) -> None:
    """One finding, with the kind told from the text; and with unstable fields, these and the one."""
    choices = SeededChoices(7)
    validator = validator_for(version, kind)
    generator = Generator(CATALOG, version, kind)
    for _ in range(1 if rule in SIZES else 12):
        data = Writer(generator, choices, indent=indent).broken(rule)
        (finding,) = validator.validate(data).findings
        assert finding.rule is rule
        more = Writer(generator, choices, unstable=True, indent=indent).broken(rule)
        rules = [finding.rule for finding in validator.validate(more).findings]
        assert rules.count(rule) == 1 or rule is Rule.UNSTABLE_FIELD
        assert set(rules) == ({rule} if rule is Rule.SYNTAX else {rule, Rule.UNSTABLE_FIELD})
        assert indent is not None or b"\n" not in data + more


def test_mistakes_are_made_at_members_of_any_name(generator_for: Callable[[dict[str, Any]], Generator]) -> None:
    """Names with quotation marks and backslashes, and texts that look like the mistake, are left whole."""
    names = ['"', "\\", 'a": null, }', ",", "b"]
    schema = {"required": names, "properties": {name: {"const": ", }"} for name in names}}
    writer = Writer(generator_for(schema), SeededChoices(2))
    whole = json.dumps(dict.fromkeys(names, ", }")).encode()
    texts = {writer.broken(Rule.SYNTAX) for _ in range(MANY)}
    assert texts == {
        whole[:-1],
        whole[:-1] + b", }",
        *(whole.replace(f", {json.dumps(name)}: ".encode(), f" {json.dumps(name)}: ".encode()) for name in names[1:]),
        *(whole.replace(f"{json.dumps(name)}: ".encode(), f"{json.dumps(name)} ".encode()) for name in names[1:]),
    }


@pytest.mark.parametrize(("version", "kind"), TARGETS)
def test_a_text_without_a_rule_has_nothing_to_be_told_but_unstable_fields(version: str, kind: Kind) -> None:
    """Valid, or unstable where unstable fields were asked for, which each text then has."""
    validator = validator_for(version, kind)
    for unstable, verdict in ((False, Verdict.VALID), (True, Verdict.UNSTABLE)):
        writer = Writer(Generator(CATALOG, version, kind), SeededChoices(8), unstable=unstable)
        reports = [validator.validate(writer.valid()) for _ in range(100)]
        assert {report.verdict for report in reports} == {verdict}
        assert {report.kind for report in reports} == {kind}
        assert {each.rule for report in reports for each in report.findings} == (
            {Rule.UNSTABLE_FIELD} if unstable else set()
        )


def test_a_rule_that_no_payload_can_break_is_an_error(generator_for: Callable[[dict[str, Any]], Generator]) -> None:
    """The schema decides: without bounds nothing is out of range, and without a free place nothing too deep."""
    generator = generator_for({"required": ["x", "y"], "properties": {"x": {"type": "boolean"}, "y": {"const": 1}}})
    writer = Writer(generator, SeededChoices(1))
    for rule in (Rule.OUT_OF_RANGE, Rule.TOO_DEEP, Rule.NOT_A_NUMBER, Rule.ENCODING, Rule.UNKNOWN_VALUE):
        with pytest.raises(NotBreakable) as stop:
            writer.broken(rule)
        assert (stop.value.rule, stop.value.kind) == (rule, Kind.INTERNAL)
    assert str(stop.value) == ("nothing in a payload of the kind internal can break unknown-value and no other rule")
    assert json.loads(writer.valid()).keys() >= {"x", "y"}
    assert sites_of(generator.root, Rule.VALUE_NOT_ALLOWED) != ()


def test_every_rule_that_a_payload_can_break_is_offered() -> None:
    """What is not on the list is about a payload and another one, or about time."""
    assert set(Rule) - set(BREAKABLE) == {Rule.READ_ONLY, Rule.EXPIRED, Rule.ACCEPTED_EXPIRED}


def test_pointers_of_broken_payloads_are_written_with_escapes(
    generator_for: Callable[[dict[str, Any]], Generator],
) -> None:
    """As JSON Pointers are, whatever the names in the schema."""
    schema = {
        "required": ["a/b"],
        "properties": {"a/b": {"type": "object", "required": ["~"], "properties": {"~": {}}}},
    }
    generator = generator_for(schema)
    sites = sites_of(generator.root, Rule.MISSING_FIELD)
    pointers = [broken_payload(generator, SeededChoices(1), site).pointer for site in sites]
    assert pointers == ["/a~1b", "/a~1b/~0"] == [pointer_to(("a/b",)), pointer_to(("a/b", "~"))]


def test_a_kind_that_a_version_has_no_schema_for_is_an_error() -> None:
    """It names the versions that have one."""
    with pytest.raises(KindNotInVersion, match=r"schema version 1\.0\.0 does not have the kind 'write'"):
        Generator(CATALOG, "1.0.0", Kind.WRITE)
    assert CATALOG.versions_with(Kind.WRITE) == CATALOG.versions()[1:]
    assert CATALOG.versions_with(Kind.SESSION) == CATALOG.versions()


def test_a_write_goes_to_no_reserved_namespace_unless_it_is_to() -> None:
    """Realistic ones are those of the example writes."""
    generator = Generator(CATALOG, "1.1.0", Kind.WRITE)
    namespaces = {payload["namespace"] for payload in made(generator)}
    assert "order" in namespaces
    assert namespaces.isdisjoint({"internal", "sys"})
    (site,) = sites_of(generator.root, Rule.RESERVED_NAMESPACE)
    broken = {broken_payload(generator, SeededChoices(seed), site).payload["namespace"] for seed in range(20)}
    assert broken == {"internal", "sys"}
