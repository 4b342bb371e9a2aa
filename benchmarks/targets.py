"""The targets of the validator, each computed from the rows of one run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .results import Results, Row


@dataclass(frozen=True, slots=True)
class Target:
    """A figure with its limit: at most ``limit``, or at least, if ``at_least`` is True."""

    measure: str
    limit: float
    unit: str
    figure: Callable[[Results], float | None]
    at_least: bool = False

    def is_met(self, value: float) -> bool:
        """Return whether a figure is within the limit."""
        return value >= self.limit if self.at_least else value <= self.limit


def _ratio(contender: str, other: str, workload: str) -> Callable[[Results], float | None]:
    """Return the ratio of the CPU times of two contenders on one workload."""

    def figure(results: Results) -> float | None:
        first, second = results.row(workload, contender), results.row(workload, other)
        return first.cpu / second.cpu if first and second else None

    return figure


def _faster(other: str, workload: str) -> Callable[[Results], float | None]:
    """Return how many times faster than a contender one process is: by CPU or elapsed time, whichever is less."""

    def figure(results: Results) -> float | None:
        ours, compared = results.row(workload, "ours"), results.row(workload, other)
        return min(compared.cpu / ours.cpu, compared.wall / ours.wall) if ours and compared else None

    return figure


def _two_processes(workload: str) -> Callable[[Results], float | None]:
    def figure(results: Results) -> float | None:
        one, two = results.row(workload, "ours"), results.row(workload, "ours-two")
        return one.wall / two.wall if one and two else None

    return figure


def _elapsed(contender: str) -> Callable[[Results], float | None]:
    def figure(results: Results) -> float | None:
        row = results.row("tiny", contender)
        return row.wall if row else None

    return figure


def _against_check_jsonschema(results: Results) -> float | None:
    ours, other = results.row("tiny", "ours"), results.row("tiny", "check-jsonschema")
    return ours.wall / other.wall if ours and other else None


def _import(contender: str) -> Callable[[Results], float | None]:
    def figure(results: Results) -> float | None:
        bare, imported = results.row("tiny", "bare"), results.row("tiny", contender)
        return (imported.wall - bare.wall) * 1000 if bare and imported else None

    return figure


def _growth(results: Results) -> float | None:
    tenth, whole = results.row("clean-tenth", "ours"), results.row("clean", "ours")
    return whole.cpu / tenth.cpu if tenth and whole else None


def _memory(workload: str) -> Callable[[Results], float | None]:
    def figure(results: Results) -> float | None:
        rows: list[Row] = results.of(workload)
        return max(row.memory for row in rows) / 1e6 if rows else None

    return figure


TARGETS = (
    Target(
        "clean, CPU of the command against an `orjson.loads` script", 0.9, "times", _ratio("ours", "orjson", "clean")
    ),
    Target("realistic, the same ratio", 1.0, "times", _ratio("ours", "orjson", "realistic")),
    Target("mixed, the same ratio", 1.5, "times", _ratio("ours", "orjson", "mixed")),
    Target(
        "all invalid, JSON report with positions, against orjson + jsonschema-rs `iter_errors`",
        1.5,
        "times",
        _ratio("ours-json", "jsonschema-rs-errors", "all-invalid"),
    ),
    Target(
        "all invalid, `validate` in a loop, against the same",
        1.5,
        "times",
        _ratio("ours-library", "jsonschema-rs-errors", "all-invalid"),
    ),
    Target("50 KB of variables, against `orjson.loads`", 1.0, "times", _ratio("ours", "orjson", "variables")),
    Target("one 10 MB session, command against script", 1.3, "times", _ratio("ours", "orjson", "ten-megabytes")),
    Target(
        "one 10 MB session, `validate(bytes)` against `orjson.loads`",
        1.3,
        "times",
        _ratio("ours-library", "orjson", "ten-megabytes-in-process"),
    ),
    *(
        Target(f"{workload}, faster than {name}", limit, "times", _faster(key, workload), at_least=True)
        for key, name, limit in (
            ("ajv", "Ajv's loop", 2.5),
            ("sourcemeta", "sourcemeta `--fast`", 4.0),
            ("jsonschema-rs-errors", "orjson + jsonschema-rs `iter_errors`", 8.0),
            ("jsonschema-rs-closed", "the same with unknown fields, as this project reports them", 8.0),
        )
        for workload in ("clean", "realistic")
    ),
    Target("two processes against one, clean, by the clock", 1.7, "times", _two_processes("clean"), at_least=True),
    Target(
        "two processes against one, realistic, by the clock", 1.7, "times", _two_processes("realistic"), at_least=True
    ),
    Target("peak memory of a process, large clean file", 120, "MB", _memory("memory-clean")),
    Target("peak memory of a process, large mixed file", 120, "MB", _memory("memory-mixed")),
    Target("one small file, by the clock", 0.15, "s", _elapsed("ours")),
    Target("one small file, against check-jsonschema", 1 / 3, "times", _against_check_jsonschema),
    Target("`import chatlayer_session` over a bare interpreter", 40, "ms", _import("import")),
    Target("`from chatlayer_session import validate` over the same", 40, "ms", _import("import-validate")),
    Target(
        "`validate(bytes)` of a clean payload against `orjson.loads`",
        2.0,
        "times",
        _ratio("ours-library", "orjson", "clean-in-process"),
    ),
    *(
        Target(f"{workload}, the fast path against none", 1.1, "times", _ratio("ours-library", "ours-full", workload))
        for workload in ("shapes", "names")
    ),
    Target("cost growth for ten times the lines", 10.5, "times", _growth),
)
"""The targets, in the order of the report."""
