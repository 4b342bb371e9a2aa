"""The schemas against their conformance cases, as any Draft 2020-12 validator sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Case


def test_case(case: Case) -> None:
    """A payload keeps to the schema exactly when its case says so."""
    places = [f"{error.json_path}: {error.validator}" for error in case.open_errors()]
    if case.valid:
        assert places == []
    else:
        assert places != []
