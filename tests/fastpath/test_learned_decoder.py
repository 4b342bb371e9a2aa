"""The fast path: what it learns, what it cannot learn, and that its reports equal those of the engine."""

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


def nested(levels: int) -> list[Any]:
    """Return arrays in each other, ``levels`` deep."""
    value: list[Any] = []
    for _ in range(levels - 1):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value", [{'say "hi"': 1}, nested(40), {f"n{number}": 0 for number in range(5000)}, {"\x01": 1}]
)
def test_failed_inference_leaves_no_trace(documented: dict[str, Any], value: object) -> None:
    """A field beside a value that cannot be learned is reported in every later payload."""
    validator, exact = Validator(), Validator(use_fast_path=False)
    payloads = [
        {**documented, "meta": value, "isPaused": True},
        {**documented, "lastIntent": "a"},
        {**documented, "isPaused": None},
        {**documented, "meta": {}},
        {**documented, "meta": None, "isPaused": False},
        documented,
    ]
    for payload in payloads * 2:
        assert validator.validate(encoded(payload)) == exact.validate(encoded(payload))


def test_second_payload_creates_fast_path(documented: dict[str, Any]) -> None:
    """A run over one payload, and parsed payloads, do without it."""
    payload = encoded(documented)
    for check in (lambda v: v.validate(payload), lambda v: list(v.validate_each(payload))):
        validator = Validator()
        for exists in (False, True, True):
            check(validator)
            assert ("fast_path" in vars(validator)) is exists
    validator = Validator()
    for _ in range(3):
        validator.validate(documented)
    assert "fast_path" not in vars(validator)


@pytest.mark.parametrize("kind", ["auto", "internal"])
def test_fast_path_gives_equal_reports(documented: dict[str, Any], kind: str) -> None:
    """The reports are equal with and without a source and a record, and after any other payloads."""
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
def test_some_options_disable_fast_path(arguments: dict[str, Any]) -> None:
    """Payloads inside documents, shown values and expiry need the engine."""
    assert Validator(**arguments).fast_path is None
    assert Validator().fast_path is not None


@pytest.mark.parametrize("version", packaged_catalog().versions())
def test_released_schemas_have_fast_engines(version: str) -> None:
    """All kinds of every version can be compiled, and every detectable kind has a decoder."""
    for kind in packaged_catalog().kinds(version):
        assert isinstance(engine_for(packaged_catalog(), version, kind), CompiledEngine)
    assert set(learned_decoders(packaged_catalog(), version)) == set(DETECTABLE_KINDS)


def test_learned_fields_are_accepted(documented: dict[str, Any]) -> None:
    """Undeclared fields are accepted once they were learned; fields of other types are not."""
    learned = learned_decoders(packaged_catalog(), "1.0.0")[Kind.INTERNAL]
    first = {**documented, "input": {"a": [1, {"b": None}]}}
    assert learned.decoder.decode(encoded(first)) is None
    learned.learn(encoded(first), first)
    assert learned.decoder.decode(encoded(first)) is not None
    assert learned.decoder.decode(encoded({**documented, "input": {"a": [2.5, {"b": None}, 3]}})) is not None
    assert learned.decoder.decode(encoded({**documented, "input": {"a": ["x"]}})) is None
    assert learned.decoder.decode(encoded({**documented, "botId": 1})) is None


def test_number_of_attempts_is_limited(documented: dict[str, Any]) -> None:
    """After the last attempt, the engine checks payloads with new fields, and the report is the same."""
    validator = Validator()
    for number in range(MAX_ATTEMPTS + 5):
        validator.validate(encoded({**documented, f"field{number}": number}))
    assert validator.fast_path is not None
    assert len(validator.fast_path.decoders[Kind.INTERNAL].decoder.unstable) <= MAX_ATTEMPTS
    report = validator.validate(encoded({**documented, f"field{MAX_ATTEMPTS + 4}": 1, "field3": 1}))
    assert report.verdict is Verdict.UNSTABLE
    assert len(report.findings) == 2


def test_order_of_members_is_learned(documented: dict[str, Any]) -> None:
    """A decoded payload encodes to the same text, whichever members earlier payloads had."""
    learned = learned_decoders(packaged_catalog(), packaged_catalog().versions()[-1])[Kind.INTERNAL]
    full = {
        **documented,
        "user": {"firstName": "Guest", "lastName": "Visitor", "fullName": "Guest Visitor"},
        "channelDetails": {"channelId": "1", "medium": "chat", "visits": 3},
    }
    first = {**full, "user": {"lastName": "Visitor"}, "channelDetails": {"channelId": "1", "visits": 3}}
    for payload in (first, full):
        learned.learn(json.dumps(payload).encode(), payload)
    for payload in (first, full):
        text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
        (decoded,) = learned.decoder.decode_block(text) or [None]
        assert msgspec.json.encode(decoded) + b"\n" == text


def test_names_that_are_data_are_not_learned(documented: dict[str, Any]) -> None:
    """A session with many variables goes to the engine, and an object with many members becomes a mapping."""
    validator = Validator()
    many = {"internal": documented, **{f"variable{number}": 1 for number in range(3000)}}
    mapping = {"internal": documented, "byUser": {f"user{number}": {"visits": number} for number in range(3000)}}
    for payload in (many, mapping, many, mapping):
        assert validator.validate(encoded(payload)).verdict is Verdict.VALID
    assert len(encoded(mapping)) < MAX_LEARNED_BYTES


def changed_catalog(tmp_path: Path, properties: dict[str, Any], definitions: dict[str, Any]) -> Catalog:
    """Return a copy of the packaged catalog with more properties and definitions in ``internal``."""
    source = packaged_catalog().root
    for path in source.glob("**/*.json"):
        if "examples" not in path.parts and "conformance" not in path.parts:
            target = tmp_path / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    place = tmp_path / "session" / "1.0.0" / "internal.json"
    schema = json.loads(place.read_bytes())
    schema["properties"].update(properties)
    schema["$defs"].update(definitions)
    place.write_text(json.dumps(schema))
    return Catalog(tmp_path)


@pytest.mark.parametrize(
    ("properties", "definitions", "payloads"),
    [
        ({"paused": {"x-stability": "unstable"}}, {}, [{"paused": None}, {"paused": 1}, {"paused": None}, {}]),
        (
            {"list": {"type": "array", "items": {"type": "object", "properties": {"p": {"x-stability": "unstable"}}}}},
            {},
            [{"list": [{}]}, {"list": [{"p": None}]}, {"list": [{"p": 1}]}],
        ),
        (
            {"paused": {"x-stability": "unstable", "enum": ["a"]}},
            {},
            [{"paused": "a"}, {"paused": "a"}, {"paused": "b"}, {"paused": "b"}],
        ),
        (
            {"paused": {"$ref": "#/$defs/paused"}},
            {"paused": {"x-stability": "unstable"}},
            [{"pausde": 1}, {"pausde": 1, "paused": 1}, {"paused": 1}],
        ),
        ({"deep": {"type": "boolean", "enum": [True]}}, {}, [{"deep": True}, {"deep": False}, {"deep": False}]),
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
        ({"box": {"type": "object", "additionalProperties": False}}, {}, [{"box": {}}, {"box": {"a": 1}}]),
    ],
    ids=[
        *("unstable", "unstable-in-items", "unstable-with-enum", "unstable-in-target", "boolean-enum"),
        *("beside-in-target", "beside", "types", "closed"),
    ],
)  # fmt: skip
def test_other_schemas_give_equal_reports(
    tmp_path: Path,
    documented: dict[str, Any],
    properties: dict[str, Any],
    definitions: dict[str, Any],
    payloads: list[Any],
) -> None:
    """Keywords that a decoder cannot express are checked by an engine, and never skipped."""
    catalog = changed_catalog(tmp_path, properties, definitions)
    validator, exact = Validator(catalog=catalog), Validator(catalog=catalog, use_fast_path=False)
    for payload in payloads * 2:
        text = encoded({**documented, **payload})
        assert validator.validate(text) == exact.validate(text)
    assert exact.validate(encoded({**documented, **payloads[-1]})).findings or payloads[-1] == {}


def test_second_large_payload_is_learned(documented: dict[str, Any]) -> None:
    """The first large payload is not learned; the second is, and costs attempts by its size."""
    validator = Validator()
    payload = encoded({"internal": documented, "notes": ["x" * 1000] * 2100})
    assert len(payload) > 2 * LARGE >= MAX_LEARNED_BYTES
    assert validator.fast_path is not None
    learned = validator.fast_path.decoders[Kind.SESSION]
    assert validator.validate(payload).verdict is Verdict.VALID
    assert not learned.decoder.accepts(payload)
    assert validator.validate(payload).verdict is Verdict.VALID
    assert learned.decoder.accepts(payload)
    assert learned._attempts_left == MAX_ATTEMPTS - 3


def test_misspelled_optional_field_is_not_learned(documented: dict[str, Any]) -> None:
    """The hint on such a name depends on whether the field exists, so an engine checks each payload."""
    validator, exact = Validator(), Validator(use_fast_path=False)
    lacking = {name: value for name, value in documented.items() if name != "messageType"}
    payloads = [{**lacking, "messagetype": 1}, {**lacking, "messageType": "text", "messagetype": 1}]
    for payload in payloads * 2:
        report = validator.validate(encoded(payload))
        assert report == exact.validate(encoded(payload))
        assert (report.findings[-1].hint == "did you mean `messageType`?") is ("messageType" not in payload)
        assert validator.fast_path is not None
        assert validator.fast_path.decoders[Kind.INTERNAL].decoder.decode(encoded(payload)) is None
