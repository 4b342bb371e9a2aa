"""The report on fields as a picture: one bar per field, as long as the share of payloads that contain the field."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from ...analyses.fields import FieldStability
from ...escaping import escape_control, to_utf8
from ..formatting import format_percent, pluralize
from . import FORMATS
from .text import sessions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...analyses.fields import FieldInventory, FieldUsage
    from ..style import Style

MAX_BARS = 60
"""Most bars in each of the two parts, those of the most frequent fields."""

MAX_LABEL_LENGTH = 44
"""Longest label of a bar, in characters; a longer pointer loses its start."""

WIDTH = 900
_LEFT, _BAR, _ROW, _HEAD = 340, 420, 22, 66

_STYLE = """\
    .ground { fill: #ffffff } .text { fill: #1f2328 } .soft { fill: #59636e } .track { fill: #eaeef2 }
    .stable { fill: #1a7f64 } .unstable { fill: #bc4c00 }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #0d1117 } .text { fill: #e6edf3 } .soft { fill: #9198a1 } .track { fill: #262c36 }
      .stable { fill: #3fb68b } .unstable { fill: #f0883e }
    }
    text { font: 13px ui-sans-serif, system-ui, sans-serif } .name { font: 12px ui-monospace, monospace }
    .title { font-size: 17px; font-weight: 600 } .part { font-weight: 600 }"""


@FORMATS.register()
def render(inventory: FieldInventory, _style: Style) -> str:
    """Return the whole report."""
    body = list(_body(inventory))
    height = _HEAD + _ROW * len(body) + 12
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="title description">',
        '  <title id="title">Fields of internal, by share of payloads that contain them</title>',
        f'  <desc id="description">{_description(inventory)}</desc>',
        f"  <style>\n{_STYLE}\n  </style>",
        f'  <rect class="ground" width="{WIDTH}" height="{height}"/>',
        '  <text class="text title" x="20" y="32">Fields of internal, by share of payloads that contain them</text>',
        f'  <text class="soft" x="20" y="54">{_subtitle(inventory)}</text>',
    ]
    for number, row in enumerate(body):
        lines.extend(f"  {element}" for element in row.format(y=_HEAD + _ROW * number).split("\n"))
    return "\n".join([*lines, "</svg>", ""])


def _body(inventory: FieldInventory) -> Iterator[str]:
    """Yield the rows as elements; ``{y}`` is a placeholder for the upper edge of the row."""
    fields = [field for field in inventory.fields if not field.pointer.endswith("/*")]
    stable = [field for field in (*fields, *inventory.missing) if field.stability is FieldStability.STABLE]
    unstable = [field for field in fields if field.stability.may_change]
    yield from _part("Stable", "stable", stable)
    yield from _part("Unstable or unknown", "unstable", unstable)


def _part(title: str, name: str, fields: Sequence[FieldUsage]) -> Iterator[str]:
    yield _row(f'<text class="text part" x="20" y="17">{title}: {pluralize(len(fields), "field")}</text>')
    ranked = sorted(fields, key=lambda field: -field.payloads)
    yield from (_bar(field, name) for field in ranked[:MAX_BARS])
    if len(ranked) > MAX_BARS:
        yield _row(f'<text class="soft" x="20" y="17">and {len(ranked) - MAX_BARS:,} more, in fewer payloads</text>')


def _bar(field: FieldUsage, name: str) -> str:
    pointer = escape_control(to_utf8(field.pointer))
    label = pointer if len(pointer) <= MAX_LABEL_LENGTH else f"\u2026{pointer[1 - MAX_LABEL_LENGTH :]}"
    # A rare field still gets a visible bar.
    width = max(_BAR * field.share, 2) if field.payloads else 0
    return _row(
        f'<text class="text name" x="{_LEFT - 8}" y="15" text-anchor="end">{_escape_text(label)}</text>',
        f'<rect class="track" x="{_LEFT}" y="4" width="{_BAR}" height="14" rx="2"/>',
        f'<rect class="{name}" x="{_LEFT}" y="4" width="{width:.1f}" height="14" rx="2"/>',
        f'<text class="soft" x="{_LEFT + _BAR + 10}" y="16">{format_percent(field.share)} ({field.payloads:,})</text>',
    )


def _row(*elements: str) -> str:
    return "\n".join(['<g transform="translate(0 {y})">', *elements, "</g>"])


def _description(inventory: FieldInventory) -> str:
    universal = ", ".join(field.pointer for field in inventory.universal[:MAX_BARS]) or "none"
    missing = ", ".join(field.pointer for field in inventory.missing) or "none"
    text = f"{_subtitle(inventory)}. Stable fields in no payload: {missing}. "
    text += f"Unstable or unknown fields in every payload: {universal}."
    return escape(escape_control(to_utf8(text)))


def _subtitle(inventory: FieldInventory) -> str:
    inspected = pluralize(inventory.inspected, "payload")
    return f"{inspected} inspected, schema version {inventory.schema_version}{sessions(inventory)}"


def _escape_text(text: str) -> str:
    """Return text for an element of a row, with its braces escaped from ``str.format``."""
    return escape(text).replace("{", "{{").replace("}", "}}")
