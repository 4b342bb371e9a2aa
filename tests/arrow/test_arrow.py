"""Payloads in Arrow data give the reports, the groups and the fields that other runs over them give."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import (
    AcceptedField,
    Limits,
    MissingExtra,
    UnknownChoice,
    Validator,
    ValidatorOptions,
    arrow,
)
from chatlayer_session.analyses.fields import count_fields
from chatlayer_session.arrow import rows
from chatlayer_session.checks.payloads import PayloadChecker
from chatlayer_session.errors import WrongArgumentType

from ..runs.conftest import run_over

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def expected(texts: Sequence[str | None], **options: Any) -> list[tuple[Any, ...]]:
    """Return verdict, kind, and rule, place and message of the findings that the validator gives."""
    validator = Validator(use_fast_path=False, **options)
    results: list[tuple[Any, ...]] = []
    for text in texts:
        report = None if text is None else validator.validate(text.encode())
        if report is None:
            results.append((None, None, None))
            continue
        findings = [(item.rule.value, item.pointer, item.line, item.column, item.message) for item in report.findings]
        results.append((report.verdict.value, report.kind.value if report.kind else None, findings))
    return results


def found(table: Any) -> list[tuple[Any, ...]]:
    """Return the same of a table of results, which has no errors."""
    results: list[tuple[Any, ...]] = []
    for row in table.to_pylist():
        assert row["error"] is None
        findings = row["findings"]
        if findings is not None:
            findings = [(i["rule"], i["pointer"], i["line"], i["column"], i["message"]) for i in findings]
        results.append((row["verdict"], row["kind"], findings))
    return results


@pytest.mark.parametrize("kind", ["string", "large_string", "binary", "large_binary", "string_view", "dictionary"])
def test_rows_have_the_reports_of_the_validator(pa: Any, texts: list[str], kind: str) -> None:
    """Verdict, kind and findings equal those of one payload after the other, for every type of text column."""
    payloads = [*texts, None, "", texts[0] + "\n", json.dumps(json.loads(texts[1]), indent=1)] * 30
    column = pa.array(payloads)
    column = column.dictionary_encode() if kind == "dictionary" else column.cast(getattr(pa, kind)())
    results = arrow.validate(pa.table({"id": range(len(payloads)), "payload": column}), "payload")
    assert results.schema.names == ["id", "verdict", "kind", "findings", "error"]
    assert results.column("id").to_pylist() == list(range(len(payloads)))
    assert found(results) == expected(payloads)
    assert {"valid", "unstable", "invalid", None} == set(results.column("verdict").to_pylist())


def test_options_apply_to_rows(pa: Any, texts: list[str]) -> None:
    """Accepted fields, the version, the pointer to the payload and shown values are those of the options."""
    ended = AcceptedField("/input", until=date(2026, 1, 1))
    options: dict[str, Any] = {
        "schema_version": "1.0.0",
        "accept_unstable": ("/history", ended),
        "today": date(2026, 2, 1),
    }
    table = pa.table({"payload": texts})
    results = arrow.validate(table, "payload", options=ValidatorOptions(**options))
    assert found(results) == expected(texts, **options)
    wrapped = pa.table({"payload": [json.dumps({"items": [json.loads(text) for text in texts[:3]]})]})
    shown = ValidatorOptions(at="/items/*", show_values=True)
    (row,) = arrow.validate(wrapped, "payload", options=shown).to_pylist()
    assert {finding["at"] for finding in row["findings"]} == {"/items/1"}
    assert '"isPaused": true' in {finding["value"] for finding in row["findings"]}


def test_summary_equals_a_run_over_lines(pa: Any, tmp_path: Path, texts: list[str]) -> None:
    """Counts, groups with their first record and lines, and listed reports are those of a file of these lines."""
    payloads = [texts[number % 6] for number in range(600)]
    (tmp_path / "log.jsonl").write_text("\n".join(payloads))
    name = str(tmp_path / "log.jsonl")
    numbers = list(range(1, 601))
    table = pa.table({"payload": payloads, "source": [name] * 600, "number": numbers})
    places: dict[str, Any] = {"source": "source", "record": "number", "line": "number"}
    for listing in (False, True):
        wanted = run_over([name], listing=listing)
        result = arrow.summary(table.to_batches(max_chunksize=70), "payload", **places, listing=listing)
        assert replace(result, schema_version=wanted.schema_version) == wanted
        assert {group.record for group in wanted.groups} == {2, 4, 5, 6}


def test_fields_equal_those_of_the_documents(pa: Any, texts: list[str]) -> None:
    """The inventory is that of the documents one by one; nulls are left out."""
    table = pa.table({"payload": [None, *texts[:3]], "number": [None, 1, 2, 3]})
    wanted = count_fields(text.encode() for text in texts[:3])
    assert wanted.inspected == 3
    assert arrow.fields(table, "payload", record="number", line="number") == wanted


def test_row_beyond_a_limit_is_an_error_of_that_row(pa: Any, texts: list[str]) -> None:
    """Its verdict is null and the reason is in `error`; in a summary it is unreadable. Other rows are validated."""
    table = pa.table({"payload": [texts[0] + " " * 9000, "{}", "  \n" * 4000], "id": [7, 8, 9]})
    options = ValidatorOptions(limits=Limits(line=5000, document=5000))
    # A decoder that learned the payload would match it at any size.
    arrow.validate(pa.table({"payload": texts[:1] * 20}), "payload").to_pylist()
    results = arrow.validate(table, "payload", options=options).to_pylist()
    assert [(row["verdict"], row["error"]) for row in results] == [
        (None, "larger than 5,000 bytes"),
        ("invalid", None),
        (None, "larger than 5,000 bytes"),
    ]
    assert [row["error"] for row in arrow.validate(table.slice(0, 1), "payload", options=options).to_pylist()] == [
        "larger than 5,000 bytes"
    ]
    run = arrow.summary(table, "payload", record="id", options=options)
    assert [failure.record for failure in run.unreadable] == [7, 9]
    assert run.payloads == 1


def test_defect_at_a_row_is_reported_and_loses_no_other(
    pa: Any, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception of the validator is an error of the row without its values, and an internal error of the run."""
    check = PayloadChecker._check

    def fail_at_marker(self: PayloadChecker, kind: Any, instance: Any) -> Any:
        if isinstance(instance, dict) and "marker" in instance:
            raise KeyError(instance["marker"])
        return check(self, kind, instance)

    monkeypatch.setattr(PayloadChecker, "_check", fail_at_marker)
    table = pa.table(
        {"payload": [texts[0], '{"marker": "secret"}', '{\n"marker": "secret"}', "{}"], "id": [5, 6, 7, 8]}
    )
    errors = arrow.validate(table, "payload").column("error").to_pylist()
    assert [error is None for error in errors] == [True, False, False, True]
    assert "internal error: KeyError at " in errors[1]
    run = arrow.summary(table, "payload", record="id")
    assert (run.payloads, run.internal_errors) == (2, 2)
    assert run.crash is not None
    assert run.crash.cause.startswith("record 6: internal error: KeyError at ")
    assert "secret" not in f"{errors} {run.crash}"


def test_readers_are_validated_while_they_are_read(pa: Any, texts: list[str]) -> None:
    """Of batches that come one by one, none is read before its results are asked for, except the first."""
    read: list[int] = []

    def batches() -> Any:
        for number in range(5):
            read.append(number)
            yield pa.record_batch({"payload": texts})

    results = arrow.validate(batches(), "payload")
    assert read == [0]
    assert results.read_next_batch().num_rows == 6
    assert results.read_all().num_rows == 24
    assert read == [0, 1, 2, 3, 4]


def test_large_batches_are_divided(pa: Any, texts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of a batch with many bytes are validated in blocks, in order."""
    monkeypatch.setattr(rows, "BLOCK_BYTES", 1000)
    table = pa.table({"payload": texts * 5})
    assert found(arrow.validate(table, "payload")) == expected(texts * 5)
    assert len(list(rows.batches_of(table))) > 5


def test_data_without_rows_has_the_columns(pa: Any) -> None:
    """A table without rows gives one without rows, and no batches give a reader of results."""
    empty = pa.table({"id": pa.array([], pa.int64()), "payload": pa.array([], pa.string())})
    names = ["id", "verdict", "kind", "findings", "error"]
    assert arrow.validate(empty, "payload").schema.names == names
    assert arrow.validate(iter([]), "payload").read_all().schema.names == names[1:]
    assert arrow.summary(empty, "payload").payloads == 0
    assert arrow.fields(empty, "payload").inspected == 0


def test_wrong_arguments_are_named(pa: Any) -> None:
    """A column that is missing, of a wrong type or already taken, and data that is not Arrow data, are errors."""
    table = pa.table({"payload": ["{}"], "number": [1.5], "verdict": ["valid"]})
    with pytest.raises(UnknownChoice, match=r"unknown column 'payloads'; did you mean 'payload'\?"):
        arrow.validate(table, "payloads")
    with pytest.raises(WrongArgumentType, match="column 'number' must be a column of strings or binaries, not double"):
        arrow.summary(table, "number")
    with pytest.raises(WrongArgumentType, match="column 'payload' must be a column of whole numbers, not string"):
        arrow.summary(table, "payload", record="payload")
    with pytest.raises(ValueError, match="the data already has a column 'verdict'; rename it"):
        arrow.validate(table, "payload")
    with pytest.raises(WrongArgumentType, match="data must be an Arrow table or record batches, not int"):
        arrow.summary(5, "payload")
    with pytest.raises(WrongArgumentType, match="not str"):
        arrow.summary(["{}"], "payload")


def test_missing_pyarrow_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyarrow, the error names the extra that installs it."""

    def no_module(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(rows, "import_module", no_module)
    with pytest.raises(MissingExtra, match=r"Arrow data needs pyarrow, which is not installed; .* its extra 'arrow'"):
        arrow.validate([], "payload")
