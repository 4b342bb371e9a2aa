"""The schemas against their conformance cases, with a Draft 2020-12 validator."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Suite


def test_cases_have_the_expected_validity(suite: Suite) -> None:
    """A payload is valid exactly if its case expects so; the message lists every other case with its errors."""
    failures: list[str] = []
    for case in suite.cases():
        errors = [f"{error.json_path}: {error.validator}" for error in case.open_errors()]
        if case.valid is bool(errors):
            failures.append(f"{case}: {', '.join(errors) or 'no error'}")
    assert not failures, "\n".join(failures)
