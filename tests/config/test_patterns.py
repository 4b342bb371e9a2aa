"""Patterns for paths: from the folder of the configuration file, wherever the command runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatlayer_session.config.patterns import is_pattern, matches_pattern

MATCHING = [
    ("logs/**", "logs/a.json"),
    ("logs/**", "logs/x/y/a.json"),
    ("logs/", "logs/x/a.json"),
    ("logs", "logs/x/a.json"),
    ("logs", "x/logs/a.json"),
    ("./logs", "logs/a.json"),
    ("*.ndjson", "a.ndjson"),
    ("*.ndjson", "x/y/a.ndjson"),
    ("x/*.json", "x/a.json"),
    ("**/a.json", "a.json"),
    ("**/a.json", "x/y/a.json"),
    ("x/**/a.json", "x/a.json"),
    ("x/**/a.json", "x/y/z/a.json"),
    ("a?.json", "ab.json"),
    ("a[b-d].json", "ac.json"),
    ("a[!b-d].json", "ae.json"),
    ("a[]].json", "a].json"),
    ("a.b", "a.b"),
    ("[", "["),
    ("-", "-"),
]
OTHERS = [
    ("logs/**", "log/a.json"),
    ("logs/**", "x/logs/a.json"),
    ("logs/*", "../logs/a.json"),
    ("x/*.json", "x/y/a.json"),
    ("*.json", "a.ndjson"),
    ("a?.json", "a/.json"),
    ("a[!b-d].json", "ab.json"),
    ("a[!x].json", "a/.json"),
    ("a.b", "axb"),
    ("A.json", "a.json"),
    ("a.json", "a.json.gz"),
]


@pytest.mark.parametrize(("pattern", "path"), MATCHING)
def test_a_pattern_matches(pattern: str, path: str) -> None:
    """Stars stay within a name, two of them do not, and what matches a folder matches all below it."""
    assert matches_pattern(pattern, path, str(Path.cwd()))


@pytest.mark.parametrize(("pattern", "path"), OTHERS)
def test_a_pattern_does_not_match(pattern: str, path: str) -> None:
    """A pattern with a slash starts at the folder of the file, and names have their case."""
    assert not matches_pattern(pattern, path, str(Path.cwd()))


def test_a_pattern_counts_from_the_folder_of_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the same file by whatever name it is typed, and from wherever."""
    (tmp_path / "logs" / "x").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "logs")
    for path in ("a.json", "x/../a.json", "../logs/a.json", str(tmp_path / "logs" / "a.json")):
        assert matches_pattern("logs/*", path, str(tmp_path))
        assert not matches_pattern("x/*", path, str(tmp_path))
    assert matches_pattern(f"{tmp_path}/logs/**", "x/a.json", "/elsewhere")


def test_a_range_that_runs_backwards_is_no_pattern() -> None:
    """Brackets that are not closed stand for themselves."""
    assert not is_pattern("[z-a]")
    assert is_pattern("[a-z]")
    assert is_pattern("[z")
