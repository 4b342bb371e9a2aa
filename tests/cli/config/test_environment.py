"""Environment variables: unknown ones, those that choose the file, and flags that undo them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatlayer_session.cli.commands import baseline, validate
from chatlayer_session.cli.envvars import PREFIX, variable_of

from .conftest import CONFIG_FILE, active_configuration

if TYPE_CHECKING:
    from pathlib import Path

    import click

    from ...conftest import Command

RUNS = [["validate", "logs"], ["baseline", "logs"], ["config", "show"]]


@pytest.mark.parametrize("run", RUNS)
def test_unknown_variable_is_a_usage_error(command: Command, payload: Path, run: list[str]) -> None:
    """All unknown variables are named with a suggestion, and without their values."""
    del payload
    variables = {"FAILON": "qzjx", "acceptunstable": "qzjx", "ODD\n": "qzjx"}
    outcome = command(*run, env={PREFIX + name: value for name, value in variables.items()})
    assert (outcome.status, outcome.out) == (2, b"")
    assert outcome.stderr.partition("Error: ")[2].splitlines() == [
        "invalid environment:",
        "unknown variable CHATLAYER_SESSION_FAILON; did you mean CHATLAYER_SESSION_FAIL_ON?",
        "unknown variable CHATLAYER_SESSION_ODD\\u000a; remove it, "
        "or use an option of `chatlayer-session validate --help`",
        "unknown variable CHATLAYER_SESSION_acceptunstable; did you mean CHATLAYER_SESSION_ACCEPT_UNSTABLE?",
    ]
    assert "qzjx" not in outcome.stderr


def test_other_variables_are_ignored(command: Command, payload: Path) -> None:
    """Empty variables are ignored, and so are those of the tests, of shell completion and of other commands."""
    env = {
        f"{PREFIX}FAILON": "",
        f"{PREFIX}REQUIRE": "redis",
        f"_{PREFIX}COMPLETE_": "x",
        "CHATLAYER_FAIL_ON": "x",
        f"{PREFIX}UNTIL": "2999-12-31",
        f"{PREFIX}WRITE": "true",
    }
    outcome = command("validate", payload, env=env)
    assert (outcome.status, outcome.err) == (0, b"")
    assert command("validate", "--help", env={f"{PREFIX}FAILON": "unstable"}).status == 0
    assert command("rules", env={f"{PREFIX}FAILON": "unstable"}).status == 0


def test_blank_variables_are_ignored(command: Command, payload: Path) -> None:
    """White space sets no option, and replaces none of the file."""
    (command.folder / CONFIG_FILE).write_text('fail-on = "unstable"\nformat = ["json"]\n')
    names = ["FAIL_ON", "FORMAT", "JOBS", "QUIET", "AT", "CONFIG", "NO_CONFIG", "FAILON"]
    outcome = command("validate", payload, env={PREFIX + name: " \t" for name in names})
    assert (outcome.status, outcome.err) == (3, b"")
    assert outcome.out.startswith(b"{")


def test_empty_list_of_formats_is_the_default(command: Command, payload: Path) -> None:
    """Neither a file nor a variable can turn all reports off, and the variable still replaces the file."""
    expected = command("validate", payload).out
    assert b"1 payload" in expected
    (command.folder / CONFIG_FILE).write_text("format = []\n")
    assert command("validate", payload).out == expected
    (command.folder / CONFIG_FILE).write_text('format = ["json"]\n')
    assert command("validate", payload, env={f"{PREFIX}FORMAT": "[]"}).out == expected


def test_unknown_schema_version_has_its_variable(command: Command, payload: Path) -> None:
    """The message names the variable, not an option which nobody typed."""
    outcome = command("validate", payload, env={f"{PREFIX}SCHEMA_VERSION": "9"})
    assert (outcome.status, outcome.out) == (2, b"")
    assert f"Invalid value for '{PREFIX}SCHEMA_VERSION': unknown schema version '9'" in outcome.stderr


def test_option_that_does_not_suit_the_others_has_its_origin(command: Command, payload: Path) -> None:
    """The message names the variable, or the line in the file, also where the options were checked together."""
    (command.folder / CONFIG_FILE).write_text('\nformat = ["json=r", "sarif=r"]\n')
    reports = command("validate", payload)
    message = "'--format': cannot write two reports to 'r'; use different files; "
    assert f"{message}{CONFIG_FILE}:2:1 sets it, so pass --format or --no-config\n" in reports.stderr
    (command.folder / CONFIG_FILE).write_text('schema-version = "1.0"\nkind = "write"\n')
    kind = command("validate", payload)
    assert f"; versions that have it: 1.1.0, 1.2.0; {CONFIG_FILE}:2:1 sets it, so pass --kind or" in kind.stderr
    outcome = command("validate", "--format", "text", payload, env={f"{PREFIX}KIND": "answer"})
    assert f"Invalid value for '{PREFIX}KIND': schema version 1.0.0 has no kind 'answer'" in outcome.stderr
    assert outcome.stderr.endswith("; versions that have it: 1.2.0\n")
    compared = command("diff", payload, payload, env={f"{PREFIX}KIND": "internal", f"{PREFIX}AT": "/*"})
    assert f"Invalid value for '{PREFIX}AT': '/*' can select several payloads" in compared.stderr
    assert CONFIG_FILE not in compared.stderr


def test_every_option_has_a_variable(command: Command, payload: Path) -> None:
    """Both commands that read the environment know the variables of both."""
    values = {"jobs": "1", "max_findings": "1", "today": "2026-11-22", "kind": "auto", "input_format": "auto"}
    values |= {"schema_version": "1", "outputs": "text", "fail_on": "never", "config": "c.toml", "until": "2999-01-01"}
    values |= {"last_activity": "2026-11-22T10:00:00Z", "now": "2026-11-22T10:00:00Z", "retention_days": "1"}
    flags = {"quiet": "0", "show_values": "0", "explain_versions": "0", "write": "0", "no_config": "0"}
    values |= {**flags, "accept_unstable": "/x", "at": "/x", "reason": "x", "ticket": "x", "color": "auto"}
    values |= {"max_line_size": "1", "max_document_size": "1", "allow_misspelt": "0"}
    values |= {"exclude": "x", "force_exclude": "0", "respect_gitignore": "0", "allow_empty": "0"}
    values |= {"every": "0", "severity": "note", "hide": "unknown-value"}
    (command.folder / "c.toml").touch()
    parameters = [*validate.command.params, *baseline.command.params]
    env = {variable_of(option): values[option.name or ""] for option in parameters if _is_option(option)}
    assert "CHATLAYER_SESSION_ACCEPT_UNSTABLE" in env
    assert command("validate", "--at", "", payload, env=env).status == 0
    assert command("baseline", "--at", "", "logs", env=env).status == 0


def _is_option(parameter: click.Parameter) -> bool:
    return parameter.param_type_name == "option"


def test_variable_turns_configuration_off(command: Command, payload: Path) -> None:
    """It works like `--no-config`, the command line comes first, and an invalid value is reported."""
    (command.folder / CONFIG_FILE).write_text('fail-on = "unstable"\n')
    none = {f"{PREFIX}NO_CONFIG": "true"}
    assert command("validate", payload).status == 3
    assert command("validate", payload, env=none).status == 0
    assert command("validate", payload, env={f"{PREFIX}NO_CONFIG": "false"}).status == 3
    assert command("validate", "--config", CONFIG_FILE, payload, env=none).status == 3
    assert command("validate", payload, env={**none, f"{PREFIX}FAIL_ON": "unstable"}).status == 3
    assert active_configuration(command, **none)["file"] is None
    outcome = command("validate", payload, env={f"{PREFIX}NO_CONFIG": "perhaps"})
    assert (outcome.status, outcome.out) == (2, b"")
    assert "Invalid value for 'CHATLAYER_SESSION_NO_CONFIG': " in outcome.stderr


def test_variables_that_choose_the_file_exclude_each_other(command: Command, payload: Path) -> None:
    """A file and none is a usage error, unless the command line decides."""
    (command.folder / "c.toml").write_text('fail-on = "unstable"\n')
    env = {f"{PREFIX}NO_CONFIG": "true", f"{PREFIX}CONFIG": "c.toml"}
    outcome = command("validate", payload, env=env)
    assert (outcome.status, outcome.out) == (2, b"")
    assert (
        "CHATLAYER_SESSION_CONFIG and CHATLAYER_SESSION_NO_CONFIG exclude each other; set one of them" in outcome.stderr
    )
    assert command("validate", "--no-config", payload, env=env).status == 0
    assert command("validate", "--config", "c.toml", payload, env=env).status == 3
    assert command("validate", payload, env={**env, f"{PREFIX}NO_CONFIG": "0"}).status == 3


def test_command_line_undoes_flags(command: Command, payload: Path) -> None:
    """A flag from the file or the environment can be turned off on the command line."""
    payload.write_bytes(payload.read_bytes().replace(b'"DRAFT"', b'"qzjx"'))
    (command.folder / CONFIG_FILE).write_text("quiet = true\nexplain-versions = true\n")
    assert command.forked("validate", "logs").out == b""
    explained = command.forked("validate", "--no-quiet", "logs").stdout
    assert "1.0.0" in explained
    show = {f"{PREFIX}SHOW_VALUES": "true"}
    report = command("validate", "--no-quiet", "--no-explain-versions", "logs", env=show).stdout
    assert "error[value-not-allowed]" in report
    assert "qzjx" in report
    shown = ["--no-quiet", "--no-explain-versions", "--no-show-values"]
    kept = command("validate", *shown, "logs", env=show).stdout
    assert "error[value-not-allowed]" in kept
    assert "qzjx" not in kept
    (command.folder / CONFIG_FILE).unlink()
    assert command("validate", "--no-quiet", "logs", env={f"{PREFIX}QUIET": "true"}).out != b""
    assert command.forked("validate", "-q", "logs").out == b""


@pytest.mark.parametrize("typed", [["--show-values"], ["--max-findings", "3"], ["--max-findings", "0"]])
def test_option_without_effect_on_versions_is_a_usage_error(command: Command, payload: Path, typed: list[str]) -> None:
    """On the command line only: options in a file also serve other runs."""
    del payload
    for explain in (["--explain-versions"], []):
        outcome = command.forked("validate", *explain, *typed, "logs")
        assert (outcome.status, outcome.out) == (2, b"")
        assert (
            f"{typed[0]} has no effect with --explain-versions; remove it, or pass --no-explain-versions"
            in " ".join(outcome.stderr.split())
        )
        (command.folder / CONFIG_FILE).write_text("explain-versions = true\nmax-findings = 3\n")
    assert command.forked("validate", "--no-show-values", "logs").status == 0
    assert command.forked("validate", "--no-explain-versions", *typed, "logs").status == 0
