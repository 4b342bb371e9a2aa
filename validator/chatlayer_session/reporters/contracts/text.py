"""The matrix of contracts for people: a row for each service, and a column for each schema version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...contract.matrix import Support
from ...escaping import escape_control
from ...findings import Verdict
from ..formatting import pluralize
from . import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...contract.matrix import Matrix
    from ..style import Style

_VERDICTS = {Support.YES: Verdict.VALID, Support.NO: Verdict.INVALID}


@FORMATS.register_lines
def lines(matrix: Matrix, style: Style) -> Iterator[str]:
    """Yield the table, and a line that counts the services."""
    titles = ("consumer", "schema")
    names = [(escape_control(row.contract.consumer), str(row.contract.schema)) for row in matrix.rows]
    widths = [max(map(len, column)) for column in zip(titles, *names, strict=True)]
    yield "  ".join([*map(str.ljust, titles, widths), *(version.ljust(7) for version in matrix.versions)]).rstrip()
    for name, row in zip(names, matrix.rows, strict=True):
        cells = [_cell(row.support[version], style) for version in matrix.versions]
        yield "  ".join([*map(str.ljust, name, widths), *cells]).rstrip()
    failing = [row for row in matrix.rows if not row.holds]
    yield f"{pluralize(len(matrix.rows), 'contract')}: {len(matrix.rows) - len(failing)} hold, {len(failing)} fail"
    for row in failing:
        file = "" if row.contract.path is None else f" --contract {escape_control(str(row.contract.path))}"
        yield style.dim(f"  hint: run `chatlayer-session contract verify{file}`")


def _cell(support: Support, style: Style) -> str:
    text = support.value.ljust(7)
    return style.colorize(text, _VERDICTS[support]) if support in _VERDICTS else style.dim(text)
