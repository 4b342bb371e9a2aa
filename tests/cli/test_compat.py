"""`chatlayer-session compat`, run as a process: what it writes, and with which status it ends."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from chatlayer_session.compat.compare import compatibility
from chatlayer_session.compat.reporters.json import to_dict
from chatlayer_session.spec.catalog import packaged_catalog

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Command

SCHEMA: Any = Draft202012Validator(packaged_catalog().schema("compatibility", "1.0.0", "compatibility"))
VERSIONS = packaged_catalog().versions()
DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLAIN = {"$schema": DIALECT, "type": "object", "properties": {"a": {"enum": ["x"]}}}
WIDER = {"$schema": DIALECT, "type": "object", "properties": {"a": {"enum": ["x", "y"]}}}
NARROWER = {"$schema": DIALECT, "type": "object", "properties": {"a": {"enum": []}}}
HARD = {"$schema": DIALECT, "type": "string", "pattern": "^a"}
HARDER = {"$schema": DIALECT, "type": "string", "pattern": "^a.*"}


@pytest.fixture
def folder(command: Command) -> Path:
    """Return the folder of the test with schemas in it."""
    files = {"plain": PLAIN, "wider": WIDER, "narrower": NARROWER, "hard": HARD, "harder": HARDER}
    for name, schema in files.items():
        write(command.folder / f"{name}.json", schema)
    return command.folder


def write(path: Path, content: object) -> None:
    """Write a schema, and the folders that it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return a report with a break and its witness."""
    folder = tmp_path_factory.mktemp("report")
    write(folder / "plain.json", PLAIN)
    write(folder / "wider.json", WIDER)
    return to_dict(compatibility(str(folder / "plain.json"), str(folder / "wider.json")))


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["plain.json", "plain.json"], 0),
        (["plain.json", "wider.json"], 1),
        (["--mode", "writer", "plain.json", "wider.json"], 0),
        (["--mode", "reader", "plain.json", "wider.json"], 1),
        (["--mode", "reader", "plain.json", "narrower.json"], 0),
        (["--mode", "writer", "plain.json", "narrower.json"], 1),
        (["hard.json", "harder.json"], 3),
        (["plain.json", "absent.json"], 4),
        (["plain.json"], 2),
        (["--mode", "everyone", "plain.json", "wider.json"], 2),
        (["--format", "xml", "plain.json", "wider.json"], 2),
        (["1.0.0", "1.1.0"], 0),
        (["1.0.0", "1.99"], 4),
    ],
)
def test_the_exit_status_tells_the_verdict(command: Command, folder: Path, arguments: list[str], status: int) -> None:
    """0, 1, 2, 3 and 4 mean what the help says."""
    del folder
    assert command.forked("compat", *arguments).status == status


def test_a_break_is_told_with_its_witness(command: Command, folder: Path) -> None:
    """One line a change, the witness under it, the counts, the verdict and the bump at the end."""
    del folder
    outcome = command("compat", "plain.json", "wider.json")
    assert outcome.stdout == (
        'wider.json#/properties/a/enum: breaking[enum-value-added] /a: "y" is allowed too; breaks the reader\n'
        '  reader: new accepts and old rejects {"a": "y"}\n'
        "1 schema: 1 change, 1 breaking, 0 undecided; breaking, demands a major version\n"
    )
    assert outcome.stderr == ""


def test_what_is_undecided_is_told_as_undecided(command: Command, folder: Path) -> None:
    """It is not called harmless, and it demands a major version."""
    del folder
    outcome = command.forked("compat", "hard.json", "harder.json")
    assert outcome.stdout == (
        'harder.json#/pattern: undecided[pattern-changed]: "^a.*" instead of "^a"; '
        "undecided for the reader and the writer\n"
        "1 schema: 1 change, 0 breaking, 1 undecided; undecided, demands a major version\n"
    )


def test_between_the_released_versions_is_no_break(command: Command) -> None:
    """From 1.0.0 to 1.1.0 a minor version is demanded."""
    outcome = command.forked("compat", "1.0.0", "1.1.0")
    assert outcome.status == 0
    assert outcome.stdout.endswith("0 breaking, 0 undecided; compatible, demands a minor version\n")


def test_changes_in_a_schema_that_is_compared_too_are_listed_once(command: Command) -> None:
    """The session refers to the read-only object, whose changes stand under that."""
    lines = command.forked("compat", "1.0.0", "1.1.0").stdout.splitlines()
    assert sum("property-added" in line and "lastIntent" in line for line in lines) == 1
    (reference,) = (line for line in lines if line.startswith("session/1.1.0/session.json: "))
    assert reference.endswith(" changes in what it refers to, listed under internal.json")


@pytest.mark.parametrize(
    "arguments", [["plain.json", "wider.json"], ["hard.json", "harder.json"], ["1.0.0", "1.1.0"], ["1.1.0", "1.0.0"]]
)
def test_the_json_report_keeps_to_its_schema(command: Command, folder: Path, arguments: list[str]) -> None:
    """What is written is what the schema describes."""
    del folder
    done = subprocess.run(
        [sys.executable, "-m", "chatlayer_session", "compat", "--format", "json", *arguments],
        capture_output=True,
        cwd=command.folder,
        check=False,
    )
    assert list(SCHEMA.iter_errors(json.loads(done.stdout))) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("version",), "2.0.0"),
        (("verdict",), "fine"),
        (("bump",), "huge"),
        (("extra",), 1),
        (("parties",), []),
        (("summary", "breaking"), -1),
        (("comparisons", 0, "changes", 0, "id"), "Not An Id"),
        (("comparisons", 0, "changes", 0, "message"), ""),
        (("comparisons", 0, "changes", 0, "instance"), "a"),
        (("comparisons", 0, "changes", 0, "effects", "reader"), "maybe"),
        (("comparisons", 0, "changes", 0, "witnesses", "reader", "acceptedBy"), "both"),
    ],
)
def test_the_schema_refuses_what_no_report_has(
    report: dict[str, Any], place: tuple[str | int, ...], value: object
) -> None:
    """It is not a schema that takes anything."""
    changed = copy.deepcopy(report)
    assert SCHEMA.is_valid(changed)
    parent: Any = changed
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    assert not SCHEMA.is_valid(changed)


def test_the_github_format_annotates_the_files(command: Command, folder: Path) -> None:
    """A break is an error at the new file, with what is special to workflow commands escaped."""
    write(folder / "old,1.json", PLAIN)
    write(folder / "new,1.json", {**WIDER, "title": "x"})
    outcome = command.forked("compat", "--format", "github", "old,1.json", "new,1.json")
    lines = outcome.stdout.splitlines()
    assert lines[0] == ("::notice file=new%2C1.json,title=patch[annotation-changed]::new,1.json# : another `title`")
    assert lines[1] == (
        "::error file=new%2C1.json,title=breaking[enum-value-added]::new,1.json#/properties/a/enum /a: "
        '"y" is allowed too; breaks the reader%0Areader: new accepts and old rejects {"a": "y"}'
    )
    assert lines[2].startswith("1 schema: 2 changes, 1 breaking")


def test_folders_are_compared_by_the_names_of_files(command: Command) -> None:
    """Schemas of one side only are told; what is no schema is left aside; references lead within a folder."""
    for side in ("old", "new"):
        root = command.folder / side
        write(root / "deep" / "a.json", {"$schema": DIALECT, "$ref": "b.json"})
        write(
            root / "deep" / "b.json",
            {"$schema": DIALECT, "type": "string", **({"maxLength": 3} if side == "new" else {})},
        )
        write(root / f"only-{side}.json", {"$schema": DIALECT})
        write(root / "payload.json", {"no": "schema"})
        (root / "broken.json").write_text("{")
    outcome = command.forked("compat", "old", "new")
    assert outcome.status == 1
    assert outcome.stdout.splitlines() == [
        "b.json#/maxLength: breaking[bound-tightened]: maxLength 3 instead of none; breaks the writer",
        '  writer: old accepts and new rejects "0000"',
        "new/deep/b.json#/maxLength: breaking[bound-tightened]: maxLength 3 instead of none; breaks the writer",
        '  writer: old accepts and new rejects "0000"',
        "new/only-new.json#: minor[schema-added]: the schema only-new.json is new",
        "old/only-old.json#: breaking[schema-removed]: the schema only-old.json is gone",
        "4 schemas: 4 changes, 3 breaking, 0 undecided; breaking, demands a major version",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "bad.json: not JSON from line 1, column 2 on; `chatlayer-session validate` says why"),
        ('{"a": 1, "a": 2}', "bad.json: not plain JSON: "),
        ("[]", "bad.json: a schema is an object or a boolean; name a file with a JSON Schema in it"),
        (
            '{"type": 5}',
            "bad.json: no valid schema of Draft 2020-12: /type breaks `anyOf` of the meta-schema; if it is",
        ),
        (
            '{"items": [{}]}',
            "bad.json: no valid schema of Draft 2020-12: /items breaks `type` of the meta-schema; if it",
        ),
        (
            '{"$schema": "http://json-schema.org/draft-04/schema#"}',
            "bad.json: the dialect http://json-schema.org/draft-04",
        ),
        ('{"$ref": "#/nowhere"}', "bad.json: the reference #/nowhere at # leads nowhere; name the folder that holds"),
        ('{"$ref": "https://example.com/x"}', "bad.json: the reference https://example.com/x at # leads nowhere"),
        ('{"$ref": "#"}', "bad.json: the references by way of # lead back to where they start"),
        ('{"pattern": "(("}', "bad.json: a validator does not take it, for a pattern"),
    ],
)
def test_what_is_no_schema_is_told(command: Command, folder: Path, content: str, told: str) -> None:
    """The message names the file, what is wrong with it and what to do; nothing is fetched."""
    (folder / "bad.json").write_text(content)
    outcome = command.forked("compat", "plain.json", "bad.json")
    assert (outcome.status, outcome.stdout) == (4, "")
    assert outcome.stderr.startswith(told)
    assert outcome.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (
            ["absent", "plain.json"],
            f"absent: no such file or folder, nor a schema version; the versions are {', '.join(VERSIONS)}\n",
        ),
        (["empty", "plain.json"], "empty: the folder holds no schema; a schema is a .json file that has `$schema`\n"),
        (["1.0.0", "others"], "others: none of its schemas has the name of one in 1.0.0\n"),
    ],
)
def test_what_cannot_be_compared_is_told(command: Command, folder: Path, names: list[str], told: str) -> None:
    """Names that stand for nothing, and sides that have nothing in common."""
    (folder / "empty").mkdir()
    write(folder / "others" / "a.json", PLAIN)
    write(folder / "others" / "b.json", PLAIN)
    outcome = command.forked("compat", *names)
    assert outcome.status == 4
    assert outcome.stderr.startswith(told)


def test_a_schema_that_is_no_json_any_more_is_not_taken_for_removed(command: Command) -> None:
    """One side has a schema of the name, the other a broken file."""
    write(command.folder / "old" / "a.json", PLAIN)
    write(command.folder / "old" / "b.json", PLAIN)
    write(command.folder / "new" / "b.json", PLAIN)
    (command.folder / "new" / "a.json").write_text("{")
    outcome = command.forked("compat", "old", "new")
    assert outcome.status == 4
    assert outcome.stderr == "a.json: one side holds a schema of this name and the other a file that is no JSON\n"


def test_a_changed_copy_of_a_released_file_is_told(command: Command) -> None:
    """A file that calls itself a released one has its bytes; a file that was released is not told of."""
    root = packaged_catalog().root / "session" / "1.0.0"
    text = (root / "internal.json").read_text()
    (command.folder / "same.json").write_text(text)
    (command.folder / "changed.json").write_text(text.replace('"DRAFT", "LIVE"', '"DRAFT"'))
    assert command.forked("compat", "1.0.0", "same.json").status == 4
    assert command.forked("compat", "same.json", "same.json").stdout.startswith("1 schema: 0 changes")
    outcome = command.forked("compat", "same.json", "changed.json")
    assert outcome.status == 1
    assert (
        "changed.json#/$id: breaking[released-file-changed]: changed.json calls itself "
        "urn:chatlayer-session:session:1.0.0:internal and is not what was released under that name\n"
    ) in outcome.stdout


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("1.0.1", "the version 1.0.1 is raised by a patch one, and the changes demand a major one"),
        ("1.9.0", "the version 1.9.0 is raised by a minor one, and the changes demand a major one"),
        ("2.0.0", None),
        ("0.9.0", None),
    ],
)
def test_a_version_that_is_raised_by_too_little_is_told(command: Command, version: str, told: str | None) -> None:
    """The identifiers of our own schemas say by what the version was raised."""
    text = (packaged_catalog().root / "session" / "1.0.0" / "internal.json").read_text()
    (command.folder / "old.json").write_text(text)
    changed = text.replace('"DRAFT", "LIVE"', '"DRAFT"').replace(":1.0.0:", f":{version}:")
    (command.folder / "new.json").write_text(changed)
    stdout = command.forked("compat", "old.json", "new.json").stdout
    assert ("version-not-bumped" in stdout) == (told is not None)
    assert (told or "") in stdout


def test_the_missing_extra_is_named(command: Command) -> None:
    """Without jsonschema-rs the message says what to install, and nothing is compared."""
    script = "import sys; sys.modules['jsonschema_rs'] = None; from chatlayer_session.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "compat", "1.0.0", "1.1.0"],
        capture_output=True,
        text=True,
        cwd=command.folder,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: comparing schemas needs jsonschema-rs, which is not installed; "
        "run: pip install 'chatlayer-session[compat]'\n"
    )


def test_the_seed_makes_a_run_repeatable(command: Command, folder: Path) -> None:
    """Two runs with the same seed write the same."""
    del folder
    runs = [command("compat", "--seed", "7", "plain.json", "wider.json").stdout for _ in range(2)]
    assert runs[0] == runs[1]
