"""The screen: what it learns, what it cannot, and that it never answers for more than it knows."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from chatlayer_session import Kind, Origin, Validator, Verdict
from chatlayer_session.checks.engines import engine_for
from chatlayer_session.checks.engines.compiled import CompiledEngine
from chatlayer_session.fastpath.fast_path import MAX_LEARNED_BYTES
from chatlayer_session.fastpath.learned_decoder import LARGE, MAX_ATTEMPTS, learned_decoders
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.spec.catalog import Catalog, packaged_catalog

from .conftest import encoded

if TYPE_CHECKING:
    from pathlib import Path


def deep(levels: int) -> list[Any]:
    """Return an array of arrays of so many levels."""
    value: list[Any] = []
    for _ in range(levels - 1):
        value = [value]
    return value


@pytest.mark.parametrize("trap", [{'say "hi"': 1}, deep(40), {f"n{number}": 0 for number in range(5000)}, {"\x01": 1}])
def test_of_a_lesson_that_breaks_off_nothing_stays(documented: dict[str, Any], trap: object) -> None:
    """A field that came with something that cannot be learned is told as before in every later payload."""
    validator, exact = Validator(), Validator(use_fast_path=False)
    payloads = [
        {**documented, "meta": trap, "isPaused": True},
        {**documented, "lastIntent": "a"},
        {**documented, "isPaused": None},
        {**documented, "meta": {}},
        {**documented, "meta": None, "isPaused": False},
        documented,
    ]
    for payload in payloads * 2:
        assert validator.validate(encoded(payload)) == exact.validate(encoded(payload))


def test_the_screen_is_made_for_the_second_payload_and_not_for_one(documented: dict[str, Any]) -> None:
    """A run over one payload does without it, however that is handed over; a parsed one never needs it."""
    payload = encoded(documented)
    for check in (lambda v: v.validate(payload), lambda v: list(v.validate_each(payload))):
        validator = Validator()
        for made in (False, True, True):
            check(validator)
            assert ("fast_path" in vars(validator)) is made
    validator = Validator()
    for _ in range(3):
        validator.validate(documented)
    assert "fast_path" not in vars(validator)


@pytest.mark.parametrize("kind", ["auto", "internal"])
def test_the_short_way_comes_to_the_same_reports(documented: dict[str, Any], kind: str) -> None:
    """Of one payload or a line, with a name and a place or without, whatever was met before."""
    validator, exact = Validator(kind=kind), Validator(kind=kind, use_fast_path=False)
    data = encoded(documented)
    origin = Origin("a.jsonl", 3, 7)
    for _ in range(3):
        assert validator.validate(data) == exact.validate(data)
        assert validator.validate(data, source="a.json") == exact.validate(data, source="a.json")
        assert list(validator.validate_each(data, origin)) == list(exact.validate_each(data, origin))
    assert validator.validate(data) is validator.validate(data)
    assert (validator.validate(data).kind, validator.validate(data, source="b").source) == (Kind.INTERNAL, "b")
    assert next(validator.validate_each(data, origin)).source == "a.jsonl"
    assert validator.fast_path is not None
    assert validator.fast_path.match(data) is Kind.INTERNAL


@pytest.mark.parametrize(
    "arguments",
    [{"use_fast_path": False}, {"at": "/a"}, {"show_values": True}, {"last_activity": datetime.now(timezone.utc)}],
)
def test_what_the_screen_knows_nothing_of_takes_the_long_way(arguments: dict[str, Any]) -> None:
    """Payloads inside documents, values to be shown, and time."""
    assert Validator(**arguments).fast_path is None
    assert Validator().fast_path is not None


@pytest.mark.parametrize("version", packaged_catalog().versions())
def test_our_schemas_are_compiled_and_screened(version: str) -> None:
    """All kinds of every version by the quick engine, those that are told from payloads by a screen as well."""
    for kind in packaged_catalog().kinds(version):
        assert isinstance(engine_for(packaged_catalog(), version, kind), CompiledEngine)
    assert set(learned_decoders(packaged_catalog(), version)) == set(DETECTABLE_KINDS)


def test_the_screen_learns_from_a_payload_and_vouches_for_the_next(documented: dict[str, Any]) -> None:
    """Unknown fields, variables and the items of entities are taken once they were seen; other ones are not."""
    screen = learned_decoders(packaged_catalog(), "1.0.0")[Kind.INTERNAL]
    first = {**documented, "input": {"a": [1, {"b": None}]}}
    assert screen.decoder.decode(encoded(first)) is None
    screen.learn(encoded(first), first)
    assert screen.decoder.decode(encoded(first)) is not None
    assert screen.decoder.decode(encoded({**documented, "input": {"a": [2.5, {"b": None}, 3]}})) is not None
    assert screen.decoder.decode(encoded({**documented, "input": {"a": ["x"]}})) is None
    assert screen.decoder.decode(encoded({**documented, "botId": 1})) is None


def test_the_screen_learns_a_limited_number_of_times(documented: dict[str, Any]) -> None:
    """When there is no room for another lesson, a new shape goes the exact way, and the answer is the same."""
    validator = Validator()
    for number in range(MAX_ATTEMPTS + 5):
        validator.validate(encoded({**documented, f"field{number}": number}))
    assert validator.fast_path is not None
    shape = validator.fast_path.decoders[Kind.INTERNAL].decoder
    assert len(shape.unstable) <= MAX_ATTEMPTS
    report = validator.validate(encoded({**documented, f"field{MAX_ATTEMPTS + 4}": 1, "field3": 1}))
    assert report.verdict is Verdict.UNSTABLE
    assert len(report.findings) == 2


def test_members_are_learned_in_the_order_in_which_they_stand(documented: dict[str, Any]) -> None:
    """Of declared and unknown objects, whichever members the first payload had: what is written again is the text."""
    screen = learned_decoders(packaged_catalog(), packaged_catalog().versions()[-1])[Kind.INTERNAL]
    full = {
        **documented,
        "user": {"firstName": "Guest", "lastName": "Visitor", "fullName": "Guest Visitor"},
        "channelDetails": {"channelId": "1", "medium": "chat", "visits": 3},
    }
    first = {**full, "user": {"lastName": "Visitor"}, "channelDetails": {"channelId": "1", "visits": 3}}
    for payload in (first, full):
        screen.learn(json.dumps(payload).encode(), payload)
    for payload in (first, full):
        text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
        (decoded,) = screen.decoder.decode_block(text) or [None]
        assert msgspec.json.encode(decoded) + b"\n" == text


def test_names_that_are_data_are_not_learned_one_by_one(documented: dict[str, Any]) -> None:
    """A session of many variables, or a variable of many names, is checked the exact way or as a mapping."""
    validator = Validator()
    many = {"internal": documented, **{f"variable{number}": 1 for number in range(3000)}}
    mapping = {"internal": documented, "byUser": {f"user{number}": {"visits": number} for number in range(3000)}}
    for payload in (many, mapping, many, mapping):
        assert validator.validate(encoded(payload)).verdict is Verdict.VALID
    assert len(encoded(mapping)) < MAX_LEARNED_BYTES


def edited(tmp_path: Path, change: dict[str, Any], definitions: dict[str, Any]) -> Catalog:
    """Return a catalog like the packaged one, in which ``internal`` has further properties and definitions."""
    source = packaged_catalog().root
    for path in source.glob("**/*.json"):
        if "examples" not in path.parts and "conformance" not in path.parts:
            target = tmp_path / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    place = tmp_path / "session" / "1.0.0" / "internal.json"
    schema = json.loads(place.read_bytes())
    schema["properties"].update(change)
    schema["$defs"].update(definitions)
    place.write_text(json.dumps(schema))
    return Catalog(tmp_path)


@pytest.mark.parametrize(
    ("change", "definitions", "payloads"),
    [
        ({"paused": {"x-stability": "unstable"}}, {}, [{"paused": None}, {"paused": 1}, {"paused": None}, {}]),
        (
            {"list": {"type": "array", "items": {"type": "object", "properties": {"p": {"x-stability": "unstable"}}}}},
            {},
            [{"list": [{}]}, {"list": [{"p": None}]}, {"list": [{"p": 1}]}],
        ),
        (
            {"rank": {"$ref": "#/$defs/rank"}},
            {"rank": {"$ref": "#/$defs/score", "minimum": 0.5}},
            [{"rank": 0.7}, {"rank": 0.2}, {"rank": 0.2}],
        ),
        (
            {"mood": {"$ref": "#/$defs/word", "x-extensible-enum": ["good"]}},
            {"word": {"type": "string"}},
            [{"mood": "good"}, {"mood": "odd"}, {"mood": "odd"}],
        ),
        ({"note": {"type": ["string", "null"]}}, {}, [{"note": "a"}, {"note": None}, {"note": 1}]),
    ],
    ids=["unstable", "unstable-in-items", "beside-in-target", "beside", "types"],
)  # fmt: skip
def test_other_schemas_are_answered_as_by_the_reference_engine(
    tmp_path: Path, documented: dict[str, Any], change: dict[str, Any], definitions: dict[str, Any], payloads: list[Any]
) -> None:
    """What the quick ways do not understand of a schema is left to python-jsonschema, and never passed over."""
    catalog = edited(tmp_path, change, definitions)
    validator, exact = Validator(catalog=catalog), Validator(catalog=catalog, use_fast_path=False)
    for payload in payloads * 2:
        text = encoded({**documented, **payload})
        assert validator.validate(text) == exact.validate(text)
    assert exact.validate(encoded({**documented, **payloads[-1]})).findings or payloads[-1] == {}


def test_a_large_payload_is_learned_from_when_it_is_not_the_first(documented: dict[str, Any]) -> None:
    """The first large payload teaches nothing; the second does, and uses up lessons by its size."""
    validator = Validator()
    payload = encoded({"internal": documented, "notes": ["x" * 1000] * 2100})
    assert len(payload) > 2 * LARGE >= MAX_LEARNED_BYTES
    assert validator.fast_path is not None
    screen = validator.fast_path.decoders[Kind.SESSION]
    assert validator.validate(payload).verdict is Verdict.VALID
    assert not screen.decoder.accepts(payload)
    assert validator.validate(payload).verdict is Verdict.VALID
    assert screen.decoder.accepts(payload)
    assert screen._attempts_left == MAX_ATTEMPTS - 3


def test_what_may_be_meant_for_an_optional_field_is_not_learned(documented: dict[str, Any]) -> None:
    """The hint on such a name depends on whether the field is there, so each payload is looked at."""
    validator, exact = Validator(), Validator(use_fast_path=False)
    lacking = {name: value for name, value in documented.items() if name != "messageType"}
    payloads = [{**lacking, "messagetype": 1}, {**lacking, "messageType": "text", "messagetype": 1}]
    for payload in payloads * 2:
        report = validator.validate(encoded(payload))
        assert report == exact.validate(encoded(payload))
        assert (report.findings[-1].hint == "did you mean `messageType`?") is ("messageType" not in payload)
        assert validator.fast_path is not None
        assert validator.fast_path.decoders[Kind.INTERNAL].decoder.decode(encoded(payload)) is None
