"""`chatlayer-session scan`: references to session fields in files."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.scan import javascript

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Command

FILES = {
    "action.js": "args.internal.usr",
    "app.tsx": "<b>{args.internal.usr}</b>",
    "app.ts": "args.internal!.usr",
    "view.py": "session['internal']['usr']",
    "export.json": '["{internal.usr}"]',
    "reply.txt": "{internal.usr}",
    "mail.html": "<p>{internal.usr}</p>",
    "notes.md": "{internal.usr}",
    ".hidden.txt": "{internal.usr}",
    "node_modules/x.js": "args.internal.usr",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a file for each language, and files that a folder is not searched for."""
    for name, text in FILES.items():
        path = tmp_path / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def found(output: str) -> list[str]:
    """Return the files and the rules of findings in a text report."""
    lines = (line.split(" ")[:2] for line in output.splitlines() if "[" in line.split(" /")[0])
    return [f"{place.split(':')[0]} {rule}" for place, rule in lines]


def test_folder_is_searched_for_files_in_known_languages(command: Command, folder: Path) -> None:
    """The language follows from the name; hidden files, other tools' folders and other suffixes are left out."""
    outcome = command.forked("scan", "src")
    assert folder == command.folder
    assert outcome.status == 1
    assert found(outcome.stdout) == [
        f"src/{name} error[misspelled-read]"
        for name in ("action.js", "app.ts", "app.tsx", "export.json", "mail.html", "reply.txt", "view.py")
    ]
    assert outcome.stdout.endswith("7 files: 0 valid, 0 unstable, 7 invalid\n")


def test_named_file_is_read_as_its_language_or_a_template(command: Command, folder: Path) -> None:
    """A file with an unknown suffix is a template, and ``--language`` decides for all files."""
    assert found(command.forked("scan", folder / "src" / "notes.md").stdout) != []
    outcome = command.forked("scan", "--language", "javascript", "-", stdin=b"args.internal.usr")
    assert outcome.stdout.startswith("-:1:15: error[misspelled-read] /internal/usr: unknown field `usr`\n")
    assert command.forked("scan", "-", stdin=b"args.internal.usr").status == 0


def test_each_finding_is_listed_with_its_place(command: Command) -> None:
    """Equal findings of a file are not put together, since each place needs its own fix."""
    outcome = command.forked("scan", "-", stdin=b"{internal.usr} {internal.usr}\n{internal.usr}")
    assert [line.split(": ")[0] for line in outcome.stdout.splitlines()[:3]] == ["-:1:11", "-:1:26", "-:2:11"]


@pytest.mark.parametrize(
    ("text", "options", "status"),
    [
        (b"{internal.locale}", [], 0),
        (b"{internal.lastIntent}", [], 0),
        (b"{internal.lastIntent}", ["--fail-on", "unstable"], 3),
        (b"{internal.lastIntent}", ["--fail-on", "unstable", "--accept-unstable", "/lastIntent"], 0),
        (b"{internal.usr}", [], 1),
        (b"{internal.usr}", ["--fail-on", "never"], 0),
        (b"{internal[x]}", ["--fail-on", "unstable"], 0),
        (b"", ["--schema-version", "9"], 2),
        (b"", ["--language", "cobol"], 2),
    ],
)
def test_exit_codes_are_those_of_validate(command: Command, text: bytes, options: list[str], status: int) -> None:
    """Errors fail the run, and unstable reads do so on request."""
    assert command.forked("scan", *options, "-", stdin=text).status == status


def test_report_formats_are_those_of_validate(command: Command) -> None:
    """Each format has the finding; two equal findings have different fingerprints."""
    (command.folder / "a.txt").write_text("{internal.usr}\n{internal.usr}", encoding="utf-8")
    formats = ("json", "ndjson", "sarif", "junit", "github", "gitlab", "markdown")
    arguments = [argument for name in formats for argument in ("--format", f"{name}=out.{name}")]
    assert command.forked("scan", *arguments, "a.txt").status == 1
    reports = {name: (command.folder / f"out.{name}").read_text(encoding="utf-8") for name in formats}
    assert all("misspelled-read" in report for report in reports.values())
    (payload,) = json.loads(reports["json"])["payloads"]
    assert [(entry["line"], entry["column"]) for entry in payload["findings"]] == [(1, 11), (2, 11)]
    (run,) = json.loads(reports["sarif"])["runs"]
    assert len({str(result["partialFingerprints"]) for result in run["results"]}) == 2


def test_accepted_fields_of_the_configuration_apply(command: Command) -> None:
    """An entry with a reason and a date is that of `validate`; an override applies to its files."""
    (command.folder / "chatlayer-session.toml").write_text(
        '[[accepted]]\npointer = "/lastIntent"\nreason = "the report"\nuntil = 2026-12-31\n'
        '[[overrides]]\npaths = ["*.txt"]\naccept-unstable = ["/history"]\n',
        encoding="utf-8",
    )
    for name in ("a.txt", "b.html"):
        (command.folder / name).write_text("{internal.lastIntent} {internal.history}", encoding="utf-8")
    outcome = command.forked("scan", "--today", "2026-12-30", ".")
    assert found(outcome.stdout) == ["./b.html unstable[unstable-read]"]
    outcome = command.forked("scan", "--today", "2027-01-01", "a.txt")
    assert "unstable[accepted-expired] /internal/lastIntent: unstable field, accepted only until" in outcome.stdout


def test_gitignore_and_exclude_leave_files_out(command: Command) -> None:
    """`.gitignore` files apply by default."""
    for name, text in ((".gitignore", "a.txt"), ("a.txt", "{internal.usr}"), ("b.txt", "{internal.usr}")):
        (command.folder / name).write_text(text, encoding="utf-8")
    assert found(command.forked("scan", ".").stdout) == ["./b.txt error[misspelled-read]"]
    assert len(found(command.forked("scan", "--no-respect-gitignore", ".").stdout)) == 2
    outcome = command.forked("scan", "--exclude", "b.txt", "--allow-empty", ".")
    assert (outcome.status, outcome.stdout) == (0, "0 files: 0 valid, 0 unstable, 0 invalid\n")


def test_folder_without_code_is_an_error(command: Command) -> None:
    """The hint names the suffixes."""
    outcome = command.forked("scan", ".")
    assert outcome.status == 4
    assert "this folder has no files to read" in outcome.stdout
    assert "use file names that end in .js, " in outcome.stdout


CONTRACT = """\
consumer = "orders"
schema = ">=1.2, <2"

[[reads]]
pointer = "/internal/user/firstName"

[[reads]]
pointer = "/internal/nlp/intents/*/name"

[[reads]]
pointer = "/internal/lastIntent"
reason = "the report on topics"
until = 2026-12-31
"""


def test_reads_that_a_contract_leaves_out_are_errors(command: Command) -> None:
    """The nearest contract applies; an object on the way to a declared field is declared, and so is its inside."""
    (command.folder / "chatlayer-contract.toml").write_text(CONTRACT, encoding="utf-8")
    text = (
        "const { user, nlp } = args.internal; user.firstName.length; nlp.intents[0].name;"
        "nlp.intents[0].score; args.order.total; args.internal.lastIntent"
    )
    (command.folder / "a.js").write_text(text, encoding="utf-8")
    outcome = command.forked("scan", "--today", "2026-12-31", "a.js")
    assert outcome.stdout.splitlines()[:2] == [
        "a.js:1:96: error[undeclared-read] /internal/nlp/intents/*/score: the contract does not declare this read",
        "  hint: add it to `reads` in the contract",
    ]
    assert outcome.stdout.splitlines()[2] == "1 file: 0 valid, 0 unstable, 1 invalid"
    later = command.forked("scan", "--today", "2027-01-01", "a.js").stdout
    assert "unstable[accepted-expired] /internal/lastIntent" in later


def test_contract_with_mistakes_is_a_usage_error(command: Command) -> None:
    """The mistake is named with its place."""
    (command.folder / "c.toml").write_text('consumer = "x"\nschema = ">=1"\n[[reads]]\n', encoding="utf-8")
    outcome = command.forked("scan", "--contract", "c.toml", "-", stdin=b"")
    assert outcome.status == 2
    assert "c.toml:3" in outcome.stderr


def test_draft_declares_what_was_found(command: Command) -> None:
    """Innermost reads with their types, unstable ones until a date, and namespaces; nothing misspelled or computed."""
    (command.folder / "a.js").write_text(
        "const i = args.internal; i.user.firstName.length; i.nlp.intents[0].name; i.usr; i[x]; args.order;"
        "i.nlp.entities[0].value; i.lastIntent.id;"
        "r.addSessionVariable('order.items', 1); r.addSessionVariable('sys', 1)",
        encoding="utf-8",
    )
    outcome = command.forked("scan", "--write-contract", "c.toml", "--today", "2026-11-30", "--quiet", ".")
    assert outcome.status == 1
    text = (command.folder / "c.toml").read_text(encoding="utf-8").split("\n", 1)
    assert text[1] == (
        'schema = ">=1.2, <2"\n\n[[reads]]\npointer = "/internal/lastIntent"\n'
        'reason = "found by scan; say why the service needs it"\nuntil = 2027-02-28\n\n'
        '[[reads]]\npointer = "/internal/nlp/entities"\ntype = "array"\n\n'
        '[[reads]]\npointer = "/internal/nlp/intents/*/name"\ntype = "string"\n\n'
        '[[reads]]\npointer = "/internal/user/firstName"\ntype = "string"\n\n[[writes]]\nnamespace = "order"\n'
    )
    checked = command.forked("scan", "--contract", "c.toml", "--today", "2026-11-30", "a.js")
    assert "undeclared-read" not in checked.stdout
    again = command.forked("scan", "--write-contract", "c.toml", ".")
    assert (again.status, "'c.toml' exists; write to a different file" in again.stderr) == (2, True)


def test_names_in_reports_are_cut_and_escaped(command: Command) -> None:
    """A name from a file cannot forge output, and a long one is cut."""
    text = '{internal["a\\u001b[31m\\n::error::x"]} {internal.' + "y" * 500 + "}"
    outcome = command.forked("scan", "--language", "json", "-", stdin=json.dumps([text]).encode())
    outcome = command.forked("scan", "-", stdin=("{internal['\x1b[31m']} {internal." + "y" * 500 + "}").encode())
    assert b"\x1b" not in outcome.out
    assert "\\u001b" in outcome.stdout
    assert max(map(len, outcome.stdout.splitlines())) < 250


def test_missing_parser_makes_only_its_files_unreadable(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hint names the extra; templates, exports and Python are checked all the same."""
    assert folder == command.folder
    monkeypatch.setitem(sys.modules, "tree_sitter", None)
    javascript._parser.cache_clear()
    outcome = command.forked("scan", "--jobs", "1", "src")
    assert outcome.status == 4
    assert found(outcome.stdout) == [
        f"src/{name} error[misspelled-read]" for name in ("export.json", "mail.html", "reply.txt", "view.py")
    ]
    assert (
        "src/action.js: unreadable: JavaScript needs tree-sitter, which is not installed\n"
        "  hint: install chatlayer-session again, with its extra 'scan'\n"
    ) in outcome.stdout
