"""`baseline`, and a pipeline that starts with one."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..conftest import SCRIPT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from ..conftest import Command

CONFIG_FILE = "chatlayer-session.toml"
PROJECT = Path(__file__).resolve().parent.parent.parent
LATER = ("--today", "2026-12-01", "--until", "2027-03-31")
GATE = ("validate", "--today", "2026-12-01", "--fail-on", "unstable", "--format", "json")


def entries(text: str) -> list[dict[str, Any]]:
    """Return the accepted fields in a configuration file."""
    accepted: list[dict[str, Any]] = tomllib.loads(text).get("accepted", [])
    return accepted


def pointers(text: str) -> list[str]:
    """Return the pointers of the accepted fields in a configuration file."""
    return [entry["pointer"] for entry in entries(text)]


def write_payloads(folder: Path, name: str, *payloads: dict[str, Any]) -> Path:
    """Write payloads to a file: JSON Lines or compressed, if its name says so."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    data = "".join(json.dumps(payload) + "\n" for payload in payloads).encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def test_misspelled_name_needs_an_option(command: Command, documented: dict[str, Any]) -> None:
    """A name like that of a stable field gets no entry, so that the mistake stays visible, unless it is allowed."""
    del documented["currentDialogstate"]
    write_payloads(command.folder, "a.json", {**documented, "currentDialogState": {}, "tenant": 1})
    outcome = command.forked("baseline", "a.json")
    assert pointers(outcome.stdout) == ["/tenant"]
    assert outcome.stderr.endswith(
        "note: 1 field left out, perhaps misspelled: /currentDialogState; correct the names, or pass --allow-misspelt\n"
    )
    outcome = command.forked("baseline", "--allow-misspelt", "a.json")
    assert pointers(outcome.stdout) == ["/currentDialogState", "/tenant"]
    assert "misspelled" not in outcome.stderr


@pytest.mark.parametrize("name", [CONFIG_FILE, "pyproject.toml"])
def test_emptied_configuration_is_not_written(command: Command, documented: dict[str, Any], name: str) -> None:
    """The shell empties a file for the output before the configuration is read; other files get the entries."""
    write_payloads(command.folder, "a.json", {**documented, "tenant": 1})
    for target, status in ((name, 2), ("entries.toml", 0)):
        with (command.folder / target).open("wb") as file:
            done = subprocess.run(
                [SCRIPT, "baseline", "a.json"], stdout=file, stderr=subprocess.PIPE, cwd=command.folder, check=False
            )
        assert done.returncode == status
        if status:
            assert done.stderr.endswith(
                f"Error: the shell has emptied {name} for the output; restore it, then pass --write\n".encode()
            )
            assert (command.folder / target).read_bytes() == b""
            (command.folder / target).unlink()
        else:
            assert pointers((command.folder / target).read_text()) == ["/tenant"]


def test_pipeline_with_a_baseline(command: Command, documented: dict[str, Any]) -> None:
    """It fails, passes after a baseline, fails on a new field, passes until its date, and fails again."""
    three = {"lastIntent": "order", "tenant": "north", "user": {**documented["user"], "team": 4}}
    write_payloads(command.folder, "corpus/first.json", {**documented, **three})
    write_payloads(command.folder, "corpus/second.ndjson", {"internal": {**documented, "tenant": 1}}, documented)
    red = command.forked(*GATE, "corpus")
    assert (red.status, red.report["summary"]["byRule"]) == (3, {"unstable-field": 4})

    baseline = command.forked("baseline", "--write", *LATER, "corpus")
    assert (baseline.status, baseline.out) == (0, b"")
    assert baseline.stderr == "chatlayer-session.toml: added 3 entries\n"
    assert pointers((command.folder / CONFIG_FILE).read_text()) == ["/lastIntent", "/tenant", "/user/team"]
    green = command.forked(*GATE, "corpus")
    assert (green.status, green.stderr, green.report["summary"]["valid"]) == (0, "", 3)

    write_payloads(command.folder, "corpus/third.json", {**documented, "tenant": "south", "campaign": "spring"})
    new = command.forked(*GATE, "corpus")
    assert new.status == 3
    assert [finding["pointer"] for payload in new.report["payloads"] for finding in payload["findings"]] == [
        "/campaign"
    ]

    with (command.folder / CONFIG_FILE).open("a") as file:
        file.write(
            '\n[[accepted]]\npointer = "/campaign"\nreason = "the spring offer"\nuntil = 2027-01-31\nticket = "BOT-7"\n'
        )
    assert command.forked(*GATE, "corpus").status == 0
    assert command.forked(*GATE, "--today", "2027-01-31", "corpus").status == 0

    over = command.forked(*GATE, "--today", "2027-02-01", "corpus")
    assert over.status == 3
    (payload,) = over.report["payloads"]
    (finding,) = payload["findings"]
    assert (payload["source"], payload["verdict"]) == ("corpus/third.json", "unstable")
    assert (finding["rule"], finding["severity"], finding["pointer"]) == ("accepted-expired", "unstable", "/campaign")
    assert finding["message"].endswith("accepted only until 2027-01-31; reason: the spring offer (BOT-7)")
    # By default, an expired entry fails only what an unstable field would fail.
    assert command.forked("validate", "--today", "2027-02-01", "corpus").status == 0


def test_page_has_the_exit_codes_of_the_pipeline() -> None:
    """A different test runs the commands of the page."""
    text = (PROJECT / "docs" / "how-to" / "baseline.md").read_text(encoding="utf-8")
    assert re.findall(r"^\$ echo \$\?\n(\d+)$", text, re.MULTILINE) == ["3", "0", "3", "0", "3"]
    stages = text.split("$ echo $?\n")
    assert [stage.count("unstable[") for stage in stages[:5]] == [3, 0, 1, 0, 1]
    assert "unstable[accepted-expired] /campaign" in stages[4]


def test_toml_in_the_documentation_is_valid(command: Command) -> None:
    """Every TOML block is a configuration without mistakes."""
    blocks = [
        (path.name, block)
        for path in (PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md"))
        for block in re.findall(r"^```toml\n(.*?)^```$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    ]
    assert blocks
    for name, block in blocks:
        file = "pyproject.toml" if "[tool." in block else CONFIG_FILE
        (command.folder / file).write_text(block)
        outcome = command.forked("config", "show")
        assert (outcome.status, outcome.stderr) == (0, ""), name
        (command.folder / file).unlink()


def test_entries_fit_the_configuration_file(command: Command, documented: dict[str, Any]) -> None:
    """They are tables of `chatlayer-session.toml` or of the project, with one reason, date and ticket for all."""
    write_payloads(command.folder, "a.json", {**documented, "b": 1, "a": 2})
    plain = command.forked("baseline", *LATER, "--reason", 'say "no"', "--ticket", "T", "a.json")
    assert (plain.status, plain.stderr) == (0, "")
    assert entries(plain.stdout) == [
        {"pointer": pointer, "reason": 'say "no"', "until": date(2027, 3, 31), "ticket": "T"}
        for pointer in ("/a", "/b")
    ]
    (command.folder / "pyproject.toml").write_text("[tool.chatlayer-session]\n")
    project = command.forked("baseline", *LATER, "a.json")
    assert project.stdout.startswith('[[tool.chatlayer-session.accepted]]\npointer = "/a"\n')


def test_entries_expire_after_90_days_by_default(command: Command, documented: dict[str, Any]) -> None:
    """The days count from today, and a date in the past is a usage error."""
    write_payloads(command.folder, "a.json", {**documented, "a": 2})
    outcome = command.forked("baseline", "--today", "2026-12-01", "a.json")
    assert entries(outcome.stdout) == [
        {
            "pointer": "/a",
            "reason": "in use when the baseline was written, on 2026-12-01",
            "until": date(2026, 12, 1) + timedelta(days=90),
        }
    ]
    assert command.forked("baseline", "--today", "2026-12-01", "--until", "2026-12-01", "a.json").status == 0
    over = command.forked("baseline", "--today", "2026-12-01", "--until", "2026-11-30", "a.json")
    assert over.status == 2
    assert "--until 2026-11-30 is in the past; use 2026-12-01 or a later date" in over.stderr


def test_baseline_covers_every_kind_and_format(command: Command, documented: dict[str, Any]) -> None:
    """Sessions, internal objects, lines and compressed lines; indices become `*`, and variables give no entries."""
    intents = [*documented["nlp"]["intents"], {"name": "x", "score": 1, "id": 7}]
    nlp = {**documented["nlp"], "intents": intents}
    session = {"internal": {**documented, "nlp": nlp, "alone": {"deep": {"er": 1}}}, "order": {"secret": {"x": 1}}}
    write_payloads(command.folder, "c/a.json", session)
    write_payloads(command.folder, "c/b.ndjson", {**documented, "0": 1}, {**documented, "a/b~c": 1})
    write_payloads(
        command.folder, "c/c.ndjson.gz", documented, {**documented, "zipped": 1, 'q"\\\u202e\n\x7f\U000e0001': 1}
    )
    outcome = command.forked("baseline", *LATER, "c")
    assert (outcome.status, outcome.stderr) == (0, "")
    accepted = pointers(outcome.stdout)
    expected = ["/0", "/alone", "/a~1b~0c", "/nlp/intents/*/id", '/q"\\\u202e\n\x7f\U000e0001', "/zipped"]
    assert accepted == expected
    assert outcome.stdout.isascii()
    (command.folder / CONFIG_FILE).write_bytes(outcome.out)
    assert command.forked(*GATE, "c").status == 0


def test_second_baseline_adds_only_new_fields(command: Command, documented: dict[str, Any]) -> None:
    """Comments and order stay. Fields that are accepted, even by `*`, get no entry."""
    before = '# ours\nfail-on = "unstable"\naccept-unstable = ["/c"]\n\n[[accepted]] # first\npointer = "/user/*"\n'
    before += 'reason = "r"\nuntil = 2027-01-01'
    (command.folder / CONFIG_FILE).write_text(before)
    write_payloads(command.folder, "a.json", {**documented, "user": {"x": 1}, "b": 1, "c": 2})
    outcome = command.forked("baseline", "--write", *LATER, "a.json")
    assert (outcome.status, outcome.stderr) == (0, "chatlayer-session.toml: added 1 entry\n")
    after = (command.folder / CONFIG_FILE).read_text()
    assert after.startswith(before + "\n\n[[accepted]]\n")
    assert pointers(after) == ["/user/*", "/b"]
    again = command.forked("baseline", "--write", *LATER, "a.json")
    assert (again.status, again.stderr) == (0, "chatlayer-session.toml: nothing to add\n")
    assert (command.folder / CONFIG_FILE).read_text() == after


def test_baseline_keeps_the_project_file(command: Command, documented: dict[str, Any]) -> None:
    """Other tables and the line breaks of the file stay."""
    before = b'[tool.chatlayer-session]\r\nkind = "internal"\r\n\r\n[tool.other]\r\nx = 1\r\n'
    (command.folder / "pyproject.toml").write_bytes(before)
    write_payloads(command.folder, "a.json", {**documented, "b": 1})
    outcome = command.forked("baseline", "--write", *LATER, "a.json")
    assert outcome.stderr == "pyproject.toml: added 1 entry to [tool.chatlayer-session]\n"
    after = (command.folder / "pyproject.toml").read_bytes()
    assert after.startswith(before + b"\r\n[[tool.chatlayer-session.accepted]]\r\n")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert command.forked(*GATE, "a.json").status == 0


def test_inline_entries_cannot_be_extended(command: Command, documented: dict[str, Any]) -> None:
    """A list of inline tables is a usage error, and the file stays unchanged."""
    before = 'accepted = [{pointer = "/a", reason = "r", until = 2027-01-01}]\n'
    (command.folder / CONFIG_FILE).write_text(before)
    write_payloads(command.folder, "a.json", {**documented, "b": 1})
    outcome = command.forked("baseline", "--write", *LATER, "a.json")
    assert outcome.status == 2
    assert "cannot add tables to accepted as it is written" in outcome.stderr
    assert (command.folder / CONFIG_FILE).read_text() == before
    refused = command.forked("baseline", "--write", "--no-config", "a.json")
    assert refused.status == 2
    assert "--write and --no-config exclude each other" in refused.stderr


@pytest.mark.parametrize("option", ["--reason", "--ticket"])
@pytest.mark.parametrize("text", ["", "  "])
def test_blank_text_is_a_usage_error(command: Command, documented: dict[str, Any], option: str, text: str) -> None:
    """An entry with it would be a mistake in the next run."""
    write_payloads(command.folder, "a.json", {**documented, "b": 1})
    outcome = command.forked("baseline", "--write", *LATER, option, text, "a.json")
    assert (outcome.status, outcome.out) == (2, b"")
    assert f"Invalid value for '{option}': must not be empty" in outcome.stderr
    assert not (command.folder / CONFIG_FILE).exists()


def test_fields_without_an_entry_are_counted(command: Command, documented: dict[str, Any]) -> None:
    """A field named `*` would accept its neighbours, and expired entries need a decision."""
    (command.folder / CONFIG_FILE).write_text('[[accepted]]\npointer = "/a"\nreason = "r"\nuntil = 2026-01-01\n')
    write_payloads(command.folder, "a.json", {**documented, "a": 1, "*": 1, "b": 1})
    outcome = command.forked("baseline", *LATER, "a.json")
    assert (outcome.status, pointers(outcome.stdout)) == (0, ["/b"])
    assert outcome.stderr.splitlines() == [
        "note: 1 expired accepted field; set a later `until` by hand",
        "note: 1 finding on fields that cannot be accepted: the name may be private, or is *",
    ]


def test_names_inside_variables_never_appear(command: Command) -> None:
    """Neither from variables of a session, nor from an object that may be variables."""
    secret = {"phone": {"number": 1}}
    write_payloads(command.folder, "a.json", {"internal": {}, "contact": secret})
    write_payloads(command.folder, "b.json", {"data": {"order": secret, "user": {"secret": 1}}})
    for arguments in (
        ("a.json",),
        ("--at", "/data", "b.json"),
        ("--at", "/data/order", "--kind", "internal", "b.json"),
    ):
        outcome = command.forked("baseline", *LATER, *arguments)
        assert outcome.status == 1
        assert entries(outcome.stdout) == []
        assert "note: 1 invalid payload; run `validate` for the reasons\n" in outcome.stderr
        for name in ("phone", "number", "secret", "contact"):
            assert name not in outcome.stdout + outcome.stderr


def test_unreadable_input_does_not_hide_others(command: Command, documented: dict[str, Any]) -> None:
    """The other inputs give their entries, and the exit code is 4."""
    write_payloads(command.folder, "a.json", {**documented, "b": 1})
    outcome = command.forked("baseline", *LATER, "a.json", "gone.json")
    assert (outcome.status, pointers(outcome.stdout)) == (4, ["/b"])
    assert "gone.json: unreadable: " in outcome.stderr


def test_baseline_covers_many_payloads(command: Command, documented: dict[str, Any]) -> None:
    """It has no limit on groups of findings, also with several processes."""
    folder = command.folder / "many"
    folder.mkdir()
    for number in range(12):
        fields = {f"field{number}x{index}": 1 for index in range(1000)}
        write_payloads(command.folder, f"many/{number:02}.json", {**documented, **fields})
    outcome = command.forked("baseline", *LATER, "many")
    assert outcome.status == 0
    assert outcome.stderr == "note: 2,000 findings left out: too many different fields\n"
    assert len(set(pointers(outcome.stdout))) == 10_000
    line = json.dumps({**documented, "often": "x" * 2000}) + "\n"
    rare = json.dumps({**documented, "rare": 1}) + "\n"
    (command.folder / "big.ndjson").write_text(line * 9000 + rare)
    big = command("baseline", *LATER, "--jobs", "2", "big.ndjson")
    assert (big.status, pointers(big.stdout)) == (0, ["/often", "/rare"])


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_unmatched_entries_are_noted_once(command: Command, documented: dict[str, Any], jobs: str) -> None:
    """The note counts matches of all processes, does not change the exit code, and goes to standard error."""
    line = json.dumps({**documented, "often": "x" * 2000}) + "\n"
    (command.folder / "big.ndjson").write_text(line * 18_000 + json.dumps({**documented, "rare": 1}) + "\n")
    accept = [f"--accept-unstable={pointer}" for pointer in ("/often", "/rare", "/gone", "/user/*")]
    outcome = command("validate", "--jobs", jobs, "--fail-on", "unstable", *accept, "big.ndjson")
    assert (outcome.status, outcome.stdout) == (0, "18,001 payloads: 18,001 valid, 0 unstable, 0 invalid\n")
    assert outcome.stderr == ('note: 2 accepted fields matched nothing in this run: "/gone", "/user/*"\n')


def test_note_on_unmatched_entries_is_short(command: Command, documented: dict[str, Any]) -> None:
    """It names ten fields, each once. Without payloads there is no note."""
    write_payloads(command.folder, "a.json", documented)
    write_payloads(command.folder, "b.json", {**documented, "x": 1})
    accept = [f"--accept-unstable=/f{number}" for number in range(12)]
    outcome = command.forked("validate", *accept, "a.json")
    assert outcome.stderr.count("/f") == 10
    assert "12 accepted fields matched nothing in this run: " in outcome.stderr
    assert " and 2 more\n" in outcome.stderr
    assert "no payload" not in command.forked("validate", *accept, "gone.json").stderr
    (command.folder / CONFIG_FILE).write_text(
        '[[overrides]]\npaths = ["b.json"]\n[[overrides.accepted]]\npointer = "/x"\nreason = "r"\nuntil = 9999-12-31\n'
    )
    assert command.forked("validate", "--fail-on", "unstable", "a.json", "b.json").stderr == ""
    assert command.forked("validate", "--fail-on", "unstable", "a.json").stderr == ""
