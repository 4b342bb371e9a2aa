"""The fuzzing targets: functions that raise an AssertionError if a property does not hold for some bytes."""

from __future__ import annotations

import json
import os
import re
import tempfile
import unicodedata
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chatlayer_session import Kind, Origin, Rule, Validator
from chatlayer_session.cli.commands.validate import command as validate
from chatlayer_session.cli.defaults import option_checks
from chatlayer_session.config.loader import read
from chatlayer_session.config.patterns import matches_pattern
from chatlayer_session.config.toml import ConfigError
from chatlayer_session.diagnosis import apply_edits, diagnose
from chatlayer_session.document import load_document
from chatlayer_session.escaping import (
    escape_annotation,
    escape_cell,
    escape_control,
    escape_log_commands,
    escape_markdown,
    escape_sarif,
)
from chatlayer_session.fastpath.learned_decoder import learned_decoders
from chatlayer_session.issues import Anchor, AnchorPart
from chatlayer_session.parsing.fast import NeedsStrictParse, parse_fast
from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict
from chatlayer_session.parsing.positions import locate_all
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.runs.lines import LinesChecker
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import KnownFields, field_tree

from .oracle import NotStrictJson, as_expression, is_identical, strict_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chatlayer_session.jsonpointer import InstancePath

_CATALOG = packaged_catalog()
_VERSION = _CATALOG.versions()[-1]
KNOWN = KnownFields(tuple(field_tree(_CATALOG, _VERSION, kind) for kind in (Kind.INTERNAL, Kind.SESSION)))
MAX_ANCHORS = 200
"""Maximum anchors located in one text."""

MAX_STARS = 4
"""Maximum stars of a pattern that is compared with its regular expression, whose time has no bound."""

_HERE = str(Path.cwd())

_FULL = Validator(use_fast_path=False)
_FAST = Validator()


def check_document(data: bytes) -> None:
    """Any bytes can be loaded, and have issues exactly if the standard library rejects them."""
    document = load_document(data, KNOWN)
    issues = [issue for issue in document.issues if issue.rule is not Rule.BYTE_ORDER_MARK]
    for issue in document.issues:
        assert isinstance(issue.anchor, int), "an issue of the text has an offset"
        assert 0 <= issue.anchor <= len(document.text or ""), "an issue is inside the text"
    try:
        value = strict_value(data)
    except NotStrictJson:
        assert issues, "a text that the standard library rejects has an issue"
        return
    assert document.is_json, "a text that the standard library accepts is JSON"
    assert issues == [], "a text that the standard library accepts has no issue"
    assert is_identical(document.instance, value), "a text has the value of the standard library"


def check_fast_parser(data: bytes) -> None:
    """A value from the fast parser is that of the strict parser, without issues."""
    try:
        fast = parse_fast(data)
    except NeedsStrictParse:
        return
    value, issues = parse_strict(data.decode())
    assert issues == [], "the fast parser returns only values of texts without issues"
    assert is_identical(fast, value), "both parsers give the same value"


def check_diagnosis(data: bytes) -> None:
    """Text that is not JSON has ordered problems inside the text, each with a fix, and all fixes give JSON."""
    text = data.decode(errors="replace")
    try:
        parse_strict(text)
    except JsonSyntaxError as error:
        problems = diagnose(text, error.offset, KNOWN)
    else:
        return
    offsets = [problem.offset for problem in problems]
    assert offsets, "a text that is not JSON has a problem"
    assert offsets == sorted(offsets), "problems are in the order of the text"
    assert 0 <= offsets[0] <= offsets[-1] <= len(text), "problems are inside the text"
    assert all(problem.message and problem.hint for problem in problems), "a problem has a message and a hint"
    if len(problems) > 1:
        parse_strict(apply_edits(text, list(problems)))


def check_positions(data: bytes) -> None:
    """The standard library reads each key and value at its offset."""
    document = load_document(data, KNOWN)
    if not document.is_json or document.issues or document.text is None:
        return
    anchors = list(islice(_anchors(document.instance, ()), MAX_ANCHORS))
    offsets = locate_all(document.text, {anchor for anchor, _ in anchors})
    decoder = json.JSONDecoder()
    for anchor, expected in anchors:
        value, _ = decoder.raw_decode(document.text, offsets[anchor])
        assert is_identical(value, expected), "the offset of an anchor is that of its text"


def check_fast_path(data: bytes) -> None:
    """The fast path gives the reports of full validation, after any other payloads."""
    expected = list(_FULL.validate_lines(data))
    learned_decoders.cache_clear()
    new = Validator()
    for _ in range(3):
        assert list(new.validate_lines(data)) == expected, (
            "a validator that learns gives the reports of full validation"
        )
    assert list(_FAST.validate_lines(data)) == expected, (
        "a validator that has learned gives the reports of full validation"
    )


def check_lines(data: bytes) -> None:
    """A chunk of lines gives the counts, groups and lists of the reports on its lines."""
    # The first lines teach their shapes, and the others match what was learned.
    data = (data + b"\n") * 3
    listing = len(data) % 2 == 0
    expected = RunCollector(_VERSION, listing=listing)
    records = 0
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip(b" \t\r"):
            records += 1
            for report in _FULL.validate_each(line.rstrip(b"\r"), Origin("-", records, number)):
                expected.add(report)
    learned_decoders.cache_clear()
    actual = RunCollector(_VERSION, listing=listing, source="-")
    assert LinesChecker(Validator(), _fail).check(data, actual)[0] == records, "each line that is not blank is a record"
    assert actual.run() == expected.run(), "a chunk has the results of its lines"


def check_configuration(data: bytes) -> None:
    """Any file is a configuration, or has mistakes that are one line each."""
    file = _folder() / "chatlayer-session.toml"
    file.write_bytes(data)
    problems: tuple[str, ...] | None = None
    try:
        read(file, _checks())
    except ConfigError as error:
        problems = error.problems
    assert problems != (), "a refused configuration has a reason"
    for problem in problems or ():
        assert not {"\r", "\n"} & {*problem}, "a reason is one line"


def check_escapers(data: bytes) -> None:
    """Escaped text is one line without commands, links, markup and formulas, and encoded text decodes to itself."""
    text = data.decode(errors="surrogateescape")
    shown = escape_control(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Co", "Zl", "Zp"}, (
        "escaped text has no character that moves or hides others"
    )
    assert not re.search(r"##(?:vso)?\[", shown, re.IGNORECASE), "escaped text is no log command"
    assert not shown.lstrip().startswith("::"), "escaped text is no workflow command"
    assert escape_control(shown) == shown, "escaped text stays as it is"
    as_json = escape_log_commands(json.dumps(text))
    assert json.loads(as_json) == text, "escaped JSON has the same value"
    assert not re.search(r"##(?:vso)?\[", as_json, re.IGNORECASE), "escaped JSON has no log command"
    annotation = escape_annotation(text)
    assert not {"\r", "\n"} & {*annotation}, "an annotation is one line"
    decoded = annotation.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    assert decoded == text, "the runner reads the same text"
    markup = re.sub(r"&#\d+;|@<!-- -->", "", escape_markdown(text))
    assert not {*markup} & {*"`*_{}[]()<>#|~&@$\\"}, "escaped Markdown has no markup"
    assert not re.search(r"\]\(|\{\d+\}", escape_sarif(text)), "a message of SARIF has no link and no placeholder"
    cell = escape_cell(text)
    assert cell == "-" or not cell.startswith(("=", "+", "-", "@")), "a cell is no formula"


def check_patterns(data: bytes) -> None:
    """A pattern matches what its regular expression matches, if the expression does not need long."""
    pattern, _, name = data.decode(errors="replace").replace("\0", "").partition("\n")
    try:
        matched = matches_pattern(pattern, name, _HERE)
    except re.error:
        return
    if "[" in pattern or pattern.startswith("/") or pattern.count("*") > MAX_STARS:
        return
    path = os.path.relpath(os.path.abspath(name), _HERE)  # noqa: PTH100 - a typed name may not be a path
    has_name = not {*Path(path).parts} <= {os.pardir}
    expected = has_name and as_expression(pattern).fullmatch(path) is not None
    assert matched == expected, "a pattern is its regular expression"


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="chatlayer-session-fuzzing-"))


@cache
def _checks() -> dict[str, Callable[[Any], str | None]]:
    return option_checks(click.Context(validate), validate)


def _fail(*error: object) -> None:
    raise AssertionError(error)


def _anchors(value: Any, path: InstancePath) -> Iterator[tuple[Anchor, Any]]:
    yield Anchor(path, AnchorPart.VALUE), value
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        if isinstance(value, dict):
            yield Anchor((*path, step), AnchorPart.KEY), step
        yield from _anchors(inner, (*path, step))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "document": check_document,
    "fast_parser": check_fast_parser,
    "diagnosis": check_diagnosis,
    "positions": check_positions,
    "fast_path": check_fast_path,
    "lines": check_lines,
    "configuration": check_configuration,
    "escapers": check_escapers,
    "patterns": check_patterns,
}
"""The targets by name."""
