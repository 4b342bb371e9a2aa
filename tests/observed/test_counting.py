"""The fields of a corpus: counted rightly whatever the division, in bounded memory, and without what is private."""

from __future__ import annotations

import csv
import gc
import gzip
import io
import json
import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from chatlayer_session import NotJsonValue, UnknownVersion
from chatlayer_session.bulk import tasks as bulk_tasks
from chatlayer_session.catalog import packaged_catalog
from chatlayer_session.cli.gathering import gather
from chatlayer_session.observed import Corpus, ObservedField, Seen, Standing, observed_fields
from chatlayer_session.observed import tally as tallies
from chatlayer_session.observed.batches import Batch
from chatlayer_session.observed.examining import FieldsSettings
from chatlayer_session.reading.sources import find_sources
from chatlayer_session.reporters.observed import json as json_reporter
from chatlayer_session.reporters.observed import render
from chatlayer_session.reporters.observed.shares import percent
from chatlayer_session.reporters.style import Style

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@cache
def schema() -> Any:
    """Return a validator for the JSON report."""
    return Draft202012Validator(packaged_catalog().schema("fields", json_reporter.REPORT_VERSION, "fields"))


def by_pointer(corpus: Corpus) -> dict[str, ObservedField]:
    """Return the fields that were seen by their pointers, each of which stands once."""
    fields = {field.pointer: field for field in corpus.fields}
    assert len(fields) == len(corpus.fields)
    return fields


def describe(error: BaseException) -> str:
    """Return the name of an exception's class."""
    return type(error).__name__


def corpus_of(names: list[str], jobs: int = 1) -> Corpus:
    """Return what is gathered from sources."""
    settings = FieldsSettings({"schema_version": "1"}, describe)
    tally = settings.tally()
    threshold = gc.get_threshold()
    try:
        assert gather(list(find_sources(names)), settings, jobs, tally)
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)
    return tally.corpus()


@pytest.fixture
def log(tmp_path: Path, documented: dict[str, Any]) -> Path:
    """Five payloads on lines, a blank line and a broken one: a session, unknown fields, an array of objects."""
    lines = [
        {**documented, "madeUp": "Guest", "list": [{"a": 1}, {"a": None, "b": True}]},
        {"internal": {**documented, "madeUp": 7}, "order": {"name": "private"}, "cart": 1},
        {**documented, "madeUp": None, "isPaused": True, "list": []},
        {**documented, "madeUp": {"deep": {"deeper": 1.5}}},
        {**documented, "madeUp": "x", "list": [{"a": 2}]},
    ]
    texts = [json.dumps(line) for line in lines]
    path = tmp_path / "log.ndjson"
    path.write_text("\n".join([texts[0], "", *texts[1:3], '{"botId": ', *texts[3:]]) + "\n")
    return path


def test_each_field_is_told_with_payloads_types_and_places(log: Path) -> None:
    """Payloads are counted once, values each; the places are those of the first and the last payload that has it."""
    corpus = corpus_of([str(log)])
    fields = by_pointer(corpus)
    first, last = Seen(str(log), 1), Seen(str(log), 6)

    def told(pointer: str) -> tuple[object, ...]:
        field = fields[pointer]
        return field.standing.value, field.payloads, field.share, dict(field.types), field.first, field.last

    assert told("/botId") == ("stable", 5, 1.0, {"string": 5}, first, last)
    everywhere = {"null": 1, "number": 1, "object": 1, "string": 2}
    assert told("/madeUp") == ("unknown", 5, 1.0, everywhere, first, last)
    assert told("/madeUp/deep/deeper") == ("unknown", 1, 0.2, {"number": 1}, Seen(str(log), 5), Seen(str(log), 5))
    assert told("/list") == ("unknown", 3, 0.6, {"array": 3}, first, last)
    assert told("/list/*") == ("unknown", 2, 0.4, {"object": 3}, first, last)
    assert told("/list/*/a") == ("unknown", 2, 0.4, {"null": 1, "number": 2}, first, last)
    assert told("/list/*/b") == ("unknown", 1, 0.2, {"boolean": 1}, first, first)
    assert told("/isPaused") == ("unstable", 1, 0.2, {"boolean": 1}, Seen(str(log), 3), Seen(str(log), 3))
    assert told("/nlp/entities/*")[0] == "free"
    assert (corpus.payloads, corpus.observed, corpus.sessions, corpus.variables) == (6, 5, 1, 2)
    assert [field.pointer for field in corpus.always] == ["/madeUp"]
    assert [field.pointer for field in corpus.never] == ["/messageContent", "/messageType"]


def test_what_the_schema_calls_stable_depends_on_its_version(realistic: dict[str, Any]) -> None:
    """A field that a later version declares is unknown to an earlier one."""
    for version, standing in (("1.0.0", Standing.UNKNOWN), ("1.1.0", Standing.UNSTABLE)):
        corpus = observed_fields([realistic], schema_version=version)
        assert by_pointer(corpus)["/lastIntent"].standing is standing
        assert corpus.schema_version == version


def test_the_division_and_the_processes_change_nothing(
    log: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In pieces, in small batches, compressed, or by two processes, the corpus is the same."""
    whole = corpus_of([str(log)])
    compressed = tmp_path / "log.jsonl.gz"
    compressed.write_bytes(gzip.compress(log.read_bytes()))
    expected = json.loads(json.dumps(json_reporter.to_dict(whole)).replace("log.ndjson", "log.jsonl.gz"))
    assert json_reporter.to_dict(corpus_of([str(compressed)])) == expected
    monkeypatch.setattr("chatlayer_session.observed.examining.BATCH_BYTES", 1)
    assert corpus_of([str(log)]) == whole
    monkeypatch.setattr(bulk_tasks, "CHUNK_SIZE", 900)
    assert corpus_of([str(log)]) == whole
    monkeypatch.setattr(bulk_tasks, "ALONE", 1)
    assert corpus_of([str(log)], 2) == whole


def naive(value: object, path: str, found: Counter[str], payload: int, seen: set[tuple[str, int]]) -> None:
    """Count values and payloads by pointer, one value after the other."""
    children: list[tuple[str, object]] = []
    if isinstance(value, dict):
        children = [(str(name), child) for name, child in value.items()]
    elif isinstance(value, list):
        children = [("*", child) for child in value]
    for name, child in children:
        below = f"{path}/{name}"
        found[below] += 1
        seen.add((below, payload))
        naive(child, below, found, payload, seen)


names = st.sampled_from(["a", "b", "botId", "user", "nlp", "intents", "firstName"])
values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.text(max_size=1),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(names, values, max_size=5), min_size=1, max_size=6))
def test_counting_many_at_a_time_is_counting_one_by_one(payloads: list[dict[str, Any]]) -> None:
    """Values and payloads of every place are those of a walk over each payload."""
    found: Counter[str] = Counter()
    seen: set[tuple[str, int]] = set()
    for number, payload in enumerate(payloads):
        naive(payload, "", found, number, seen)
    corpus = observed_fields([{"internal": payload} for payload in payloads])
    assert {field.pointer: sum(field.types.values()) for field in corpus.fields} == dict(found)
    assert {field.pointer: field.payloads for field in corpus.fields} == dict(Counter(path for path, _ in seen))


def test_names_that_are_data_are_told_together(documented: dict[str, Any], tmp_path: Path) -> None:
    """Below a place with more than 64 different names there is one entry, and nothing further down, in any division."""
    many = [{**documented, "byId": {f"id{number}": {"a": 1}, f"x{number}": {}}} for number in range(40)]
    corpus = observed_fields(many)
    fields = by_pointer(corpus)
    assert corpus.collapsed == ("/byId",)
    assert [pointer for pointer in fields if pointer.startswith("/byId")] == ["/byId", "/byId/*"]
    together = fields["/byId/*"]
    assert (together.payloads, dict(together.types)) == (40, {"object": 80})
    assert (together.first, together.last) == (Seen(None, 1), Seen(None, 40))
    for end, limit in ((32, ()), (33, ("/byId",))):
        assert observed_fields(many[:end]).collapsed == limit
    # Each half has few enough names.
    for name, half in (("a", many[:20]), ("b", many[20:])):
        (tmp_path / f"{name}.ndjson").write_text("\n".join(map(json.dumps, half)))
    merged = corpus_of([str(tmp_path / "a.ndjson"), str(tmp_path / "b.ndjson")])
    assert merged.collapsed == ("/byId",)
    assert (by_pointer(merged)["/byId/*"].payloads, by_pointer(merged).keys()) == (40, fields.keys())


def test_declared_fields_stay_beside_names_that_are_data(documented: dict[str, Any]) -> None:
    """Where `internal` itself has too many unknown names, the fields of the schema are told as ever, in any order."""
    spread = {f"n{number}": 1 for number in range(65)}
    for payloads in ([{**spread, **documented}, {**documented, "isPaused": 1}], [{**documented, **spread}, documented]):
        corpus = observed_fields(payloads)
        fields = by_pointer(corpus)
        assert corpus.collapsed == ("",)
        assert (fields["/botId"].payloads, fields["/*"].payloads, dict(fields["/*"].types)) == (2, 1, {"number": 65})
        assert ("/isPaused" in fields) is ("isPaused" in payloads[1])


def test_what_is_beyond_the_limits_is_counted(documented: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Too long a name, too deep a place and too many places are told as a number of values."""
    assert observed_fields([{**documented, "n" * 201: 1}]).omitted == 1
    assert observed_fields([{**documented, "n" * 200: 1}]).omitted == 0
    deep: Any = 1
    for _ in range(400):
        deep = {"d": deep}
    corpus = observed_fields([{**documented, "deep": deep}])
    assert max(field.pointer.count("/") for field in corpus.fields) == tallies.MAX_DEPTH
    assert corpus.omitted == 1
    monkeypatch.setattr(tallies, "MAX_PLACES", 3)
    corpus = observed_fields([{**documented, **{f"n{number}": 1 for number in range(60)}}])
    unknown = [field for field in corpus.fields if field.standing is Standing.UNKNOWN]
    assert 3 <= len(unknown) < 60
    assert corpus.omitted + len(unknown) >= 60
    assert by_pointer(corpus)["/previousDialogstate/type"].payloads == 1


def test_a_payload_that_cannot_be_looked_into_hides_nothing(command: Any, log: Path) -> None:
    """It is told on standard error as validate tells it, and counted; so are inputs that cannot be read."""
    (log.parent / "list.json").write_text("[1]")
    (log.parent / "session.json").write_text('{"internal": 5}')
    outcome = command("fields", log.name, "list.json", "session.json", "gone.json")
    expected = command("validate", "list.json", "session.json", "gone.json").stdout.splitlines()[:-1]
    assert outcome.status == 4
    assert "log.ndjson:5:10: error[syntax]" in outcome.stderr
    for line in expected:
        assert line in outcome.stderr
    assert outcome.stdout.splitlines()[-1] == (
        "8 payloads: 5 observed, 3 not understood; 1 session with 2 variables; 1 input could not be read"
    )
    assert command("fields", "session.json").status == 1
    assert command("fields", log.name, "--schema-version", "9").status == 2
    assert command("fields", log.name, "--format", "png").status == 2


def test_payloads_inside_documents_are_counted_each(command: Any, tmp_path: Path, documented: dict[str, Any]) -> None:
    """With --at, every selected place is a payload; a document without any is told."""
    (tmp_path / "data.json").write_text(json.dumps({"data": [{"s": documented}, {"s": documented}, {"s": 5}]}))
    report = json.loads(command("fields", "--at", "/data/*/s", "--format", "json", "data.json").out)
    assert report["summary"]["observed"] == 2
    assert report["summary"]["notUnderstood"] == 1
    outcome = command("fields", "--at", "/nothing", "-", stdin=json.dumps(documented).encode())
    assert (outcome.status, "nothing stands at /nothing" in outcome.stderr) == (1, True)


def test_names_of_variables_are_private(documented: dict[str, Any]) -> None:
    """Of an object that may be variables only its own names are told, and none of it inside a larger document."""
    variables = {"order": {"+32 123": 1}, "user": {"secret": {"x": 1}, "firstName": "Guest"}}
    fields = by_pointer(observed_fields([variables]))
    assert sorted(fields) == ["/order", "/user", "/user/firstName"]
    inside = observed_fields([{"s": variables}], at="/s")
    assert sorted(by_pointer(inside)) == ["/user", "/user/firstName"]
    assert inside.withheld == 2
    session = observed_fields([{"internal": documented, "+32 123": 1}])
    assert not any("32" in pointer for pointer in by_pointer(session))
    assert (session.sessions, session.variables) == (1, 1)


def test_no_value_is_in_any_report(documented: dict[str, Any]) -> None:
    """Neither strings nor names of variables get into a format."""
    payload = {"internal": {**documented, "unknown": "secret-value"}, "secret-variable": {"secret-name": "secret"}}
    corpus = observed_fields([payload])
    for name in ("text", "json", "csv", "svg"):
        report = render(name, corpus, Style())
        assert "unknown" in report
        assert "secret" not in report
        assert documented["sessionId"] not in report


@pytest.mark.parametrize("payloads", [[], [b"{}"], [b"nonsense"]])
def test_every_format_takes_a_corpus_with_next_to_nothing(payloads: list[bytes]) -> None:
    """No payload, an empty one, one that is not JSON."""
    corpus = observed_fields(payloads)
    assert schema().is_valid(json.loads(render("json", corpus, Style())))
    assert render("text", corpus, Style()).splitlines()[-1].startswith(f"{len(payloads)} payload")
    assert ET.fromstring(render("svg", corpus, Style())).tag == f"{SVG}svg"
    assert render("csv", corpus, Style()).startswith("pointer,")


def test_the_json_report_keeps_to_its_schema(command: Any, log: Path) -> None:
    """Read back, it has the fields of the corpus in their order."""
    report = json.loads(command("fields", "--format", "json", log.name, "gone.json").out)
    assert list(schema().iter_errors(report)) == []
    corpus = corpus_of([str(log)])
    assert [entry["pointer"] for entry in report["fields"]] == [field.pointer for field in corpus.fields]
    assert report["neverSeen"] == ["/messageContent", "/messageType"]
    assert report["alwaysSeen"] == ["/madeUp"]
    assert report["fields"][0]["first"] == {"source": "log.ndjson", "record": 1}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda report: report.update(extra=1),
        lambda report: report["summary"].pop("variables"),
        lambda report: report["fields"][0].update(pointer="botId"),
        lambda report: report["fields"][0].update(stability="fine"),
        lambda report: report["fields"][0].update(share=1.5),
        lambda report: report["fields"][0]["types"].update(integer=1),
        lambda report: report["fields"][0]["first"].update(record=0),
    ],
)
def test_the_schema_refuses_what_no_report_has(log: Path, spoil: Callable[[dict[str, Any]], object]) -> None:
    """It is not a schema that takes anything."""
    report = json_reporter.to_dict(corpus_of([str(log)]))
    assert schema().is_valid(report)
    spoil(report)
    assert not schema().is_valid(report)


def test_the_csv_report_has_a_row_a_field(documented: dict[str, Any]) -> None:
    """Names with commas, quotes and line breaks stay in their cells, and stable fields never seen have a row too."""
    corpus = observed_fields([{**documented, 'a,"b"\n\u202e': [1, ""]}])
    rows = list(csv.DictReader(io.StringIO(render("csv", corpus, Style()))))
    assert len(rows) == len(corpus.fields) + len(corpus.never)
    odd = next(row for row in rows if row["stability"] == "unknown")
    assert odd["pointer"] == '/a,"b"\\u000a\\u202e'
    items = next(row for row in rows if row["pointer"].endswith("\\u202e/*"))
    assert (items["types"], items["share"], items["first_record"]) == ("number:1 string:1", "1.000000", "1")
    never = next(row for row in rows if row["pointer"] == "/messageType")
    assert (never["payloads"], never["first_source"], never["last_record"]) == ("0", "", "")


def test_the_picture_is_well_formed_and_can_be_read_aloud(documented: dict[str, Any]) -> None:
    """It has a title and a description, a bar a field as long as its share, and odd names escaped."""
    payloads = [{**documented, "<a&{y}>\x00": 1}, documented]
    root = ET.fromstring(render("svg", observed_fields(payloads), Style()))
    assert root.get("role") == "img"
    identifiers = [root.findtext(f"{SVG}{name}") for name in ("title", "desc")]
    assert all(identifiers)
    assert root.get("aria-labelledby") == "title description"
    assert "/messageContent, /messageType" in (identifiers[1] or "")
    bars = [each for each in root.iter(f"{SVG}rect") if each.get("class") in {"stable", "unstable"}]
    assert [bar.get("width") for bar in bars if bar.get("class") == "unstable"] == ["210.0"]
    assert [bar.get("width") for bar in bars].count("0.0") == 2
    assert "/<a&{y}>\\u0000" in [text.text for text in root.iter(f"{SVG}text")]
    assert "prefers-color-scheme: dark" in (root.findtext(f"{SVG}style") or "")
    edges = [each.get("transform") for each in root.iter(f"{SVG}g")]
    assert len(edges) == len(set(edges))


def test_the_table_fits_a_terminal_and_shows_what_stands_out(documented: dict[str, Any]) -> None:
    """Long pointers lose their middle; under an outermost field that may change stands where it was seen."""
    corpus = observed_fields([{**documented, "long" * 20: {"x": 1}}, documented])
    lines = render("text", corpus, Style()).splitlines()
    row = next(number for number, line in enumerate(lines) if line.startswith("/longlong"))
    assert lines[row].split() == ["/longlonglonglonglo\u2026onglonglonglonglong", "unknown", "1", "50.0", "%", "object"]
    assert lines[row + 1] == "  first in payload, record 1"
    assert lines[row + 2].endswith("number")
    assert lines[row + 3 :] == [
        "stable, and in no payload:",
        "  /messageContent",
        "  /messageType",
        "2 payloads: 2 observed",
    ]
    assert max(map(len, lines)) <= 80


def test_a_share_is_never_rounded_to_all_or_nothing() -> None:
    """One payload in a million, and all but one."""
    assert [percent(share) for share in (0, 1e-6, 0.5, 1 - 1e-6, 1)] == [
        "0.0 %",
        "0.1 %",
        "50.0 %",
        "99.9 %",
        "100.0 %",
    ]


def test_the_library_raises_misuse() -> None:
    """An unknown version, and a value that JSON does not have, whose place is told."""
    with pytest.raises(UnknownVersion):
        observed_fields([], schema_version="9")
    with pytest.raises(NotJsonValue, match="set"):
        observed_fields([{"internal": {"botId": set()}}])


def test_a_defect_is_told_and_hides_nothing(log: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """Where the program itself fails at a batch, the payloads before and after it are counted."""
    monkeypatch.setattr("chatlayer_session.observed.examining.BATCH_BYTES", 1)
    count = Batch.count
    calls: list[int] = []

    def failing(self: Batch, *arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            self.objects, self.origins = [], []
            raise KeyError("private")
        count(self, *arguments)

    monkeypatch.setattr(Batch, "count", failing)
    corpus = corpus_of([str(log)])
    assert (corpus.observed, corpus.run.defects) == (4, 1)
    assert capsys.readouterr().err == f"{log}, record 2: KeyError\n"


def test_the_picture_in_the_documentation_is_the_one_that_is_drawn(command: Any, examples: Path) -> None:
    """docs/fields.svg shows the examples of the newest version."""
    drawn = (PROJECT / "docs" / "fields.svg").read_text(encoding="utf-8")
    files = sorted(str(file) for file in examples.glob("*.json"))
    assert command("fields", "--format", "svg", *files).stdout == drawn
