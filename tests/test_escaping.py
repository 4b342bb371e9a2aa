"""Names made safe for terminals, logs and the formats of reports."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from chatlayer_session import Contract, Read
from chatlayer_session.compat.reporters import FORMATS as COMPAT
from chatlayer_session.contract.file import dump_contract
from chatlayer_session.contract.versions import VersionRange
from chatlayer_session.escaping import (
    MAX_NAME_LENGTH,
    escape_annotation,
    escape_cell,
    escape_control,
    escape_log_commands,
    escape_markdown,
    escape_property,
    escape_sarif,
    quote_name,
    to_utf8,
)
from chatlayer_session.reporters.contracts import FORMATS as MATRIX
from chatlayer_session.reporters.fields import FORMATS as FIELDS
from chatlayer_session.reporters.runs import FORMATS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Command

HOSTILE = [
    "##vso[task.setvariable variable=x]y",
    "a ##VSO[task.x]",
    "####[error]x",
    "#\u200d#vso[task.x]",
    "#\ufe0f#[error]",
    "::error::x",
    "\u3000::add-mask::x",
    ":\u034f:error::x",
    "a\r\n::error::b",
    "%0A::error file=x,line=1::y",
    "\u034f\ufe0f\u180b\u00ad\U000e0041",
    "\x1b]8;;http:\\e.test\x07x",
    "\u202ex\u2028y",
    "\udc80",
    "[x](http:e.test)",
    "[[x]](javascript:1)",
    "![x](www.e.test)",
    "www.e.test @x a@e.test #1 ~~x~~ $x$ **x** _x_ `x` |",
    "{0} {y} {{1}} %s",
    "<img src=x onerror=1>&lt;'\"]]>",
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
]
"""Names that a log, a terminal, a viewer or a spreadsheet would obey; all but slashes, which no file name has."""

# Characters that .NET, in which the runners of GitHub and Azure are written, ignores in comparisons.
IGNORED = re.compile(
    "[\u00ad\u034f\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)


def is_command(line: str) -> bool:
    """Return whether a runner obeys a line of a log."""
    line = IGNORED.sub("", line)
    return re.search(r"##(vso)?\[", line, re.IGNORECASE) is not None or line.lstrip().startswith("::")


def rendered(markdown: str) -> ET.Element:
    """Return the HTML that GitHub renders from Markdown."""
    html = cmarkgfm.github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE)
    return ET.fromstring(f"<body>{html}</body>")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_name_is_text_in_every_format(name: str) -> None:
    """Each escaper makes it harmless, and the reader of the format reads it back."""
    shown = escape_control(name)
    assert shown.replace("\u3000", "").isprintable()
    assert not is_command(shown)
    assert not is_command(f"note: {shown}")
    in_json = escape_log_commands(json.dumps(name))
    assert not is_command(in_json)
    assert json.loads(in_json) == name
    for escape, escapes in ((escape_annotation, ("0D", "0A")), (escape_property, ("0D", "0A", "3A", "2C"))):
        written = escape(name)
        assert not set(written) & {chr(int(code, 16)) for code in escapes}
        for code in (*escapes, "25"):
            written = written.replace(f"%{code}", chr(int(code, 16)))
        assert written == name
    (paragraph,) = rendered(f"x {escape_markdown(name)} x")
    assert [*paragraph] == []
    assert paragraph.text == f"x {shown} x"
    assert re.search(r"\]\(|\{\d+\}", escape_sarif(shown)) is None
    assert not escape_cell(name).startswith(("=", "+", "-", "@"))


RUNS = [
    *(("validate", "--format", name) for name in FORMATS.names),
    *(("validate", "--show-values", "--format", name) for name in ("text", "json", "sarif", "markdown")),
    *(("validate", "--explain-versions", "--format", name) for name in ("text", "json")),
    *(("fields", "--format", name) for name in FIELDS.names),
    *(("size", "--show-values", "--format", name) for name in ("text", "json")),
    ("baseline",),
    *(("diff", "--show-values", "--format", name) for name in ("text", "json")),
    *(("compat", "--format", name) for name in COMPAT.names),
    *(("config", "show", "--format", name) for name in ("text", "json")),
]


@pytest.mark.parametrize("run", RUNS, ids=" ".join)
def test_no_report_obeys_a_hostile_name(command: Command, documented: dict[str, Any], run: tuple[str, ...]) -> None:
    """Files and fields have hostile names, and the reader of each format finds only text."""
    for name in HOSTILE:
        wrong = {
            "botId": {name: 1},
            "channel": name,
            "version": name,
            "nlp": {**documented["nlp"], name: 1},
            name: name,
        }
        write(command.folder / f"{name}.json", {**documented, **wrong})
    names = [path.name for path in sorted(command.folder.glob("*.json"))]
    (command.folder / f"{HOSTILE[0]}.ndjson").write_text("{}\n[\n", encoding="utf-8", errors="surrogateescape")
    written = "".join(
        outputs(command, run, [*names, f"{HOSTILE[0]}.ndjson", *(f"gone {name}" for name in HOSTILE[:9])])
    )
    form = run[-1]
    assert "task.set" in written
    for line in written.split("\n"):
        ours = re.fullmatch(r"::(error|warning|notice) ((?:,?(?:file|line|col|title)=[^,:]*)+)::(.*)", line)
        if form == "github" and ours is not None:
            assert not is_command(f"x{ours[2]}")
            assert not is_command(f"x{ours[3]}")
        else:
            assert not is_command(line)
            assert line.replace("\u3000", "").isprintable()


def write(path: Path, value: object) -> None:
    """Write a value as JSON."""
    path.write_text(json.dumps(value), encoding="utf-8")


def outputs(command: Command, run: tuple[str, ...], names: list[str]) -> list[str]:
    """Return the output of a run, read by the reader of its format, and its messages."""
    if run[0] == "diff":
        outcomes = [command.forked(*run, "--", name, names[0]) for name in names[:24]]
    elif run[0] == "compat":
        for folder in ("old", "new"):
            (command.folder / folder).mkdir()
            for number, name in enumerate(HOSTILE):
                field = {"type": "string" if folder == "old" else "number", "enum": [name, 1]}
                schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {name: field}}
                write(command.folder / folder / f"{number} {name}.json", {**schema, "$id": f"urn:x:{number}"})
        outcomes = [command.forked(*run, "--budget", "1", "old", "new")]
    elif run[0] == "config":
        overrides = [f"[[overrides]]\npaths = [{json.dumps(to_utf8(name))}]\n" for name in HOSTILE]
        (command.folder / "c.toml").write_text("\n".join(overrides), encoding="utf-8")
        outcomes = [command.forked(*run, "--config", "c.toml", "::error::x")]
        wrong = "\n".join(f"{json.dumps(to_utf8(name))} = 1" for name in HOSTILE)
        (command.folder / "::c.toml").write_text(wrong, encoding="utf-8")
        outcomes += [command.forked(*run, "--config", "::c.toml"), command.forked("explain", "--", HOSTILE[0])]
    else:
        outcomes = [command.forked(*run, "--", *names)]
    assert {outcome.status for outcome in outcomes} <= {0, 1, 2, 4}
    for outcome in outcomes:
        read(run[-1], outcome.stdout)
    return [text for outcome in outcomes for text in (outcome.stdout, outcome.stderr)]


def read(form: str, written: str) -> None:
    """Read the output of a run as its programs do, and fail if anything in it is live."""
    if form in {"json", "sarif", "gitlab", "ndjson"} and written:
        for document in written.splitlines() if form == "ndjson" else [written]:
            value = json.loads(document)
            if form == "sarif":
                texts = [result["message"]["text"] for result in value["runs"][0]["results"]]
                assert not any(re.search(r"\]\(|\{\d+\}", text) for text in texts)
    elif form in {"junit", "svg"}:
        assert not {element.tag.lower() for element in ET.fromstring(written).iter()} & {"img", "script", "a"}
    elif form == "markdown":
        assert not {element.tag for element in rendered(written).iter()} & {"a", "del", "em", "img", "b", "input"}
    elif form == "csv":
        rows = list(csv.reader(io.StringIO(written)))
        assert {len(row) for row in rows} == {9}
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    elif form == "baseline":
        tomllib.loads(written)


@pytest.mark.parametrize("text", ["", "abc", "a b~/*", "\u00e9\u4e2d\U0001f600", "{`}"])
def test_printable_text_is_unchanged(text: str) -> None:
    """Text in any script stays unchanged."""
    assert escape_control(text) == text
    assert quote_name(text) == f"`{text}`"


@pytest.mark.parametrize(
    ("character", "escape"),
    [
        ("\x00", "\\u0000"),
        ("\n", "\\u000a"),
        ("\r", "\\u000d"),
        ("\x1b", "\\u001b"),
        ("\x7f", "\\u007f"),
        ("\x85", "\\u0085"),
        ("\x9b", "\\u009b"),
        ("\u00ad", "\\u00ad"),
        ("\u200b", "\\u200b"),
        ("\u200e", "\\u200e"),
        ("\u2028", "\\u2028"),
        ("\u202e", "\\u202e"),
        ("\u2066", "\\u2066"),
        ("\ud800", "\\ud800"),
        ("\udfff", "\\udfff"),
        ("\ue000", "\\ue000"),
        ("\ufeff", "\\ufeff"),
        ("\u034f", "\\u034f"),
        ("\u180b", "\\u180b"),
        ("\u180f", "\\u180f"),
        ("\ufe0f", "\\ufe0f"),
        ("\U0001d173", "\\u1d173"),
        ("\ufff9", "\\ufff9"),
        ("\uffff", "\\uffff"),
        ("\U000e0041", "\\ue0041"),
        ("\u180e", "\\u180e"),
        ("\u2800", "\\u2800"),
        ("\u3164", "\\u3164"),
    ],
)
def test_unsafe_characters_are_escaped(character: str, escape: str) -> None:
    """Control, invisible and direction-changing characters and non-characters become escapes."""
    assert escape_control(f"a{character}b") == f"a{escape}b"
    assert quote_name(f"a{character}b") == f"`a{escape}b`"


def test_escaped_text_is_one_line_of_utf8() -> None:
    """Every code point results in a single line that UTF-8 can encode."""
    for code in range(0x110000):
        shown = escape_control(chr(code))
        assert shown.encode()
        assert shown.isspace() is False or shown.splitlines() == [shown]


def test_long_names_are_shortened() -> None:
    """A long name is shortened to a fixed length."""
    assert quote_name("a" * MAX_NAME_LENGTH) == f"`{'a' * MAX_NAME_LENGTH}`"
    assert quote_name("a" * (MAX_NAME_LENGTH + 1)) == f"`{'a' * (MAX_NAME_LENGTH - 1)}\u2026`"


@pytest.mark.parametrize("run", [("verify", "--format", name) for name in FORMATS.names], ids=" ".join)
def test_no_verification_obeys_a_hostile_contract(command: Command, run: tuple[str, ...]) -> None:
    """The fields of a contract have hostile names."""
    lines = hostile_contract(command, *run).split("\n")
    for line in lines:
        ours = re.fullmatch(r"::(error|warning|notice) ((?:,?(?:file|line|col|title)=[^,:]*)+)::(.*)", line)
        assert not is_command(line if ours is None else f"x{ours[3]}")
        assert line.replace("\u3000", "").isprintable()


@pytest.mark.parametrize(
    "run",
    [
        ("who", "/internal"),
        ("who", "/internal", "--format", "json"),
        *(("matrix", "--format", name) for name in MATRIX.names),
    ],
    ids=" ".join,
)
def test_no_list_of_contracts_obeys_a_hostile_one(command: Command, run: tuple[str, ...]) -> None:
    """The services and their fields have hostile names."""
    written = hostile_contract(command, *run)
    assert "task.set" in written
    for line in written.split("\n"):
        assert not is_command(line)
        assert line.replace("\u3000", "").isprintable()


def hostile_contract(command: Command, *run: str) -> str:
    """Return the output of a command on a contract with hostile names."""
    names = [name.replace("~", "~0").replace("/", "~1") for name in HOSTILE if name != "\udc80"]
    reads = tuple(Read(f"/internal/{name}") for name in names)
    for number, name in enumerate(names):
        text = dump_contract(Contract(name, VersionRange.parse("1"), reads))
        (command.folder / f"{number}-contract.toml").write_text(text, encoding="utf-8")
    arguments = ("--contract", "0-contract.toml") if run[0] == "verify" else (".",)
    outcome = command("contract", *run, *arguments)
    return (outcome.out + outcome.err).decode()
