"""Markdown, rendered as GitHub renders it and read as tables."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from chatlayer_session import UnreadableInput
from chatlayer_session.reporters.runs.markdown import MAX_ROWS

from .conftest import ERROR, UNSTABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatlayer_session import Report
    from chatlayer_session.runs.results import RunResult

    from .conftest import RunOf


def html(written: str) -> ET.Element:
    """Return the HTML that GitHub renders from Markdown."""
    # Tags are let through, as GitHub does before it takes out those that it does not allow.
    rendered = cmarkgfm.github_flavored_markdown_to_html(written, options=Options.CMARK_OPT_UNSAFE)
    return ET.fromstring(f"<body>{rendered}</body>")


def tables(written: str) -> list[list[list[str]]]:
    """Return the cells of the tables by row."""
    return [
        [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]
        for table in html(written).iter("table")
    ]


def test_report_has_summary_findings_and_hints(mixed: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """Errors come first, equal findings of a source share a row, and each hint occurs once."""
    written = render("markdown", mixed)
    assert tables(written) == [
        [["payloads", "valid", "unstable", "invalid"], ["7", "2", "3", "2"]],
        [["unreadable input", "reason"], ["gone.json", "there is no such file; check the path"]],
        [
            ["severity", "rule", "place", "pointer", "message", "count"],
            ["error", "wrong-type", "a.json:2:12", "/botId", "expected a string, found a number", "1"],
            ["error", "wrong-type", "log.ndjson:2:12", "/botId", "expected a string, found a number", "1"],
            ["unstable", "unstable-field", "a.json:4:3", "/lastIntent", "not a documented field", "1"],
            ["unstable", "unstable-field", "log.ndjson:4:3", "/lastIntent", "not a documented field", "3"],
            ["note", "byte-order-mark", "a.json:1:1", "", "the payload starts with a byte order mark", "1"],
        ],
    ]
    assert [item.text for item in html(written).iter("li")] == [
        "wrong-type: put it in double quotes",
        "unstable-field: accept it",
    ]
    assert [item.text for item in html(written).iter("summary")] == ["What to do"]


def test_clean_run_has_only_the_summary(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """A run without findings has no empty table and no hints."""
    assert render("markdown", run_of(report_of())) == (
        "### chatlayer-session\n"
        "\n"
        "| payloads | valid | unstable | invalid |\n"
        "| --: | --: | --: | --: |\n"
        "| 1 | 1 | 0 | 0 |\n"
    )


def test_failures_are_bold(run_of: RunOf, render: Callable[[str, RunResult], str]) -> None:
    """Internal errors and unreadable inputs are counted in bold below the summary."""
    run = replace(run_of(UnreadableInput("x", "is gone")), internal_errors=2)
    assert [item.text for item in html(render("markdown", run)).iter("strong")] == [
        "1 input could not be read.",
        "2 payloads could not be checked because of an internal error.",
    ]


def test_nasty_names_are_not_markup(nasty_run: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """Bars, tags, links, mentions and line breaks in names, messages and values are displayed as text."""
    written = render("markdown", nasty_run)
    tree = html(written)
    allowed = {
        "body",
        "h3",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "p",
        "strong",
        "details",
        "summary",
        "ul",
        "li",
    }
    assert {element.tag for element in tree.iter()} <= allowed
    findings = tables(written)[2]
    assert {len(row) for row in findings} == {6}
    assert "::error::x\\u000d\\u000a#\\u0023[error]y|z<b onclick='w'>&amp;\"`*_[l](http://m) ~ @n #1" in findings[1][4]
    assert "@n" not in written
    assert "<!-- -->" in written
    assert "##[" not in written


@pytest.mark.parametrize("name", ["www.example.test", "https://example.test", "a@b.test", "#12", "~~x~~", "$x$"])
def test_names_are_not_links(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str], name: str
) -> None:
    """Names that look like addresses, mentions, strikethrough or formulas stay text."""
    written = render(
        "markdown", run_of(report_of(replace(ERROR, message=f"see {name}", pointer=f"/{name}"), source=name))
    )
    assert not {"a", "del"} & {element.tag for element in html(written).iter()}
    assert tables(written)[1][1][4] == f"see {name}"


def test_rows_are_limited(many: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """A table has at most 500 rows, and a line counts the other findings."""
    written = render("markdown", many)
    assert len(tables(written)[1]) == MAX_ROWS + 1
    assert "9,500 more findings not shown." in written


def test_report_fits_a_job_summary(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """With long names the table has fewer rows, so that the report stays below 1 MiB."""
    findings = [
        replace(UNSTABLE, pointer=f"/{'*' * 200}{index}", message="|" * 3000 + str(index)) for index in range(400)
    ]
    written = render("markdown", run_of(report_of(*findings)))
    assert len(written.encode()) < 1 << 20
    shown = len(tables(written)[1]) - 1
    assert 0 < shown < 400
    assert re.search(rf"^{400 - shown} more findings not shown\.$", written, re.MULTILINE)
