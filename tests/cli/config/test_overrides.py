"""Overrides: options for some of the files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .conftest import CONFIG_FILE, active_configuration

if TYPE_CHECKING:
    from pathlib import Path

    from ...conftest import Command


def test_overrides_apply_to_matching_files(command: Command, documented: dict[str, Any]) -> None:
    """They set the kind, the place and the input format of each file; the command line comes first."""
    (command.folder / "logs").mkdir()
    (command.folder / "logs" / "a.txt").write_text(json.dumps({"data": {"internal": documented}}) + "\n")
    (command.folder / "b.json").write_text(json.dumps(documented))
    (command.folder / CONFIG_FILE).write_text(
        'kind = "internal"\n[[overrides]]\npaths = ["logs/**"]\n'
        'at = "/data"\nkind = "session"\ninput-format = "lines"\n'
    )
    outcome = command.forked("validate", "--format", "json", "--max-findings", "9", "b.json", "logs/a.txt")
    assert (outcome.status, outcome.report["summary"]["valid"]) == (0, 2)
    # The command line comes before all overrides.
    typed = command.forked("validate", "--format", "json", "--kind", "internal", "logs/a.txt")
    assert typed.status == 1
    assert typed.report["payloads"][0]["kind"] == "internal"
    assert typed.report["payloads"][0]["at"] == "/data"
    assert typed.report["payloads"][0]["record"] == 1


def test_later_override_wins(command: Command, payload: Path) -> None:
    """Options of earlier overrides still apply, and accepted fields are combined."""
    inside = {"a": json.loads(payload.read_text())}
    payload.write_text(json.dumps(inside))
    (command.folder / CONFIG_FILE).write_text(
        'fail-on = "unstable"\naccept-unstable = ["/other"]\n'
        '[[overrides]]\npaths = ["logs/**"]\nat = "/a"\nkind = "session"\n'
        '[[overrides]]\npaths = ["*.json"]\nkind = "internal"\naccept-unstable = ["/lastTopic"]\n'
        '[[overrides]]\npaths = ["elsewhere"]\nat = "/b"\n'
    )
    assert command.forked("validate", payload).status == 0
    options = active_configuration(command, "logs/payload.json")["options"]
    assert options["at"] == {"value": "/a", "from": f"{CONFIG_FILE}, overrides entry 1"}
    assert options["kind"] == {"value": "internal", "from": f"{CONFIG_FILE}, overrides entry 2"}
    assert options["accept-unstable"] == {
        "value": ["/other", "/lastTopic"],
        "from": f"{CONFIG_FILE}, overrides entry 2",
    }
    assert options["fail-on"] == {"value": "unstable", "from": CONFIG_FILE}
    # A variable comes before overrides, like the command line.
    variable = active_configuration(command, "logs/payload.json", CHATLAYER_SESSION_AT="/c")["options"]
    assert variable["at"] == {"value": "/c", "from": "CHATLAYER_SESSION_AT"}


def test_overrides_apply_in_all_processes_and_versions(command: Command, documented: dict[str, Any]) -> None:
    """Lines are divided among processes, and `--explain-versions` uses the same options."""
    line = json.dumps({"a": documented, "filler": "x" * 2000}) + "\n"
    (command.folder / "big.ndjson").write_text(line * 9000)
    (command.folder / CONFIG_FILE).write_text('[[overrides]]\npaths = ["big.*"]\nat = "/a"\nkind = "internal"\n')
    outcome = command("validate", "--jobs", "2", "big.ndjson")
    assert (outcome.status, outcome.stdout) == (0, "9,000 payloads: 9,000 valid, 0 unstable, 0 invalid\n")
    (command.folder / "big.ndjson").write_text(line * 2)
    explained = command.forked("validate", "--explain-versions", "--format", "json", "big.ndjson")
    assert explained.status == 0
    (agreement,) = json.loads(explained.out)["agreements"]
    assert (agreement["payloads"], agreement["at"]) == (2, "/a")


def test_override_with_unsupported_kind_is_a_usage_error(command: Command, payload: Path) -> None:
    """The kind of an override must exist in the schema version; the message names the line of the last one."""
    (command.folder / CONFIG_FILE).write_text(
        'schema-version = "1.0"\n[[overrides]]\npaths = ["logs"]\nkind = "session"\n'
        '[[overrides]]\npaths = ["logs"]\nkind = "write"\n[[overrides]]\npaths = ["logs"]\nat = "/a"\n'
    )
    outcome = command("validate", payload)
    assert outcome.status == 2
    message = "chatlayer-session.toml:7:1: [overrides] entry 2 kind: schema version 1.0.0 has no kind 'write'; "
    assert f"\nError: invalid configuration:\n{message}" in outcome.stderr
    typed = command("validate", "--kind", "write", payload)
    assert (typed.status, "Invalid value for '--kind': schema version" in typed.stderr) == (2, True)
