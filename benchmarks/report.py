"""The results as text: tables for the terminal and for RESULTS.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from .results import FLOOR, PAIR
from .targets import TARGETS, Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .results import Results, Row

LIMITS = Path(__file__).with_name("limits.md")
_SECTION = re.compile(r"^## (?P<measure>.+)\n(?P<reason>(?:(?!## ).*(?:\n|\Z))*)", re.MULTILINE)

HEADINGS = ("contender", "CPU s", "µs per payload", "clock s", "MB", "times the floor")
SMALL = "The targets apply to the size full: in a small run, starting processes dominates."
TARGET_HEADINGS = ("measure", "target", "measured", "")


def load_reasons(path: Path = LIMITS) -> dict[str, str]:
    """Return the reasons for missed targets by measure, which is the heading of a section in ``limits.md``."""
    text = path.read_text(encoding="utf-8")
    return {section["measure"].strip(): section["reason"].strip() for section in _SECTION.finditer(text)}


def tables(results: Results) -> str:
    """Return all tables for a terminal, with the targets last."""
    parts = [f"{title}\n{_plain_table([HEADINGS, *_rows(results, key)])}" for key, title in results.titles.items()]
    missing = "".join(f"missing: {label}: {reason}\n" for label, reason in results.missing.items())
    if results.size != "full":
        missing += f"{SMALL}\n"
    return "\n".join([*parts, f"targets\n{_plain_table([TARGET_HEADINGS, *_targets(results)], left=True)}"]) + missing


def markdown(results: Results, machine: list[tuple[str, str]], reasons: Mapping[str, str]) -> str:
    """Return the content of RESULTS.md; ``reasons`` are the reasons for missed targets by measure."""
    parts = [
        "# Results",
        "Written by `python -m benchmarks`; [README.md](README.md) describes the measurements. "
        f"Size {results.size}, {results.rounds} rounds, the contenders in turn. Times are medians; memory is the peak "
        "of one process. The floor is a script that only calls `orjson.loads` on each payload. "
        "The last column is CPU time as a multiple of the floor.",
        *([] if results.size == "full" else [SMALL]),
        "## Targets",
        _markdown_table([TARGET_HEADINGS, *_targets(results)]),
        *_missed(results, reasons),
        "## Machine",
        _markdown_table([("attribute", "value"), *machine, *_second_process(results)]),
        "## All rows",
    ]
    for key, title in results.titles.items():
        parts += [f"### {title[:1].upper()}{title[1:]}", _markdown_table([HEADINGS, *_rows(results, key)])]
    parts += ["## Missing", *(f"- {label}: {reason}" for label, reason in results.missing.items())]
    if not results.missing:
        parts.append("No contender is missing.")
    parts.append(
        "A contender marked with a number of payloads was timed on that many. Its figures are scaled: the set-up "
        "counts once, the rest in proportion."
    )
    return "\n\n".join(parts) + "\n"


def _second_process(results: Results) -> list[tuple[str, str]]:
    """Return how much two independent processes parse in the time of one, for each measured workload."""
    rows: list[tuple[str, str]] = []
    for key in results.titles:
        one, pair = results.row(key, FLOOR), results.row(key, PAIR)
        if one and pair:
            rows.append((f"work of two processes in the time of one, {key}", _figure(2 * one.wall / pair.wall)))
    return rows


def _missed(results: Results, reasons: Mapping[str, str]) -> list[str]:
    """Return a paragraph on each missed target: by how much, and why."""
    parts: list[str] = []
    for target in TARGETS:
        value = target.figure(results)
        if value is None or target.is_met(value):
            continue
        reason = reasons.get(target.measure, "limits.md gives no reason.")
        parts.append(f"**{target.measure}**: {value:.3g} {target.unit}, {_distance(target, value)}. {reason}")
    return ["### Missed targets", *parts] if parts else []


def _distance(target: Target, value: float) -> str:
    """Return by how much a target is missed."""
    parts = abs(value - target.limit) / target.limit
    return f"{parts:.0%} {'below' if target.at_least else 'above'} the target of {target.limit:.3g}"


def _rows(results: Results, workload: str) -> list[tuple[str, ...]]:
    return [_cells(results, row) for row in results.of(workload)]


def _cells(results: Results, row: Row) -> tuple[str, ...]:
    factor = results.times_floor(row)
    label = f"{row.label} (of {row.sampled:,} payloads)" if row.sampled else row.label
    return (
        label,
        _figure(row.cpu),
        _figure(row.cpu / row.payloads * 1e6),
        _figure(row.wall),
        f"{row.memory / 1e6:.0f}" if row.memory else "",
        "" if factor is None else f"{_figure(factor)} x",
    )


def _targets(results: Results) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for target in TARGETS:
        value = target.figure(results)
        limit = f"{'at least' if target.at_least else 'at most'} {target.limit:.3g} {target.unit}"
        if value is None:
            rows.append((target.measure, limit, "", "not measured"))
        else:
            status = "met" if target.is_met(value) else "missed"
            rows.append((target.measure, limit, f"{value:.3g} {target.unit}", status))
    return rows


def _figure(value: float) -> str:
    """Return a figure with three significant digits and without an exponent."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 0.001:
        return f"{value:.3g}"
    return f"{value:.7f}".rstrip("0")


def _plain_table(rows: list[tuple[str, ...]], *, left: bool = False) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines: list[str] = []
    for first, *others in rows:
        cells = (
            cell.ljust(width) if left else cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)
        )
        lines.append("  ".join([first.ljust(widths[0]), *cells]).rstrip())
    return "".join(f"  {line}\n" for line in lines)


def _markdown_table(rows: list[tuple[str, ...]]) -> str:
    heading, *others = rows
    rule = ["---", *("--:" if len(heading) > 2 else "---" for _ in heading[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heading, tuple(rule), *others))
