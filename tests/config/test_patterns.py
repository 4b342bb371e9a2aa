"""Patterns for paths, relative to the folder of the configuration file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatlayer_session.config.patterns import matches_pattern, pattern_problem
from tests.fuzzing.oracle import as_expression

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
    ("[+--]", "-"),
    ("[+--]", "+"),
    ("[a---]", "a"),
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
def test_pattern_matches(pattern: str, path: str) -> None:
    """`*` stays within a name, `**` does not, and a match of a folder covers everything below it."""
    assert matches_pattern(pattern, path, str(Path.cwd()))


@pytest.mark.parametrize(("pattern", "path"), OTHERS)
def test_pattern_does_not_match(pattern: str, path: str) -> None:
    """A pattern with a slash starts at the folder of the file, and names are case sensitive."""
    assert not matches_pattern(pattern, path, str(Path.cwd()))


def test_pattern_is_relative_to_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of the path and the working directory do not matter."""
    (tmp_path / "logs" / "x").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "logs")
    for path in ("a.json", "x/../a.json", "../logs/a.json", str(tmp_path / "logs" / "a.json")):
        assert matches_pattern("logs/*", path, str(tmp_path))
        assert not matches_pattern("x/*", path, str(tmp_path))
    assert matches_pattern(f"{tmp_path}/logs/**", "x/a.json", "/elsewhere")


def test_reversed_range_is_invalid() -> None:
    """Brackets that are not closed match themselves."""
    assert pattern_problem("[z-a]") == "invalid pattern '[z-a]'; fix the range in its brackets"
    assert pattern_problem("[a-z]") is None
    assert pattern_problem("[z") is None


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        (" ", "begins or ends with white space; remove it"),
        ("logs/** ", "begins or ends with white space; remove it"),
        ("\tlogs", "begins or ends with white space; remove it"),
        ("!logs/**", "is not a negation; write a pattern that matches only the paths you mean"),
        ("logs\\**", "has a backslash; write / between the names of folders"),
        ("C:\\logs", "has a backslash; write / between the names of folders"),
        ("~/logs/**", "does not start at the home folder; write the path without ~"),
        ("~", "does not start at the home folder; write the path without ~"),
        ("logs//**", "matches nothing; write the path without //, /./ and /../"),
        ("logs/./a", "matches nothing; write the path without //, /./ and /../"),
        ("././a", "matches nothing; write the path without //, /./ and /../"),
        ("a/../b", "matches nothing; write the path without //, /./ and /../"),
        ("../a/..", "matches nothing; write the path without //, /./ and /../"),
        (".", "matches nothing; write the path without //, /./ and /../"),
    ],
)
def test_pattern_that_matches_nothing_is_a_mistake(pattern: str, problem: str) -> None:
    """It would turn off an override or an exclusion without a word."""
    assert pattern_problem(pattern) == f"{pattern!r} {problem}"


@pytest.mark.parametrize(
    "pattern", ["a b", "./a", "a/", "logs/**/", "../a", "../../a/*", "a!", "a~", "~a", "*", "**", "...", "/", "a/.b"]
)
def test_pattern_with_unusual_characters_is_right(pattern: str) -> None:
    """Names may have blanks, points, tildes and exclamation marks."""
    assert pattern_problem(pattern) is None


@given(
    st.text("a/*?.", max_size=10), st.lists(st.text("a.", min_size=1).filter(lambda name: name.strip(".")), min_size=1)
)
@example("a*a", ["a"])
@example("**/a**/a", ["aa", "a"])
def test_pattern_matches_as_its_regular_expression_does(pattern: str, names: list[str]) -> None:
    """A regular expression, which may need time without bounds, gives the same answer for any short pattern."""
    path = "/".join(names)
    if not pattern.startswith("/"):
        expected = as_expression(pattern).fullmatch(path) is not None
        assert matches_pattern(pattern, path, str(Path.cwd())) == expected


@pytest.mark.parametrize(
    ("pattern", "path"),
    [("*a" * 40 + "b", "a" * 250), ("**/" * 40 + "b", "a/" * 120 + "a"), ("**" * 40 + "[b]", "a" * 250)],
)
def test_pattern_never_backtracks(pattern: str, path: str) -> None:
    """A pattern with many stars is refused by a long path after one step for each part."""
    assert not matches_pattern(pattern, path, str(Path.cwd()))
    assert matches_pattern(pattern, path[:-1] + "b", str(Path.cwd()))


def test_brackets_that_are_not_closed_are_read_once() -> None:
    """Reading a pattern of opening brackets takes time in proportion to its length."""

    def seconds(length: int) -> float:
        start = time.process_time()
        pattern_problem("[" * length)
        return time.process_time() - start

    seconds(10)
    assert min(seconds(200_000 + extra) for extra in range(5)) < 8 * min(seconds(50_000 + extra) for extra in range(5))
