"""Hints name only options of the command that gives them."""

from __future__ import annotations

import json
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    import click

    from ..conftest import Command

INPUTS = {
    "none.ndjson": "",
    "nothing.json": "",
    "package.json": '{"name": "x", "version": "1"}',
    "array.json": "[]",
    "envelope.json": '{"data": {"session": {"internal": {}}}}',
    "lines.json": '{"a": 1}\n{"b": 2}\n',
    "together.json": '{"a": 1} {"b": 2}',
    "unstable.json": '{"internal": {"lastIntent": "x"}}',
    "broken.json": '{"a": NaN',
    "write.json": '{"namespace": "a", "data": {}}',
    "long.ndjson": json.dumps("x" * 1_100_000),
    "gone.json": None,
}
COMMANDS = {
    "validate": ["--max-line-size", "1"],
    "fields": ["--max-line-size", "1"],
    "size": ["--max-line-size", "1"],
    "baseline": ["--max-line-size", "1"],
    "redact": ["--max-line-size", "1"],
    "schema test": ["--max-line-size", "1"],
    "diff": ["session.json"],
}


CONTRACT = """consumer = "orders"
schema = ">=1.1, <2"
[[reads]]
pointer = "/internal/lastIntent"
[[reads]]
pointer = "/internal/messageType"
required = true
values = ["text"]
[[writes]]
namespace = "sys"
"""
CODE = "const a = args.internal.history; const b = args.internal.botID; const c = args.internal[a];\n"
OF_CODE = {
    "scan": [("code.js",), ("--contract", "contract.toml", "code.js"), ("broken.js",), ("empty",)],
    "contract verify": [
        ("--contract", "contract.toml"),
        ("--contract", "contract.toml", "code.js"),
        ("--contract", "contract.toml", "--payloads", "session.json", "broken.json"),
        ("--contract", "contract.toml", "--recorded", "reads.json"),
        ("--contract", "contract.toml", "empty"),
    ],
}


@pytest.mark.parametrize("name", OF_CODE)
def test_hints_on_code_name_options_that_the_command_has(command: Command, folder: Path, name: str) -> None:
    """Also for contracts, with and without code, payloads and recorded reads."""
    (folder / "contract.toml").write_text(CONTRACT)
    (folder / "code.js").write_text(CODE)
    (folder / "broken.js").write_text("const { internal } = args; internal.(;")
    (folder / "reads.json").write_text(
        '{"version": "1.0.0", "omitted": 0, "reads": [{"pointer": "/internal/history", "present": 1, "absent": 0}]}'
    )
    known = options_of(name)
    for arguments in OF_CODE[name]:
        outcome = command.forked(*name.split(), *arguments)
        assert "hint:" in outcome.stdout + outcome.stderr or "empty" in arguments or "broken.js" in arguments
        text = re.sub(r"`[a-z-]+ [a-z -]*--[^`]+`", "", outcome.stdout + outcome.stderr)
        named = set(re.findall(r"--[a-z][a-z-]+", text)) - {"--help"}
        assert named <= known, arguments


@pytest.fixture
def folder(tmp_path: Path, documented: dict[str, Any]) -> Path:
    """Return a folder with inputs that no command likes, an empty folder, and a session."""
    for name, content in INPUTS.items():
        if content is not None:
            (tmp_path / name).write_text(content)
    (tmp_path / "empty").mkdir()
    (tmp_path / "session.json").write_text(json.dumps({"internal": documented}))
    return tmp_path


def options_of(name: str) -> set[str]:
    """Return the options of a command."""
    group, _, nested = name.partition(" ")
    command: Any = import_module(f"chatlayer_session.cli.commands.{group}").command
    found: click.Command = command.commands[nested] if nested else command
    return {option for parameter in found.params for option in (*parameter.opts, *parameter.secondary_opts)}


@pytest.mark.parametrize("name", COMMANDS)
def test_hints_name_options_that_the_command_has(command: Command, folder: Path, name: str) -> None:
    """Also for inputs without payloads, above a limit or of a different format."""
    known = options_of(name)
    hints = 0
    for path in (*INPUTS, "empty"):
        outcome = command.forked(*name.split(), *COMMANDS[name], path)
        text = re.sub(r"`[a-z]+ --[^`]+`", "", outcome.stdout + outcome.stderr)
        named = set(re.findall(r"--[a-z][a-z-]+", text)) - {"--help"}
        assert named <= known, path
        hints += bool(named)
    assert folder.is_dir()
    assert hints
