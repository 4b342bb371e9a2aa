"""The fast path: what it learns, what it cannot learn, and that its reports equal those of the engine."""

from __future__ import annotations

import cProfile
import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from chatlayer_session import Kind, Origin, Validator, Verdict
from chatlayer_session.checks.engines import engine_for
from chatlayer_session.checks.engines.compiled import CompiledEngine
from chatlayer_session.fastpath.decoder import PayloadDecoder
from chatlayer_session.fastpath.inference import (
    MAX_CANDIDATES,
    MAX_MEMBERS,
    MAX_PLACES,
    MAX_SAMPLE,
    Budget,
    InferredType,
    is_learnable,
)
from chatlayer_session.fastpath.learned_decoder import (
    DECODING_CREDIT,
    INTERVAL,
    LEARNING_CREDIT,
    MISS,
    LearnedDecoder,
    learned_decoders,
)
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.generate.choices import SeededChoices
from chatlayer_session.generate.corruptions import CorruptionWriter
from chatlayer_session.generate.generator import Generator
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.runs.lines import LinesChecker
from chatlayer_session.spec.catalog import Catalog, packaged_catalog

from .conftest import NEWEST, encoded, new_decoder

if TYPE_CHECKING:
    from collections.abc import Sequence
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
    for payload in payloads * 4:
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
    assert validator.fast_path.match(data) == (Kind.INTERNAL, Verdict.VALID)


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
    learned = new_decoder(Kind.INTERNAL)
    first = {**documented, "input": {"a": [1, {"b": None}]}}
    assert learned.decoder.decode(encoded(first)) is None
    learned.learn(first)
    assert learned.decoder.decode(encoded(first)) is None
    learned.learn(first)
    assert learned.decoder.decode(encoded(first)) is not None
    assert learned.decoder.decode(encoded({**documented, "input": {"a": [2.5, {"b": None}, 3]}})) is not None
    assert learned.decoder.decode(encoded({**documented, "input": {"a": ["x"]}})) is None
    assert learned.decoder.decode(encoded({**documented, "botId": 1})) is None


def shape(number: int) -> dict[str, Any]:
    """Return a value with a shape of its own."""
    return {f"a{number % 7}": {f"b{number}": [{f"c{number // 5}": number}]}, f"d{number % 11}": [number, "x"]}


def test_equal_payloads_give_equal_decoders(documented: dict[str, Any]) -> None:
    """Work is counted, not timed: the same payloads in the same order take the same paths."""
    paths: list[list[tuple[int, int, bool]]] = []
    for _ in range(2):
        learned_decoders.cache_clear()
        validator = Validator()
        assert validator.fast_path is not None
        learned = validator.fast_path.decoders[Kind.INTERNAL]
        path: list[tuple[int, int, bool]] = []
        for number in range(300):
            text = encoded({**documented, "meta": shape(number % 30)})
            path.append((learned._learning.credit, learned._decoding.credit, learned.decoder.decode(text) is None))
            validator.validate(text)
        paths.append(path)
    assert paths[0] == paths[1]
    assert {is_unknown for _, _, is_unknown in paths[0]} == {True, False}


def test_learning_stops_if_shapes_do_not_settle(documented: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """However many different payloads arrive, no more is spent than the credit and a small part of the validation."""
    spent = 0
    spend = Budget.spend

    def count(self: Budget, units: int) -> None:
        nonlocal spent
        spent += units
        spend(self, units)

    monkeypatch.setattr(Budget, "spend", count)
    validator, exact = Validator(), Validator(use_fast_path=False)
    payloads = [encoded({**documented, f"field{number}": shape(number)}) for number in range(400)]
    for payload in payloads * 2:
        assert validator.validate(payload) == exact.validate(payload)
    earned = sum(300 + len(payload) // 8 for payload in payloads) * 2
    # The last lesson may take more than is left.
    assert LEARNING_CREDIT // 2 < spent < 2 * (LEARNING_CREDIT + earned)
    assert validator.fast_path is not None
    learned = validator.fast_path.decoders[Kind.INTERNAL]
    assert not learned.can_afford(0)
    assert len(learned.decoder.unstable) < 400


@pytest.mark.parametrize("kind", DETECTABLE_KINDS)
def test_learning_from_many_shapes_adds_few_calls(kind: Kind) -> None:
    """However many lines of different shapes there are, learning adds no more calls than 75 of them take anyway."""
    generator = Generator(packaged_catalog(), packaged_catalog().resolve("1"), kind)
    writer = CorruptionWriter(generator, SeededChoices(7), unstable=True)
    lines = [writer.valid() for _ in range(900)]

    def calls(count: int, *, learns: bool) -> int:
        learned_decoders.cache_clear()
        profile = cProfile.Profile()
        profile.enable()
        checker = LinesChecker(Validator(use_fast_path=learns), lambda *error: pytest.fail(str(error)))
        checker.check(b"\n".join(lines[:count]), RunCollector(NEWEST, source="x"))
        profile.disable()
        return sum(entry.callcount for entry in profile.getstats())

    # Values that the first run computes, and the others find in caches, are not counted.
    calls(900, learns=True)
    few = calls(75, learns=False)
    for count in (300, 900):
        assert calls(count, learns=False) < calls(count, learns=True) < calls(count, learns=False) + few


def test_decoding_pauses_without_matches_and_resumes(documented: dict[str, Any]) -> None:
    """Without credit, one payload in sixteen is decoded; payloads that match earn the credit back."""
    learned = new_decoder(Kind.INTERNAL)
    learned.count(0, DECODING_CREDIT // MISS + 1)
    assert not learned.affordable
    decoded = 0
    for _ in range(10 * INTERVAL):
        if learned.affordable:
            decoded += 1
            learned.count(0, 1)
        else:
            learned.count_skipped(1, 0)
    assert 5 <= decoded <= 15
    learned.count(1000, 0)
    assert learned.affordable
    learned.count(10**9, 0)
    assert learned.affordable
    assert learned._decoding.credit == DECODING_CREDIT
    assert learned._learning.credit <= LEARNING_CREDIT
    assert documented


def test_rejected_lines_are_not_decoded_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run over invalid lines decodes few of them, in calls and in bulk."""
    calls = 0
    decode, decode_texts = PayloadDecoder.decode, PayloadDecoder.decode_texts

    def count(self: PayloadDecoder, data: bytes) -> Any:
        nonlocal calls
        calls += 1
        return decode(self, data)

    def count_texts(self: PayloadDecoder, texts: Sequence[bytes], indices: Sequence[int]) -> Any:
        nonlocal calls
        calls += len(indices)
        return decode_texts(self, texts, indices)

    monkeypatch.setattr(PayloadDecoder, "decode", count)
    monkeypatch.setattr(PayloadDecoder, "decode_texts", count_texts)
    validator = Validator()
    for _ in range(5_000):
        validator.validate(b"[]")
    assert 100 < calls < 2 * (DECODING_CREDIT // MISS + 5_000 // INTERVAL + 1)
    learned_decoders.cache_clear()
    calls = 0
    checker = LinesChecker(Validator(), lambda *error: pytest.fail(str(error)))
    checker.check((b"[%s]\n" % (b" " * 50)) * 20_000, RunCollector(NEWEST, listing=False, source="x"))
    assert 100 < calls < 2 * (DECODING_CREDIT // MISS + 20_000 // INTERVAL + 1)


def test_validators_share_what_they_learn(documented: dict[str, Any]) -> None:
    """A new validator matches at once what others learned, and knows which of its own accepted fields occurred."""
    payload = encoded({**documented, "lastTopic": 1})
    teacher = Validator()
    for _ in range(4):
        assert teacher.validate(payload).verdict is Verdict.UNSTABLE
    entries = ("/lastTopic", "/other")
    validator = Validator(accept_unstable=entries)
    assert validator.fast_path is not None
    assert validator.fast_path.match(payload) == (Kind.INTERNAL, Verdict.VALID)
    assert [entry.pointer for entry in validator.unmatched] == ["/other"]
    for kind, version in ((Kind.SESSION, NEWEST), (Kind.INTERNAL, "1.0.0")):
        assert learned_decoders(packaged_catalog(), version)[kind].decoder.unstable == {}


@pytest.mark.parametrize("listing", [True, False])
def test_lines_record_accepted_fields_that_others_taught(documented: dict[str, Any], *, listing: bool) -> None:
    """The accepted fields in lines are recorded, even if no line was validated in full."""
    payload = encoded({**documented, "lastTopic": 1})
    teacher = Validator()
    for _ in range(4):
        teacher.validate(payload)
    validator = Validator(accept_unstable=("/lastTopic", "/other"))
    collector = RunCollector(NEWEST, listing=listing, source="x")
    LinesChecker(validator, lambda *error: pytest.fail(str(error))).check((payload + b"\n") * 3, collector)
    assert collector.run().verdicts == {Verdict.VALID: 3}
    assert [entry.pointer for entry in validator.unmatched] == ["/other"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *((name, True) for name in ("lastTopic", "first_name", "x-source", "apps.airtable", "$ref", "p123", "naïf")),
        *((name, False) for name in ("", "32475123456", "p1234", "a@b.example", "Anna Smith", "+32", "a" * 49, "a\n")),
    ],
)
def test_names_that_are_values_are_not_kept(documented: dict[str, Any], name: str, *, expected: bool) -> None:
    """A name is learned if it looks like a name in a program; numbers, addresses and sentences are data."""
    assert is_learnable(name) is expected
    learned = new_decoder(Kind.INTERNAL)
    for _ in range(3):
        learned.learn({**documented, "meta": {"inner": [{name: "secret-value"}]}})
    kept = repr(learned._learned)
    assert (repr(name) in kept) is expected
    assert "secret-value" not in kept
    assert learned.decoder.decode(encoded({**documented, "meta": {"inner": [{name: "other"}]}})) is not None


def test_names_of_one_payload_are_not_kept(documented: dict[str, Any]) -> None:
    """A name that a person chose is mostly in one payload only, of which no more than a hash is remembered."""
    learned = new_decoder(Kind.SESSION)
    for number in range(200):
        learned.learn({"internal": documented, "byName": {f"anna{number}": 1}})
    assert "anna" not in repr((learned._learned, learned._candidates, learned._builder._built))
    assert len(learned._candidates) <= MAX_CANDIDATES


def test_what_is_kept_is_bounded(documented: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Places and names have limits, regardless of the credit."""
    monkeypatch.setattr(Budget, "spend", lambda *_: None)
    learned = new_decoder(Kind.SESSION)
    for number in range(60):
        for _ in range(2):
            learned.learn({"internal": documented, f"v{number}": {f"n{other}": {"x": [other]} for other in range(50)}})
    assert places(learned) <= MAX_PLACES
    assert 0 <= learned._places_left < MAX_MEMBERS * 4
    learned._candidates = set(range(MAX_CANDIDATES - 1))
    learned.learn({"internal": documented, "other": 1})
    assert len(learned._candidates) == MAX_CANDIDATES
    learned.learn({"internal": documented, "another": 1})
    assert len(learned._candidates) == 1


def places(learned: LearnedDecoder) -> int:
    """Return the number of places that a decoder has learned."""
    types: list[InferredType | None] = list(learned._learned.types.values())
    total = 0
    while types:
        if (inferred := types.pop()) is not None:
            total += 1
            types += [*(inferred.members or {}).values(), inferred.values, inferred.items]
    return total


def test_repeated_large_payload_is_learned(documented: dict[str, Any]) -> None:
    """Of equal payloads that each cost more to decode than the credit, the fourth is matched."""
    payload = encoded({"internal": documented, "notes": ["x" * 1000] * 5000})
    assert len(payload) > DECODING_CREDIT
    validator = Validator()
    assert validator.fast_path is not None
    matched: list[bool] = []
    for _ in range(4):
        matched.append(validator.fast_path.match(payload) is not None)
        assert validator.validate_fully(payload)[0].verdict is Verdict.VALID
    assert matched == [False, False, True, True]


def test_large_arrays_are_learned_from_a_sample(documented: dict[str, Any]) -> None:
    """Learning from a payload costs the same for any number of items, and items of other types go to the engine."""
    costs: list[int] = []
    for count in (8 * MAX_SAMPLE, 64 * MAX_SAMPLE):
        learned = new_decoder(Kind.SESSION)
        items: list[Any] = [{"a": 1, "b": [1, "x"]}] * count
        payload: Any = {"internal": documented, "items": items}
        learned.learn(payload)
        before = learned._learning.credit
        learned.learn(payload)
        costs.append(before - learned._learning.credit)
        assert learned.decoder.decode(encoded(payload)) is not None
        items[1] = {"a": "text"}
        assert learned.decoder.decode(encoded(payload)) is None
    assert costs[0] == pytest.approx(costs[1], rel=0.1)


def test_order_of_members_is_learned(documented: dict[str, Any]) -> None:
    """A decoded payload encodes to the same text, whichever members earlier payloads had."""
    learned = new_decoder(Kind.INTERNAL)
    full = {
        **documented,
        "user": {"firstName": "Guest", "lastName": "Visitor", "fullName": "Guest Visitor"},
        "channelDetails": {"channelId": "1", "medium": "chat", "visits": 3},
    }
    first = {**full, "user": {"lastName": "Visitor"}, "channelDetails": {"channelId": "1", "visits": 3}}
    for payload in (full, first, full):
        learned.learn(payload)
    for payload in (first, full):
        text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
        (decoded,) = learned.decoder.decode_block(text) or [None]
        assert msgspec.json.encode(decoded) + b"\n" == text


def test_names_that_are_data_are_not_learned(documented: dict[str, Any]) -> None:
    """A session with many variables goes to the engine, and an object with many members becomes a mapping."""
    validator = Validator()
    many = {"internal": documented, **{f"variable{number}": 1 for number in range(3000)}}
    mapping = {"internal": documented, "byUser": {f"user{number}": {"visits": number} for number in range(3000)}}
    for payload in (many, mapping) * 3:
        assert validator.validate(encoded(payload)).verdict is Verdict.VALID
    assert validator.fast_path is not None
    decoder = validator.fast_path.decoders[Kind.SESSION].decoder
    assert (decoder.decode(encoded(mapping)) is None, decoder.decode(encoded(many))) == (False, None)


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
    for payload in payloads * 4:
        text = encoded({**documented, **payload})
        assert validator.validate(text) == exact.validate(text)
    assert exact.validate(encoded({**documented, **payloads[-1]})).findings or payloads[-1] == {}


def test_misspelled_optional_field_is_not_learned(documented: dict[str, Any]) -> None:
    """The hint on such a name depends on whether the field exists, so an engine checks each payload."""
    validator, exact = Validator(), Validator(use_fast_path=False)
    lacking = {name: value for name, value in documented.items() if name != "messageType"}
    payloads = [{**lacking, "messagetype": 1}, {**lacking, "messageType": "text", "messagetype": 1}]
    for payload in payloads * 4:
        report = validator.validate(encoded(payload))
        assert report == exact.validate(encoded(payload))
        assert (report.findings[-1].hint == "did you mean `messageType`?") is ("messageType" not in payload)
        assert validator.fast_path is not None
        assert validator.fast_path.decoders[Kind.INTERNAL].decoder.decode(encoded(payload)) is None
