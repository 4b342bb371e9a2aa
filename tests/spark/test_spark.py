"""Spark gives the results of the command: for files and for data frames."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import UnknownChoice, UnknownVersion, ValidatorOptions, spark
from chatlayer_session.analyses.fields.analysis import FieldsAnalysis
from chatlayer_session.analyses.fields.counts import FieldCounts
from chatlayer_session.cli.progress import collect
from chatlayer_session.inputs.sources import find_sources
from chatlayer_session.spark import jobs, splits

from .results import OPTIONS, plain, wanted_summary

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _small_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Divide small files into partitions, and join few of them at a time."""
    monkeypatch.setattr(splits, "CHUNK_SIZE", 30_000)
    monkeypatch.setattr(splits, "PARTITION_BYTES", 60_000)
    monkeypatch.setattr(jobs, "FAN_IN", 3)


@pytest.mark.parametrize("listing", [False, True])
def test_summary_of_files_equals_that_of_the_command(session: Any, folder: Path, *, listing: bool) -> None:
    """Counts, groups with their first places, listed reports and unreadable files are equal."""
    wanted = wanted_summary(folder, listing=listing)
    partitions = splits.partitions_of(list(find_sources([str(folder)])), 2)
    assert len(partitions) > 9
    assert any(split.start for partition in partitions for split in partition if isinstance(split, splits.Split))
    assert plain(spark.summary(str(folder), options=OPTIONS, listing=listing)) == plain(wanted)
    assert len(wanted.unreadable) == 1
    assert session.sparkContext.master.startswith("local-cluster")


def test_results_of_files_have_their_places(session: Any, folder: Path) -> None:
    """Each record has its source, its record and its line; each first finding of a group is at its place."""
    wanted = wanted_summary(folder)
    rows = spark.validate(str(folder), options=OPTIONS).collect()
    by_place = {(row["source"], row["record"], row["line"]): row for row in rows}
    assert len(by_place) == len(rows)
    assert sum(row["verdict"] is not None for row in rows) == wanted.payloads
    assert [(row["source"], row["error"]) for row in rows if row["error"]] == [
        (str(folder / "5.jsonl.gz"), "the gzip data is damaged or ends too early")
    ]
    for group in wanted.groups:
        row = by_place[group.source, group.record, group.finding.line if group.record else 1]
        finding = group.finding.line, group.finding.column, group.finding.message
        assert finding in {(item["line"], item["column"], item["message"]) for item in row["findings"]}
    assert session


def test_fields_of_files_equal_those_of_the_command(session: Any, folder: Path) -> None:
    """The inventory, with the first and the last payload of each field, is equal."""
    counts = FieldCounts.of("1.1.0")
    collect(list(find_sources([str(folder)])), partial(FieldsAnalysis, OPTIONS), 1, counts)
    wanted, found = counts.inventory(), spark.fields(str(folder), options=OPTIONS)
    assert found.fields == wanted.fields
    assert found.inspected == wanted.inspected > 100
    assert plain(found.run) == plain(wanted.run)
    assert session


def test_data_frame_gives_results_by_row(session: Any, folder: Path, tmp_path: Path) -> None:
    """A column of a Parquet file gives verdicts beside the other columns, and the counts and groups of the command."""
    lines = (folder / "0.jsonl").read_text().split("\n")
    wanted = wanted_summary(folder / "0.jsonl")
    texts = [line for line in lines if line.strip()]
    frame = session.createDataFrame(list(enumerate(texts, 1)), "key long, payload string")
    frame.write.parquet(str(tmp_path / "table"))
    frame = session.read.parquet(str(tmp_path / "table"))
    results = spark.validate(frame, "payload", record="key", options=OPTIONS)
    assert results.columns == ["key", "verdict", "kind", "findings", "error"]
    found = {row["key"]: row["verdict"] for row in results.collect()}
    assert sorted(found) == list(range(1, len(texts) + 1))
    run = spark.summary(frame, "payload", record="key", options=OPTIONS)
    assert (run.verdicts, run.rules) == (wanted.verdicts, wanted.rules)
    places = {(group.finding.message, group.finding.pointer): (group.record, group.count) for group in run.groups}
    assert places == {
        (group.finding.message, group.finding.pointer): (group.record, group.count) for group in wanted.groups
    }
    assert spark.fields(frame, "payload", options=OPTIONS).payloads == len(texts)


def test_wrong_arguments_fail_before_a_job(session: Any) -> None:
    """A column or a version that does not exist, or a column that is taken, is an error of the call."""
    frame = session.createDataFrame([("{}", "valid")], "payload string, verdict string")
    with pytest.raises(UnknownChoice, match="did you mean 'payload'"):
        spark.validate(frame, "payloads")
    with pytest.raises(ValueError, match="the data already has a column 'verdict'; rename it"):
        spark.validate(frame, "payload")
    with pytest.raises(UnknownVersion):
        spark.summary("payloads/", options=ValidatorOptions(schema_version="9"))
