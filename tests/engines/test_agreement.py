"""The engines: as strict as python-jsonschema on the same schemas, and at home in versions yet to come."""

from __future__ import annotations

import hashlib
import json
import shutil
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

from chatlayer_session import DamagedCatalog, Kind, Rule, Severity, UnknownVersion, Validator
from chatlayer_session.catalog import Catalog, packaged_catalog
from chatlayer_session.engines import breaches, engine_for
from chatlayer_session.engines.breaches import ACCEPT_HINT, KEYWORD_RULES
from chatlayer_session.engines.compiled import CompiledEngine, NotCompilable
from chatlayer_session.engines.reference import ReferenceEngine
from chatlayer_session.findings import TOLD_KINDS
from chatlayer_session.views import closed, subschemas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chatlayer_session.catalog import Schema

SCHEMAS = packaged_catalog().schemas("session", "1.0.0")
EXAMPLES = Path(str(packaged_catalog().root)) / "session" / "1.0.0" / "examples"
REALISTIC: dict[str, Any] = json.loads((EXAMPLES / "realistic.json").read_bytes())
DOCUMENTED: dict[str, Any] = json.loads((EXAMPLES / "documented.json").read_bytes())
NAMES = [
    *(
        "internal",
        "botId",
        "version",
        "nlp",
        "intent",
        "intents",
        "entities",
        "sentiment",
        "score",
        "name",
        "id",
        "type",
    ),
    *("user", "firstName", "currentDialogstate", "previousDialogstate", "messageType", "currentDialogState", "other"),
]
# Keywords that describe and never fail.
ANNOTATIONS = {"$schema", "$id", "$defs", "$ref", "title", "description", "properties", "items", "x-since", "x-source"}

values: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([None, True, 0, 1, 0.5, 1.5, -1, "", "DRAFT", "text", "positive"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=6,
)


def vanilla(kind: Kind, view: Callable[[Schema], Schema]) -> Any:
    """Return python-jsonschema as anybody would use it, over one view of the schemas."""
    resources = [(name, DRAFT202012.create_resource(view(schema))) for name, schema in SCHEMAS.items()]
    reference = {"$ref": f"urn:chatlayer-session:session:1.0.0:{kind.value}"}
    return Draft202012Validator(reference, registry=EMPTY_REGISTRY.with_resources(resources))


OPEN = {kind: vanilla(kind, lambda schema: schema) for kind in TOLD_KINDS}
CLOSED = {kind: vanilla(kind, closed) for kind in TOLD_KINDS}
ENGINES = {kind: ReferenceEngine(packaged_catalog(), "1.0.0", kind) for kind in TOLD_KINDS}


@st.composite
def payloads(draw: st.DrawFn) -> Any:
    """Draw an example payload in which some places were changed, or left out, or got a further member."""
    payload: Any = deepcopy(draw(st.sampled_from([REALISTIC, DOCUMENTED, {"internal": DOCUMENTED}, {}])))
    for _ in range(draw(st.integers(0, 3))):
        parent = draw(st.sampled_from(list(containers(payload))))
        if is_array(parent):
            parent[draw(st.integers(0, len(parent) - 1))] = draw(values)
        elif parent and draw(st.booleans()):
            del parent[draw(st.sampled_from(sorted(parent)))]
        else:
            parent[draw(st.sampled_from(sorted({*parent, *NAMES})))] = draw(values)
    return payload


def is_array(value: object) -> bool:
    """Say whether a value is an array."""
    return isinstance(value, list)


def containers(value: Any) -> Iterator[Any]:
    """Yield the objects in a value, and the arrays that are not empty."""
    if isinstance(value, dict) or (isinstance(value, list) and value):
        members = cast("dict[str, Any] | list[Any]", value)
        yield members
        for child in members.values() if isinstance(members, dict) else members:
            yield from containers(child)


@pytest.mark.parametrize("kind", TOLD_KINDS)
@given(payload=payloads() | values)
def test_the_engine_agrees_with_python_jsonschema(kind: Kind, payload: Any) -> None:
    """Nothing but notes exactly where the closed view is kept to, and no error exactly where the open view is."""
    severities = {observation.rule.severity for observation in ENGINES[kind].check(payload)}
    assert (severities <= {Severity.NOTE}) is CLOSED[kind].is_valid(payload)
    assert (Severity.ERROR not in severities) is OPEN[kind].is_valid(payload)


@pytest.mark.parametrize("kind", TOLD_KINDS)
@given(payload=payloads() | values)
def test_the_validator_says_what_python_jsonschema_says(kind: Kind, payload: Any) -> None:
    """The verdict is the answer of the two views, whichever engine the validator uses."""
    report = Validator(kind=kind).validate(payload)
    expected = "valid" if CLOSED[kind].is_valid(payload) else "unstable" if OPEN[kind].is_valid(payload) else "invalid"
    assert report.verdict.value == expected


@pytest.mark.parametrize("identifier", sorted(SCHEMAS))
def test_every_keyword_of_the_schemas_has_a_rule(identifier: str) -> None:
    """A keyword that can fail and has no rule would break the engine at the first payload that does not meet it."""
    for path, schema in subschemas(closed(SCHEMAS[identifier])):
        assertions = {
            keyword for keyword, value in schema.items() if (keyword, value) != ("additionalProperties", True)
        }
        assert assertions - ANNOTATIONS - KEYWORD_RULES.keys() == set(), path


def test_observations_point_at_their_keyword_in_the_schema_files() -> None:
    """Each schema pointer leads to the keyword that is not met, or to the object that the closed view closes."""
    payload = deepcopy(REALISTIC)
    payload["nlp"]["intents"] = [{"name": 1, "score": 2}]
    payload["currentDialogstate"] = {}
    found = ENGINES[Kind.SESSION].check({"internal": payload})
    assert len(found) > 8
    for observation in found:
        identifier, _, pointer = (observation.schema_pointer or "").partition("#")
        node: Any = SCHEMAS[identifier]
        for token in pointer.split("/")[1:]:
            node = node[token]
        keyword = pointer.rpartition("/")[2]
        if observation.rule is Rule.UNSTABLE_FIELD:
            assert "properties" in node
        else:
            assert KEYWORD_RULES[keyword] is observation.rule


NEWEST = packaged_catalog().versions()[-1]
ADDED = "1.99.0"


def add_fields(properties: dict[str, Any]) -> None:
    """Declare a field that the newest version has not, and other known values of one that it has."""
    properties["lastIntent"] = {
        "description": "The intent before.",
        "x-stability": "unstable",
        "x-since": ADDED,
        "x-source": "a page",
    }
    properties["channel"]["x-extensible-enum"] = ["web", "facebook"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of the schemas with a further version, added as files only."""
    return with_version(tmp_path, add_fields)


def with_version(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Return a copy of the schemas with a version that differs from the newest in the fields of `internal`."""
    folder = tmp_path / "schemas"
    shutil.copytree(Path(str(packaged_catalog().root)), folder)
    added = folder / "session" / ADDED
    shutil.copytree(folder / "session" / NEWEST, added)
    for file in added.glob("*.json"):
        file.write_text(file.read_text().replace(f":session:{NEWEST}:", f":session:{ADDED}:"))
    internal = added / "internal.json"
    schema = json.loads(internal.read_bytes())
    change(schema["properties"])
    internal.write_text(json.dumps(schema))
    index = json.loads((folder / "catalog.json").read_bytes())
    entries = index["families"]["session"]
    entries[ADDED] = {name: change_hash(entry, added / f"{name}.json") for name, entry in entries[NEWEST].items()}
    (folder / "catalog.json").write_text(json.dumps(index))
    return folder


def test_words_do_without_what_a_schema_leaves_out(tmp_path: Path) -> None:
    """Of several types each is named; a bound that nothing is said of is named by its keyword."""

    def change(properties: dict[str, Any]) -> None:
        properties["locale"] = {"type": ["string", "null", "boolean"]}
        properties["channel"] = {"type": "number", "maximum": 2, "minimum": 1}
        properties["lastIntent"] = {"x-stability": "unstable"}

    validator = Validator(catalog=Catalog(with_version(tmp_path, change)))
    payload = {**DOCUMENTED, "locale": 1, "channel": 3, "lastIntent": 1}
    assert sorted((each.pointer, each.message, each.hint) for each in validator.validate(payload).findings) == [
        ("/channel", "this number is above the maximum of 2", "send a number within the maximum"),
        ("/lastIntent", "known, but not promised; it may change or go any day", ACCEPT_HINT),
        ("/locale", "expected a string or null or a boolean, found a number", "put it in double quotes"),
    ]
    (finding,) = validator.validate({**DOCUMENTED, "locale": {}, "channel": 1}).findings
    assert finding.hint == "write a string or null or a boolean"


def locale_is(allowed: str) -> Callable[[dict[str, Any]], None]:
    """Return the change that allows one value only for a field."""

    def change(properties: dict[str, Any]) -> None:
        properties["locale"] = {"description": "Where.", "const": allowed}

    return change


def change_hash(entry: Any, file: Path) -> dict[str, Any]:
    """Return an entry of the catalog for another file."""
    return {**entry, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}


def test_a_version_that_is_added_as_files_works(root: Path) -> None:
    """It is found by its number and as the newest one; the one before is still there."""
    catalog = Catalog(root)
    assert Validator(catalog=catalog).schema_version == ADDED
    assert Validator(catalog=catalog, schema_version="1.0").schema_version == "1.0.0"
    assert Validator(catalog=catalog, schema_version="latest").schema_version == ADDED
    with pytest.raises(UnknownVersion):
        Validator(catalog=catalog, schema_version="1.98")
    assert Validator(catalog=catalog).validate({"internal": DOCUMENTED}).findings == ()


@pytest.mark.parametrize(
    ("fields", "keyword", "pointer"),
    [
        ({"locale": {"const": "nl-be"}}, "const", "/properties/locale/const"),
        ({"locale": {"enum": ["nl-be", 1]}}, "enum", "/properties/locale/enum"),
        ({"locale": {"type": ["string", "null"]}}, "type", "/properties/locale/type"),
        ({"user": {"type": "object", "properties": {"a": {"$ref": "#"}}}}, "$ref", ""),
        (
            {"user": {"type": "object", "additionalProperties": False}},
            "additionalProperties",
            "/properties/user/additionalProperties",
        ),
    ],
)
def test_what_cannot_be_compiled_is_left_to_the_reference_engine(
    tmp_path: Path, fields: dict[str, Any], keyword: str, pointer: str
) -> None:
    """Schemas that use more than ours do, or lead back to themselves, are held to as well, and by one engine only."""
    catalog = Catalog(with_version(tmp_path, lambda properties: properties.update(fields)))
    with pytest.raises(NotCompilable) as refused:
        CompiledEngine(catalog, ADDED, Kind.INTERNAL)
    place = f"urn:chatlayer-session:session:{ADDED}:internal#{pointer}"
    assert (refused.value.keyword, refused.value.schema_pointer) == (keyword, place)
    assert refused.value.args == (keyword, place)
    assert str(refused.value) == f"the keyword {keyword} at {place} cannot be compiled"
    engine = engine_for(catalog, ADDED, Kind.INTERNAL)
    assert isinstance(engine, ReferenceEngine)
    observations = engine.check({**DOCUMENTED, "locale": "nl-be", "user": {}})
    assert [each for each in observations if each.path == ("locale",)] == []
    assert engine.check({**DOCUMENTED, "locale": "nl-be", "user": {}, "version": 1}) != observations


@pytest.mark.parametrize(
    "schema", [{"type": "object"}, {"properties": {"a": {}}}, {"required": ["a"]}, {"additionalProperties": True}, {}]
)
def test_the_engines_agree_on_which_objects_are_closed(tmp_path: Path, schema: dict[str, Any]) -> None:
    """Those that a schema says anything of, unless it lets other members in."""
    catalog = Catalog(with_version(tmp_path, lambda properties: properties.update(user=schema)))
    instance = {**DOCUMENTED, "user": {"a": 1, "b": {"c": 1}}}
    quick = CompiledEngine(catalog, ADDED, Kind.INTERNAL).check(instance)
    assert quick == ReferenceEngine(catalog, ADDED, Kind.INTERNAL).check(instance)
    closed_names = {"properties": ["b"], "required": ["a", "b"], "type": ["a", "b"]}.get(next(iter(schema), ""), [])
    assert [each.path for each in quick if each.path[0] == "user"] == [("user", name) for name in closed_names]


def test_of_a_description_the_first_sentence_is_the_hint(tmp_path: Path) -> None:
    """Without its full stop, in the middle of a sentence."""

    def change(properties: dict[str, Any]) -> None:
        properties["locale"]["description"] = "Where the user lives. More of it. And more."
        properties["channel"]["description"] = "Shop X."

    validator = Validator(catalog=Catalog(with_version(tmp_path, change)))
    payload = {name: value for name, value in DOCUMENTED.items() if name not in {"locale", "channel"}}
    assert {each.pointer: each.hint for each in validator.validate(payload).findings} == {
        "/channel": "add `channel`: shop X",
        "/locale": "add `locale`: where the user lives",
    }


def test_a_single_value_that_is_allowed_is_named(tmp_path: Path) -> None:
    """As the values of a set are; of what stands there instead, the type."""
    validator = Validator(catalog=Catalog(with_version(tmp_path, locale_is("nl-be"))))
    for _ in range(3):
        assert validator.validate(json.dumps({**DOCUMENTED, "locale": "nl-be"}).encode()).findings == ()
    (finding,) = validator.validate({**DOCUMENTED, "locale": "en"}).findings
    assert (finding.rule, finding.pointer) == (Rule.VALUE_NOT_ALLOWED, "/locale")
    assert finding.message == "expected `nl-be`, found a string with another value"
    assert finding.hint == "write one of these, exactly; the set is closed"


@pytest.mark.parametrize("value", ["x", 1, None, {"a": {"b": 1}}, [1]])
def test_a_declared_unstable_field_is_told_with_its_source(root: Path, value: object) -> None:
    """Whatever its type, it is one finding that says where the field is known from."""
    (finding,) = Validator(catalog=Catalog(root)).validate({**DOCUMENTED, "lastIntent": value}).findings
    assert (finding.rule, finding.pointer) == (Rule.UNSTABLE_FIELD, "/lastIntent")
    assert finding.message == "known from a page, but not promised; it may change or go any day"
    assert (
        finding.schema_pointer == f"urn:chatlayer-session:session:{ADDED}:internal#/properties/lastIntent/x-stability"
    )


def test_the_words_on_a_payload_are_not_those_on_one_before() -> None:
    """However alike the two are: what is said again is said of the same mistake only."""
    values: dict[str, list[Any]] = {
        "locale": ["en-us", 1, None, [], "nl"],
        "extra": [1, "a", None, {}, []],
        "Locale": [1],
        "localee": [1],
        "firstName": [1],
        "user": [{}, {"firstNmae": 1}, {"firstNmae": "a"}, {"Firstname": []}, 5],
        "nlp": [{"intent": each} for each in ({}, {"name": "a"}, {"x": 1}, {"Name": "a"}, {"Name": 1}, 1)],
    }
    changes = [{name: value} for name, others in values.items() for value in others]
    payloads: list[dict[str, Any]] = [{**DOCUMENTED, **change} for change in changes]
    payloads += [{name: value for name, value in each.items() if name != "locale"} for each in payloads]
    engine = ENGINES[Kind.INTERNAL]
    alone: list[Any] = []
    for payload in payloads:
        breaches._told.clear()
        alone.append(engine.check(payload))
    assert [engine.check(payload) for payload in payloads * 2] == alone * 2


def test_two_catalogs_that_give_a_version_the_same_number_are_told_apart(tmp_path: Path) -> None:
    """What was said of a payload held to one of them is not said of one held to the other."""
    for allowed in ("nl-be", "fr-be"):
        root = with_version(tmp_path / allowed, locale_is(allowed))
        (finding,) = Validator(catalog=Catalog(root)).validate({**DOCUMENTED, "locale": "en"}).findings
        assert finding.message == f"expected `{allowed}`, found a string with another value"


def test_a_declared_unstable_field_can_be_accepted(root: Path) -> None:
    """As one that is not declared can be."""
    validator = Validator(catalog=Catalog(root), accept_unstable=["/lastIntent"])
    assert validator.validate({**DOCUMENTED, "lastIntent": 1}).findings == ()


def test_an_open_set_anywhere_gives_a_note(root: Path) -> None:
    """A value outside it is told with the known ones, and one of them is not."""
    validator = Validator(catalog=Catalog(root))
    (finding,) = validator.validate({**DOCUMENTED, "channel": "pigeon"}).findings
    assert (finding.rule, finding.pointer, finding.severity) == (Rule.UNKNOWN_VALUE, "/channel", Severity.NOTE)
    assert finding.message == "not one of the known values `web` and `facebook`"


@pytest.mark.parametrize("damage", ["missing", "not json", "other identifier", "no catalog", "no families", "dangling"])
def test_a_damaged_catalog_is_told(root: Path, damage: str) -> None:
    """Files that are missing or say something else raise an error with the cure, before any payload is read."""
    internal = root / "session" / ADDED / "internal.json"
    if damage == "missing":
        internal.unlink()
    elif damage == "not json":
        internal.write_text("{")
    elif damage == "other identifier":
        internal.write_text(internal.read_text().replace(f":{ADDED}:internal", ":1.99.1:internal", 1))
    elif damage == "no catalog":
        (root / "catalog.json").unlink()
    elif damage == "no families":
        (root / "catalog.json").write_text("{}")
    else:
        internal.write_text(internal.read_text().replace("#/$defs/sentiment", "#/$defs/absent"))
    with pytest.raises(DamagedCatalog, match=r"; install chatlayer-session anew$"):
        Validator(catalog=Catalog(root))
