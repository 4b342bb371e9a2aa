"""Which configuration file is used, and how mistakes in it are reported."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.config import discovery
from chatlayer_session.config.discovery import config_files

from .conftest import CONFIG_FILE, PROJECT_FILE, active_configuration

if TYPE_CHECKING:
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


@pytest.mark.parametrize(
    "table", ["[tool.chatlayer_session]\njobs = 3\n", "[tool]\nchatlayer-sesion.jobs = 3\n", "[chatlayer-session]\n"]
)
def test_misspelled_table_ends_the_run(command: Command, table: str) -> None:
    """The configuration would be off without a word; a mention that is no key is no configuration."""
    (command.folder / PROJECT_FILE).write_text(table)
    outcome = command("validate", "-", stdin=b"{}")
    assert (outcome.status, outcome.stdout) == (2, "")
    assert re.search(r"pyproject\.toml:\d:1: unknown table \[", outcome.stderr)
    (command.folder / PROJECT_FILE).write_text('[project]\ndependencies = ["chatlayer-session"]\n')
    assert command("validate", "-", stdin=b"{}").status == 1


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


@pytest.mark.parametrize("is_home", [True, False])
def test_search_ends_at_the_home_folder_and_at_mounts(
    command: Command, monkeypatch: pytest.MonkeyPatch, *, is_home: bool
) -> None:
    """A file above them may belong to somebody else."""
    border, above = command.folder / "border", command.folder
    (border / "inner").mkdir(parents=True)
    (above / CONFIG_FILE).touch()
    assert above / CONFIG_FILE in config_files(border / "inner")
    assert discovery._is_mounted(Path("/proc"))
    if is_home:
        (above / "link").symlink_to("border")
        monkeypatch.setenv("HOME", str(above / "link"))
    else:
        monkeypatch.setattr("chatlayer_session.config.discovery._is_mounted", lambda folder: folder == border)
    assert list(config_files(border / "inner")) == []
    (border / CONFIG_FILE).touch()
    assert list(config_files(border / "inner")) == [border / CONFIG_FILE]


@pytest.mark.parametrize("name", [CONFIG_FILE, PROJECT_FILE])
@pytest.mark.parametrize("report", ["{0}/x", "../../x", "a/../../../x", "link", "link/x", "/dev/null"])
def test_file_writes_no_report_outside_of_its_folder(command: Command, payload: Path, name: str, report: str) -> None:
    """The report is refused, under any name of its place, and only the command line can write it."""
    outside, inside = command.folder, payload.parent
    command.folder = inside / "below"
    command.folder.mkdir()
    (command.folder / "link").symlink_to("../..")
    (outside / "x").write_text("old")
    report = report.format(outside)
    table = "[tool.chatlayer-session]\n" if name == PROJECT_FILE else ""
    (inside / name).write_text(f'{table}format = ["text", "sarif={report}"]\n')
    for run in (["validate", payload], ["config", "show"], ["validate", "--config", f"../{name}", payload]):
        outcome = command.forked(*run)
        assert (outcome.status, outcome.out) == (2, b"")
        message = f"format: 'sarif={report}' is outside of the folder of this file; move it to the command line"
        assert message in outcome.stderr
    assert (outside / "x").read_text() == "old"
    assert command.forked("validate", "--no-config", "--format", f"text={outside}/x", payload).status == 0
    assert "1 unstable" in (outside / "x").read_text()


@pytest.mark.parametrize("report", ["r", "../r", "./below/../r", "-", "{0}/r"])
def test_file_writes_reports_in_its_folder(command: Command, payload: Path, report: str) -> None:
    """Relative to the working directory, which may be below."""
    folder = payload.parent
    command.folder = folder / "below"
    command.folder.mkdir()
    (folder / CONFIG_FILE).write_text(f'format = ["sarif={report.format(folder)}"]\n')
    assert command.forked("validate", payload).status == 0
    # Who names a file also chooses the working directory.
    (folder.parent / "named").mkdir()
    (folder.parent / "named" / "n.toml").write_text('format = ["sarif=r"]\n')
    assert command.forked("validate", "--config", "../../named/n.toml", payload).status == 0


def test_file_cannot_show_values(command: Command, payload: Path) -> None:
    """A repository cannot decide that a log shows payload values; the command line and the environment can."""
    (command.folder / CONFIG_FILE).write_text("show-values = true\n")
    outcome = command.forked("validate", payload)
    assert (outcome.status, outcome.out) == (2, b"")
    assert f"{CONFIG_FILE}:1:1: show-values: cannot be set in a file; pass --show-values instead" in outcome.stderr


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
        "pyproject.toml:2:1: [tool.chatlayer-session]: unknown key 'knd'; did you mean 'kind'?",
        "pyproject.toml:3:1: [tool.chatlayer-session] jobs: expected an integer, found a string",
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
    assert "pyproject.toml:1:9: is not TOML: " in outcome.stderr


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
