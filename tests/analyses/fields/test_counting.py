"""The counts of fields, which do not depend on how the input is divided."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import UnknownVersion, UnsupportedType
from chatlayer_session.analyses.fields import FieldStability, count_fields
from chatlayer_session.analyses.fields.batches import Batch
from chatlayer_session.inputs.records import Origin
from chatlayer_session.reporters.fields import json as json_reporter
from chatlayer_session.reporters.fields import svg as svg_reporter
from chatlayer_session.reporters.fields import text as text_reporter
from chatlayer_session.reporters.style import Style
from chatlayer_session.runs import scheduler

from .conftest import by_pointer, inventory_of

if TYPE_CHECKING:
    from pathlib import Path


def test_fields_have_payloads_types_and_origins(log: Path) -> None:
    """A field counts each payload once and each value, and names the first and the last payload that has it."""
    inventory = inventory_of([str(log)])
    fields = by_pointer(inventory)
    first, last = Origin(str(log), 1, 1), Origin(str(log), 6, 7)

    def usage(pointer: str) -> tuple[object, ...]:
        field = fields[pointer]
        return field.stability.value, field.payloads, field.share, dict(field.types), field.first, field.last

    assert usage("/botId") == ("stable", 5, 1.0, {"string": 5}, first, last)
    everywhere = {"null": 1, "number": 1, "object": 1, "string": 2}
    assert usage("/madeUp") == ("unknown", 5, 1.0, everywhere, first, last)
    assert usage("/madeUp/deep/deeper") == (
        "unknown",
        1,
        0.2,
        {"number": 1},
        Origin(str(log), 5, 6),
        Origin(str(log), 5, 6),
    )
    assert usage("/list") == ("unknown", 3, 0.6, {"array": 3}, first, last)
    assert usage("/list/*") == ("unknown", 2, 0.4, {"object": 3}, first, last)
    assert usage("/list/*/a") == ("unknown", 2, 0.4, {"null": 1, "number": 2}, first, last)
    assert usage("/list/*/b") == ("unknown", 1, 0.2, {"boolean": 1}, first, first)
    assert usage("/isPaused") == (
        "unstable",
        1,
        0.2,
        {"boolean": 1},
        Origin(str(log), 3, 4),
        Origin(str(log), 3, 4),
    )
    assert usage("/nlp/entities/*")[0] == "free"
    assert (inventory.payloads, inventory.inspected, inventory.sessions, inventory.variables) == (6, 5, 1, 2)
    assert [field.pointer for field in inventory.universal] == ["/madeUp"]
    assert [field.pointer for field in inventory.missing] == ["/messageContent", "/messageType"]


@pytest.mark.parametrize(("version", "written"), [("1.1.0", 0), ("1", 3)])
def test_variables_of_the_platform_are_counted(documented: dict[str, Any], version: str, written: int) -> None:
    """Every format but CSV counts the variables that the schema version says the platform writes."""
    variables: list[dict[str, Any]] = [{"sys": 1, "order": {"sys": 1}}, {"botId": 1, "fbid": 2}]
    sessions = [{"internal": documented, **some} for some in variables]
    inventory = count_fields([*sessions, documented], schema_version=version)
    assert (inventory.sessions, inventory.variables, inventory.platform_variables) == (2, 4, written)
    ending = "; 2 sessions with 4 variables" + (f", {written} written by the platform" if written else "")
    assert text_reporter.summary(inventory) == f"3 payloads: 3 inspected{ending}"
    assert f"schema version {inventory.schema_version}{ending}</text>" in svg_reporter.render(inventory, Style())
    assert json_reporter.to_dict(inventory)["summary"]["platformVariables"] == written


def test_stability_depends_on_the_schema_version(realistic: dict[str, Any]) -> None:
    """A field that only a later version declares is unknown in an earlier one."""
    for version, stability in (("1.0.0", FieldStability.UNKNOWN), ("1.1.0", FieldStability.UNSTABLE)):
        inventory = count_fields([realistic], schema_version=version)
        assert by_pointer(inventory)["/lastIntent"].stability is stability
        assert inventory.schema_version == version


def test_division_of_input_changes_no_count(log: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The fields are the same in chunks, in small batches, compressed, and with two processes."""
    whole = inventory_of([str(log)])
    compressed = tmp_path / "log.jsonl.gz"
    compressed.write_bytes(gzip.compress(log.read_bytes()))
    expected = json.loads(json.dumps(json_reporter.to_dict(whole)).replace("log.ndjson", "log.jsonl.gz"))
    assert json_reporter.to_dict(inventory_of([str(compressed)])) == expected
    monkeypatch.setattr("chatlayer_session.analyses.fields.analysis.BATCH_BYTES", 1)
    assert inventory_of([str(log)]) == whole
    monkeypatch.setattr(scheduler, "CHUNK_SIZE", 900)
    assert inventory_of([str(log)]) == whole
    monkeypatch.setattr(scheduler, "SINGLE_PROCESS_BYTES", 1)
    assert inventory_of([str(log)], 2) == whole


def count_naively(value: object, path: str, values: Counter[str], payload: int, payloads: set[tuple[str, int]]) -> None:
    """Count values and payloads by pointer, one value at a time."""
    children: list[tuple[str, object]] = []
    if isinstance(value, dict):
        children = [(str(name), child) for name, child in value.items()]
    elif isinstance(value, list):
        children = [("*", child) for child in value]
    for name, child in children:
        pointer = f"{path}/{name}"
        values[pointer] += 1
        payloads.add((pointer, payload))
        count_naively(child, pointer, values, payload, payloads)


NAMES = st.sampled_from(["a", "b", "botId", "user", "nlp", "intents", "firstName"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.text(max_size=1),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=5), min_size=1, max_size=6))
def test_counting_in_batches_equals_counting_one_by_one(payloads: list[dict[str, Any]]) -> None:
    """The values and payloads of every field are those of a walk over each payload."""
    values: Counter[str] = Counter()
    payloads_with: set[tuple[str, int]] = set()
    for number, payload in enumerate(payloads):
        count_naively(payload, "", values, number, payloads_with)
    inventory = count_fields([{"internal": payload} for payload in payloads])
    assert {field.pointer: sum(field.types.values()) for field in inventory.fields} == dict(values)
    assert {field.pointer: field.payloads for field in inventory.fields} == dict(
        Counter(pointer for pointer, _ in payloads_with)
    )


def test_payloads_inside_documents_are_counted_separately(
    command: Any, tmp_path: Path, documented: dict[str, Any]
) -> None:
    """With --at, every selected value is a payload; a document without one is reported."""
    (tmp_path / "data.json").write_text(json.dumps({"data": [{"s": documented}, {"s": documented}, {"s": 5}]}))
    report = json.loads(command("fields", "--at", "/data/*/s", "--format", "json", "data.json").out)
    assert report["summary"]["observed"] == 2
    assert report["summary"]["notUnderstood"] == 1
    outcome = command("fields", "--at", "/nothing", "-", stdin=json.dumps(documented).encode())
    assert (outcome.status, "no value at /nothing" in outcome.stderr) == (1, True)


def test_unusable_payload_hides_no_other(command: Any, log: Path) -> None:
    """Unusable payloads and unreadable inputs are counted, and reported on standard error as by validate."""
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


def test_library_raises_on_misuse() -> None:
    """An unknown version and a value of a type that JSON does not have raise an error."""
    with pytest.raises(UnknownVersion):
        count_fields([], schema_version="9")
    with pytest.raises(UnsupportedType, match="set"):
        count_fields([{"internal": {"botId": set()}}])


def test_internal_error_hides_no_other_payload(log: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """If the program itself fails at a batch, the payloads before and after it are counted."""
    monkeypatch.setattr("chatlayer_session.analyses.fields.analysis.BATCH_BYTES", 1)
    count = Batch.count
    calls: list[int] = []

    def failing(self: Batch, *arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyError("private")
        count(self, *arguments)

    monkeypatch.setattr(Batch, "count", failing)
    inventory = inventory_of([str(log)])
    assert (inventory.inspected, inventory.run.internal_errors) == (4, 1)
    assert capsys.readouterr().err.startswith(f"{log}, record 2: internal error: KeyError at ")
