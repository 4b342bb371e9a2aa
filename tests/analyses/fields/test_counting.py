"""The fields of a corpus, counted rightly whatever the division."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import UnknownVersion, UnsupportedType
from chatlayer_session.analyses.fields import FieldLocation, FieldStability, count_fields
from chatlayer_session.analyses.fields.batches import Batch
from chatlayer_session.reporters.fields import json as json_reporter
from chatlayer_session.runs import scheduler

from .conftest import by_pointer, corpus_of

if TYPE_CHECKING:
    from pathlib import Path


def test_each_field_is_told_with_payloads_types_and_places(log: Path) -> None:
    """Payloads are counted once, values each; the places are those of the first and the last payload that has it."""
    corpus = corpus_of([str(log)])
    fields = by_pointer(corpus)
    first, last = FieldLocation(str(log), 1), FieldLocation(str(log), 6)

    def told(pointer: str) -> tuple[object, ...]:
        field = fields[pointer]
        return field.stability.value, field.payloads, field.share, dict(field.types), field.first, field.last

    assert told("/botId") == ("stable", 5, 1.0, {"string": 5}, first, last)
    everywhere = {"null": 1, "number": 1, "object": 1, "string": 2}
    assert told("/madeUp") == ("unknown", 5, 1.0, everywhere, first, last)
    assert told("/madeUp/deep/deeper") == (
        "unknown",
        1,
        0.2,
        {"number": 1},
        FieldLocation(str(log), 5),
        FieldLocation(str(log), 5),
    )
    assert told("/list") == ("unknown", 3, 0.6, {"array": 3}, first, last)
    assert told("/list/*") == ("unknown", 2, 0.4, {"object": 3}, first, last)
    assert told("/list/*/a") == ("unknown", 2, 0.4, {"null": 1, "number": 2}, first, last)
    assert told("/list/*/b") == ("unknown", 1, 0.2, {"boolean": 1}, first, first)
    assert told("/isPaused") == (
        "unstable",
        1,
        0.2,
        {"boolean": 1},
        FieldLocation(str(log), 3),
        FieldLocation(str(log), 3),
    )
    assert told("/nlp/entities/*")[0] == "free"
    assert (corpus.payloads, corpus.observed, corpus.sessions, corpus.variables) == (6, 5, 1, 2)
    assert [field.pointer for field in corpus.universal] == ["/madeUp"]
    assert [field.pointer for field in corpus.missing] == ["/messageContent", "/messageType"]


def test_what_the_schema_calls_stable_depends_on_its_version(realistic: dict[str, Any]) -> None:
    """A field that a later version declares is unknown to an earlier one."""
    for version, standing in (("1.0.0", FieldStability.UNKNOWN), ("1.1.0", FieldStability.UNSTABLE)):
        corpus = count_fields([realistic], schema_version=version)
        assert by_pointer(corpus)["/lastIntent"].stability is standing
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
    monkeypatch.setattr("chatlayer_session.analyses.fields.analysis.BATCH_BYTES", 1)
    assert corpus_of([str(log)]) == whole
    monkeypatch.setattr(scheduler, "CHUNK_SIZE", 900)
    assert corpus_of([str(log)]) == whole
    monkeypatch.setattr(scheduler, "SINGLE_PROCESS_BYTES", 1)
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
    corpus = count_fields([{"internal": payload} for payload in payloads])
    assert {field.pointer: sum(field.types.values()) for field in corpus.fields} == dict(found)
    assert {field.pointer: field.payloads for field in corpus.fields} == dict(Counter(path for path, _ in seen))


def test_payloads_inside_documents_are_counted_each(command: Any, tmp_path: Path, documented: dict[str, Any]) -> None:
    """With --at, every selected place is a payload; a document without any is told."""
    (tmp_path / "data.json").write_text(json.dumps({"data": [{"s": documented}, {"s": documented}, {"s": 5}]}))
    report = json.loads(command("fields", "--at", "/data/*/s", "--format", "json", "data.json").out)
    assert report["summary"]["observed"] == 2
    assert report["summary"]["notUnderstood"] == 1
    outcome = command("fields", "--at", "/nothing", "-", stdin=json.dumps(documented).encode())
    assert (outcome.status, "nothing stands at /nothing" in outcome.stderr) == (1, True)


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
        "8 payloads: 5 inspected, 3 unusable; 1 session with 2 variables; 1 input could not be read"
    )
    assert command("fields", "session.json").status == 1
    assert command("fields", log.name, "--schema-version", "9").status == 2
    assert command("fields", log.name, "--format", "png").status == 2


def test_the_library_raises_misuse() -> None:
    """An unknown version, and a value that JSON does not have, whose place is told."""
    with pytest.raises(UnknownVersion):
        count_fields([], schema_version="9")
    with pytest.raises(UnsupportedType, match="set"):
        count_fields([{"internal": {"botId": set()}}])


def test_a_defect_is_told_and_hides_nothing(log: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """Where the program itself fails at a batch, the payloads before and after it are counted."""
    monkeypatch.setattr("chatlayer_session.analyses.fields.analysis.BATCH_BYTES", 1)
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
    assert (corpus.observed, corpus.run.internal_errors) == (4, 1)
    assert capsys.readouterr().err.startswith(f"{log}, record 2: a defect of this program: KeyError at ")
