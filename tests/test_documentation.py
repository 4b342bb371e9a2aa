"""The documentation says what the program does: its commands are run, its tables are held to their sources."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chatlayer_session import Kind, Rule
from chatlayer_session.cli.exit_codes import Status
from chatlayer_session.reporters.runs import FORMATS
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import Field, field_tree

if TYPE_CHECKING:
    from .conftest import Command

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(
    str(path.relative_to(PROJECT))
    for pattern in ("*.md", "docs/**/*.md", "schemas/**/*.md", "validator/chatlayer_session/rule_pages/*.md")
    for path in PROJECT.glob(pattern)
)
COMMANDS = re.findall(r"^```bash\n(.*)\n```$", README, re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_show_what_their_commands_print(document: str) -> None:
    """Each command and Python snippet of a document, run in a copy of the project, prints what the document shows."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.docs", "--check", document],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_python_of_the_recipes_runs_beside_an_export_only(command: Command) -> None:
    """The Python of docs/how-to/import.md needs nothing but the export: it runs in an empty folder."""
    text = (PROJECT / "docs" / "how-to" / "import.md").read_text(encoding="utf-8")
    section = re.search(r"^### chatlayer-session\n(.*?)^###? ", text, re.MULTILINE | re.DOTALL)
    assert section is not None
    blocks = re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```$", section[1], re.MULTILINE | re.DOTALL)
    assert len(blocks) == section[1].count("```python\n") == 2
    assert command.forked("schema", "export", "--out", "schemas").status == 0
    for content, output in blocks:
        # With no encoding named, one is taken that differs from machine to machine.
        interpreter = [sys.executable, "-W", "error", "-X", "warn_default_encoding", "-I", "-c", content]
        done = subprocess.run(interpreter, capture_output=True, text=True, check=False, cwd=command.folder)
        assert (done.stdout, done.stderr) == (output, "")


def test_a_stale_document_is_noticed(tmp_path: Path) -> None:
    """A document whose output is not what its command prints fails the check, which shows the output."""
    copy = tmp_path / "project"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    (copy / "docs" / "stale.md").write_text("```console\n$ echo fresh\nstale\n```\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tools.docs", "--check", "docs/stale.md"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "$ echo fresh\nfresh\n" in done.stdout


def test_every_block_of_code_is_of_a_kind_that_is_run() -> None:
    """Blocks are console, python or text, or bash, toml and yaml that other tests run."""
    for document in DOCUMENTS:
        text = (PROJECT / document).read_text(encoding="utf-8")
        opened = re.findall(r"^```(\w*)$", text, re.MULTILINE)[::2]
        assert set(opened) <= {"console", "python", "text", "bash", "json", "toml", "yaml", ""}, document


def test_readme_lists_every_rule() -> None:
    """The table of rules has a row for each rule, in their order, with severity and summary."""
    rows = re.findall(r"^\| \[`([a-z-]+)`\]\((.+?)\) \| (\w+) \| (.+) \|$", README, re.MULTILINE)
    assert [(name, severity, summary) for name, _, severity, summary in rows] == [
        (rule.value, rule.severity.value, rule.summary) for rule in Rule
    ]
    assert all((PROJECT / page).is_file() for _, page, _, _ in rows)


def test_readme_lists_every_stable_field() -> None:
    """The table of fields has a row for each stable field, with whether it is required, and its type."""
    rows = re.findall(r"^\| `([\w.\[\]]+)` \| (yes)? ?\| (\w+) \|$", README, re.MULTILINE)
    root = field_tree(packaged_catalog(), packaged_catalog().resolve("1"), Kind.INTERNAL)
    assert rows == list(_rows(root, ""))


def _rows(field: Field, prefix: str) -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    stable = {name: member for name, member in field.members.items() if member.stability == "stable"}
    for name, member in stable.items():
        rows.append((prefix + name, "yes" if name in field.required else "", member.types[0]))
        rows += _rows(member, f"{prefix}{name}.")
        if member.items is not None:
            rows += _rows(member.items, f"{prefix}{name}[].")
    return rows


def test_readme_lists_every_exit_status() -> None:
    """The table of exit statuses is the contract that the code has."""
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", README, re.MULTILINE)
    assert [(int(code), meaning.replace("`", "")) for code, meaning in rows] == [
        (status.value, status.meaning) for status in Status
    ]


def test_readme_names_every_format() -> None:
    """The row on --format names all formats that exist."""
    row = re.search(r"^\| `--format (\S+)`", README, re.MULTILINE)
    assert row is not None
    assert tuple(row[1].split(r"\|")) == FORMATS.names


def test_readme_has_two_commands_to_start_with() -> None:
    """The first command sets up and validates, the second runs the tests; continuous integration runs these two."""
    assert COMMANDS[0].startswith("python3 -m venv .venv && ")
    assert "chatlayer-session validate" in COMMANDS[0]
    assert "pytest" in COMMANDS[1]
    script = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    assert 'eval "$(command_of_readme 1)"' in script
    assert script.rstrip().endswith('eval "$(command_of_readme 2)"')


def test_first_command_of_the_readme_works_as_typed(tmp_path: Path) -> None:
    """In a new copy, with nothing but Python and pip, the first command exits with 0 and reports on the examples."""
    copy = tmp_path / "project"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    environment = {**os.environ, "PATH": f"{Path(sys.executable).resolve().parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", COMMANDS[0]], capture_output=True, text=True, check=False, cwd=copy, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("4 payloads: 3 valid, 1 unstable, 0 invalid\n")
