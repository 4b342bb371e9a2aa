"""The output and the exit codes of `chatlayer-session schema`."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import schemas
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.export.files import export_files

if TYPE_CHECKING:
    from ..conftest import Command


def test_list_names_every_schema(command: Command) -> None:
    """Each line has the family, version, name and identifier."""
    outcome = command("schema", "list")
    catalog = packaged_catalog()
    assert (outcome.status, outcome.stderr) == (0, "")
    assert [line.split() for line in outcome.stdout.splitlines()] == [
        [family, version, name, f"urn:chatlayer-session:{family}:{version}:{name}"]
        for family in catalog.families()
        for version in catalog.versions(family)
        for name in catalog.names(family, version)
    ]


def test_list_as_json_has_the_path_of_each_schema(command: Command) -> None:
    """Each entry has the family, version, name, identifier and path; the file at the path has the identifier."""
    entries = json.loads(command.forked("schema", "list", "--format", "json").stdout)
    assert [[entry[name] for name in ("family", "version", "name", "id")] for entry in entries] == [
        line.split() for line in command.forked("schema", "list").stdout.splitlines()
    ]
    assert all(json.loads(Path(entry["path"]).read_bytes())["$id"] == entry["id"] for entry in entries)


def test_show_describes_a_field(command: Command) -> None:
    """It has the type, presence, stability, known values and source."""
    outcome = command("schema", "show", "--schema-version", "1.0.0", "/internal/nlp/sentiment/name")
    assert outcome.status == 0
    assert outcome.stdout == (
        "/internal/nlp/sentiment/name\n"
        "  Name of the sentiment. Others than the known ones may come.\n"
        "  type       string\n"
        "  presence   required\n"
        "  stability  stable since 1.0.0\n"
        "  known      positive, neutral, negative; others may be added\n"
        "  source     Chatlayer documentation, sentiment analysis (the known values)\n"
        "  schema     urn:chatlayer-session:session:1.0.0:internal#/$defs/sentiment/properties/name\n"
    )


@pytest.mark.parametrize(
    ("pointer", "lines"),
    [
        ("/version", ["type       string, one of DRAFT, LIVE", "source     the platform's session page"]),
        ("/nlp/intents/0/score", ["type       number from 0 to 1"]),
        ("/nlp/intents/17/score", ["type       number from 0 to 1"]),
        ("/nlp/intents/*/score", ["type       number from 0 to 1"]),
        ("/messageContent", ["presence   optional"]),
        ("/lastIntent", ["type       any JSON value", "stability  unstable since 1.1.0; may change without notice"]),
        ("/internal", ["schema     urn:chatlayer-session:session:1.1.0:session#/properties/internal"]),
        ("/nlp/entities/0/value", ["The schema does not restrict the content of /nlp/entities."]),
        ("/history/0", ["The schema does not restrict the content of /history."]),
    ],
)
def test_show_describes_every_kind_of_field(command: Command, pointer: str, lines: list[str]) -> None:
    """Closed sets, ranges, items, optional and unstable fields, and unrestricted content."""
    outcome = command.forked("schema", "show", "--schema-version", "1.1.0", pointer)
    assert outcome.status == 0
    assert outcome.stdout.startswith(f"{pointer}\n")
    for line in lines:
        assert f"  {line}\n" in outcome.stdout


def test_show_describes_a_variable(command: Command) -> None:
    """A member beside `internal` can be anything."""
    outcome = command.forked("schema", "show", "--kind", "session", "/basket/0")
    assert (
        outcome.stdout
        == "/basket/0\n  A variable, with any name and any JSON value. No version promises anything about it.\n"
    )


@pytest.mark.parametrize(
    ("pointer", "entry"),
    [
        (
            "/nlp/sentiment/name",
            {
                "pointer": "/nlp/sentiment/name",
                "description": "Name of the sentiment. Others than the known ones may come.",
                "types": ["string"],
                "presence": "required",
                "stability": "stable",
                "since": "1.0.0",
                "knownValues": ["positive", "neutral", "negative"],
                "source": "Chatlayer documentation, sentiment analysis (the known values)",
                "schema": "urn:chatlayer-session:session:1.1.0:internal#/$defs/sentiment/properties/name",
            },
        ),
        (
            "/nlp/entities/0/a",
            {
                "pointer": "/nlp/entities/0/a",
                "description": "The schema does not restrict the content of /nlp/entities.",
                "types": [],
            },
        ),
    ],
)
def test_show_as_json_has_what_the_schema_says(command: Command, pointer: str, entry: dict[str, Any]) -> None:
    """Members that the schema says nothing about are left out."""
    outcome = command.forked("schema", "show", "--schema-version", "1.1.0", "--format", "json", pointer)
    assert (outcome.status, json.loads(outcome.stdout)) == (0, entry)


def test_show_as_json_tells_closed_sets_ranges_and_writers(command: Command) -> None:
    """Values, minimum and maximum, personal data, and variables that the platform writes."""

    def entry(pointer: str) -> dict[str, Any]:
        arguments = ("schema", "show", "--schema-version", "1.2.0", "--kind", "session", "--format", "json")
        content: dict[str, Any] = json.loads(command.forked(*arguments, pointer).stdout)
        return content

    assert entry("/internal/version")["values"] == ["DRAFT", "LIVE"]
    assert [entry("/internal/nlp/intents/0/score")[name] for name in ("minimum", "maximum")] == [0, 1]
    assert "personalData" in entry("/internal/sessionId")
    variable = entry("/sys")
    assert (variable["presence"], variable["writtenBy"], "stability" in variable) == ("variable", "platform", False)


def test_show_as_json_lists_every_field(command: Command) -> None:
    """Without a pointer it is an array of the entries, in the order of the text."""
    arguments = ("schema", "show", "--kind", "session")
    entries = json.loads(command.forked(*arguments, "--format", "json").stdout)
    lines = command.forked(*arguments).stdout.splitlines()
    assert [entry["pointer"] for entry in entries] == [line.split()[0] for line in lines]
    assert [entry["presence"] for entry in entries] == [re.split("  +", line)[2] for line in lines]
    single = command.forked("schema", "show", "--format", "json", entries[5]["pointer"]).stdout
    assert json.loads(single) == entries[5]


def test_show_without_a_pointer_lists_every_field(command: Command) -> None:
    """The pointers start at the root of the requested kind."""
    internal = command.forked("schema", "show", "--schema-version", "1.0").stdout.splitlines()
    assert internal[0].split() == ["/botId", "string", "required", "stable", "since", "1.0.0"]
    assert len(internal) == 30
    session = command.forked("schema", "show", "--schema-version", "1.0", "--kind", "session").stdout.splitlines()
    assert [line.split()[0] for line in session[1:]] == [f"/internal{line.split()[0]}" for line in internal]


@pytest.mark.parametrize(
    ("pointer", "message"),
    [
        (
            "/internal/currentDialogState",
            "no field is declared at /internal/currentDialogState, so a field there is unstable; "
            "did you mean /internal/currentDialogstate?",
        ),
        ("/botId/x", "no field is declared at /botId/x, so a field there is unstable; run `schema show`"),
        ("/nlp/intents/first", "no field is declared at /nlp/intents/first"),
        ("/nlp/intents/\u0661", "no field is declared at /nlp/intents/\u0661"),
        ("/nlp/0", "no field is declared at /nlp/0"),
        ("/\u202ebotId", "no field is declared at /\\u202ebotId"),
        ("botId", "invalid JSON Pointer 'botId'; start it with a slash"),
    ],
)
def test_show_rejects_undeclared_fields(command: Command, pointer: str, message: str) -> None:
    """The message suggests the most similar field."""
    outcome = command.forked("schema", "show", pointer)
    assert (outcome.status, outcome.stdout) == (2, "")
    assert f"Error: Invalid value for 'POINTER': {message}" in outcome.stderr


def test_path_prints_the_location_of_schemas(command: Command) -> None:
    """The folder, or a schema in the newest or a named version."""
    root = packaged_catalog().root
    assert command("schema", "path").stdout == f"{root}\n"
    assert command.forked("schema", "path", "session").stdout == f"{schemas.path('session')}\n"
    named = command.forked("schema", "path", "internal", "--schema-version", "1.0.0")
    assert named.stdout == f"{root}/session/1.0.0/internal.json\n"


def test_path_as_json_is_the_entry_of_the_list(command: Command) -> None:
    """Without a name it has the path of the folder alone."""
    entries = json.loads(command.forked("schema", "list", "--format", "json").stdout)
    arguments = ("schema", "path", "--format", "json")
    named = json.loads(command.forked(*arguments, "--schema-version", "1.0", "internal").stdout)
    assert named in entries
    assert (named["id"], named["version"]) == ("urn:chatlayer-session:session:1.0.0:internal", "1.0.0")
    assert json.loads(command.forked(*arguments).stdout) == {"path": str(packaged_catalog().root)}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["path", "sesion"],
            "Invalid value for 'NAME': unknown schema 'sesion' in any version; did you mean 'session'",
        ),
        (
            ["path", "session", "--schema-version", "9"],
            "Invalid value for '--schema-version': unknown schema version '9'",
        ),
        (["show", "--schema-version", "9"], "Invalid value for '--schema-version': unknown schema version '9'"),
        (["export"], "missing option: pass --out DIR for the exports, or --npm DIR for an npm package"),
        (["export", "--npm", "a", "--component-prefix", "B"], "--component-prefix requires --out"),
        (["export", "--out", "a", "--component-prefix", "a b"], "must consist of letters, digits, and the characters"),
        (["export", "--npm", "a", "--only", "flat"], "--only requires --out"),
        (
            ["export", "--npm", "a", "--out", "./a"],
            "--out and --npm must be different folders: both write an index.json",
        ),
        (["export", "--out", "a", "--only", "flatt"], "unknown path part 'flatt'; did you mean 'flat'?"),
        (["export", "--out", "a", "--only", "flat/1.0.7"], "unknown schema version '1.0.7'; available: 1.0.0, 1.1.0, "),
        (
            ["export", "--out", "a", "--only", "report/openapi-3.1"],
            "no export has 'report' and 'openapi-3.1' in its path",
        ),
        (["export", "--out", "file"], "Invalid value for '--out': Directory 'file' is a file."),
    ],
)
def test_usage_error_has_a_fix(command: Command, tmp_path: Path, arguments: list[str], message: str) -> None:
    """The exit code is 2, and nothing is written."""
    (tmp_path / "file").touch()
    outcome = command.forked("schema", *arguments)
    assert outcome.status == 2
    assert message in outcome.stderr
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ([], ["ChatlayerSession", "ChatlayerSessionDialogState", "ChatlayerSessionInternal"]),
        (["--component-prefix", "Bot"], ["BotDialogState", "BotInternal", "BotSession"]),
        (["--component-prefix", ""], ["DialogState", "Internal", "Session"]),
    ],
)
def test_components_have_a_prefix(command: Command, tmp_path: Path, arguments: list[str], names: list[str]) -> None:
    """It is before each name and in each reference; the session itself does not repeat its word."""
    outcome = command.forked("schema", "export", "--out", tmp_path, "--only", "1.2.0/openapi-3.1/open", *arguments)
    assert outcome.status == 0, outcome.stderr
    document = json.loads((tmp_path / "session/1.2.0/openapi-3.1/open/components.json").read_bytes())
    schemas_by_name = document["components"]["schemas"]
    assert set(names) <= schemas_by_name.keys()
    assert all(name.startswith(names[0][:3]) for name in schemas_by_name) or arguments[-1:] == [""]
    references = set(re.findall(r'"\$ref": "#/components/schemas/(\w+)"', json.dumps(document)))
    assert references
    assert references < schemas_by_name.keys()


def test_second_export_writes_nothing(command: Command, tmp_path: Path) -> None:
    """No file of the first one is touched."""
    count = len(list(export_files(packaged_catalog()))) + 1
    first = command("schema", "export", "--out", "out")
    assert (first.status, first.stdout, first.stderr) == (0, f"out: {count} files, {count} written\n", "")
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
    assert command("schema", "export", "--out", "out").stdout == f"out: {count} files, 0 written\n"
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == times


def test_export_deletes_nothing(command: Command, tmp_path: Path) -> None:
    """Other files stay, and so do stale files of an earlier export, which are counted on standard error."""
    command.forked("schema", "export", "--out", "out", "--only", "1.0.0/flat", "--only", "1.0.0/bundle")
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    outcome = command.forked("schema", "export", "--out", "out", "--only", "report/1.0.0/flat/closed")
    assert outcome.stdout == "out: 2 files, 1 written\n"
    assert outcome.stderr.endswith(" files of an earlier export are not part of this one and were not deleted\n")
    assert (tmp_path / "out" / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "out" / "session" / "1.0.0" / "flat" / "open" / "session.json").is_file()


def test_export_does_not_overwrite_other_files(command: Command, tmp_path: Path) -> None:
    """A project keeps its index.json or package.json: the exit code is 4, and nothing is written."""
    for option, name in (("--out", "index.json"), ("--npm", "package.json")):
        (tmp_path / name).write_text('{"name": "mine"}', encoding="utf-8")
        outcome = command.forked("schema", "export", option, ".")
        assert outcome.status == 4
        assert outcome.stderr == (
            f"chatlayer-session: {name} was not written by an earlier export, or was changed; "
            "move it or use a different folder\n"
        )
        assert (tmp_path / name).read_text(encoding="utf-8") == '{"name": "mine"}'
    assert not (tmp_path / "session").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_export_without_permission_fails(command: Command, tmp_path: Path) -> None:
    """The exit code is 4, and the message has the path and the reason."""
    (tmp_path / "out").mkdir(mode=0o500)
    outcome = command.forked("schema", "export", "--out", "out")
    assert outcome.status == 4
    assert "cannot write the export: Permission denied" in outcome.stderr


def test_export_to_a_blocked_path_fails(command: Command, tmp_path: Path) -> None:
    """A file with the name of a folder: the exit code is 4, and the message has the path and the reason."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report").touch()
    outcome = command.forked("schema", "export", "--out", "out", "--only", "report")
    assert (outcome.status, outcome.stdout) == (4, "")
    assert outcome.stderr.startswith("out/report")
    assert outcome.stderr.endswith(": cannot write the export: Not a directory\n")


def test_export_writes_an_npm_package(command: Command, tmp_path: Path) -> None:
    """It has name, version and license of this project, and both kinds of modules for arbitraries and each version."""
    outcome = command.forked("schema", "export", "--npm", "package", "--out", "out", "--only", "1.0.0/flat/open")
    assert outcome.status == 0
    package = json.loads((tmp_path / "package" / "package.json").read_bytes())
    version = command.forked("--version").stdout.split()[-1]
    assert (package["name"], package["version"], package["license"]) == ("chatlayer-session", version, "MIT")
    assert "dependencies" not in package
    targets = [
        target
        for conditions in package["exports"].values()
        if isinstance(conditions, dict)
        for target in conditions.values()
    ]
    files = [name for target in targets for name in target.values()]
    assert len(files) == 4 * (2 + len(packaged_catalog().versions()))
    for name in [*files, package["main"], package["module"], package["types"], "LICENSE", "README.md", "index.json"]:
        assert (tmp_path / "package" / name).stat().st_size > 0
    listed = {entry["path"] for entry in json.loads((tmp_path / "package" / "index.json").read_bytes())["files"]}
    present = {
        path.relative_to(tmp_path / "package").as_posix()
        for path in (tmp_path / "package").rglob("*")
        if path.is_file()
    }
    assert listed == present - {"index.json"}


def test_base_uri_makes_identifiers_addresses(command: Command, tmp_path: Path) -> None:
    """The manifest lists them; without the option, flat files have none."""
    only = ("--only", "1.2.0/flat/open/internal")
    base = ("--base-uri", "https://schemas.example.com/chatlayer")
    assert command("schema", "export", "--out", str(tmp_path / "plain"), *only).status == 0
    assert command("schema", "export", "--out", str(tmp_path / "based"), *only, *base).status == 0
    path = "session/1.2.0/flat/open/internal.json"
    identifiers = {
        folder: (
            json.loads((tmp_path / folder / path).read_bytes()).get("$id"),
            json.loads((tmp_path / folder / "index.json").read_bytes())["files"][0]["id"],
        )
        for folder in ("plain", "based")
    }
    address = f"https://schemas.example.com/chatlayer/{path}"
    assert identifiers == {"plain": (None, None), "based": (address, address)}


@pytest.mark.parametrize(
    "uri", ["http://example.com/", "https://", "https:///a", "schemas", "https://a/#b", "https://a/?b", "https://a b/"]
)
def test_base_uri_that_is_no_address_is_an_error(command: Command, tmp_path: Path, uri: str) -> None:
    """The message says what it has to be, and nothing is written."""
    outcome = command("schema", "export", "--out", str(tmp_path / "out"), "--base-uri", uri)
    assert outcome.status == 2
    assert "must be an https address without query and fragment" in outcome.stderr
    assert not (tmp_path / "out").exists()
