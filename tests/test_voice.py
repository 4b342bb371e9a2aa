"""Plain English everywhere: no message, document, docstring or comment uses a phrase that readers had to read twice."""

from __future__ import annotations

import io
import json
import re
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tools.release.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parent.parent

PHRASES = {
    r"\b(is|are|was|were|be|been|being) told\b": "is reported",
    r"\btells? (of|that|what|which|whether|how|whom|it|them)\b(?! apart)": "reports, shows",
    r"\b(held|holds?|holding)( [\w`]+){0,3} to (the|a|an|it|them|its|our|one|what|all|\d)\b": "validate against",
    r"\b(lies?|lying|stands?|stood|standing) (in|at|on|there|beside|below|above|under|behind|where|before|here|outside"
    r"|inside|after|between|alone|together|next|right|first|last|within|twice|by)\b": "is, is at",
    r"\b(holds?|held) (a|an|the|no|all|what|nothing|its|their|values|names|everything|both)\b": "contains, has",
    r"\bin force\b": "applies, is active",
    r"\bcure[sd]?\b|\bmend(s|ed|ing)?\b": "fix",
    r"(?<!there )\b(is|are|was|were|be) no (number|JSON|object|array|string|date|day|file|text|value|character|pointer"
    r"|session|payload|timestamp|digit|name|field|error|release|folder|mistake)s?\b": "is not a",
    r"(?-i:\b(that|which|what|it|this|one) (is|are) none\b)": "is not one",
    r"\b(is|are|was|were|be) (not )?there\b(?! (a|an|any|no|more)\b)": "exists, is missing",
    r"\banew\b": "again",
    r"\bany day\b": "at any time, without notice",
    r"\bmay change or go\b": "may change without notice",
    r"\bbehind\b": "after",
    r"\banother one\b|\bother ones?\b": "a different one, others",
    r"\bones? that\b": "the noun",
    r"\bnone of them\b|\bsuch a one\b|\bthe latter\b": "the noun",
    r"\A\s*says? whether\b": "return whether",
    r"\bmade (from|anew|along|out of)\b": "generated from",
    r"\bas far as\b": "if",
    r"\bwhatever\b": "regardless of",
    r"\bwho(m|ever|mever)\b": "who",
    r"\bfrom which on\b": "the lowest that",
    r"\bfor ever\b": "permanently",
    r"\bwrong usage\b|\bused wrongly\b": "usage error",
    r"\bdefect of (this|the|chatlayer)": "internal error",
    r"\b(goes|go|going|went|gone) by\b": "uses",
    r"\bcomes? (to|with)\b": "yields, includes",
    r"\bleans? on\b|\bleaning on\b": "has, relies on",
    r"\bweighs? (how|what|more|less)\b|\bhow much [^.]{0,20}weighs?\b": "takes space",
    r"\btaken for\b": "treated as",
    r"\bor not at all\b": "atomically",
    r"\bup to (a day|when|the day)\b": "until a date",
    r"\bto the letter\b|\bin a way of its own\b|\bby (itself|themselves)\b": "exactly, alone, separately",
    r"(?-i:(^|[.!?:;] )Of (a|an|the|what|each|it|them|those|two|all|its|such|one|which|several|these)\b)": "of, later",
    r"(?-i:(^|[.!?;] )What (?!is |does |do |are )[^?.;]*,)": "a noun as the subject",
    r"(?-i:(^|[.!?;] )Who (has|reads|writes|wants|holds|compares|needs|accepted|does)\b)": "if you, people who",
}
"""Regular expressions of phrases that are not used, each with words to use instead."""


class Allowed(NamedTuple):
    """A text in a file that may contain a phrase, and the reason; an empty text is the whole file."""

    path: str
    text: str
    reason: str


EXCEPTIONS = (Allowed("docs/explanation/mutation.md", "", "its tables quote the code of a recorded run"),)
"""The only exceptions; there are never more than ten."""

FILES = (
    "*.md",
    "*.py",
    "*.yml",
    ".pre-commit-hooks.yaml",
    ".ci/run",
    "benchmarks/**/*.md",
    "benchmarks/**/*.py",
    "docs/**/*.md",
    "examples/**/*.*",
    "schemas/**/*.md",
    "tests/**/*.py",
    "tools/**/*.py",
    "validator/**/*.md",
    "validator/**/*.py",
)

_PHRASES = [(re.compile(phrase, re.IGNORECASE | re.MULTILINE), better) for phrase, better in PHRASES.items()]
_QUOTES = re.compile(r"^[rbuf]*(\"{3}|'{3}|\"|')|(\"{3}|'{3}|\"|')$", re.IGNORECASE)
_STRINGS = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}


def files() -> list[Path]:
    """Return the files with prose, by their paths from the root; this file contains the phrases themselves."""
    paths = {path for pattern in FILES for path in PROJECT.glob(pattern) if path.is_file()}
    paths = {path for path in paths if "__pycache__" not in path.parts and path != Path(__file__).resolve()}
    return sorted(path.relative_to(PROJECT) for path in paths)


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a file, each with its first line: a whole document, or the strings and comments of Python."""
    content = (PROJECT / path).read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield 1, content
        return
    for token in tokenize.generate_tokens(io.StringIO(content).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string.lstrip("# ")
        elif token.type in _STRINGS:
            yield token.start[0], _QUOTES.sub("", token.string)


def descriptions() -> Iterator[tuple[Path, str]]:
    """Yield the descriptions in the schema files that may still change."""
    project = Project(PROJECT)
    frozen = project.changelog.frozen_files()
    for family, versions in project.catalog.items():
        for version, names in versions.items():
            for name in names:
                if (family, version, name) not in frozen:
                    path = Path("schemas", family, version, f"{name}.json")
                    matches = re.findall(
                        r'"description": ("(?:[^"\\\\]|\\\\.)*")', (PROJECT / path).read_text(encoding="utf-8")
                    )
                    yield from ((path, json.loads(text)) for text in matches)


def offences(path: Path, line: int, text: str) -> Iterator[str]:
    """Yield a message for each phrase in a text, with its place and better words."""
    allowed = [exception.text for exception in EXCEPTIONS if exception.path == path.as_posix()]
    for phrase, better in _PHRASES:
        for match in phrase.finditer(text):
            excerpt = " ".join(text[max(0, match.start() - 30) : match.end() + 30].split())
            if not any(words in excerpt for words in allowed):
                place = f"{path}:{line + text.count(chr(10), 0, match.start())}"
                yield f"{place}: {match[0].strip()!r} in {excerpt!r}; write: {better}"


def test_project_uses_no_phrase_to_avoid() -> None:
    """Documents, strings, comments and schema descriptions have no such phrase; a failure lists and counts them."""
    messages = [message for path in files() for line, text in texts(path) for message in offences(path, line, text)]
    messages += [message for path, text in descriptions() for message in offences(path, 1, text)]
    assert not messages, "\n".join([*messages, f"{len(messages)} phrases"])


def test_exceptions_are_few_and_necessary() -> None:
    """There are at most ten exceptions, each has a reason, and each file would fail without its exception."""
    assert len(EXCEPTIONS) <= 10
    for exception in EXCEPTIONS:
        assert exception.reason
        content = (PROJECT / exception.path).read_text(encoding="utf-8")
        assert exception.text in content
        assert any(phrase.search(content) for phrase, _ in _PHRASES)


@pytest.mark.parametrize(
    "sentence",
    [
        "a validator that tells of every payload whether it is valid",
        "not a documented field (string); it may change or go any day",
        "10 accepted fields stand in no payload",
        "The verdict from which on the exit status is not 0.",
        "Whatever is not certain goes the exact way.",
        "Of a write, nobody reads its further members.",
        "What a report leaves out, it counts.",
        "a report that lies among the inputs is none of them",
        "a payload leans on unstable fields",
        "Say whether a decoded payload has no unstable field.",
        "the text is no JSON",
        "use another one, written anew",
        "accepted up to a day, by whom it concerns",
        "findings are told, and held to the schema",
    ],
)
def test_phrase_is_found(sentence: str) -> None:
    """The sentences that the phrases come from are rejected."""
    assert list(offences(Path("example.md"), 1, sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "expected a string, found a number",
        "required field `locale` is missing",
        "undocumented field (string); may change without notice",
        "Lowest verdict that fails the run.",
        "Return whether every unstable field of the payload is accepted.",
        "There is no file here, and there are no others.",
        "`*` stands for every member or item.",
    ],
)
def test_plain_sentence_passes(sentence: str) -> None:
    """Plain sentences are accepted."""
    assert list(offences(Path("example.md"), 1, sentence)) == []
