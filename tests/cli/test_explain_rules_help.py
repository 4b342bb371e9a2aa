"""`explain`, `rules`, `--help`, `--version` and shell completion, run as processes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from chatlayer_session import Finding, Kind, Report, Rule, UnreadableInput
from chatlayer_session.cli import COMMANDS
from chatlayer_session.cli.exit_codes import Status
from chatlayer_session.compat.changes import PARTIES, ChangeId, Comparison, Compatibility, SchemaChange, SchemaPlace
from chatlayer_session.compat.reporters import FORMATS as COMPAT_FORMATS
from chatlayer_session.reporters.notifications import Notification
from chatlayer_session.reporters.runs import FORMATS
from chatlayer_session.reporters.style import Style
from chatlayer_session.rule_pages import rule_description, rule_page
from chatlayer_session.runs.collector import RunCollector

if TYPE_CHECKING:
    from ..conftest import Command


@pytest.mark.parametrize("rule", Rule)
def test_explain_prints_the_page_of_a_rule(command: Command, rule: Rule) -> None:
    """The page is printed as it is in the package."""
    outcome = command.forked("explain", rule.value)
    assert (outcome.status, outcome.stdout, outcome.err) == (0, rule_page(rule), b"")


@pytest.mark.parametrize("rule", Rule)
def test_explain_prints_the_page_as_json(command: Command, rule: Rule) -> None:
    """The page is a member beside name, severity, summary and description."""
    outcome = command.forked("explain", "--format", "json", rule.value)
    assert (outcome.status, outcome.err) == (0, b"")
    assert json.loads(outcome.out) == {
        "rule": rule.value,
        "severity": rule.severity.value,
        "summary": rule.summary,
        "description": rule_description(rule),
        "page": rule_page(rule),
    }


def test_explain_rejects_an_unknown_rule(command: Command) -> None:
    """The message suggests the most similar name of a rule or of anything else that reports name."""
    names = {"missing_filed": "missing-field", "unredable": "unreadable", "type-widend": "type-widened"}
    for name, nearest in names.items():
        outcome = command("explain", name)
        assert (outcome.status, outcome.out) == (2, b"")
        assert f"unknown rule '{name}'; did you mean '{nearest}'?" in outcome.stderr


NAMES = {
    "text": r": \w+\[([a-z-]+)\]|: (unreadable): ",
    "json": r'"(?:rule|id)": "([a-z-]+)"',
    "ndjson": r'"rule": ?"([a-z-]+)"',
    "sarif": r'"(?:ruleId|id)": "([a-z-]+)"',
    "junit": r' type="([^"]+)"|: \w+\[([a-z-]+)\]',
    "github": r"title=(?:\w+\[)?([a-z-]+)",
    "gitlab": r'"check_name": "([^"]+)"',
    "markdown": r"^\| \w+ \| ([a-z-]+) \| <code>|^- ([a-z-]+): ",
}
"""Where a format names what it reports."""


def names_in(report: str, form: str) -> set[str]:
    """Return the names in a report."""
    return {name for found in re.finditer(NAMES[form], report, re.MULTILINE) for name in found.groups() if name}


def test_explain_knows_every_name_in_reports(command: Command) -> None:
    """Rules, facts about the run and changes of schemas are explained under the names that reports give them."""
    collector = RunCollector("1.1.0", len(Rule))
    for rule in Rule:
        finding = Finding(rule, "/botId", "a message", "a hint", 1, 1)
        collector.add(Report((finding, replace(finding, pointer="")), "1.1.0", Kind.INTERNAL, f"{rule.value}.json"))
    collector.add_unreadable(UnreadableInput("gone.json", "there is no such file"))
    run = replace(collector.run(), internal_errors=1)
    changes = tuple(SchemaChange(change, "a message", new=SchemaPlace("new", "", 1, 1)) for change in ChangeId)
    compatibility = Compatibility("old", "new", PARTIES, (Comparison("a.json", "old", "new", changes),))
    found = {form: names_in(FORMATS.load(form).render(run, Style()), form) for form in FORMATS.names}
    of_changes = {
        form: names_in(COMPAT_FORMATS.load(form).render(compatibility, Style()), form)
        for form in NAMES
        if form in COMPAT_FORMATS.names
    }
    assert found.keys() == NAMES.keys() >= set(COMPAT_FORMATS.names)
    assert found["sarif"] == {*(rule.value for rule in Rule), *(one.value for one in Notification)}
    assert all(names == {change.value for change in ChangeId} for names in of_changes.values())
    assert {"omitted", "unreadable"} < found["gitlab"]
    assert {"omitted", "unreadable", "defect"} < found["junit"]
    for name in sorted(set().union(*found.values(), *of_changes.values())):
        outcome = command.forked("explain", name)
        assert (outcome.status, outcome.stdout.partition("\n\n")[0]) == (0, f"# {name}"), name


@pytest.mark.parametrize("name", ["omitted", "property-removed", "undecided", "version-not-bumped"])
def test_explain_prints_other_names_as_json(command: Command, name: str) -> None:
    """A page of a name that is no rule says where the name is from, what it means, and what to do."""
    page = command.forked("explain", name).stdout
    assert re.fullmatch(rf"# {name}\n\n.+\.\n\n.+\.\n\n## What to do\n\n(?:.+\n)+", page)
    assert max(map(len, page.splitlines())) <= 120
    term = "notification" if name == "omitted" else "change"
    entry = json.loads(command.forked("explain", "--format", "json", name).out)
    assert entry == {term: name, "summary": page.split("\n\n")[2], "page": page}


def test_rules_lists_every_rule(command: Command) -> None:
    """Each rule is one line with its severity and summary."""
    outcome = command("rules")
    assert outcome.status == 0
    assert [line.split(maxsplit=2) for line in outcome.stdout.splitlines()] == [
        [rule.value, rule.severity.value, rule.summary] for rule in Rule
    ]


def test_rules_are_listed_as_json(command: Command) -> None:
    """Each rule is an object with its name, severity, summary and description."""
    outcome = command.forked("rules", "--format", "json")
    assert outcome.status == 0
    assert [tuple(entry.values()) for entry in json.loads(outcome.out)] == [
        (rule.value, rule.severity.value, rule.summary, rule_description(rule)) for rule in Rule
    ]
    assert {tuple(entry) for entry in json.loads(outcome.out)} == {("rule", "severity", "summary", "description")}


@pytest.mark.parametrize("name", ["rules", "explain syntax"])
def test_unknown_format_is_a_usage_error(command: Command, name: str) -> None:
    """The message lists the formats."""
    outcome = command.forked(*name.split(), "--format", "sarif")
    assert (outcome.status, outcome.out) == (2, b"")
    assert "unknown format 'sarif'" in outcome.stderr


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_lists_the_commands(command: Command, flag: str) -> None:
    """Each command has a line, and examples follow."""
    outcome = command(flag)
    assert (outcome.status, outcome.err) == (0, b"")
    for name, line in COMMANDS.items():
        assert f"  {name}" in outcome.stdout
        assert line in outcome.stdout
    assert "Example" in outcome.stdout


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_has_examples_and_exit_codes(command: Command, name: str) -> None:
    """Every command shows a command line to copy, and its exit codes."""
    help_text = command(*name.split(), "--help").stdout
    assert f"\n    chatlayer-session {name}" in help_text
    assert f"\n      0  {Status.OK.meaning}\n" in help_text
    assert f"\n      2  {Status.USAGE.meaning}\n" in help_text
    assert max(map(len, help_text.splitlines())) <= 100


MEANINGS = [
    ("diff", 1, "change of internal, or invalid AFTER"),
    ("diff", 4, "unreadable BEFORE or AFTER, or unwritable report"),
    ("size", 1, "payload above the size limit, or not JSON"),
    ("size", 4, Status.UNREADABLE.meaning),
    ("fields", 1, "payload whose fields cannot be counted, such as text that is not JSON"),
    ("baseline", 1, "invalid payload; the entries are written nevertheless"),
    ("baseline", 4, "unreadable input, no payload, or unwritable entries"),
    ("redact", 1, "payload that is not JSON"),
    ("compat", 3, "no break was found, but at least one change is undecided"),
    ("schema test", 1, "failed case"),
    ("schema test", 4, "unreadable cases, no case, or unwritable report"),
    ("schema export", 4, "unwritable export"),
    ("schema show", 4, "unwritable output"),
    ("generate", 4, "unwritable payload"),
    ("explain", 4, "unwritable output"),
    ("config show", 4, "unwritable output"),
]


@pytest.mark.parametrize(("name", "status", "meaning"), MEANINGS)
def test_exit_codes_of_a_command_are_its_own(command: Command, name: str, status: int, meaning: str) -> None:
    """The help says what an exit code of this command means."""
    assert f"\n    {status:3}  {meaning}\n" in command.forked(*name.split(), "--help").stdout


def test_only_commands_that_validate_speak_of_invalid_payloads(command: Command) -> None:
    """And none but `validate`, `scan`, `compat` and `contract` exits with 3."""
    helps = {name: command.forked(name, "--help").stdout for name in COMMANDS}
    assert {name for name, text in helps.items() if f"  1  {Status.INVALID.meaning}\n" in text} == {"validate"}
    assert {name for name, text in helps.items() if "\n      3  " in text} == {"validate", "scan", "compat", "contract"}
    assert {name for name, text in helps.items() if "\n    130  " not in text} == {"explain", "rules", "config"}


HELPS = """
import json, sys
from click.testing import CliRunner
from chatlayer_session.cli import cli
print(json.dumps([CliRunner().invoke(cli, [*words.split(), "--help"]).output for words in sys.argv[1:]]))
"""


def test_help_is_complete_without_docstrings() -> None:
    """Python removes docstrings under -OO, and every command has the same help."""
    groups = ((name, import_module(f"chatlayer_session.cli.commands.{name}").command) for name in COMMANDS)
    nested = [f"{name} {part}" for name, group in groups for part in getattr(group, "commands", ())]
    names = ["", *COMMANDS, *nested]
    assert len(nested) == 9
    texts = [
        subprocess.run([sys.executable, *options, "-c", HELPS, *names], stdout=subprocess.PIPE, check=True).stdout
        for options in ((), ("-OO",))
    ]
    assert texts[0] == texts[1]
    for name, text in zip(names, json.loads(texts[0]), strict=True):
        assert re.match(rf"Usage: \S+ ?{name} .*\n(?: +.*\n)*\n  [A-Z]", text), name


def test_help_of_validate_lists_every_exit_code(command: Command) -> None:
    """Each exit code has its meaning."""
    help_text = command("validate", "--help").stdout
    for status in Status:
        assert f" {status.value}  {status.meaning}\n" in help_text


def test_help_names_every_option(command: Command) -> None:
    """The options that scripts use are listed."""
    help_text = command("validate", "--help").stdout
    for option in (
        "--kind",
        "--schema-version",
        "--at",
        "--input-format",
        "--format",
        "--fail-on",
        "--accept-unstable",
        "--show-values",
        "--max-findings",
        "-q, --quiet",
    ):
        assert f"\n  {option}" in help_text


def test_missing_command_shows_the_help(command: Command) -> None:
    """The exit code is 2."""
    outcome = command()
    assert outcome.status == 2
    assert "Commands:" in outcome.stderr + outcome.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("check", "unknown command 'check'; available: validate, diff, size, baseline, config, fields, explain, "),
        ("validat", "unknown command 'validat'; did you mean 'validate'?"),
        ("schema lst", "unknown command 'lst'; did you mean 'list'?"),
        ("config display", "unknown command 'display'; available: show"),
        ("--verson", "unknown option '--verson'; did you mean '--version'?"),
        ("validate --fail_on unstable", "unknown option '--fail_on'; did you mean '--fail-on'?"),
        ("validate --no-quite", "unknown option '--no-quite'; did you mean '--no-quiet'?"),
        ("baseline --nothing-like-it", "unknown option '--nothing-like-it'"),
        ("size -z", "unknown option '-z'"),
    ],
)
def test_unknown_command_or_option_is_a_usage_error(command: Command, arguments: str, message: str) -> None:
    """The message has the most similar name, or the list of commands; the list of options is in the help."""
    outcome = command(*arguments.split())
    assert (outcome.status, outcome.out) == (2, b"")
    assert outcome.stderr.startswith("Usage: chatlayer-session ")
    assert f"\nError: {message}" in outcome.stderr
    assert message.endswith(", ") or outcome.stderr.endswith(f"{message}\n")


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_version_is_that_of_the_package(command: Command, flag: str) -> None:
    """One line has the name of the program and its version."""
    assert command(flag).stdout == f"chatlayer-session {version('chatlayer-session')}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_is_printed(command: Command, shell: str) -> None:
    """A variable of click makes the command print the script for a shell."""
    outcome = command(env={"_CHATLAYER_SESSION_COMPLETE": f"{shell}_source"})
    assert outcome.status == 0
    assert "chatlayer-session" in outcome.stdout
    assert outcome.err == b""


@pytest.mark.parametrize(
    ("words", "index", "completed"),
    [
        ("chatlayer-session val", "1", ["validate"]),
        ("chatlayer-session ", "1", [*COMMANDS]),
        ("chatlayer-session explain missing", "2", ["missing-field"]),
        ("chatlayer-session validate --fail-on ", "3", ["invalid", "unstable", "never"]),
        ("chatlayer-session validate --show", "2", ["--show-values"]),
    ],
)
def test_commands_rules_and_options_are_completed(
    command: Command, words: str, index: str, completed: list[str]
) -> None:
    """The shell asks for them when the user presses Tab."""
    env = {"_CHATLAYER_SESSION_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": index}
    outcome = command(env=env)
    assert [line.removeprefix("plain,") for line in outcome.stdout.splitlines()] == completed
    assert outcome.err == b""
