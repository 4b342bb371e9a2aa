"""Which configuration file is used, and how mistakes in it are reported."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from .conftest import CONFIG_FILE, PROJECT_FILE, active_configuration

if TYPE_CHECKING:
    from pathlib import Path

    from ...conftest import Command


def test_nearest_file_is_the_only_one_used(command: Command) -> None:
    """The nearer folder comes first, then `chatlayer-session.toml`; a project without our table is skipped."""
    inner = command.folder / "a" / "b"
    inner.mkdir(parents=True)
    (command.folder / PROJECT_FILE).write_text('[tool.chatlayer-session]\nkind = "internal"\njobs = 3\n')
    command.folder = inner
    assert active_configuration(command)["file"] == "../../pyproject.toml"
    (inner / PROJECT_FILE).write_text('[project]\nname = "x"\ndependencies = ["chatlayer-session==1"]\n[tool.other]\n')
    assert active_configuration(command)["options"]["kind"] == {"value": "internal", "from": "../../pyproject.toml"}
    (inner.parent / CONFIG_FILE).write_text('kind = "session"\n')
    options = active_configuration(command)["options"]
    assert options["kind"] == {"value": "session", "from": "../chatlayer-session.toml"}
    assert options["jobs"] == {"value": None, "from": "default"}
    (inner / PROJECT_FILE).write_text('[tool.chatlayer-session]\nkind = "write"\n')
    assert active_configuration(command)["options"]["kind"]["value"] == "write"
    (inner / CONFIG_FILE).write_text("")
    assert active_configuration(command)["options"]["kind"] == {"value": "auto", "from": "default"}
    assert active_configuration(command)["file"] == CONFIG_FILE


@pytest.mark.parametrize(
    "table",
    [
        "[tool.chatlayer-session]\njobs = 3\n",
        '[tool."chatlayer-session"]\njobs = 3\n',
        "[tool]\nchatlayer-session.jobs = 3\n",
        "[ tool . chatlayer-session ]\njobs = 3\n",
        "[tool]\nchatlayer-session = {jobs = 3}\n",
        "tool = {'chatlayer-session' = {jobs = 3}}\n",
    ],
)
def test_table_can_be_written_in_any_form(command: Command, table: str) -> None:
    """Quoted, dotted and inline tables are the same in TOML."""
    (command.folder / PROJECT_FILE).write_text(table)
    assert active_configuration(command)["options"]["jobs"] == {"value": 3, "from": PROJECT_FILE}


def test_search_ends_at_the_repository(command: Command) -> None:
    """The root of a repository is the last folder that is searched."""
    root = command.folder / "repository"
    (root / "inner").mkdir(parents=True)
    (command.folder / CONFIG_FILE).write_text("jobs = 3\n")
    command.folder = root / "inner"
    assert active_configuration(command)["file"] == "../../chatlayer-session.toml"
    (root / ".git").mkdir()
    assert active_configuration(command)["file"] is None
    (root / CONFIG_FILE).write_text("jobs = 4\n")
    assert active_configuration(command)["file"] == "../chatlayer-session.toml"


def test_file_can_be_named_or_turned_off(command: Command, payload: Path) -> None:
    """A named file can have any name. A missing one is a usage error, and so are both options together."""
    (command.folder / CONFIG_FILE).write_text('fail-on = "unstable"\n')
    (command.folder / "other.toml").write_text('fail-on = "never"\n')
    assert command("validate", payload).status == 3
    assert command("validate", "--config", "other.toml", payload).status == 0
    assert command("validate", payload, env={"CHATLAYER_SESSION_CONFIG": "other.toml"}).status == 0
    assert command("validate", "--no-config", payload).status == 0
    assert command("validate", "--no-config", payload, env={"CHATLAYER_SESSION_CONFIG": "gone.toml"}).status == 0
    missing = command("validate", "--config", "gone.toml", payload)
    assert missing.status == 2
    assert "gone.toml: cannot be read: No such file or directory" in missing.stderr
    both = command("validate", "--config", "other.toml", "--no-config", payload)
    assert both.status == 2
    assert "--config and --no-config exclude each other; pass one of them" in both.stderr


def test_all_mistakes_in_a_file_are_reported_at_once(command: Command, payload: Path) -> None:
    """Each has a line with the file and the place. No payload is read, and help still works."""
    (command.folder / PROJECT_FILE).write_text('[tool.chatlayer-session]\nknd = "session"\njobs = "4"\n')
    outcome = command("validate", payload)
    assert (outcome.status, outcome.out) == (2, b"")
    assert outcome.stderr.splitlines()[-2:] == [
        "pyproject.toml: [tool.chatlayer-session]: unknown key 'knd'; did you mean 'kind'?",
        "pyproject.toml: [tool.chatlayer-session] jobs: expected an integer, found a string",
    ]
    assert command("validate", "--help").status == 0
    assert command("config", "show").status == 2


def test_invalid_toml_of_other_tools_is_ignored(command: Command, payload: Path) -> None:
    """It is an error only if the file may have a table for this program."""
    (command.folder / PROJECT_FILE).write_text('[project\nname = "x"\n')
    assert command("validate", payload).status == 0
    (command.folder / PROJECT_FILE).write_text("[project\n[tool.chatlayer-session]\n")
    outcome = command("validate", payload)
    assert outcome.status == 2
    assert "pyproject.toml: is not TOML: " in outcome.stderr


LOADED = """
import sys
from chatlayer_session.cli import main
try:
    main()
finally:
    sys.stderr.write(" ".join(sorted(name for name in sys.modules if name in sys.argv[2].split(","))))
"""


def test_run_without_configuration_does_not_load_toml(command: Command, examples: Path) -> None:
    """It imports neither TOML nor the loader; a run with a file imports both."""
    names = "tomllib,chatlayer_session.config.loader,chatlayer_session.config.patterns"
    payload = str(examples / "documented.json")
    script = LOADED.replace("sys.argv[2]", repr(names))

    def loaded() -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", script, "validate", payload],
            cwd=command.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stderr.split()

    assert loaded() == []
    (command.folder / PROJECT_FILE).write_text('[project]\ndependencies = ["chatlayer-session>=1"]\n')
    assert loaded() == []
    (command.folder / CONFIG_FILE).write_text('kind = "internal"\n')
    assert "chatlayer_session.config.loader" in loaded()
    assert "chatlayer_session.config.patterns" in loaded()
