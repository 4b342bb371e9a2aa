"""The output and the exit codes of `chatlayer-session compat`."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from chatlayer_session.compat.comparer import compare_inputs
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
    """Return the folder of the command with some schemas."""
    files = {"plain": PLAIN, "wider": WIDER, "narrower": NARROWER, "hard": HARD, "harder": HARDER}
    for name, schema in files.items():
        write(command.folder / f"{name}.json", schema)
    return command.folder


def write(path: Path, content: object) -> None:
    """Write a schema, and create its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return a JSON report with a break and its witness."""
    folder = tmp_path_factory.mktemp("report")
    write(folder / "plain.json", PLAIN)
    write(folder / "wider.json", WIDER)
    return to_dict(compare_inputs(str(folder / "plain.json"), str(folder / "wider.json")))


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
def test_exit_code_reflects_verdict(command: Command, folder: Path, arguments: list[str], status: int) -> None:
    """Exit codes 0 to 4 mean what the help says."""
    del folder
    assert command.forked("compat", *arguments).status == status


def test_break_is_reported_with_witness(command: Command, folder: Path) -> None:
    """The report has a line for the change, its witness, and a summary with counts, verdict and required version."""
    del folder
    outcome = command("compat", "plain.json", "wider.json")
    assert outcome.stdout == (
        "wider.json:1:100: breaking[enum-value-added] /a at #/properties/a/enum: "
        '"y" is now allowed; breaks the reader\n'
        '  reader: new accepts and old rejects {"a": "y"}\n'
        f"  fingerprint: {Y_IS_ALLOWED}\n"
        "1 schema: 1 change, 1 breaking, 0 undecided; breaking, requires a major version\n"
    )
    assert outcome.stderr == ""


def test_undecided_change_requires_major_version(command: Command, folder: Path) -> None:
    """An undecided change is reported as such, not as harmless, and requires a major version."""
    del folder
    outcome = command.forked("compat", "hard.json", "harder.json")
    assert outcome.stdout == (
        'harder.json:1:79: undecided[pattern-changed] at #/pattern: `pattern` "^a.*" instead of "^a"; '
        "undecided for the reader and the writer\n"
        "  fingerprint: 6b99ae3e2f4706693f56699c55caca80\n"
        "1 schema: 1 change, 0 breaking, 1 undecided; undecided, requires a major version\n"
    )


def test_released_versions_are_compatible(command: Command) -> None:
    """The changes from 1.0.0 to 1.1.0 break nobody and require a minor version."""
    outcome = command.forked("compat", "1.0.0", "1.1.0")
    assert outcome.status == 0
    assert outcome.stdout.endswith("0 breaking, 0 undecided; compatible, requires a minor version\n")


def test_change_in_referenced_schema_is_listed_once(command: Command) -> None:
    """Changes to `internal` are listed under its schema, and the session schema that refers to it only counts them."""
    lines = command.forked("compat", "1.0.0", "1.1.0").stdout.splitlines()
    assert sum("property-added" in line and "lastIntent" in line for line in lines) == 1
    (reference,) = (line for line in lines if line.startswith("session/1.1.0/session.json: "))
    assert reference.endswith(" changes through references, listed under internal.json")


@pytest.mark.parametrize(
    "arguments", [["plain.json", "wider.json"], ["hard.json", "harder.json"], ["1.0.0", "1.1.0"], ["1.1.0", "1.0.0"]]
)
def test_json_report_matches_its_schema(command: Command, folder: Path, arguments: list[str]) -> None:
    """JSON reports of all verdicts are valid under the published schema."""
    del folder
    completed = subprocess.run(
        [sys.executable, "-m", "chatlayer_session", "compat", "--format", "json", *arguments],
        capture_output=True,
        cwd=command.folder,
        check=False,
    )
    assert list(SCHEMA.iter_errors(json.loads(completed.stdout))) == []


@pytest.mark.parametrize(
    ("path", "value"),
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
def test_report_schema_rejects_impossible_values(
    report: dict[str, Any], path: tuple[str | int, ...], value: object
) -> None:
    """The schema accepts a report, and rejects it with one wrong value."""
    changed = copy.deepcopy(report)
    assert SCHEMA.is_valid(changed)
    parent: Any = changed
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    assert not SCHEMA.is_valid(changed)


def test_github_format_annotates_files(command: Command, folder: Path) -> None:
    """A break is an error at the new file, and special characters of workflow commands are escaped."""
    write(folder / "old,1.json", PLAIN)
    write(folder / "new,1.json", {**WIDER, "title": "x"})
    outcome = command.forked("compat", "--format", "github", "old,1.json", "new,1.json")
    lines = outcome.stdout.splitlines()
    assert lines[0] == (
        "::notice file=new%2C1.json,line=1,col=1,title=patch[annotation-changed]::new,1.json:1: at #: `title` changed"
    )
    assert lines[1] == (
        "::error file=new%2C1.json,line=1,col=100,title=breaking[enum-value-added]::new,1.json:1: /a at "
        "#/properties/a/enum: "
        '"y" is now allowed; breaks the reader%0Areader: new accepts and old rejects {"a": "y"}'
    )
    assert lines[2].startswith("1 schema: 2 changes, 1 breaking")


def test_folders_are_paired_by_file_name(command: Command) -> None:
    """Schemas of one side are reported, other files are ignored, and references resolve within the folder."""
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
        "new/deep/a.json: 1 change through references, listed under deep/b.json",
        "new/deep/b.json:1:79: breaking[bound-tightened] at #/maxLength: `maxLength` 3 was added; breaks the writer",
        '  writer: old accepts and new rejects "0000"',
        "  fingerprint: c1d180e35b41b48d2a85aea58dd35a17",
        "new/only-new.json:1:1: minor[schema-added] at #: the schema only-new.json was added",
        "old/only-old.json:1:1: breaking[schema-removed] at #: the schema only-old.json was removed",
        "  fingerprint: 7d033f985bd0bb46a86ea9921afce203",
        "4 schemas: 4 changes, 3 breaking, 0 undecided; breaking, requires a major version",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "bad.json: invalid JSON at column 2: "),
        ('{"a": 1, "a": 2}', "bad.json: invalid JSON at column 10: "),
        ("[]", "bad.json: not a JSON Schema: expected an object or a boolean; name a schema file"),
        (
            '{"type": 5}',
            "bad.json: invalid Draft 2020-12 schema: /type violates `anyOf` of the meta-schema; for a draft-07",
        ),
        (
            '{"items": [{}]}',
            "bad.json: invalid Draft 2020-12 schema: /items violates `type` of the meta-schema; for a",
        ),
        (
            '{"$schema": "https://json-schema.org/draft/2019-09/schema"}',
            "bad.json: unsupported dialect https://json-schema.org/draft/2019-09",
        ),
        ('{"$ref": "#/nowhere"}', "bad.json: unresolvable reference #/nowhere at #; correct the reference, or add"),
        (
            '{"$ref": "https://example.com/x"}',
            "bad.json: unresolvable reference https://example.com/x at #; name the folder that contains",
        ),
        ('{"$ref": "http://[::1"}', "bad.json: unresolvable reference http://[::1 at #; correct the reference"),
        (
            '{"$ref": "#/required", "required": []}',
            "bad.json: reference #/required at # leads to something that is not a schema: neither object nor boolean; ",
        ),
        ('{"$id": "http://[::1"}', "bad.json: malformed `$id` http://[::1; set `$id` to a valid URI"),
        ('{"$defs": {"a": {"$id": "http://[::1"}}}', "bad.json: malformed `$id` http://[::1; "),
        (
            '{"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"a": {"$id": "http://[::1"}}}',
            "bad.json: malformed `$id` http://[::1; ",
        ),
        ('{"$ref": "#"}', "bad.json: circular references through #; break the circle"),
        ('{"pattern": "(("}', "bad.json: a validator rejects the schema: unsupported pattern"),
    ],
)
def test_invalid_schema_is_unreadable(command: Command, folder: Path, content: str, message: str) -> None:
    """The message names the file, the cause and the fix. No reference is fetched."""
    (folder / "bad.json").write_text(content)
    outcome = command.forked("compat", "plain.json", "bad.json")
    assert (outcome.status, outcome.stdout) == (4, "")
    assert outcome.stderr.startswith(message)
    assert outcome.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (
            ["absent", "plain.json"],
            f"absent: not a file, a folder or a schema version; available versions: {', '.join(VERSIONS)}\n",
        ),
        (["empty", "plain.json"], "empty: no schema in this folder; add a .json file with `$schema`\n"),
        (["reprot/1.0.0", "1.0.0"], f"available versions: {', '.join(VERSIONS)}; did you mean 'report/1.0.0'?\n"),
        (["v1.0.0", "1.0.0"], "; did you mean '1.0.0'?\n"),
        (["1.0.0", "others"], "others: no schema has the same name as one in 1.0.0\n"),
    ],
)
def test_inputs_without_comparable_schemas_are_unreadable(
    command: Command, folder: Path, names: list[str], message: str
) -> None:
    """Missing inputs, folders without schemas, and sides without a common name are errors."""
    (folder / "empty").mkdir()
    write(folder / "others" / "a.json", PLAIN)
    write(folder / "others" / "b.json", PLAIN)
    outcome = command.forked("compat", *names)
    assert outcome.status == 4
    assert message in outcome.stderr


def test_schema_that_became_invalid_json_is_not_reported_as_removed(command: Command) -> None:
    """A name that is a schema on one side and invalid JSON on the other is an unreadable input."""
    write(command.folder / "old" / "a.json", PLAIN)
    write(command.folder / "old" / "b.json", PLAIN)
    write(command.folder / "new" / "b.json", PLAIN)
    (command.folder / "new" / "a.json").write_text("{")
    outcome = command.forked("compat", "old", "new")
    assert outcome.status == 4
    assert outcome.stderr == "a.json: a schema on one side, invalid JSON on the other\n"


def test_modified_copy_of_released_file_is_reported(command: Command) -> None:
    """A file with the identifier of a released one must have its bytes; an exact copy is no change."""
    root = packaged_catalog().root / "session" / "1.0.0"
    text = (root / "internal.json").read_text()
    (command.folder / "same.json").write_text(text)
    (command.folder / "changed.json").write_text(text.replace('"DRAFT", "LIVE"', '"DRAFT"'))
    assert command.forked("compat", "1.0.0", "same.json").status == 4
    assert command.forked("compat", "same.json", "same.json").stdout.startswith("1 schema: 0 changes")
    outcome = command.forked("compat", "same.json", "changed.json")
    assert outcome.status == 1
    assert (
        "changed.json:3:3: breaking[released-file-changed] at #/$id: changed.json has the identifier "
        "urn:chatlayer-session:session:1.0.0:internal but differs from the released file\n"
    ) in outcome.stdout


def test_two_files_with_one_identifier_are_compared_separately(command: Command) -> None:
    """Files in a folder can have the same `$id`; each is validated as its own schema."""
    for side, kind in (("old", "integer"), ("new", "number")):
        write(command.folder / side / "a.json", {"$schema": DIALECT, "$id": "urn:x", "type": "string"})
        write(command.folder / side / "b.json", {"$schema": DIALECT, "$id": "urn:x", "type": kind})
    outcome = command.forked("compat", "old", "new")
    assert outcome.status == 1
    assert outcome.stdout.splitlines() == [
        "new/b.json:1:77: breaking[type-widened] at #/type: number instead of integer; breaks the reader",
        "  reader: new accepts and old rejects 0.5",
        "  fingerprint: 0f4986d6ed619e6f97bc368ff5576523",
        "2 schemas: 1 change, 1 breaking, 0 undecided; breaking, requires a major version",
    ]


def test_unusable_sibling_of_a_file_is_ignored(command: Command, folder: Path) -> None:
    """Files beside a compared file matter only to references, so an unusable schema there is not an error."""
    write(folder / "draft-04.json", {"$schema": "http://json-schema.org/draft-04/schema#"})
    write(folder / "invalid.json", {"$schema": DIALECT, "type": 5})
    write(folder / "malformed.json", {"$schema": DIALECT, "$id": "http://[::1"})
    write(folder / "nested.json", {"$schema": DIALECT, "$defs": {"a": {"$id": "http://[::1"}}})
    (folder / "broken.json").write_text("{")
    assert command.forked("compat", "plain.json", "plain.json").status == 0
    write(folder / "referring.json", {"$schema": DIALECT, "$ref": "invalid.json"})
    outcome = command.forked("compat", "plain.json", "referring.json")
    assert outcome.status == 4
    assert outcome.stderr.startswith("referring.json: reference invalid.json at # leads to invalid.json: invalid ")


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("1.0.1", "version 1.0.1 is a patch bump, but the changes require a major bump"),
        ("1.9.0", "version 1.9.0 is a minor bump, but the changes require a major bump"),
        ("2.0.0", None),
        ("0.9.0", None),
    ],
)
def test_too_small_version_bump_is_reported(command: Command, version: str, message: str | None) -> None:
    """The identifiers of this project's schemas give the bump, which must be as large as the changes require."""
    text = (packaged_catalog().root / "session" / "1.0.0" / "internal.json").read_text()
    (command.folder / "old.json").write_text(text)
    changed = text.replace('"DRAFT", "LIVE"', '"DRAFT"').replace(":1.0.0:", f":{version}:")
    (command.folder / "new.json").write_text(changed)
    stdout = command.forked("compat", "old.json", "new.json").stdout
    assert ("version-not-bumped" in stdout) == (message is not None)
    assert (message or "") in stdout


def test_missing_extra_is_named(command: Command) -> None:
    """Without jsonschema-rs the message gives the command that installs it."""
    script = "import sys; sys.modules['jsonschema_rs'] = None; from chatlayer_session.cli import main; main()"
    completed = subprocess.run(
        [sys.executable, "-c", script, "compat", "1.0.0", "1.1.0"],
        capture_output=True,
        text=True,
        cwd=command.folder,
        check=False,
    )
    assert (completed.returncode, completed.stdout) == (2, "")
    assert completed.stderr == (
        "Error: comparing schemas needs jsonschema-rs, which is not installed; "
        "install chatlayer-session again, with its extra 'compat'\n"
    )


def test_seed_makes_run_repeatable(command: Command, folder: Path) -> None:
    """Two runs with the same seed have the same output."""
    del folder
    runs = [command("compat", "--seed", "7", "plain.json", "wider.json").stdout for _ in range(2)]
    assert runs[0] == runs[1]


def test_several_reports_are_written_at_once(command: Command, folder: Path) -> None:
    """One format goes to standard output, and the others to files."""
    outputs = ["--format", "text", "--format", "json=report.json", "--format", "sarif=report.sarif"]
    outcome = command.forked("compat", *outputs, "plain.json", "wider.json")
    assert (outcome.status, outcome.stdout.splitlines()[-1][:8]) == (1, "1 schema")
    assert json.loads((folder / "report.json").read_text())["verdict"] == "breaking"
    assert json.loads((folder / "report.sarif").read_text())["runs"][0]["results"][0]["level"] == "error"


@pytest.mark.parametrize("inputs", [("plain.json", "wider.json"), (".", ".")])
def test_report_never_overwrites_a_schema(command: Command, folder: Path, inputs: tuple[str, str]) -> None:
    """A report over a schema to compare is a usage error, and the schema stays as it is."""
    outcome = command.forked("compat", "--format", "json=wider.json", *inputs)
    assert (outcome.status, outcome.stdout) == (2, "")
    assert "the report 'wider.json' would overwrite an input; write it to a different file" in outcome.stderr
    assert json.loads((folder / "wider.json").read_text()) == WIDER


def test_unwritable_report_is_exit_code_4(command: Command, folder: Path) -> None:
    """Other reports are written all the same."""
    del folder
    outputs = ["--format", "json=absent/report.json", "--format", "text"]
    outcome = command.forked("compat", *outputs, "plain.json", "wider.json")
    assert outcome.status == 4
    assert outcome.stdout.endswith("requires a major version\n")
    assert outcome.stderr == "absent/report.json: cannot write the report: No such file or directory\n"


Y_IS_ALLOWED = "30a6a22b76d790ee825d61a484197f70"
"""The fingerprint of the break from `PLAIN` to `WIDER`."""


def accept(folder: Path, fingerprint: str = Y_IS_ALLOWED, extra: str = "") -> None:
    """Write a configuration that accepts a change until the end of 2026."""
    entry = f'[[accepted-changes]]\nfingerprint = "{fingerprint}"\nreason = "nobody reads it"\nuntil = 2026-12-31\n'
    (folder / "chatlayer-session.toml").write_text(entry + extra, encoding="utf-8")


@pytest.mark.parametrize(
    ("today", "status", "note"),
    [("2026-12-31", 0, True), ("2026-12-17", 0, True), ("2026-12-16", 0, False), ("2027-01-01", 1, False)],
)
def test_accepted_break_does_not_fail_until_its_date(
    command: Command, folder: Path, today: str, status: int, *, note: bool
) -> None:
    """An accepted break is shown with its reason, and fails the run again on the day after its last one."""
    accept(folder, extra='ticket = "T-1"\n')
    outcome = command.forked("compat", "--today", today, "plain.json", "wider.json")
    label, verb, counts = "breaking", "acceptance ended on", "1 breaking, 0 undecided; breaking"
    if status == 0:
        label, verb, counts = "accepted", "accepted until", "0 breaking, 0 undecided, 1 accepted; compatible"
    first, witness, *_, last = outcome.stdout.splitlines()
    assert outcome.status == status
    assert first == (
        f'wider.json:1:100: {label}[enum-value-added] /a at #/properties/a/enum: "y" is now allowed; breaks the '
        f"reader; {verb} 2026-12-31: nobody reads it (T-1)"
    )
    assert witness == '  reader: new accepts and old rejects {"a": "y"}'
    assert last == f"1 schema: 1 change, {counts}, requires a major version"
    expected = f"note: 1 change is accepted only until 2026-12-31: {Y_IS_ALLOWED}\n" if note else ""
    assert outcome.stderr == expected


def test_acceptance_covers_one_change(command: Command, folder: Path) -> None:
    """A break beside an accepted one still fails the run, and an undecided change can be accepted too."""
    accept(folder)
    write(folder / "widest.json", {**PLAIN, "properties": {"a": {"enum": ["x", "y", "z"]}}})
    assert command.forked("compat", "--today", "2026-12-01", "plain.json", "widest.json").status == 1
    accept(folder, "6b99ae3e2f4706693f56699c55caca80")
    assert command.forked("compat", "--today", "2026-12-01", "hard.json", "harder.json").status == 0


def test_acceptance_that_matches_nothing_is_noted(command: Command, folder: Path) -> None:
    """The note names the fingerprint; a change that breaks nobody in this mode is a match."""
    accept(folder)
    outcome = command.forked("compat", "plain.json", "plain.json")
    note = f"note: 1 accepted change matched nothing in this run: {Y_IS_ALLOWED}\n"
    assert (outcome.status, outcome.stderr) == (0, note)
    assert command.forked("compat", "--no-config", "plain.json", "plain.json").stderr == ""
    assert command.forked("compat", "--today", "2026-12-01", "--mode", "writer", "plain.json", "wider.json").err == b""


def test_reports_for_programs_show_acceptance(command: Command, folder: Path) -> None:
    """JSON has the entry, SARIF a suppression, JUnit a skipped case, and GitHub a notice."""
    accept(folder)
    outputs = ["--format=github", "--format=json=r.json", "--format=sarif=r.sarif", "--format=junit=r.xml"]
    outcome = command.forked("compat", "--today", "2026-12-01", *outputs, "plain.json", "wider.json")
    assert outcome.stdout.startswith("::notice file=wider.json,line=1,col=100,title=accepted[enum-value-added]::")
    report = json.loads((folder / "r.json").read_text())
    assert list(SCHEMA.iter_errors(report)) == []
    (change,) = report["comparisons"][0]["changes"]
    assert (report["verdict"], report["summary"]["accepted"]) == ("compatible", 1)
    assert change["fingerprint"] == Y_IS_ALLOWED
    assert change["acceptance"] == {"reason": "nobody reads it", "until": "2026-12-31", "ticket": None, "active": True}
    (result,) = json.loads((folder / "r.sarif").read_text())["runs"][0]["results"]
    suppression = {"kind": "external", "status": "accepted", "justification": "nobody reads it"}
    assert (result["level"], result["suppressions"]) == ("note", [suppression])
    assert 'failures="0" errors="0" skipped="1"' in (folder / "r.xml").read_text()


ZEROS = "0" * 32


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            'fingerprint = "abc"\nreason = "x"\nuntil = 2026-12-31\n',
            ":2:1: [accepted-changes] entry 1 fingerprint: invalid fingerprint; copy it from the report of `compat`",
        ),
        (f'fingerprint = "{ZEROS}"\nreason = " "\nuntil = 2026-12-31\n', "entry 1 reason: must not be empty"),
        (f'fingerprint = "{ZEROS}"\nreason = "x"\n', "entry 1: required key `until` is missing; example: until ="),
        ('pointer = "/a"\n', "entry 1: unknown key 'pointer'"),
    ],
)
def test_mistake_in_an_accepted_change_is_a_usage_error(
    command: Command, folder: Path, entry: str, message: str
) -> None:
    """The message names the place in the configuration and the fix."""
    (folder / "chatlayer-session.toml").write_text(f"[[accepted-changes]]\n{entry}", encoding="utf-8")
    outcome = command.forked("compat", "plain.json", "wider.json")
    assert (outcome.status, outcome.stdout) == (2, "")
    assert message in outcome.stderr


def test_configuration_shows_accepted_changes(command: Command, folder: Path) -> None:
    """`config show` lists them as text and as JSON."""
    accept(folder)
    assert f"accepted change {Y_IS_ALLOWED} until 2026-12-31: nobody reads it\n" in command("config", "show").stdout
    entry = {"fingerprint": Y_IS_ALLOWED, "reason": "nobody reads it", "until": "2026-12-31", "ticket": None}
    assert json.loads(command("config", "show", "--format", "json").out)["acceptedChanges"] == [entry]
