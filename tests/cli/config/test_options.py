"""Options from the configuration file and the environment, and their order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .conftest import CONFIG_FILE, PROJECT_FILE, active_configuration

if TYPE_CHECKING:
    from pathlib import Path

    from ...conftest import Command


def test_file_sets_options(command: Command, payload: Path) -> None:
    """They apply as if they were on the command line."""
    assert command.forked("validate", payload).status == 0
    (command.folder / CONFIG_FILE).write_text('fail-on = "unstable"\nformat = ["json"]\nmax-findings = 0\n')
    outcome = command.forked("validate", payload)
    assert outcome.status == 3
    report = json.loads(outcome.out)
    assert (report["summary"]["unstable"], report["payloads"]) == (1, [])


def test_command_line_comes_before_environment_and_file(command: Command, payload: Path) -> None:
    """The order is: command line, environment, file, default."""
    assert command("validate", payload).status == 0
    (command.folder / CONFIG_FILE).write_text('fail-on = "unstable"\n')
    assert command("validate", payload).status == 3
    never = {"CHATLAYER_SESSION_FAIL_ON": "never"}
    assert command("validate", payload, env=never).status == 0
    assert command("validate", "--fail-on", "unstable", payload, env=never).status == 3
    assert command("validate", payload, env={"CHATLAYER_SESSION_FAIL_ON": ""}).status == 3


def test_first_source_replaces_lists_of_later_ones(command: Command, payload: Path) -> None:
    """Lists from different sources are not combined."""
    (command.folder / CONFIG_FILE).write_text('fail-on = "unstable"\naccept-unstable = ["/lastTopic"]\n')
    assert command("validate", payload).status == 0
    assert command("validate", "--accept-unstable", "/other", payload).status == 3
    assert command("validate", payload, env={"CHATLAYER_SESSION_ACCEPT_UNSTABLE": "/other"}).status == 3


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("/a /lastTopic", 0),
        ("\t/lastTopic\n", 0),
        ('["/lastTopic"]', 0),
        ('["/a b", "/lastTopic"]', 0),
        ("/a,/lastTopic", 3),
    ],
)
def test_variable_can_have_several_values(command: Command, payload: Path, text: str, status: int) -> None:
    """They are separated by white space, or written as a JSON array."""
    env = {"CHATLAYER_SESSION_ACCEPT_UNSTABLE": text, "CHATLAYER_SESSION_FAIL_ON": "unstable"}
    assert command("validate", payload, env=env).status == status


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        ("FAIL_ON", "all", "unknown verdict 'all'; available: invalid, unstable, never"),
        ("JOBS", "0", "must be a whole number, at least 1\n"),
        ("JOBS", "9" * 5000, "must be a whole number, at least 1\n"),
        ("KIND", "k" * 5000, "unknown kind 'kkk"),
        ("QUIET", "perhaps", "must be true or false\n"),
        ("ACCEPT_UNSTABLE", "lastTopic", "invalid JSON Pointer 'lastTopic'"),
        ("ACCEPT_UNSTABLE", '["/a"', 'expected a JSON array of strings, such as ["one", "another"]'),
        ("FORMAT", "[1]", 'expected a JSON array of strings, such as ["one", "another"]'),
        ("FORMAT", "text json", "only one format can go to standard output"),
        ("TODAY", "soon", "invalid date 'soon'; use YYYY-MM-DD"),
    ],
)
def test_invalid_variable_is_named(command: Command, payload: Path, variable: str, text: str, message: str) -> None:
    """The message names the variable, not the option."""
    outcome = command("validate", payload, env={f"CHATLAYER_SESSION_{variable}": text})
    assert (outcome.status, outcome.out) == (2, b"")
    assert f"Invalid value for 'CHATLAYER_SESSION_{variable}': " in outcome.stderr
    assert message in outcome.stderr
    assert len(outcome.stderr) < 1000


def test_variable_sets_a_flag(command: Command, payload: Path) -> None:
    """A variable can turn a flag on, and turn off a flag from the file."""
    assert command("validate", payload, env={"CHATLAYER_SESSION_QUIET": "true"}).out == b""
    (command.folder / CONFIG_FILE).write_text("quiet = true\n")
    assert command("validate", payload).out == b""
    assert command("validate", payload, env={"CHATLAYER_SESSION_QUIET": "0"}).out != b""


def test_file_can_set_retention_days(command: Command, payload: Path) -> None:
    """They apply to runs with `--last-activity`. On the command line alone, they are a usage error."""
    (command.folder / CONFIG_FILE).write_text("retention-days = 3\nnow = 2026-11-22T10:00:00Z\n")
    assert command.forked("validate", payload).status == 0
    assert command.forked("validate", "--last-activity", "2026-11-18T10:00:00Z", payload).status == 1
    assert command.forked("validate", "--last-activity", "2026-11-20T10:00:00Z", payload).status == 0
    assert command.forked("validate", "--retention-days", "3", payload).status == 2


def test_config_show_lists_values_and_sources(command: Command) -> None:
    """Defaults, variables and the file, with accepted fields and overrides."""
    (command.folder / PROJECT_FILE).write_text(
        '[tool.chatlayer-session]\nfail-on = "unstable"\n[[tool.chatlayer-session.accepted]]\npointer = "/a"\n'
        'reason = "r"\nuntil = 2026-12-31\nticket = "BOT-7"\n[[tool.chatlayer-session.overrides]]\npaths = ["x"]\n'
        'at = "/b"\n[[tool.chatlayer-session.overrides.accepted]]\npointer = "/c"\nreason = "s"\nuntil = 2027-01-01\n'
    )
    outcome = command("config", "show", env={"CHATLAYER_SESSION_JOBS": "2"})
    assert outcome.status == 0
    lines = outcome.stdout.splitlines()
    assert lines[0] == "configuration file: pyproject.toml"
    options = [line for line in lines[1:] if not line.startswith(("accepted ", "overrides "))]
    rows = {line.split()[0]: line.split()[1:] for line in options}
    assert rows["kind"] == ['"auto"', "default"]
    assert rows["fail-on"] == ['"unstable"', "pyproject.toml"]
    assert rows["jobs"] == ["2", "CHATLAYER_SESSION_JOBS"]
    assert rows["format"] == ['["text"]', "default"]
    assert rows["last-activity"] == ["-", "default"]
    assert lines[1 + len(options) :] == [
        "accepted /a until 2026-12-31: r (BOT-7)",
        'overrides entry 1, for ["x"]: at = "/b", accepted /c',
    ]
    content = active_configuration(command, "x")
    entry = {"pointer": "/a", "reason": "r", "until": "2026-12-31", "ticket": "BOT-7"}
    inner = {"pointer": "/c", "reason": "s", "until": "2027-01-01", "ticket": None}
    assert content["accepted"] == [entry, inner]
    assert content["overrides"] == [{"paths": ["x"], "at": "/b", "accepted": [inner]}]
    assert active_configuration(command, "--no-config") == {
        **active_configuration(command, "--no-config"),
        "file": None,
        "accepted": [],
        "overrides": [],
    }
    assert command("config", "show", "--no-config").stdout.splitlines()[0] == "no configuration file"
