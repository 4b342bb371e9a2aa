"""The documentation agrees with the program: its commands run, and its tables match their sources."""

from __future__ import annotations

import importlib
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
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import Field, field_tree
from tools.docs.api import MODULES
from tools.docs.command_line import contexts, man_page

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
def test_document_shows_real_output(document: str) -> None:
    """A document shows the real output of its commands and its Python."""
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


def test_stale_document_fails_the_check(tmp_path: Path) -> None:
    """A document whose output differs from that of its command fails the check, which prints the new document."""
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


def test_every_block_of_code_has_a_known_language() -> None:
    """Blocks are console, python or text, or bash, json, toml and yaml, which other tests check."""
    for document in DOCUMENTS:
        text = (PROJECT / document).read_text(encoding="utf-8")
        opened = re.findall(r"^```(\w*)$", text, re.MULTILINE)[::2]
        assert set(opened) <= {"console", "python", "text", "bash", "json", "toml", "yaml", ""}, document


def test_rules_page_lists_every_rule() -> None:
    """docs/reference/rules.md links the page of each rule, in their order, with the summary."""
    text = (PROJECT / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
    rows = re.findall(r"\[`?([a-z-]+)`?\]\((\S+/rule_pages/[a-z-]+\.md)\)(.*)", text)
    assert [name for name, _, _ in rows] == [rule.value for rule in Rule]
    assert all(rule.summary in rest for rule, (_, _, rest) in zip(Rule, rows, strict=True))


def test_session_page_lists_every_stable_field() -> None:
    """docs/reference/session.md has a row for each stable field, with its presence and its type."""
    text = (PROJECT / "docs" / "reference" / "session.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w.\[\]]+)` \| (required|optional) \| (\w+) \|$", text, re.MULTILINE)
    assert rows == list(_rows(_internal(), ""))


def test_readme_lists_the_promised_fields() -> None:
    """The README names the fields of the platform's table, and those of them that are optional."""
    section = re.search(r"^## The (\d+) stable fields\n\n(.*?)\n\n(.*?)^## ", README, re.MULTILINE | re.DOTALL)
    assert section is not None
    names = re.findall(r"`([\w.]+)`", section[2])
    root = _internal()
    top = [name for name, field in root.members.items() if field.stability == "stable"]
    assert sorted(names) == sorted([*top, "nlp.sentiment"])
    assert int(section[1]) == len(names) == 13
    assert section[3].startswith("Ten of them are required.")
    assert len(root.required) == 10
    optional = set(re.findall(r"`([\w.]+)`", section[3]))
    assert optional == set(names) - set(root.required)


def _internal() -> Field:
    return field_tree(packaged_catalog(), packaged_catalog().resolve("1"), Kind.INTERNAL)


def _rows(field: Field, prefix: str) -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    stable = {name: member for name, member in field.members.items() if member.stability == "stable"}
    for name, member in stable.items():
        rows.append((prefix + name, "required" if name in field.required else "optional", member.types[0]))
        rows += _rows(member, f"{prefix}{name}.")
        if member.items is not None:
            rows += _rows(member.items, f"{prefix}{name}[].")
    return rows


def test_readme_lists_every_exit_code() -> None:
    """The table of exit codes has a row for each exit code of the program."""
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", README, re.MULTILINE)
    assert [(int(code), meaning.replace("`", "")) for code, meaning in rows] == [
        (status.value, status.meaning.replace("`", "")) for status in Status
    ]


def test_man_page_has_every_command_and_option(tmp_path: Path) -> None:
    """The man page has the examples of every command and all its options, and groff finds no mistake in it."""
    page = man_page()
    plain = page.replace("\\-", "-").replace("\\fB", "")
    for context in contexts():
        assert f"\n.SS {context.command_path} [OPTIONS]" in plain
        names = {name for option in context.command.params for name in (*option.opts, *option.secondary_opts)}
        section = plain.partition(f"\n.SS {context.command_path} [OPTIONS]")[2].partition("\n.SS ")[0]
        assert {name for name in names if name.startswith("-")} <= set(re.findall(r"(?<![\w-])--?\w[\w-]*", section))
    assert not re.search(r"^[.'](?!TH|SH|SS|TP|PP|nf|fi)", page, re.MULTILINE)
    if shutil.which("groff"):
        (tmp_path / "page.1").write_text(page, encoding="utf-8")
        done = subprocess.run(
            ["groff", "-man", "-Tutf8", "-ww", tmp_path / "page.1"], capture_output=True, text=True, check=True
        )
        assert done.stderr == ""
        assert "--accept-unstable" in done.stdout


def test_readme_is_short() -> None:
    """The README has at most 150 lines."""
    assert len(README.splitlines()) <= 150


def test_speed_in_the_readme_is_measured() -> None:
    """The figures of the section on speed are those of benchmarks/RESULTS.md."""
    results = (PROJECT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    section = re.search(r"^## Speed\n(.*?)^## ", README, re.MULTILINE | re.DOTALL)
    assert section is not None
    times = re.findall(r"([\d.]+) µs", section[1])
    ratios = re.findall(r"([\d.]+) times as long", section[1])
    for heading, time, ratio in zip(("### Clean, about", "### Realistic, 2 to 4 KB"), times, ratios, strict=True):
        table = results.partition(heading)[2].partition("\n###")[0]
        row = re.search(r"^\| chatlayer-session \| \S+ \| (\S+) \|.* (\S+) x \|$", table, re.MULTILINE)
        assert row is not None
        assert (time, ratio) == row.groups()


def test_tutorial_goes_from_red_to_green() -> None:
    """The exit codes of the tutorial: unstable passes, invalid fails, and the gate fails until a baseline accepts."""
    text = (PROJECT / "docs" / "tutorial" / "first-gate.md").read_text(encoding="utf-8")
    assert re.findall(r"^\$ echo \$\?\n(\d+)$", text, re.MULTILINE) == ["0", "1", "0", "3", "0", "3"]


def test_index_lists_every_page() -> None:
    """docs/README.md links each page by its title, under the heading of its folder."""
    text = (PROJECT / "docs" / "README.md").read_text(encoding="utf-8")
    folders = {
        "tutorial": "Tutorial",
        "how-to": "How-to guides",
        "reference": "Reference",
        "explanation": "Explanation",
    }
    for folder, heading in folders.items():
        section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
        links = re.findall(rf"\[(.+?)\]\(({folder}/[\w-]+\.md)\)", section)
        assert sorted(links) == sorted(
            (path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# "), f"{folder}/{path.name}")
            for path in (PROJECT / "docs" / folder).iterdir()
        )


def test_page_says_who_it_is_for() -> None:
    """The first sentence of each page in docs says who the page is for."""
    for path in sorted((PROJECT / "docs").rglob("*.md")):
        title, blank, first = path.read_text(encoding="utf-8").splitlines()[:3]
        assert title.startswith("# "), path
        assert blank == "", path
        assert re.match(r"(This page is for|For) \w+", first), path


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if name != "docs/explanation/mutation.md"])
def test_named_paths_exist(document: str) -> None:
    """A document names only files and folders that exist."""
    text = (PROJECT / document).read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    for name in re.findall(r"`((?:docs|tests|tools|schemas|examples|exports|benchmarks|validator)/[\w./-]+)`", prose):
        assert (PROJECT / name).exists(), name


def test_contributing_names_existing_modules() -> None:
    """Each module and folder that CONTRIBUTING.md names is in the project or in the package."""
    text = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`([\w./]+(?:\.py|/))`", text)) - {"conftest.py"}
    assert len(names) > 10
    for name in names:
        assert any((root / name).exists() for root in (PROJECT, PROJECT / "validator" / "chatlayer_session")), name


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    """Each relative link of a document leads to a file of the project, and its anchor to a heading."""
    path = PROJECT / document
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target, anchor in re.findall(r"\]\((?!\w+:)([^)#\s]*)#?([^)\s]*)\)", text):
        file = (path.parent / target).resolve() if target else path
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {_slug(heading) for heading in headings}, f"{target}#{anchor}"


def _slug(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_api_page_lists_every_public_name() -> None:
    """docs/reference/api.md has a section for each public module, with exactly the names in its `__all__`."""
    text = (PROJECT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    sections = re.split(r"^## (\S+)$", text, flags=re.MULTILINE)[1:]
    assert tuple(sections[::2]) == MODULES
    for name, section in zip(sections[::2], sections[1::2], strict=True):
        rows = re.findall(r"^\| `(\w+)` \| \w+ \| (.+) \|$", section, re.MULTILINE)
        public = importlib.import_module(name).__all__
        assert sorted(row for row, _ in rows) == sorted(public)
        assert len(set(public)) == len(public)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documented_imports_are_public(document: str) -> None:
    """The Python of a document imports only names that docs/reference/api.md lists."""
    text = (PROJECT / document).read_text(encoding="utf-8")
    code = "".join(re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    for module, names in re.findall(r"^from (chatlayer_session[\w.]*) import (.+)$", code, re.MULTILINE):
        assert module in MODULES, module
        public = {*importlib.import_module(module).__all__, *(name.rpartition(".")[2] for name in MODULES)}
        assert set(names.split(", ")) <= public, names


def test_readme_starts_with_two_commands() -> None:
    """The first command sets up and validates, the second runs the tests; continuous integration runs both."""
    assert COMMANDS[0].startswith("python3 -m venv .venv && ")
    assert "chatlayer-session validate" in COMMANDS[0]
    assert "pytest" in COMMANDS[1]
    script = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    assert 'eval "$(command_of_readme 1)"' in script
    assert script.rstrip().endswith('eval "$(command_of_readme 2)"')


def test_first_command_of_the_readme_works(tmp_path: Path) -> None:
    """In a new copy, with only Python and pip, the first command exits with 0 and validates the examples."""
    copy = tmp_path / "project"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    environment = {**os.environ, "PATH": f"{Path(sys.executable).resolve().parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", COMMANDS[0]], capture_output=True, text=True, check=False, cwd=copy, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("4 payloads: 3 valid, 1 unstable, 0 invalid\n")


def test_limits_are_those_of_the_program() -> None:
    """SECURITY.md names each limit with the value of its constant, an option of a command, and tests that exist."""
    text = (PROJECT / "SECURITY.md").read_text(encoding="utf-8")
    limits = re.findall(r"^\| .* \| ([\d,]+) \| (?:`(--[a-z-]+)`)? *\| `([\w.]+)` \|$", text, re.MULTILINE)
    assert len(limits) == text.split("## Limits")[1].count("\n| ") - 2
    options = {option for context in contexts() for parameter in context.command.params for option in parameter.opts}
    for value, option, constant in limits:
        module = re.match(r"[a-z_.]+(?=\.)", constant)
        assert module is not None
        found: object = importlib.import_module(f"chatlayer_session.{module[0]}")
        for name in constant[len(module[0]) + 1 :].split("."):
            found = getattr(found() if isinstance(found, type) else found, name)
        assert isinstance(found, int | float)
        assert (f"{found:,.0f}", option in {"", *options}) == (value, True), constant
    for path in re.findall(r"`(tests/[\w./]+)`", text):
        assert (PROJECT / path).exists(), path
