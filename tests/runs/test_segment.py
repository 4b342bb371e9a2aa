"""Segments of a run are joined in any grouping with the result of one process."""

from __future__ import annotations

import gzip
import pickle
import random
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.analyses.fields.analysis import FieldsAnalysis
from chatlayer_session.analyses.fields.counts import FieldCounts
from chatlayer_session.inputs.sources import find_sources
from chatlayer_session.reporters.runs import json as json_reporter
from chatlayer_session.runs import scheduler
from chatlayer_session.runs.analysis import ValidationAnalysis
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.runs.scheduler import Worker, tasks_of
from chatlayer_session.runs.segment import Segment
from chatlayer_session.validator import ValidatorOptions

from .conftest import run_over

if TYPE_CHECKING:
    from collections.abc import Callable


def joined(names: list[str], create: Any, empty: Callable[[], Any], seed: int) -> Any:
    """Return the accumulator of a run whose tasks are separate segments, joined in a random order."""
    segments: list[Segment] = []
    for task in tasks_of(find_sources(names)):
        segment = Segment(empty(), empty())
        segment.add(Worker(create)(task))
        segments.append(pickle.loads(pickle.dumps(segment)))  # noqa: S301 - written here
    chance = random.Random(seed)
    while len(segments) > 1:
        index = chance.randrange(len(segments) - 1)
        segments[index].join(segments.pop(index + 1))
    return segments[0].finish()


@pytest.fixture
def names(tmp_path: Path, lines_file: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return sources of many tasks: lines, compressed lines, a damaged and an empty file, documents."""
    monkeypatch.setattr(scheduler, "CHUNK_SIZE", 700)
    monkeypatch.setattr(scheduler, "DOCUMENTS_PER_TASK", 1)
    data = lines_file.read_bytes() * 3
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(data))
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(data)[:-30])
    (tmp_path / "d.jsonl").write_bytes(b"")
    for name in ("e.json", "f.json"):
        (tmp_path / name).write_bytes(data.split(b"\n")[1])
    found = [str(tmp_path / name) for name in ("b.jsonl.gz", "c.jsonl.gz", "d.jsonl", "e.json", "f.json")]
    return [str(lines_file), *found, "gone.json", str(lines_file)]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("listing", [False, True])
def test_any_grouping_gives_the_run_of_one_process(names: list[str], seed: int, *, listing: bool) -> None:
    """Counts, groups, first records, lines, listed reports and unreadable inputs are equal."""
    create = partial(ValidationAnalysis, ValidatorOptions(), listing=listing)
    collector = joined(names, create, partial(RunCollector, "1.0.0", listing=listing), seed)
    wanted = run_over(names, listing=listing)
    result = collector.run()
    assert json_reporter.to_dict(result) == json_reporter.to_dict(wanted)
    assert result.groups == wanted.groups
    assert {group.record for group in wanted.groups} - {None} != {1}
    assert result.sources == wanted.sources
    assert len(result.unreadable) == 2


@pytest.mark.parametrize("seed", range(3))
def test_any_grouping_gives_the_same_fields(names: list[str], seed: int) -> None:
    """The fields and their first and last payloads do not depend on the order of joining."""
    create = partial(FieldsAnalysis, ValidatorOptions(schema_version="1.1.0"))
    empty = partial(FieldCounts.of, "1.1.0")
    first, second = (joined(names, create, empty, number).inventory() for number in (seed, seed + 100))
    assert first.fields == second.fields
    assert first.run.groups == second.run.groups
    assert first.inspected


@pytest.mark.parametrize("seed", range(3))
def test_first_internal_error_keeps_its_record(names: list[str], seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """All internal errors are counted; the first one is described with its record in its source."""

    def fail(_self: FieldsAnalysis, origin: Any, payload: Any, _counts: Any) -> None:
        if b'"locale"' not in payload:
            raise KeyError(origin)

    monkeypatch.setattr(FieldsAnalysis, "_add", fail)
    counts = joined(
        names, partial(FieldsAnalysis, ValidatorOptions(schema_version="1.1.0")), partial(FieldCounts.of, "1.1.0"), seed
    )
    run = counts.inventory().run
    assert run.internal_errors > 3
    assert run.crash is not None
    records = [line for line in Path(names[0]).read_bytes().split(b"\n") if line.strip()]
    first = next(number for number, line in enumerate(records, 1) if b'"locale"' not in line)
    assert first > 1
    assert str(run.crash).startswith(f"{names[0]}: record {first}: internal error: KeyError at ")
