"""Workflow commands, parse_command as the GitHub runner parses them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from chatlayer_session import Finding, Rule, UnreadableInput
from chatlayer_session.reporters.runs.github import MAX_ANNOTATIONS, command, lines
from chatlayer_session.reporters.style import Style

from .conftest import ERROR, NOTE, UNSTABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatlayer_session import Report
    from chatlayer_session.runs.results import RunResult

    from .conftest import RunOf


def parse_command(line: str) -> tuple[str, dict[str, str], str]:
    """Return name, properties and message of a command as the runner parses them."""
    match = re.fullmatch(r"::([^ :]+)(?: (.*?))?::(.*)", line)
    assert match is not None, line
    pairs = dict(pair.split("=", 1) for pair in match[2].split(",")) if match[2] else {}
    return match[1], {name: unescape(value) for name, value in pairs.items()}, unescape(match[3])


def unescape(text: str) -> str:
    """Return a text without the escapes of the runner."""
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def test_each_severity_has_its_command(mixed: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """Errors, warnings and notices follow each other, with file, line, column and rule; the summary is last."""
    written = render("github", mixed).splitlines()
    assert [parse_command(line) for line in written[:-1]] == [
        (
            "error",
            {"file": "gone.json", "title": "unreadable"},
            "gone.json: the input could not be read: there is no such file\nhint: check the path",
        ),
        *(
            (
                "error",
                {"file": file, "line": "2", "col": "12", "title": "wrong-type"},
                f"{file}:2: /botId: expected a string, found a number\nhint: put it in double quotes",
            )
            for file in ("a.json", "log.ndjson")
        ),
        *(
            (
                "warning",
                {"file": file, "line": "4", "col": "3", "title": "unstable-field"},
                f"{file}:4: /lastIntent: not a documented field{count}\nhint: accept it",
            )
            for file, count in (("a.json", ""), ("log.ndjson", " (3 times, first here)"))
        ),
        (
            "notice",
            {"file": "a.json", "line": "1", "col": "1", "title": "byte-order-mark"},
            "a.json:1: the payload starts with a byte order mark",
        ),
    ]
    assert written[-1] == "7 payloads: 2 valid, 3 unstable, 2 invalid; 1 input could not be read"


def test_command_escapes_any_text() -> None:
    """Percent signs, line breaks, colons and commas are read back unchanged."""
    text = "100%25, 50%,\r\n::error file=x,line=1::y:%0A"
    line = command("warning", text, file=text, title=text)
    assert "\n" not in line
    assert "\r" not in line
    assert parse_command(line) == ("warning", {"file": text, "title": text}, text)


def test_field_name_cannot_forge_a_command(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """A name with a line break and two colons stays inside the message of its annotation."""
    name = "50%,\n::error file=forged.json,line=1::forged"
    finding = Finding(Rule.UNSTABLE_FIELD, f"/{name}", "not a documented field", None, 3, 5)
    annotation, counts = lines(run_of(report_of(finding)), Style())
    assert parse_command(annotation) == (
        "warning",
        {"file": "a.json", "line": "3", "col": "5", "title": "unstable-field"},
        "a.json:3: /50%,\\u000a::error file=forged.json,line=1::forged: not a documented field",
    )
    assert counts.startswith("1 payload: ")


def test_nasty_names_start_no_line(nasty_run: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """Nasty names add no line and no command."""
    written = render("github", nasty_run).split("\n")
    assert [line.partition(" ")[0] for line in written] == ["::error", "::error", "::warning", "::warning", "2", ""]
    assert all(character.isprintable() for line in written for character in line)
    for line in written[:4]:
        assert set(parse_command(line)[1]) <= {"file", "line", "col", "title"}


def test_annotations_are_limited_by_kind(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """Ten annotations of each kind are written, errors first; a last line counts the other findings."""
    unstable = [replace(UNSTABLE, pointer=f"/{index}") for index in range(30)]
    errors = [replace(ERROR, pointer=f"/{index}") for index in range(9)]
    failures = [UnreadableInput(f"{index}.json", "is gone") for index in range(3)]
    run = run_of(report_of(*unstable, *errors, NOTE), *failures)
    *annotations, omitted, counts = lines(run, Style())
    names = [parse_command(line)[0] for line in annotations]
    assert names == ["error"] * MAX_ANNOTATIONS + ["warning"] * MAX_ANNOTATIONS + ["notice"]
    assert omitted == "22 more findings not annotated: GitHub shows 10 of each kind per step"
    assert counts == "1 payload: 0 valid, 0 unstable, 1 invalid; 3 inputs could not be read"


def test_sources_take_turns(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """A source with many findings leaves annotations for the others, whose order stays."""
    errors = [replace(ERROR, pointer=f"/{index}") for index in range(30)]
    run = run_of(*(report_of(*errors[:count], source=source) for source, count in (("a", 30), ("b", 2), ("c", 1))))
    files = [parse_command(line)[1]["file"] for line in list(lines(run, Style()))[:-2]]
    assert files == ["a", "b", "c", "a", "b", *("a" for _ in range(5))]


def test_max_findings_limits_annotations(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """--max-findings omits the same findings as in text, and is named as the reason."""
    annotations = list(lines(run_of(report_of(ERROR, UNSTABLE), limit=1), Style()))
    assert [parse_command(line)[0] for line in annotations[:-2]] == ["error"]
    assert annotations[-2] == "1 more finding not annotated: --max-findings is 1"
    *annotations, omitted, _ = lines(run_of(report_of(ERROR, UNSTABLE), limit=0), Style())
    assert annotations == []
    assert omitted == "2 more findings not annotated: --max-findings is 0"


def test_omitted_annotations_have_their_reasons(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """The line names the limit of GitHub, --max-findings or both, if they omit findings."""
    errors = [replace(ERROR, pointer=f"/{index:02}") for index in range(30)]
    shown = f"GitHub shows {MAX_ANNOTATIONS} of each kind per step"
    for limit, reasons in (
        (10, "--max-findings is 10"),
        (11, f"{shown}, and --max-findings is 11"),
        (29, f"{shown}, and --max-findings is 29"),
        (30, shown),
        (1_000, shown),
        (None, shown),
    ):
        *_, omitted, _ = lines(run_of(report_of(*errors), limit=limit), Style())
        assert omitted == f"20 more findings not annotated: {reasons}"


def test_parsed_payload_has_no_line(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """A payload that was parse_command elsewhere has only a pointer."""
    annotation, _ = lines(run_of(report_of(Finding(Rule.WRONG_TYPE, "/botId", "no"))), Style())
    assert annotation == "::error file=a.json,title=wrong-type::a.json: /botId: no"
