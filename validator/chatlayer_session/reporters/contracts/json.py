"""The matrix of contracts for programs, specified by ``schemas/contract/1.0.0/matrix.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...escaping import to_utf8
from ..runs.json import header
from . import FORMATS

if TYPE_CHECKING:
    from ...contract.matrix import Matrix, MatrixRow

REPORT_VERSION = "1.0.0"
"""Version of the schema of the matrix, and of the readers that `contract who` lists."""


@FORMATS.register_json()
def to_dict(matrix: Matrix) -> dict[str, Any]:
    """Return the matrix as a JSON object."""
    contracts = [_entry(row) for row in matrix.rows]
    return {**header(REPORT_VERSION), "schemaVersions": list(matrix.versions), "contracts": contracts}


def _entry(row: MatrixRow) -> dict[str, Any]:
    contract = row.contract
    return {
        "consumer": contract.consumer,
        "source": None if contract.path is None else to_utf8(str(contract.path)),
        "schema": str(contract.schema),
        "holds": row.holds,
        "support": {version: support.value for version, support in row.support.items()},
    }
