"""The benchmark's own logic: what is read out of contenders' output, compared, computed and written down."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from benchmarks import answers, faults, measuring, payloads, report, workloads
from benchmarks.bars import BARS, Bar
from benchmarks.contender import Contender
from benchmarks.measuring import Disagreement, checked, measure, repeated
from benchmarks.report import LIMITS, reasons
from benchmarks.results import Results, Row, Timing, load
from benchmarks.timing import Sample, run
from benchmarks.workloads import Plan, Workload
from chatlayer_session import Rule, Validator

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def row(workload: str, contender: str, cpu: float = 1.0, wall: float = 1.0, memory: int = 0) -> Row:
    """Return a row with a single run over ten payloads."""
    return Row(workload, contender, f"{contender}'s label", 10, None, None, None, (Timing(cpu, wall, memory),))


def results(*rows: Row, size: str = "full") -> Results:
    """Return results of one round."""
    whole = Results(size, 1)
    for each in rows:
        whole.add(each)
        whole.titles[each.workload] = f"title of {each.workload}"
    return whole


def bar(measure: str) -> Bar:
    """Return the bar with this measure."""
    (found,) = [each for each in BARS if each.measure == measure]
    return found


def workload(folder: Path, broken: tuple[tuple[int, str], ...] = (), count: int = 4) -> Workload:
    """Return a workload of a few lines on disk."""
    path = folder / "lines.jsonl"
    path.write_bytes(b"{}\n" * count)
    size = path.stat().st_size
    return Workload("key", "title", "internal", workloads.LINES, str(path), count, size, 1, ("any",), broken)


@pytest.mark.parametrize(
    ("reader", "head", "tail", "expected"),
    [
        (answers.read_counts, '{"valid": 3, "invalid": 1, "setup": 0.5}', "", answers.Counts(3, 1, 0.5)),
        (answers.read_counts, "Traceback", "", None),
        (answers.read_counts, '{"valid": 3}', "", None),
        (
            answers.read_text_report,
            "",
            "x\n1,250 payloads: 1,000 valid, 200 unstable, 50 invalid\n",
            answers.Counts(1200, 50),
        ),
        (answers.read_text_report, "", "1 payload: 1 valid, 0 unstable, 0 invalid\nmore\n", None),
        (answers.read_json_report, '"valid": 2, "unstable": 3, "invalid": 4', "", answers.Counts(5, 4)),
        (answers.read_json_report, "", '"valid":2,"unstable":3,"invalid":4', answers.Counts(5, 4)),
        (answers.read_json_report, "{}", "", None),
        (answers.read_sourcemeta, "", "9 validated, 7 passed, 2 failed\n", answers.Counts(7, 2)),
        (answers.read_sourcemeta, "fail: x", "", None),
        (
            answers.read_check_jsonschema,
            "",
            '{"status": "fail", "errors": [{"filename": "a"}, {"filename": "a"}, {"filename": "b"}]}',
            answers.Counts(8, 2),
        ),
        (answers.read_check_jsonschema, "", '{"status": "ok"}', answers.Counts(10, 0)),
        (answers.read_check_jsonschema, "", "Traceback", None),
    ],
)
def test_counts_are_read_out_of_what_contenders_print(
    reader: answers.Reader, head: str, tail: str, expected: answers.Counts | None
) -> None:
    """Each reader finds the counts of valid and invalid payloads, and says None of anything else."""
    assert reader(head, tail, 10) == expected


def test_a_bar_is_reached_at_its_limit_and_on_the_right_side_of_it() -> None:
    """At most is at most, and at least is at least."""
    most, least = BARS[0], bar("clean, faster than Ajv's loop")
    assert (most.reached(0.9), most.reached(0.91)) == (True, False)
    assert (least.reached(2.5), least.reached(2.49)) == (True, False)


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
def test_figures_are_computed_from_the_rows(measure: str, rows: list[Row], expected: float | None) -> None:
    """Ratios are of CPU time, or the lesser of both times; what was not measured has no figure."""
    assert bar(measure).figure(results(*rows)) == (expected if expected is None else pytest.approx(expected))
    assert bar(measure).figure(results()) is None


def test_measures_are_told_apart() -> None:
    """No two bars have the same words, by which reasons are found."""
    assert len({each.measure for each in BARS}) == len(BARS)


def test_every_reason_belongs_to_a_bar_and_says_something() -> None:
    """A section of limits.md is headed as a bar is; the text in front of the first section is no reason."""
    found = reasons()
    assert found.keys() <= {each.measure for each in BARS}
    assert len(found) == len(re.findall(r"^## ", LIMITS.read_text(encoding="utf-8"), re.MULTILINE)) > 0
    assert all(len(reason) > 10 for reason in found.values())


def test_reasons_are_read_by_section(tmp_path: Path) -> None:
    """A reason goes from its heading to the next one, or to the end."""
    path = tmp_path / "limits.md"
    path.write_text("# Title\n\nWords.\n\n## one\n\nFirst\nsecond.\n\n- item\n\n## two `x`\nLast.", encoding="utf-8")
    assert reasons(path) == {"one": "First\nsecond.\n\n- item", "two `x`": "Last."}


def test_a_missed_bar_is_told_with_its_distance_and_its_reason() -> None:
    """RESULTS.md says by how much and why below the table; a bar that is reached or not measured needs no reason."""
    missed = results(row("mixed", "ours", 3.0), row("mixed", "orjson", 1.0), row("tiny", "ours", wall=0.1))
    text = report.markdown(missed, [("cores", "2")], {"mixed, the same ratio": "It is hard."})
    assert "| mixed, the same ratio | at most 1.5 times | 3 times | missed |" in text
    assert "**mixed, the same ratio**: 3 times, 100% above the bar of 1.5. It is hard." in text
    assert "| one small file, by the clock | at most 0.15 s | 0.1 s | reached |" in text
    assert "**one small file" not in text
    assert text.index("### Missed bars") < text.index("## Machine")
    assert "limits.md gives no reason." in report.markdown(missed, [], {})
    few = report.markdown(results(row("clean", "ours", 5.0), row("clean", "ajv", 4.0)), [], {})
    assert "**clean, faster than Ajv's loop**: 0.8 times, 68% below the bar of 2.5." in few
    assert "### Missed bars" not in report.markdown(results(row("tiny", "ours", wall=0.1)), [], {})


def test_what_the_machine_gives_to_a_second_process_is_told_beside_it() -> None:
    """Two scripts that take a quarter longer together do 1.6 times the work; unmeasured, nothing is told."""
    pair = (row("clean", "orjson", wall=2.0), row("clean", "orjson-pair", wall=2.5), row("mixed", "orjson", wall=1.0))
    measured = results(*pair)
    measured.titles.update({"clean": "clean", "mixed": "mixed"})
    text = report.markdown(measured, [("cores", "2")], {})
    assert "| cores | 2 |\n| what two processes parse while one parses 1, clean | 1.6 |\n\n" in text
    assert "parses 1, mixed" not in text


def test_tables_have_figures_without_exponents_and_ratios_to_the_floor() -> None:
    """A row tells seconds, microseconds a payload, megabytes, and the multiple of the floor."""
    table = report.tables(
        results(row("clean", "orjson", 0.0000019), row("clean", "ours", 0.0000038, memory=40_000_000))
    )
    line = next(line for line in table.splitlines() if line.strip().startswith("ours's"))
    assert line.split()[-6:] == ["0.0000038", "0.38", "1", "40", "2", "x"]
    assert "full" not in table
    assert report.SMALL in report.tables(results(row("clean", "ours"), size="small"))


def test_a_row_gives_medians_and_the_largest_memory() -> None:
    """One slow run among three changes nothing."""
    timings = (Timing(1.0, 5.0, 30), Timing(9.0, 1.0, 20), Timing(2.0, 2.0, 10))
    several = replace(row("clean", "ours"), timings=timings)
    assert (several.cpu, several.wall, several.memory) == (2.0, 2.0, 30)


def test_results_are_the_same_when_they_are_loaded_again(tmp_path: Path) -> None:
    """Rows, titles and missing contenders, for the plot that another process draws."""
    saved = results(row("clean", "ours"), row("mixed", "orjson"))
    saved.missing["Ajv"] = "no Node"
    saved.save(tmp_path / "figures.json")
    assert load(tmp_path / "figures.json") == saved


def printing(text: str, status: int = 0) -> Callable[[Workload, str, int], list[str]]:
    """Return the command of a contender that prints a text and ends with a status."""
    code = f"import sys; sys.stdout.write({text!r}); sys.exit({status})"
    return lambda *_: [sys.executable, "-c", code]


COUNTS = '{"valid": 3, "invalid": 1, "setup": 0}'


def test_contenders_are_run_in_turn_and_have_to_agree(tmp_path: Path) -> None:
    """Each runs once a round; their rows carry what they counted."""
    lines = workload(tmp_path, ((1, "wrong-type/number"),))
    good = Contender("good", "good one", printing(COUNTS), answers.read_counts)
    floor = Contender("orjson", "the floor", printing(""))
    rows = measure(lines, [good, floor], 2, tmp_path)
    assert [(each.contender, each.valid, each.invalid, len(each.timings)) for each in rows] == [
        ("good", 3, 1, 2),
        ("orjson", None, None, 2),
    ]
    assert all(timing.cpu > 0 and timing.wall > 0 for each in rows for timing in each.timings)


@pytest.mark.parametrize(
    ("printed", "status", "words"),
    [
        (COUNTS, 1, "exit status 1"),
        ("nothing", 0, "no counts in"),
        ('{"valid": 4, "invalid": 0, "setup": 0}', 0, "4 for valid and 0 for invalid; 1 should be"),
        ('{"valid": 2, "invalid": 1, "setup": 0}', 0, "2 for valid and 1 for invalid"),
    ],
)
def test_a_contender_that_says_something_else_ends_the_benchmark(
    tmp_path: Path, printed: str, status: int, words: str
) -> None:
    """A failure, no counts, a wrong count of invalid payloads, and payloads that were not counted at all."""
    other = Contender("other", "other one", printing(printed, status), answers.read_counts)
    with pytest.raises(Disagreement, match=words):
        measure(workload(tmp_path, ((1, "wrong-type/number"),)), [other], 1, tmp_path)


def test_what_a_contender_cannot_see_is_not_held_against_it(tmp_path: Path) -> None:
    """A fault that it is blind to counts as valid, and so does one behind the payloads that it is given."""
    lines = workload(tmp_path, ((1, "duplicate-key/top"), (2, "wrong-type/null"), (3, "wrong-type/null")))
    blind = Contender("x", "x", printing(""), answers.read_counts, blind=frozenset({"duplicate-key/top"}))
    assert (blind.expected(lines), replace(blind, sample=3).expected(lines)) == (2, 1)
    assert Contender("x", "x", printing(""), takes_head=True).expected(lines) == 2
    assert replace(lines, copies=5).invalid(frozenset(), 4) == 15
    sample = Sample(1.0, 1.0, 0, 0, '{"valid": 2, "invalid": 1, "setup": 0}', "")
    assert checked(replace(blind, sample=3), lines, sample) == answers.Counts(2, 1)


def test_a_contender_that_stops_early_is_scaled(tmp_path: Path) -> None:
    """What it took before the first payload counts once, the rest in proportion; its row says how many it was given."""
    sample = Sample(2.5, 4.5, 7, 0, "", "")
    assert measuring._scaled(sample, answers.Counts(10, 0, setup=0.5), 100) == Timing(200.5, 400.5, 7)
    assert measuring._scaled(sample, None, 1) == Timing(2.5, 4.5, 7)
    early = Contender("x", "x", printing('{"valid": 10, "invalid": 0, "setup": 0}'), answers.read_counts, sample=10)
    (scaled,) = measure(workload(tmp_path, count=1000), [early], 1, tmp_path)
    (whole,) = measure(workload(tmp_path, count=10), [early], 1, tmp_path)
    assert (scaled.payloads, scaled.sampled, whole.payloads, whole.sampled) == (1000, 10, 10, None)


def test_a_contender_that_is_not_there_says_why() -> None:
    """By the packages that it needs, or by what is known to be missing."""
    assert Contender("x", "x", printing(""), needs=("json", "no_such_package")).reason_missing() == (
        "not installed: no_such_package"
    )
    assert Contender("x", "x", printing(""), missing="no Node").reason_missing() == "no Node"
    assert Contender("x", "x", printing(""), needs=("json",)).reason_missing() is None


def test_a_run_tells_its_status_its_time_and_what_was_printed(tmp_path: Path) -> None:
    """Both outputs are taken; of a long one the first and the last."""
    code = "import sys; print('a' * 100_000); print('end', file=sys.stderr); sys.exit(3)"
    sample = run([sys.executable, "-c", code], tmp_path / "output")
    assert (sample.status, sample.head[:3], sample.tail[-4:], len(sample.head)) == (3, "aaa", "end\n", 1 << 16)
    assert sample.memory > 1_000_000
    killed = run([sys.executable, "-c", f"import os; os.kill(os.getpid(), {9})"], tmp_path / "output")
    assert killed.status == -9


def test_a_workload_is_repeated_until_it_is_large_enough(tmp_path: Path) -> None:
    """Whole copies only, and the invalid payloads are counted in each of them."""
    lines = workload(tmp_path, ((0, "wrong-type/null"),))
    large = repeated(lines, "large", 30, tmp_path, ("ours",))
    assert (large.payloads, large.size, large.invalid(frozenset(), large.payloads)) == (12, 36, 3)
    assert os.path.getsize(large.path) == 36  # noqa: PTH202 - the path is a str


def test_a_workload_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Its faults and contenders too; one that was not built is None."""
    lines = workload(tmp_path, ((1, "wrong-type/number"),))
    lines.write(tmp_path)
    assert workloads.read(tmp_path, "key") == lines
    assert workloads.read(tmp_path, "other") is None
    assert (Plan("a", "b", (1, 2), ()).count("small"), Plan("a", "b", (1, 2), ()).count("full")) == (1, 2)


def minified(payload: object) -> bytes:
    """Return a payload as the workloads have it."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize("fault", [*faults.SHAPE_FAULTS, *faults.TEXT_FAULTS])
def test_a_fault_breaks_the_rule_that_it_is_named_after(fault: str) -> None:
    """And no other rule: payloads that are drawn are valid, and one fault makes one rule's findings."""
    draw = Random(fault)
    validator = Validator()
    for _ in range(20):
        payload = payloads.clean(draw)
        assert validator.validate(minified(payload)).findings == ()
        if fault in faults.SHAPE_FAULTS:
            faults.SHAPE_FAULTS[fault](draw, payload)
            text = minified(payload)
        else:
            text = faults.TEXT_FAULTS[fault](draw, minified(payload))
        assert {finding.rule for finding in validator.validate(text).findings} == {Rule(faults.rule_of(fault))}
