"""Draws the plot for the documentation: ``python -m benchmarks.plot FIGURES FILE...``; suffixes set the formats."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib import rcParams
from matplotlib.figure import Figure

from .results import load

if TYPE_CHECKING:
    from .results import Results, Row

WORKLOADS = ("clean", "realistic", "mixed", "all-invalid", "variables", "ten-megabytes")
EXCLUDED = frozenset({"orjson-pair", "ours-two", "ours-all", "jsonschema-rs-valid", "simdjson"})
LIMIT = 12.0
OURS, FLOOR, OTHERS = "#0b6e4f", "#555555", "#b9c4cc"


def draw(results: Results, paths: list[Path]) -> None:
    """Draw a panel for each workload, with a bar for each contender, fastest first."""
    rcParams.update({"font.size": 9, "svg.hashsalt": "chatlayer-session", "svg.fonttype": "path"})
    keys = [key for key in WORKLOADS if results.row(key, "orjson")]
    height = (len(keys) + 1) // 2
    figure = Figure(figsize=(10, 2.9 * height + 0.6))
    panels = figure.subplots(height, 2, squeeze=False)
    for panel in panels.flat[len(keys) :]:
        panel.set_visible(False)
    for panel, key in zip(panels.flat, keys, strict=False):
        rows = [row for row in results.of(key) if row.contender not in EXCLUDED]
        _draw_panel(panel, results, key, sorted(rows, key=lambda row: row.cpu, reverse=True))
    figure.suptitle("CPU time as a multiple of parsing alone with orjson (shorter is better)", x=0.02, ha="left")
    figure.tight_layout(rect=(0, 0, 1, 0.99), w_pad=3, h_pad=2)
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        metadata = {"Date": None} if path.suffix == ".svg" else None
        figure.savefig(path, dpi=110, metadata=metadata)


def _draw_panel(panel: Any, results: Results, key: str, rows: list[Row]) -> None:
    factors = [results.times_floor(row) or 0.0 for row in rows]
    colors = [_color(row) for row in rows]
    bars = panel.barh([row.label for row in rows], [min(factor, LIMIT) for factor in factors], color=colors, height=0.7)
    for bar, factor, row in zip(bars, factors, rows, strict=True):
        is_cut = factor > LIMIT
        label_text = f"{factor:,.0f} (cut off)" if is_cut else f"{factor:.2g}" if factor < 10 else f"{factor:.0f}"
        text_color = "white" if is_cut and _color(row) == OURS else "black"
        position, side = (LIMIT - 0.15, "right") if is_cut else (factor + 0.12, "left")
        panel.text(position, bar.get_y() + bar.get_height() / 2, label_text, va="center", ha=side, color=text_color)
    panel.axvline(1, color=FLOOR, linewidth=0.8, linestyle=":")
    panel.set_xlim(0, LIMIT + 0.3)
    panel.set_title(results.titles[key].partition(" (")[0], loc="left", fontsize=10, fontweight="bold")
    panel.xaxis.set_visible(False)
    panel.tick_params(axis="y", length=0)
    for label, row in zip(panel.get_yticklabels(), rows, strict=True):
        label.set_fontweight("bold" if row.contender.startswith("ours") else "normal")
    for side in ("top", "right", "bottom"):
        panel.spines[side].set_visible(False)


def _color(row: Row) -> str:
    if row.contender.startswith("ours"):
        return OURS
    return FLOOR if row.contender == "orjson" else OTHERS


def main() -> None:
    """Draw the figures in a file."""
    draw(load(Path(sys.argv[1])), [Path(argument) for argument in sys.argv[2:]])


if __name__ == "__main__":
    main()
