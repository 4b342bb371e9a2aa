"""The references and findings of texts in each language, as data: found, not found, and unresolved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chatlayer_session import scan_text
from chatlayer_session.parsing.positions import LineIndex
from chatlayer_session.scan.analysis import find_references

from .conftest import FINDING, REFERENCE, unmark

CASES = [
    (file.stem, case)
    for file in sorted((Path(__file__).parent / "cases").glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))
]


def test_cases_cover_every_language() -> None:
    """Each language has cases with references, cases without, and cases with findings; there are at least 200."""
    assert len(CASES) >= 200
    for language in {language for language, _ in CASES} - {"tsx"}:
        cases = [case for name, case in CASES if name == language]
        assert any(case["references"] for case in cases), language
        assert any(not case["references"] for case in cases), language
        assert any("unresolved-read" in "".join(case["findings"]) for case in cases), language


@pytest.mark.parametrize(("language", "case"), CASES)
def test_text_has_these_references_and_findings(language: str, case: dict[str, Any]) -> None:
    """A triangle marks the start of a reference, and a caret the place of a finding."""
    text, places = unmark(case["text"])
    references = find_references(text, language)
    assert [f"{found.access.value} /{'/'.join(found.path)}" for found in references] == case["references"]
    assert sorted({found.offset for found in references}) == places[REFERENCE]
    findings = scan_text(text, language).findings
    assert [f"{found.rule.value} {found.pointer}".strip() for found in findings] == case["findings"]
    lines = LineIndex(text)
    assert [(found.line, found.column) for found in findings] == [lines.position(place) for place in places[FINDING]]
    assert all(found.hint for found in findings)
