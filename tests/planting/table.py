"""The table of plants in the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .plant import Plant

START = "<!-- written by python -m tests.planting -->"
END = "<!-- end of what python -m tests.planting writes -->"


def with_table(page: str, plants: Iterable[Plant]) -> str:
    """Return a page with the table of plants between its two markers.

    Raises:
        ValueError: the page has no markers.
    """
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"the page has no {START} followed by {END}")
    rows = [f"| {plant.defect} | `{plant.file}` | {plant.statement} |" for plant in plants]
    table = "\n".join(["| defect | planted in | found by the property |", "|---|---|---|", *rows])
    return f"{before}{start}\n\n{table}\n\n{end}{after}"
