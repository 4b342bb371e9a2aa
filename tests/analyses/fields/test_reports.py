"""The fields of a corpus as a table, JSON, CSV and a picture."""

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

from .conftest import corpus_of, schema

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).resolve().parents[3]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("payloads", [[], [b"{}"], [b"nonsense"]])
def test_every_format_takes_a_corpus_with_next_to_nothing(payloads: list[bytes]) -> None:
    """No payload, an empty one, one that is not JSON."""
    corpus = count_fields(payloads)
    assert schema().is_valid(json.loads(FORMATS.load("json").render(corpus, Style())))
    assert FORMATS.load("text").render(corpus, Style()).splitlines()[-1].startswith(f"{len(payloads)} payload")
    assert ET.fromstring(FORMATS.load("svg").render(corpus, Style())).tag == f"{SVG}svg"
    assert FORMATS.load("csv").render(corpus, Style()).startswith("pointer,")


def test_the_json_report_keeps_to_its_schema(command: Any, log: Path) -> None:
    """Read back, it has the fields of the corpus in their order."""
    report = json.loads(command("fields", "--format", "json", log.name, "gone.json").out)
    assert list(schema().iter_errors(report)) == []
    corpus = corpus_of([str(log)])
    assert [entry["pointer"] for entry in report["fields"]] == [field.pointer for field in corpus.fields]
    assert report["neverSeen"] == ["/messageContent", "/messageType"]
    assert report["alwaysSeen"] == ["/madeUp"]
    assert report["fields"][0]["first"] == {"source": "log.ndjson", "record": 1}


@pytest.mark.parametrize(
    "spoil",
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
def test_the_schema_refuses_what_no_report_has(log: Path, spoil: Callable[[dict[str, Any]], object]) -> None:
    """It is not a schema that takes anything."""
    report = json_reporter.to_dict(corpus_of([str(log)]))
    assert schema().is_valid(report)
    spoil(report)
    assert not schema().is_valid(report)


def test_the_csv_report_has_a_row_a_field(documented: dict[str, Any]) -> None:
    """Names with commas, quotes and line breaks stay in their cells, and stable fields never seen have a row too."""
    corpus = count_fields([{**documented, 'a,"b"\n\u202e': [1, ""]}])
    rows = list(csv.DictReader(io.StringIO(FORMATS.load("csv").render(corpus, Style()))))
    assert len(rows) == len(corpus.fields) + len(corpus.missing)
    odd = next(row for row in rows if row["stability"] == "unknown")
    assert odd["pointer"] == '/a,"b"\\u000a\\u202e'
    items = next(row for row in rows if row["pointer"].endswith("\\u202e/*"))
    assert (items["types"], items["share"], items["first_record"]) == ("number:1 string:1", "1.000000", "1")
    never = next(row for row in rows if row["pointer"] == "/messageType")
    assert (never["payloads"], never["first_source"], never["last_record"]) == ("0", "", "")


def test_the_picture_is_well_formed_and_can_be_read_aloud(documented: dict[str, Any]) -> None:
    """It has a title and a description, a bar a field as long as its share, and odd names escaped."""
    payloads = [{**documented, "<a&{y}>\x00": 1}, documented]
    root = ET.fromstring(FORMATS.load("svg").render(count_fields(payloads), Style()))
    assert root.get("role") == "img"
    identifiers = [root.findtext(f"{SVG}{name}") for name in ("title", "desc")]
    assert all(identifiers)
    assert root.get("aria-labelledby") == "title description"
    assert "/messageContent, /messageType" in (identifiers[1] or "")
    bars = [each for each in root.iter(f"{SVG}rect") if each.get("class") in {"stable", "unstable"}]
    assert [bar.get("width") for bar in bars if bar.get("class") == "unstable"] == ["210.0"]
    assert [bar.get("width") for bar in bars].count("0.0") == 2
    assert "/<a&{y}>\\u0000" in [text.text for text in root.iter(f"{SVG}text")]
    assert "prefers-color-scheme: dark" in (root.findtext(f"{SVG}style") or "")
    edges = [each.get("transform") for each in root.iter(f"{SVG}g")]
    assert len(edges) == len(set(edges))


def test_the_picture_in_the_documentation_is_the_one_that_is_drawn(command: Any, examples: Path) -> None:
    """docs/images/fields.svg shows the examples of the newest version."""
    drawn = (PROJECT / "docs" / "images" / "fields.svg").read_text(encoding="utf-8")
    files = sorted(str(file) for file in examples.glob("*.json"))
    assert command("fields", "--format", "svg", *files).stdout == drawn


def test_the_table_fits_a_terminal_and_shows_what_stands_out(documented: dict[str, Any]) -> None:
    """Long pointers lose their middle; under an outermost field that may change stands where it was seen."""
    corpus = count_fields([{**documented, "long" * 20: {"x": 1}}, documented])
    lines = FORMATS.load("text").render(corpus, Style()).splitlines()
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


def test_a_share_is_never_rounded_to_all_or_nothing() -> None:
    """One payload in a million, and all but one."""
    assert [format_percent(share) for share in (0, 1e-6, 0.5, 1 - 1e-6, 1)] == [
        "0.0 %",
        "0.1 %",
        "50.0 %",
        "99.9 %",
        "100.0 %",
    ]
