"""Results as text: tables for the terminal and for RESULTS.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from .bars import BARS, Bar
from .results import FLOOR, PAIR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .results import Results, Row


LIMITS = Path(__file__).with_name("limits.md")


_SECTION = re.compile(r"^## (?P<measure>.+)\n(?P<reason>(?:(?!## ).*(?:\n|\Z))*)", re.MULTILINE)


def reasons(path: Path = LIMITS) -> dict[str, str]:
    """Return the reasons by the measures of the bars, which are the headings of the file."""
    text = path.read_text(encoding="utf-8")
    return {section["measure"].strip(): section["reason"].strip() for section in _SECTION.finditer(text)}


HEADINGS = ("contender", "CPU s", "µs a payload", "clock s", "MB", "to the floor")
SMALL = "The bars apply to the size full: in a small run, starting processes dominates."
BAR_HEADINGS = ("measure", "bar", "measured", "")


def tables(results: Results) -> str:
    """Return all tables for a terminal, the bars last."""
    parts = [f"{title}\n{_plain([HEADINGS, *_rows(results, key)])}" for key, title in results.titles.items()]
    missing = "".join(f"missing: {label}: {reason}\n" for label, reason in results.missing.items())
    if results.size != "full":
        missing += f"{SMALL}\n"
    return "\n".join([*parts, f"bars\n{_plain([BAR_HEADINGS, *_bars(results)], left=True)}"]) + missing


def markdown(results: Results, machine: list[tuple[str, str]], reasons: Mapping[str, str]) -> str:
    """Return the content of RESULTS.md; ``reasons`` explains missed bars, by their measures."""
    parts = [
        "# Results",
        "Written by `python -m benchmarks`; [README.md](README.md) describes the measurements. "
        f"Size {results.size}, {results.rounds} rounds, the contenders in turn. Times are medians; memory is the peak "
        "of one process. The floor is a script that only calls `orjson.loads` on each payload. "
        "The last column is CPU time as a multiple of the floor.",
        *([] if results.size == "full" else [SMALL]),
        "## Bars",
        _marked([BAR_HEADINGS, *_bars(results)]),
        *_missed(results, reasons),
        "## Machine",
        _marked([("what", "which"), *machine, *_second_process(results)]),
        "## All rows",
    ]
    for key, title in results.titles.items():
        parts += [f"### {title[:1].upper()}{title[1:]}", _marked([HEADINGS, *_rows(results, key)])]
    parts += ["## Missing", *(f"- {label}: {reason}" for label, reason in results.missing.items())]
    if not results.missing:
        parts.append("No contender.")
    parts.append(
        "A contender marked with a number of payloads was timed on that many. Its figures are scaled: the set-up "
        "counts once, the rest in proportion."
    )
    return "\n\n".join(parts) + "\n"


def _second_process(results: Results) -> list[tuple[str, str]]:
    """Return how much two independent processes parse while one parses 1, for each workload that has both figures."""
    rows: list[tuple[str, str]] = []
    for key in results.titles:
        one, pair = results.row(key, FLOOR), results.row(key, PAIR)
        if one and pair:
            rows.append((f"what two processes parse while one parses 1, {key}", _figure(2 * one.wall / pair.wall)))
    return rows


def _missed(results: Results, reasons: Mapping[str, str]) -> list[str]:
    """Return a paragraph for each missed bar: by how much it is missed, and why."""
    parts: list[str] = []
    for bar in BARS:
        value = bar.figure(results)
        if value is None or bar.reached(value):
            continue
        reason = reasons.get(bar.measure, "limits.md gives no reason.")
        parts.append(f"**{bar.measure}**: {value:.3g} {bar.unit}, {_distance(bar, value)}. {reason}")
    return ["### Missed bars", *parts] if parts else []


def _distance(bar: Bar, value: float) -> str:
    """Return by how much a bar is missed."""
    parts = abs(value - bar.limit) / bar.limit
    return f"{parts:.0%} {'below' if bar.at_least else 'above'} the bar of {bar.limit:.3g}"


def _rows(results: Results, workload: str) -> list[tuple[str, ...]]:
    return [_cells(results, row) for row in results.of(workload)]


def _cells(results: Results, row: Row) -> tuple[str, ...]:
    factor = results.to_floor(row)
    label = f"{row.label} (of {row.sampled:,} payloads)" if row.sampled else row.label
    return (
        label,
        _figure(row.cpu),
        _figure(row.cpu / row.payloads * 1e6),
        _figure(row.wall),
        f"{row.memory / 1e6:.0f}" if row.memory else "",
        "" if factor is None else f"{_figure(factor)} x",
    )


def _bars(results: Results) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for bar in BARS:
        value = bar.figure(results)
        limit = f"{'at least' if bar.at_least else 'at most'} {bar.limit:.3g} {bar.unit}"
        if value is None:
            rows.append((bar.measure, limit, "", "not measured"))
        else:
            outcome = "reached" if bar.reached(value) else "missed"
            rows.append((bar.measure, limit, f"{value:.3g} {bar.unit}", outcome))
    return rows


def _figure(value: float) -> str:
    """Return a figure with three significant digits, without an exponent."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 0.001:
        return f"{value:.3g}"
    return f"{value:.7f}".rstrip("0")


def _plain(rows: list[tuple[str, ...]], *, left: bool = False) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines: list[str] = []
    for first, *others in rows:
        cells = (
            cell.ljust(width) if left else cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)
        )
        lines.append("  ".join([first.ljust(widths[0]), *cells]).rstrip())
    return "".join(f"  {line}\n" for line in lines)


def _marked(rows: list[tuple[str, ...]]) -> str:
    heading, *others = rows
    rule = ["---", *("--:" if len(heading) > 2 else "---" for _ in heading[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heading, tuple(rule), *others))
