"""The reports on fields: a table, JSON, CSV and a picture."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.analyses.fields import count_fields
from chatlayer_session.reporters.fields import FORMATS
from chatlayer_session.reporters.fields import json as json_reporter
from chatlayer_session.reporters.formatting import format_percent
from chatlayer_session.reporters.style import Style

from .conftest import inventory_of, schema

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).resolve().parents[3]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("payloads", [[], [b"{}"], [b"nonsense"]])
def test_every_format_renders_almost_empty_input(payloads: list[bytes]) -> None:
    """No payload, an empty object, and a payload that is not JSON give a report in every format."""
    inventory = count_fields(payloads)
    assert schema().is_valid(json.loads(FORMATS.load("json").render(inventory, Style())))
    assert FORMATS.load("text").render(inventory, Style()).splitlines()[-1].startswith(f"{len(payloads)} payload")
    assert ET.fromstring(FORMATS.load("svg").render(inventory, Style())).tag == f"{SVG}svg"
    assert FORMATS.load("csv").render(inventory, Style()).startswith("pointer,")


def test_json_report_is_valid_under_its_schema(command: Any, log: Path) -> None:
    """The JSON report has the fields of the inventory in their order."""
    report = json.loads(command("fields", "--format", "json", log.name, "gone.json").out)
    assert list(schema().iter_errors(report)) == []
    inventory = inventory_of([str(log)])
    assert [entry["pointer"] for entry in report["fields"]] == [field.pointer for field in inventory.fields]
    assert report["neverSeen"] == ["/messageContent", "/messageType"]
    assert report["alwaysSeen"] == ["/madeUp"]
    assert report["fields"][0]["first"] == {"source": "log.ndjson", "record": 1}


@pytest.mark.parametrize(
    "corrupt",
    [
        lambda report: report.update(extra=1),
        lambda report: report["summary"].pop("variables"),
        lambda report: report["fields"][0].update(pointer="botId"),
        lambda report: report["fields"][0].update(stability="fine"),
        lambda report: report["fields"][0].update(share=1.5),
        lambda report: report["fields"][0]["types"].update(integer=1),
        lambda report: report["fields"][0]["first"].update(record=0),
    ],
)
def test_schema_rejects_a_corrupted_report(log: Path, corrupt: Callable[[dict[str, Any]], object]) -> None:
    """The schema of the report rejects extra, missing and wrong members."""
    report = json_reporter.to_dict(inventory_of([str(log)]))
    assert schema().is_valid(report)
    corrupt(report)
    assert not schema().is_valid(report)


def test_csv_report_has_one_row_per_field(documented: dict[str, Any]) -> None:
    """Names with commas, quotes and line breaks stay in one cell, and missing stable fields have a row too."""
    inventory = count_fields([{**documented, 'a,"b"\n\u202e': [1, ""]}])
    rows = list(csv.DictReader(io.StringIO(FORMATS.load("csv").render(inventory, Style()))))
    assert len(rows) == len(inventory.fields) + len(inventory.missing)
    odd = next(row for row in rows if row["stability"] == "unknown")
    assert odd["pointer"] == '/a,"b"\\u000a\\u202e'
    items = next(row for row in rows if row["pointer"].endswith("\\u202e/*"))
    assert (items["types"], items["share"], items["first_record"]) == ("number:1 string:1", "1.000000", "1")
    missing = next(row for row in rows if row["pointer"] == "/messageType")
    assert (missing["payloads"], missing["first_source"], missing["last_record"]) == ("0", "", "")


def test_picture_is_well_formed_and_accessible(documented: dict[str, Any]) -> None:
    """The picture has a title, a description, one bar per field as long as its share, and escaped names."""
    payloads = [{**documented, "<a&{y}>\x00": 1}, documented]
    root = ET.fromstring(FORMATS.load("svg").render(count_fields(payloads), Style()))
    assert root.get("role") == "img"
    identifiers = [root.findtext(f"{SVG}{name}") for name in ("title", "desc")]
    assert all(identifiers)
    assert root.get("aria-labelledby") == "title description"
    assert "/messageContent, /messageType" in (identifiers[1] or "")
    bars = [rect for rect in root.iter(f"{SVG}rect") if rect.get("class") in {"stable", "unstable"}]
    assert [bar.get("width") for bar in bars if bar.get("class") == "unstable"] == ["210.0"]
    assert [bar.get("width") for bar in bars].count("0.0") == 2
    assert "/<a&{y}>\\u0000" in [text.text for text in root.iter(f"{SVG}text")]
    assert "prefers-color-scheme: dark" in (root.findtext(f"{SVG}style") or "")
    positions = [group.get("transform") for group in root.iter(f"{SVG}g")]
    assert len(positions) == len(set(positions))


def test_documentation_has_the_current_picture(command: Any, examples: Path) -> None:
    """docs/images/fields.svg is the picture of the examples of the newest version."""
    drawn = (PROJECT / "docs" / "images" / "fields.svg").read_text(encoding="utf-8")
    files = sorted(str(file) for file in examples.glob("*.json"))
    assert command("fields", "--format", "svg", *files).stdout == drawn


def test_table_fits_a_terminal(documented: dict[str, Any]) -> None:
    """Long pointers lose their middle, and each outermost field that may change names its first payload."""
    inventory = count_fields([{**documented, "long" * 20: {"x": 1}}, documented])
    lines = FORMATS.load("text").render(inventory, Style()).splitlines()
    row = next(number for number, line in enumerate(lines) if line.startswith("/longlong"))
    assert lines[row].split() == ["/longlonglonglonglo\u2026onglonglonglonglong", "unknown", "1", "50.0", "%", "object"]
    assert lines[row + 1] == "  first in payload, record 1"
    assert lines[row + 2].endswith("number")
    assert lines[row + 3 :] == [
        "stable fields in no payload:",
        "  /messageContent",
        "  /messageType",
        "2 payloads: 2 inspected",
    ]
    assert max(map(len, lines)) <= 80


def test_share_is_never_rounded_to_all_or_nothing() -> None:
    """A share of one in a million is above 0.0 %, and a share of all but one below 100.0 %."""
    assert [format_percent(share) for share in (0, 1e-6, 0.5, 1 - 1e-6, 1)] == [
        "0.0 %",
        "0.1 %",
        "50.0 %",
        "99.9 %",
        "100.0 %",
    ]
