"""The matrix of contracts for a job summary or a merge request, as a table in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...escaping import escape_markdown
from . import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...contract.matrix import Matrix
    from ..style import Style


@FORMATS.register_lines
def lines(matrix: Matrix, _style: Style) -> Iterator[str]:
    """Yield the lines of the table."""
    yield _line(["consumer", "schema", *matrix.versions])
    yield _line(["---"] * (len(matrix.versions) + 2))
    for row in matrix.rows:
        names = map(escape_markdown, [row.contract.consumer, str(row.contract.schema)])
        yield _line([*names, *(row.support[version].value for version in matrix.versions)])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
