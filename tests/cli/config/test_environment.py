"""Environment variables that are none, those that choose the file, and flags that are typed against what is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatlayer_session.cli.commands import baseline, validate
from chatlayer_session.cli.envvars import PREFIX, variable_of

from .conftest import OWN, shown

if TYPE_CHECKING:
    from pathlib import Path

    import click

    from ...conftest import Command

RUNS = [["validate", "logs"], ["baseline", "logs"], ["config", "show"]]


@pytest.mark.parametrize("run", RUNS)
def test_a_variable_that_is_none_is_wrong_usage(command: Command, payload: Path, run: list[str]) -> None:
    """All of them are named, with what was probably meant, and without what is in them."""
    del payload
    variables = {"FAILON": "qzjx", "acceptunstable": "qzjx", "ODD\n": "qzjx", "DEPTH": "qzjx"}
    outcome = command(*run, env={PREFIX + name: value for name, value in variables.items()})
    assert (outcome.status, outcome.out) == (2, b"")
    assert outcome.stderr.partition("Error: ")[2].splitlines() == [
        "invalid environment:",
        "unknown variable CHATLAYER_SESSION_DEPTH; remove it, or use an option of `chatlayer-session validate --help`",
        "unknown variable CHATLAYER_SESSION_FAILON; did you mean CHATLAYER_SESSION_FAIL_ON?",
        "unknown variable CHATLAYER_SESSION_ODD\\u000a; remove it, "
        "or use an option of `chatlayer-session validate --help`",
        "unknown variable CHATLAYER_SESSION_acceptunstable; did you mean CHATLAYER_SESSION_ACCEPT_UNSTABLE?",
    ]
    assert "qzjx" not in outcome.stderr


def test_variables_of_others_are_left_alone(command: Command, payload: Path) -> None:
    """Empty ones, those of the project's own tests, of shells for completion, and of another command."""
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
    assert command("size", payload, env={f"{PREFIX}FAILON": "unstable"}).status == 0


def test_every_option_has_a_variable_that_is_known(command: Command, payload: Path) -> None:
    """To both commands that take options from the environment, whichever of them it is for."""
    values = {"jobs": "1", "max_findings": "1", "today": "2026-11-22", "kind": "auto", "input_format": "auto"}
    values |= {"schema_version": "1", "outputs": "text", "fail_on": "never", "config": "c.toml", "until": "2999-01-01"}
    values |= {"last_activity": "2026-11-22T10:00:00Z", "now": "2026-11-22T10:00:00Z", "retention_days": "1"}
    flags = {"quiet": "0", "show_values": "0", "explain_versions": "0", "write": "0", "no_config": "0"}
    values |= {**flags, "accept_unstable": "/x", "at": "/x", "reason": "x", "ticket": "x"}
    (command.folder / "c.toml").touch()
    options = [each for one in (validate.command, baseline.command) for each in one.params if each.name != "paths"]
    env = {variable_of(each): values[each.name or ""] for each in options if _is_option(each)}
    assert "CHATLAYER_SESSION_ACCEPT_UNSTABLE" in env
    assert command("validate", "--at", "", payload, env=env).status == 0
    assert command("baseline", "--at", "", "logs", env=env).status == 0


def _is_option(parameter: click.Parameter) -> bool:
    return parameter.param_type_name == "option"


def test_no_file_can_be_chosen_in_the_environment(command: Command, payload: Path) -> None:
    """As with --no-config; what is typed comes first, and a wrong value is told."""
    (command.folder / OWN).write_text('fail-on = "unstable"\n')
    none = {f"{PREFIX}NO_CONFIG": "true"}
    assert command("validate", payload).status == 3
    assert command("validate", payload, env=none).status == 0
    assert command("validate", payload, env={f"{PREFIX}NO_CONFIG": "false"}).status == 3
    assert command("validate", "--config", OWN, payload, env=none).status == 3
    assert command("validate", payload, env={**none, f"{PREFIX}FAIL_ON": "unstable"}).status == 3
    assert shown(command, **none)["file"] is None
    outcome = command("validate", payload, env={f"{PREFIX}NO_CONFIG": "perhaps"})
    assert (outcome.status, outcome.out) == (2, b"")
    assert "Invalid value for 'CHATLAYER_SESSION_NO_CONFIG': " in outcome.stderr


def test_variables_that_choose_contradict_each_other(command: Command, payload: Path) -> None:
    """A file and none; a typed option settles it."""
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


def test_flags_that_are_set_can_be_undone_by_typing(command: Command, payload: Path) -> None:
    """Whether they are set in the file or in the environment."""
    payload.write_bytes(payload.read_bytes().replace(b'"DRAFT"', b'"qzjx"'))
    (command.folder / OWN).write_text("quiet = true\nshow-values = true\nexplain-versions = true\n")
    assert command.forked("validate", "logs").out == b""
    explained = command.forked("validate", "--no-quiet", "logs").stdout
    assert "1.0.0" in explained
    found = command.forked("validate", "--no-quiet", "--no-explain-versions", "logs").stdout
    assert "error[value-not-allowed]" in found
    assert "qzjx" in found
    kept = command.forked("validate", "--no-quiet", "--no-explain-versions", "--no-show-values", "logs").stdout
    assert "error[value-not-allowed]" in kept
    assert "qzjx" not in kept
    (command.folder / OWN).unlink()
    assert command("validate", "--no-quiet", "logs", env={f"{PREFIX}QUIET": "true"}).out != b""
    assert command.forked("validate", "-q", "logs").out == b""


@pytest.mark.parametrize("typed", [["--show-values"], ["--max-findings", "3"], ["--max-findings", "0"]])
def test_what_has_no_effect_on_explained_versions_is_wrong_usage(
    command: Command, payload: Path, typed: list[str]
) -> None:
    """If it is typed: in a file it is for the other runs."""
    del payload
    for explain in (["--explain-versions"], []):
        outcome = command.forked("validate", *explain, *typed, "logs")
        assert (outcome.status, outcome.out) == (2, b"")
        assert (
            f"{typed[0]} has no effect with --explain-versions; remove it, or pass --no-explain-versions"
            in " ".join(outcome.stderr.split())
        )
        (command.folder / OWN).write_text("explain-versions = true\nshow-values = true\nmax-findings = 3\n")
    assert command.forked("validate", "logs").status == 0
    assert command.forked("validate", "--no-show-values", "logs").status == 0
    assert command.forked("validate", "--no-explain-versions", *typed, "logs").status == 0
