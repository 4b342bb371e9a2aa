"""Findings do not depend on how payloads are divided into files, or on the number of processes."""

from __future__ import annotations

import contextlib
import gzip
import io
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatlayer_session import Finding, Report, Rule, Validator
from chatlayer_session.errors import UnreadableInput
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.generate.choices import SeededChoices
from chatlayer_session.generate.corruptions import CORRUPTIBLE_RULES, CorruptionWriter
from chatlayer_session.generate.generator import Generator
from chatlayer_session.inputs import records
from chatlayer_session.inputs.records import DEFAULT_LIMITS, Limits
from chatlayer_session.inputs.sources import InputFormat, find_sources
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


def run_over(names: Sequence[Path | str], jobs: int = 1, limits: Limits = DEFAULT_LIMITS) -> RunResult:
    """Return the result of a run over files."""
    collector = RunCollector(VERSION)
    records = lines = 0
    sources = list(find_sources([str(name) for name in names], InputFormat.LINES if "-" in names else None, limits))
    for result in run_tasks(sources, partial(ValidationAnalysis, ValidatorOptions(limits=limits)), jobs):
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


FRAGMENTS = [
    *(b"\x00", b"\n", b"\r\n", b"\r", b" ", b"\t", b"\x0b", b"\x0c", b"{", b"}", b'"', b"1", b'{"a":1}', b"{}\n"),
    *(b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc3", b"\xff", b'{"internal":{}}', b'{"internal":1}\n'),
    *(text.encode() for text in ("\x85", "\xa0", "\u2028", "\u3000", "\x1f", "é")),
    *('{"a":1}\n{"b":2}'.encode(codec) for codec in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be")),
]
Seen: TypeAlias = tuple[list[tuple[int | None, tuple[Finding, ...]]], int, str | None]
"""The records with findings, the number of payloads, and why the first unreadable one is unreadable."""


def seen_in_run(name: Path | str, limits: Limits) -> Seen:
    """Return what a run over one source found."""
    run = run_over([name], limits=limits)
    listed = [(report.record, report.findings) for report in run.listed]
    return listed, run.payloads, run.unreadable[0].reason if run.unreadable else None


def seen_in_library(lines: Any, limits: Limits) -> Seen:
    """Return what `Validator.validate_lines` found."""
    reports: list[Report] = []
    unreadable = None
    try:
        reports.extend(Validator(limits=limits).validate_lines(lines))
    except UnreadableInput as error:
        unreadable = error.reason
    return [(report.record, report.findings) for report in reports if report.findings], len(reports), unreadable


@given(
    st.lists(st.sampled_from(FRAGMENTS), max_size=8).map(b"".join),
    st.sampled_from([7, 40, 1 << 20]),
    st.integers(1, 50),
)
@example(b"\x00\n" + b'{"internal":1}\n' * 3, 1 << 20, 50)
@example('{"a":1}\n{"b":2}'.encode("utf-16"), 1 << 20, 50)
def test_lines_have_the_same_findings_through_every_entrance(data: bytes, limit: int, size: int) -> None:
    """A file, gzip, standard input and every form of `validate_lines` agree on lines, encodings and limits."""
    limits = Limits(line=limit)
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(scheduler, "CHUNK_SIZE", size)
        patch.setattr(records, "_PIECE_SIZE", size)
        plain, packed = Path(name, "a.ndjson"), Path(name, "b.ndjson.gz")
        plain.write_bytes(data)
        packed.write_bytes(gzip.compress(data))
        expected = seen_in_run(plain, limits)
        assert seen_in_run(packed, limits) == expected
        for content in (data, packed.read_bytes()):
            patch.setattr("sys.stdin", SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(content))))
            assert seen_in_run("-", limits) == expected
        lines = data.split(b"\n")
        forms: list[Any] = [data, bytearray(data), io.BytesIO(data), [line + b"\n" for line in lines[:-1]] + lines[-1:]]
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode()
            forms += [
                text,
                io.StringIO(text),
                io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="\n"),
                text.split("\n"),
            ]
        for form in forms:
            assert seen_in_library(form, limits) == expected, type(form)
