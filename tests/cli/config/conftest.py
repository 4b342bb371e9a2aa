"""A payload to validate under a configuration, and the active configuration as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from ...conftest import Command

CONFIG_FILE = "chatlayer-session.toml"
PROJECT_FILE = "pyproject.toml"


@pytest.fixture
def payload(command: Command, documented: dict[str, Any]) -> Path:
    """Return a payload of the kind ``internal`` with one unstable field, in the folder of the command."""
    path = command.folder / "logs" / "payload.json"
    path.parent.mkdir()
    path.write_text(json.dumps({**documented, "lastTopic": 1}))
    return path


def active_configuration(command: Command, *arguments: str, **environment: str) -> dict[str, Any]:
    """Return the output of ``config show`` as JSON."""
    outcome = command("config", "show", "--format", "json", *arguments, env=environment)
    assert (outcome.status, outcome.stderr) == (0, "")
    content: dict[str, Any] = json.loads(outcome.out)
    return content
