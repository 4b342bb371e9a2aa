"""Findings do not depend on how payloads are divided into files, or on the number of processes."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import Finding, Report, Rule
from chatlayer_session.errors import UnreadableInput
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.generate.choices import SeededChoices
from chatlayer_session.generate.corruptions import CORRUPTIBLE_RULES, CorruptionWriter
from chatlayer_session.generate.generator import Generator
from chatlayer_session.inputs.sources import find_sources
from chatlayer_session.runs import scheduler
from chatlayer_session.runs.analysis import ValidationAnalysis
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.runs.scheduler import LinesTask, run_tasks
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.validator import ValidatorOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatlayer_session.runs.results import RunResult

VERSION = packaged_catalog().resolve("1")
# Other tests cover payloads of ten megabytes, and a session has no namespace.
RULES = [
    rule for rule in CORRUPTIBLE_RULES if rule not in {Rule.TOO_LARGE, Rule.NEARLY_TOO_LARGE, Rule.RESERVED_NAMESPACE}
]
GENERATORS = {kind: Generator(packaged_catalog(), VERSION, kind) for kind in DETECTABLE_KINDS}
CHUNK_SIZES = [100, 900, 3000]
"""Bytes of lines in one task: less than one line, and a few lines."""


@st.composite
def one_line_texts(draw: st.DrawFn) -> bytes:
    """Draw a payload on one line that violates one rule or none."""
    choices = SeededChoices(draw(st.integers(0, 2**32)))
    writer = CorruptionWriter(
        GENERATORS[draw(st.sampled_from(DETECTABLE_KINDS))], choices, unstable=draw(st.booleans())
    )
    rule = draw(st.sampled_from([None, *RULES]))
    return writer.valid() if rule is None else writer.broken(rule)


def run_over(names: Sequence[Path], jobs: int = 1) -> RunResult:
    """Return the result of a run over files."""
    collector = RunCollector(VERSION)
    records = lines = 0
    sources = list(find_sources([str(name) for name in names]))
    for result in run_tasks(sources, partial(ValidationAnalysis, ValidatorOptions()), jobs):
        assert not isinstance(result, UnreadableInput)
        assert result.errors == ()
        if not isinstance(result.task, LinesTask) or result.task.is_first:
            records = lines = 0
        assert isinstance(result.accumulator, RunCollector)
        collector.merge(result.accumulator, records, lines)
        records, lines = records + result.records, lines + result.lines
    return collector.run()


def reports_of(run: RunResult) -> list[Report]:
    """Return the reports of a run without attributes that depend on the files."""
    return [replace(report, source=None, record=None, findings=on_first_line(report)) for report in run.listed]


def on_first_line(report: Report) -> tuple[Finding, ...]:
    """Return the findings of a report as if the payload started on the first line."""
    return tuple(replace(finding, line=1) for finding in report.findings)


@given(
    st.lists(one_line_texts(), min_size=1, max_size=6),
    st.sampled_from([b"\n", b"\r\n", b"\n\n", b"\n \t\n"]),
    st.data(),
)
def test_json_lines_give_the_same_findings_as_single_files(
    texts: list[bytes], line_break: bytes, data: st.DataObject
) -> None:
    """Verdicts, findings and columns are those of one file per line; records and lines are those of the lines."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        files = [folder / f"{number}.json" for number in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.write_bytes(text)
        lines = folder / "all.ndjson"
        lines.write_bytes(line_break.join(texts) + data.draw(st.sampled_from([b"", b"\n"])))
        one_by_one = run_over(files)
        # Small chunks end between any two lines.
        patch.setattr(scheduler, "CHUNK_SIZE", data.draw(st.sampled_from([*CHUNK_SIZES, 1 << 23])))
        together = run_over([lines])
    assert reports_of(together) == reports_of(one_by_one)
    assert (together.verdicts, together.rules) == (one_by_one.verdicts, one_by_one.rules)
    step = line_break.count(b"\n")
    numbers = [int(str(report.source).removesuffix(".json").rpartition("/")[2]) for report in one_by_one.listed]
    assert [report.record for report in together.listed] == [number + 1 for number in numbers]
    lines_of_findings = [{finding.line for finding in report.findings} for report in together.listed]
    assert lines_of_findings == [{number * step + 1} for number in numbers]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@given(st.lists(one_line_texts(), min_size=2, max_size=12), st.sampled_from(CHUNK_SIZES))
def test_two_processes_give_the_result_of_one(texts: list[bytes], chunk: int) -> None:
    """Verdicts, counts, groups and lists are exactly equal, for files of lines and documents."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        (folder / "lines.ndjson").write_bytes(b"\n".join(texts))
        for number, text in enumerate(texts[:3]):
            (folder / f"{number}.json").write_bytes(text)
        patch.setattr(scheduler, "CHUNK_SIZE", chunk)
        patch.setattr(scheduler, "DOCUMENTS_PER_TASK", 2)
        patch.setattr(scheduler, "SINGLE_PROCESS_BYTES", 0)
        assert run_over([folder], jobs=2) == run_over([folder])
