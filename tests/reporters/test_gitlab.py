"""Code Quality reports, validated against the format in the GitLab documentation."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from chatlayer_session.reporters import paths
from chatlayer_session.reporters.fingerprints import fingerprint
from chatlayer_session.reporters.runs.gitlab import to_list

from ..conftest import Command
from .conftest import ERROR, NOTE, UNSTABLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from chatlayer_session import Report
    from chatlayer_session.runs.results import RunResult

    from .conftest import RunOf

# After docs.gitlab.com/ci/testing/code_quality, "Code Quality report format".
SCHEMA: Any = jsonschema_rs.Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "minLength": 1, "not": {"pattern": "^\\./"}},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                            "additionalProperties": False,
                        },
                    },
                    "additionalProperties": False,
                },
            },
            "additionalProperties": False,
        },
    }
)


@pytest.mark.parametrize("name", ["empty", "mixed", "many", "nasty_run"])
def test_report_matches_the_format(
    name: str, run_of: RunOf, render: Callable[[str, RunResult], str], request: pytest.FixtureRequest
) -> None:
    """Each entry has the required members, and fingerprints are unique."""
    run = run_of() if name == "empty" else request.getfixturevalue(name)
    entries = json.loads(render("gitlab", run))
    assert list(SCHEMA.iter_errors(entries)) == []
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    assert len(entries) == {"empty": 0, "mixed": 6, "many": 10_000, "nasty_run": 4}[name]


def test_entry_has_severity_and_place(mixed: RunResult) -> None:
    """Unreadable inputs are blockers, errors major, unstable fields minor, and notes info."""
    entries = to_list(mixed)
    assert [
        (entry["check_name"], entry["severity"], entry["location"]["path"], entry["location"]["lines"]["begin"])
        for entry in entries
    ] == [
        ("unreadable", "blocker", "gone.json", 1),
        ("byte-order-mark", "info", "a.json", 1),
        ("wrong-type", "major", "a.json", 2),
        ("unstable-field", "minor", "a.json", 4),
        ("unstable-field", "minor", "log.ndjson", 4),
        ("wrong-type", "major", "log.ndjson", 2),
    ]
    assert entries[4]["description"] == ("/lastIntent: not a documented field (3 times, first here)\nhint: accept it")


def test_paths_are_relative_to_the_working_directory(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """GitLab accepts neither a leading dot nor an absolute path of a file in the repository."""
    (entry,) = to_list(run_of(report_of(ERROR, source="./x/./a.json")))
    assert entry["location"]["path"] == "x/a.json"


def test_omitted_findings_are_counted(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """An entry at the first source counts the omitted findings."""
    entries = to_list(run_of(report_of(ERROR, UNSTABLE, NOTE), limit=1))
    assert [entry["check_name"] for entry in entries] == ["byte-order-mark", "omitted"]
    assert entries[1]["description"] == "2 more findings not shown because of --max-findings"
    assert list(SCHEMA.iter_errors(entries)) == []
    assert list(SCHEMA.iter_errors(to_list(run_of(report_of(ERROR), limit=0)))) == []


@pytest.mark.parametrize("where", [".", "in", "link", "in/deep"])
def test_report_does_not_depend_on_where_it_was_made(
    tmp_path: Path, documented: dict[str, Any], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """In a repository, paths and fingerprints are the same from every folder and through every link to a folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to("in")
    name = "\u00e9 x.json"
    (tmp_path / "in" / name).write_text(json.dumps({**documented, "lastIntent": 1}), encoding="utf-8")
    written: set[bytes] = set()
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    typed = os.path.relpath(tmp_path / "in" / name, os.path.realpath(tmp_path / where))
    for source in (typed, f"./{typed}", str(tmp_path / "link" / name)):
        for env in ({}, plain):
            written.add(Command(tmp_path / where)("validate", "--format", "gitlab", source, env=env).out)
    (report,) = written
    (entry,) = json.loads(report)
    assert entry["location"]["path"] == f"in/{name}"
    monkeypatch.chdir(tmp_path)
    digest = fingerprint(paths.relative_path(f"in/{name}"), "", "unstable-field", "/lastIntent")
    assert entry["fingerprint"] == digest


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/", "file:///"), ("/a b", "file:///a%20b"), ("C:/a b", "file:///C:/a%20b"), ("//host/a", "file://host/a")],
)
def test_absolute_paths_have_their_uri(path: str, expected: str) -> None:
    """On Linux and on Windows, the root included."""
    assert paths._file_uri(path) == expected


def test_root_folder_is_a_uri(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run in the root of the file system names it with three slashes."""
    monkeypatch.chdir("/")
    assert paths.working_directory() == paths.root_uri() == "file:///"
    assert paths.uri("etc/x.json") == ("etc/x.json", True)
