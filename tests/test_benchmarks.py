"""The logic of the benchmark: reading contenders' output, comparing counts, computing figures, writing results."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from benchmarks import counts, faults, measurement, payloads, report, workloads
from benchmarks.contender import Contender
from benchmarks.measurement import Disagreement, check_counts, measure, repeat
from benchmarks.report import LIMITS, load_reasons
from benchmarks.results import Results, Row, Timing, load
from benchmarks.targets import TARGETS, Target
from benchmarks.timing import Sample, run
from benchmarks.workloads import Plan, Workload
from chatlayer_session import Rule, Validator

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def row(workload: str, contender: str, cpu: float = 1.0, wall: float = 1.0, memory: int = 0) -> Row:
    """Return a row with a single run over ten payloads."""
    return Row(workload, contender, f"{contender}'s label", 10, None, None, None, (Timing(cpu, wall, memory),))


def results_of(*rows: Row, size: str = "full") -> Results:
    """Return results of one round."""
    whole = Results(size, 1)
    for added in rows:
        whole.add(added)
        whole.titles[added.workload] = f"title of {added.workload}"
    return whole


def target(measure: str) -> Target:
    """Return the target with this measure."""
    (match,) = [other for other in TARGETS if other.measure == measure]
    return match


def write_workload(folder: Path, broken: tuple[tuple[int, str], ...] = (), count: int = 4) -> Workload:
    """Return a workload of a few lines on disk."""
    path = folder / "lines.jsonl"
    path.write_bytes(b"{}\n" * count)
    size = path.stat().st_size
    return Workload("key", "title", "internal", workloads.LINES, str(path), count, size, 1, ("any",), broken)


@pytest.mark.parametrize(
    ("reader", "head", "tail", "expected"),
    [
        (counts.read_counts, '{"valid": 3, "invalid": 1, "setup": 0.5}', "", counts.Counts(3, 1, 0.5)),
        (counts.read_counts, "Traceback", "", None),
        (counts.read_counts, '{"valid": 3}', "", None),
        (
            counts.read_text_report,
            "",
            "x\n1,250 payloads: 1,000 valid, 200 unstable, 50 invalid\n",
            counts.Counts(1200, 50),
        ),
        (counts.read_text_report, "", "1 payload: 1 valid, 0 unstable, 0 invalid\nmore\n", None),
        (counts.read_json_report, '"valid": 2, "unstable": 3, "invalid": 4', "", counts.Counts(5, 4)),
        (counts.read_json_report, "", '"valid":2,"unstable":3,"invalid":4', counts.Counts(5, 4)),
        (counts.read_json_report, "{}", "", None),
        (counts.read_sourcemeta, "", "9 validated, 7 passed, 2 failed\n", counts.Counts(7, 2)),
        (counts.read_sourcemeta, "fail: x", "", None),
        (
            counts.read_check_jsonschema,
            "",
            '{"status": "fail", "errors": [{"filename": "a"}, {"filename": "a"}, {"filename": "b"}]}',
            counts.Counts(8, 2),
        ),
        (counts.read_check_jsonschema, "", '{"status": "ok"}', counts.Counts(10, 0)),
        (counts.read_check_jsonschema, "", "Traceback", None),
    ],
)
def test_counts_are_read_from_output(
    reader: counts.Reader, head: str, tail: str, expected: counts.Counts | None
) -> None:
    """Each reader returns the counts of valid and invalid payloads, and None for other output."""
    assert reader(head, tail, 10) == expected


def test_target_is_met_at_its_limit() -> None:
    """A limit is the highest or the lowest figure that meets its target."""
    most, least = TARGETS[0], target("clean, faster than Ajv's loop")
    assert (most.is_met(0.9), most.is_met(0.91)) == (True, False)
    assert (least.is_met(2.5), least.is_met(2.49)) == (True, False)


@pytest.mark.parametrize(
    ("measure", "rows", "expected"),
    [
        ("mixed, the same ratio", [row("mixed", "ours", 3.0), row("mixed", "orjson", 2.0)], 1.5),
        (
            "clean, faster than Ajv's loop",
            [row("clean", "ours", cpu=1.0, wall=2.0), row("clean", "ajv", cpu=6.0, wall=8.0)],
            4.0,
        ),
        (
            "two processes against one, clean, by the clock",
            [row("clean", "ours", wall=3.0), row("clean", "ours-two", wall=2.0)],
            1.5,
        ),
        ("`import chatlayer_session` over a bare interpreter", [row("tiny", "bare", wall=0.01)], None),
        (
            "`import chatlayer_session` over a bare interpreter",
            [row("tiny", "bare", wall=0.25), row("tiny", "import", wall=0.5)],
            250.0,
        ),
        ("one small file, by the clock", [row("tiny", "ours", wall=0.1)], 0.1),
        (
            "one small file, against check-jsonschema",
            [row("tiny", "ours", wall=0.1), row("tiny", "check-jsonschema", wall=0.4)],
            0.25,
        ),
        ("cost growth for ten times the lines", [row("clean", "ours", 9.0), row("clean-tenth", "ours", 1.0)], 9.0),
        (
            "peak memory of a process, large clean file",
            [row("memory-clean", "ours", memory=10**8), row("memory-clean", "ours-two", memory=2 * 10**8)],
            200.0,
        ),
    ],
)
def test_figures_are_computed_from_rows(measure: str, rows: list[Row], expected: float | None) -> None:
    """Ratios use CPU time, or the lesser ratio of both times; a figure that was not measured is None."""
    assert target(measure).figure(results_of(*rows)) == (expected if expected is None else pytest.approx(expected))
    assert target(measure).figure(results_of()) is None


def test_measures_are_unique() -> None:
    """No two targets have the same measure, by which reasons are looked up."""
    assert len({entry.measure for entry in TARGETS}) == len(TARGETS)


def test_every_reason_belongs_to_a_target() -> None:
    """Each section of limits.md has the measure of a target as its heading, and a text."""
    reasons = load_reasons()
    assert reasons.keys() <= {entry.measure for entry in TARGETS}
    assert len(reasons) == len(re.findall(r"^## ", LIMITS.read_text(encoding="utf-8"), re.MULTILINE)) > 0
    assert all(len(reason) > 10 for reason in reasons.values())


def test_reasons_are_read_by_section(tmp_path: Path) -> None:
    """A reason ends at the next heading, or at the end of the file."""
    path = tmp_path / "limits.md"
    path.write_text("# Title\n\nWords.\n\n## one\n\nFirst\nsecond.\n\n- item\n\n## two `x`\nLast.", encoding="utf-8")
    assert load_reasons(path) == {"one": "First\nsecond.\n\n- item", "two `x`": "Last."}


def test_missed_target_has_distance_and_reason() -> None:
    """RESULTS.md explains each missed target below the table, and no other target."""
    missed = results_of(row("mixed", "ours", 3.0), row("mixed", "orjson", 1.0), row("tiny", "ours", wall=0.1))
    text = report.markdown(missed, [("cores", "2")], {"mixed, the same ratio": "It is hard."})
    assert "| mixed, the same ratio | at most 1.5 times | 3 times | missed |" in text
    assert "**mixed, the same ratio**: 3 times, 100% above the target of 1.5. It is hard." in text
    assert "| one small file, by the clock | at most 0.15 s | 0.1 s | met |" in text
    assert "**one small file" not in text
    assert text.index("### Missed targets") < text.index("## Machine")
    assert "limits.md gives no reason." in report.markdown(missed, [], {})
    few = report.markdown(results_of(row("clean", "ours", 5.0), row("clean", "ajv", 4.0)), [], {})
    assert "**clean, faster than Ajv's loop**: 0.8 times, 68% below the target of 2.5." in few
    assert "### Missed targets" not in report.markdown(results_of(row("tiny", "ours", wall=0.1)), [], {})


def test_second_process_is_part_of_the_machine() -> None:
    """Two scripts that take a quarter longer together do 1.6 times the work; without a measurement, no row is added."""
    pair = (row("clean", "orjson", wall=2.0), row("clean", "orjson-pair", wall=2.5), row("mixed", "orjson", wall=1.0))
    measured = results_of(*pair)
    measured.titles.update({"clean": "clean", "mixed": "mixed"})
    text = report.markdown(measured, [("cores", "2")], {})
    assert "| cores | 2 |\n| work of two processes in the time of one, clean | 1.6 |\n\n" in text
    assert "time of one, mixed" not in text


def test_tables_have_plain_figures() -> None:
    """A row has seconds, microseconds per payload, megabytes and the multiple of the floor, without exponents."""
    table = report.tables(
        results_of(row("clean", "orjson", 0.0000019), row("clean", "ours", 0.0000038, memory=40_000_000))
    )
    line = next(line for line in table.splitlines() if line.strip().startswith("ours's"))
    assert line.split()[-6:] == ["0.0000038", "0.38", "1", "40", "2", "x"]
    assert "full" not in table
    assert report.SMALL in report.tables(results_of(row("clean", "ours"), size="small"))


def test_row_has_medians_and_peak_memory() -> None:
    """One slow run out of three does not change the times."""
    timings = (Timing(1.0, 5.0, 30), Timing(9.0, 1.0, 20), Timing(2.0, 2.0, 10))
    several = replace(row("clean", "ours"), timings=timings)
    assert (several.cpu, several.wall, several.memory) == (2.0, 2.0, 30)


def test_results_round_trip(tmp_path: Path) -> None:
    """Rows, titles and missing contenders are loaded as they were saved."""
    saved = results_of(row("clean", "ours"), row("mixed", "orjson"))
    saved.missing["Ajv"] = "no Node"
    saved.save(tmp_path / "figures.json")
    assert load(tmp_path / "figures.json") == saved


def command_that_prints(text: str, status: int = 0) -> Callable[[Workload, str, int], list[str]]:
    """Return the command of a contender that prints a text and ends with a status."""
    code = f"import sys; sys.stdout.write({text!r}); sys.exit({status})"
    return lambda *_: [sys.executable, "-c", code]


COUNTS = '{"valid": 3, "invalid": 1, "setup": 0}'


def test_contenders_run_in_turn(tmp_path: Path) -> None:
    """Each contender runs once per round, and its row has its counts."""
    lines = write_workload(tmp_path, ((1, "wrong-type/number"),))
    good = Contender("good", "good one", command_that_prints(COUNTS), counts.read_counts)
    floor = Contender("orjson", "the floor", command_that_prints(""))
    rows = measure(lines, [good, floor], 2, tmp_path)
    assert [(row.contender, row.valid, row.invalid, len(row.timings)) for row in rows] == [
        ("good", 3, 1, 2),
        ("orjson", None, None, 2),
    ]
    assert all(timing.cpu > 0 and timing.wall > 0 for row in rows for timing in row.timings)


@pytest.mark.parametrize(
    ("printed", "status", "message"),
    [
        (COUNTS, 1, "exit status 1"),
        ("nothing", 0, "no counts in"),
        ('{"valid": 4, "invalid": 0, "setup": 0}', 0, "4 valid and 0 invalid of 4 payloads; expected 1 invalid"),
        ('{"valid": 2, "invalid": 1, "setup": 0}', 0, "2 valid and 1 invalid of 4 payloads"),
    ],
)
def test_wrong_counts_end_the_benchmark(tmp_path: Path, printed: str, status: int, message: str) -> None:
    """A failure, missing counts, wrong counts and incomplete counts raise an error."""
    other = Contender("other", "other contender", command_that_prints(printed, status), counts.read_counts)
    with pytest.raises(Disagreement, match=message):
        measure(write_workload(tmp_path, ((1, "wrong-type/number"),)), [other], 1, tmp_path)


def test_blind_spots_are_expected(tmp_path: Path) -> None:
    """A fault that a contender cannot detect counts as valid, and faults after its sample do not count."""
    lines = write_workload(tmp_path, ((1, "duplicate-key/top"), (2, "wrong-type/null"), (3, "wrong-type/null")))
    blind = Contender("x", "x", command_that_prints(""), counts.read_counts, blind=frozenset({"duplicate-key/top"}))
    assert (blind.expected(lines), replace(blind, sample=3).expected(lines)) == (2, 1)
    assert Contender("x", "x", command_that_prints(""), takes_head=True).expected(lines) == 2
    assert replace(lines, copies=5).invalid(frozenset(), 4) == 15
    sample = Sample(1.0, 1.0, 0, 0, '{"valid": 2, "invalid": 1, "setup": 0}', "")
    assert check_counts(replace(blind, sample=3), lines, sample) == counts.Counts(2, 1)


def test_sampled_contender_is_scaled(tmp_path: Path) -> None:
    """The setup time counts once and the rest in proportion; the row has the number of sampled payloads."""
    sample = Sample(2.5, 4.5, 7, 0, "", "")
    assert measurement._scale(sample, counts.Counts(10, 0, setup=0.5), 100) == Timing(200.5, 400.5, 7)
    assert measurement._scale(sample, None, 1) == Timing(2.5, 4.5, 7)
    early = Contender(
        "x", "x", command_that_prints('{"valid": 10, "invalid": 0, "setup": 0}'), counts.read_counts, sample=10
    )
    (scaled,) = measure(write_workload(tmp_path, count=1000), [early], 1, tmp_path)
    (whole,) = measure(write_workload(tmp_path, count=10), [early], 1, tmp_path)
    assert (scaled.payloads, scaled.sampled, whole.payloads, whole.sampled) == (1000, 10, 10, None)


def test_missing_contender_has_a_reason() -> None:
    """The reason names the missing packages, or is given by the contender."""
    assert Contender("x", "x", command_that_prints(""), needs=("json", "no_such_package")).reason_missing() == (
        "not installed: no_such_package"
    )
    assert Contender("x", "x", command_that_prints(""), missing="no Node").reason_missing() == "no Node"
    assert Contender("x", "x", command_that_prints(""), needs=("json",)).reason_missing() is None


def test_run_has_status_and_output(tmp_path: Path) -> None:
    """A run has its exit status, and the start and the end of both outputs."""
    code = "import sys; print('a' * 100_000); print('end', file=sys.stderr); sys.exit(3)"
    sample = run([sys.executable, "-c", code], tmp_path / "output")
    assert (sample.status, sample.head[:3], sample.tail[-4:], len(sample.head)) == (3, "aaa", "end\n", 1 << 16)
    assert sample.memory > 1_000_000
    killed = run([sys.executable, "-c", f"import os; os.kill(os.getpid(), {9})"], tmp_path / "output")
    assert killed.status == -9


def test_workload_is_repeated_to_a_size(tmp_path: Path) -> None:
    """Only whole copies are written, and invalid payloads are counted in each copy."""
    lines = write_workload(tmp_path, ((0, "wrong-type/null"),))
    large = repeat(lines, "large", 30, tmp_path, ("ours",))
    assert (large.payloads, large.size, large.invalid(frozenset(), large.payloads)) == (12, 36, 3)
    assert os.path.getsize(large.path) == 36  # noqa: PTH202 - the path is a str


def test_workload_round_trip(tmp_path: Path) -> None:
    """Faults and contenders are restored; a workload that was not built is None."""
    lines = write_workload(tmp_path, ((1, "wrong-type/number"),))
    lines.write(tmp_path)
    assert workloads.read(tmp_path, "key") == lines
    assert workloads.read(tmp_path, "other") is None
    assert (Plan("a", "b", (1, 2), ()).count("small"), Plan("a", "b", (1, 2), ()).count("full")) == (1, 2)


def minify(payload: object) -> bytes:
    """Return a payload in the format of the workloads."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize("fault", [*faults.SHAPE_FAULTS, *faults.TEXT_FAULTS])
def test_fault_violates_only_its_rule(fault: str) -> None:
    """A drawn payload is valid, and one fault adds only findings of its rule."""
    draw = Random(fault)
    validator = Validator()
    for _ in range(20):
        payload = payloads.clean(draw)
        assert validator.validate(minify(payload)).findings == ()
        if fault in faults.SHAPE_FAULTS:
            faults.SHAPE_FAULTS[fault](draw, payload)
            text = minify(payload)
        else:
            text = faults.TEXT_FAULTS[fault](draw, minify(payload))
        assert {finding.rule for finding in validator.validate(text).findings} == {Rule(faults.rule_of(fault))}
