"""Options from a configuration file and from the environment, as the command takes them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Command

OWN = "chatlayer-session.toml"
PROJECT = "pyproject.toml"


@pytest.fixture
def payload(command: Command, documented: dict[str, Any]) -> Path:
    """Return a payload of the kind ``internal`` with one unstable field, in the folder of the command."""
    path = command.folder / "logs" / "payload.json"
    path.parent.mkdir()
    path.write_text(json.dumps({**documented, "lastTopic": 1}))
    return path


def shown(command: Command, *arguments: str, **environment: str) -> dict[str, Any]:
    """Return what holds, as JSON."""
    outcome = command("config", "show", "--format", "json", *arguments, env=environment)
    assert (outcome.status, outcome.stderr) == (0, "")
    content: dict[str, Any] = json.loads(outcome.out)
    return content


def test_a_file_sets_options(command: Command, payload: Path) -> None:
    """What it says holds as if it were typed; without it the run is fine."""
    assert command.forked("validate", payload).status == 0
    (command.folder / OWN).write_text('fail-on = "unstable"\nformat = ["json"]\nmax-findings = 0\n')
    outcome = command.forked("validate", payload)
    assert outcome.status == 3
    report = json.loads(outcome.out)
    assert (report["summary"]["unstable"], report["payloads"]) == (1, [])


def test_what_is_typed_comes_before_the_environment_and_that_before_the_file(command: Command, payload: Path) -> None:
    """Each of the four places that a value can be from, one above the other."""
    assert command("validate", payload).status == 0
    (command.folder / OWN).write_text('fail-on = "unstable"\n')
    assert command("validate", payload).status == 3
    never = {"CHATLAYER_SESSION_FAIL_ON": "never"}
    assert command("validate", payload, env=never).status == 0
    assert command("validate", "--fail-on", "unstable", payload, env=never).status == 3
    assert command("validate", payload, env={"CHATLAYER_SESSION_FAIL_ON": ""}).status == 3


def test_several_values_of_what_comes_first_replace_those_of_what_comes_later(command: Command, payload: Path) -> None:
    """Lists do not add up."""
    (command.folder / OWN).write_text('fail-on = "unstable"\naccept-unstable = ["/lastTopic"]\n')
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
def test_several_values_of_a_variable(command: Command, payload: Path, text: str, status: int) -> None:
    """They have white space between them, or are a JSON array."""
    env = {"CHATLAYER_SESSION_ACCEPT_UNSTABLE": text, "CHATLAYER_SESSION_FAIL_ON": "unstable"}
    assert command("validate", payload, env=env).status == status


@pytest.mark.parametrize(
    ("variable", "text", "told"),
    [
        ("FAIL_ON", "all", "'all' is not one of 'invalid', 'unstable', 'never'."),
        ("JOBS", "0", "0 is not in the range x>=1."),
        ("QUIET", "perhaps", "'perhaps' is not a valid boolean"),
        ("ACCEPT_UNSTABLE", "lastTopic", "'lastTopic' is not a JSON Pointer"),
        ("ACCEPT_UNSTABLE", '["/a"', 'no array of strings; write it as in ["one", "another"]'),
        ("FORMAT", "[1]", 'no array of strings; write it as in ["one", "another"]'),
        ("FORMAT", "text json", "only one format can go to standard output"),
        ("TODAY", "soon", "'soon' is not a date; write one as in 2026-12-31"),
    ],
)
def test_a_wrong_variable_is_named(command: Command, payload: Path, variable: str, text: str, told: str) -> None:
    """The message names the variable, not an option that nobody typed."""
    outcome = command("validate", payload, env={f"CHATLAYER_SESSION_{variable}": text})
    assert (outcome.status, outcome.out) == (2, b"")
    assert f"Invalid value for 'CHATLAYER_SESSION_{variable}': " in outcome.stderr
    assert told in outcome.stderr


def test_a_flag_in_the_environment(command: Command, payload: Path) -> None:
    """It can be switched on, and off where a file has switched it on."""
    assert command("validate", payload, env={"CHATLAYER_SESSION_QUIET": "true"}).out == b""
    (command.folder / OWN).write_text("quiet = true\n")
    assert command("validate", payload).out == b""
    assert command("validate", payload, env={"CHATLAYER_SESSION_QUIET": "0"}).out != b""


def test_the_first_file_upwards_holds_alone(command: Command) -> None:
    """The own file comes before that of the project, the nearer folder before the farther; one without us is passed."""
    inner = command.folder / "a" / "b"
    inner.mkdir(parents=True)
    (command.folder / PROJECT).write_text('[tool.chatlayer-session]\nkind = "internal"\njobs = 3\n')
    command.folder = inner
    assert shown(command)["file"] == "../../pyproject.toml"
    (inner / PROJECT).write_text('[project]\nname = "x"\ndependencies = ["chatlayer-session==1"]\n[tool.other]\n')
    assert shown(command)["options"]["kind"] == {"value": "internal", "from": "../../pyproject.toml"}
    (inner.parent / OWN).write_text('kind = "session"\n')
    options = shown(command)["options"]
    assert options["kind"] == {"value": "session", "from": "../chatlayer-session.toml"}
    assert options["jobs"] == {"value": None, "from": "default"}
    (inner / PROJECT).write_text('[tool.chatlayer-session]\nkind = "write"\n')
    assert shown(command)["options"]["kind"]["value"] == "write"
    (inner / OWN).write_text("")
    assert shown(command)["options"]["kind"] == {"value": "auto", "from": "default"}
    assert shown(command)["file"] == OWN


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
def test_the_table_is_found_however_it_is_written(command: Command, table: str) -> None:
    """Quoted, dotted and inline tables are the same in TOML."""
    (command.folder / PROJECT).write_text(table)
    assert shown(command)["options"]["jobs"] == {"value": 3, "from": PROJECT}


def test_nothing_is_looked_for_above_a_repository(command: Command) -> None:
    """Its root is the last folder in which a file is found."""
    root = command.folder / "repository"
    (root / "inner").mkdir(parents=True)
    (command.folder / OWN).write_text("jobs = 3\n")
    command.folder = root / "inner"
    assert shown(command)["file"] == "../../chatlayer-session.toml"
    (root / ".git").mkdir()
    assert shown(command)["file"] is None
    (root / OWN).write_text("jobs = 4\n")
    assert shown(command)["file"] == "../chatlayer-session.toml"


def test_a_file_can_be_named_and_none_can_be_used(command: Command, payload: Path) -> None:
    """A file of any name is like the own one; a missing one is wrong usage, and so are both options together."""
    (command.folder / OWN).write_text('fail-on = "unstable"\n')
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
    assert "--config and --no-config contradict each other; give one of them" in both.stderr


def test_all_mistakes_in_a_file_are_told_at_once(command: Command, payload: Path) -> None:
    """Each on a line that starts with the file and the place; nothing is read, and help is still to be had."""
    (command.folder / PROJECT).write_text('[tool.chatlayer-session]\nknd = "session"\njobs = "4"\n')
    outcome = command("validate", payload)
    assert (outcome.status, outcome.out) == (2, b"")
    assert outcome.stderr.splitlines()[-2:] == [
        "pyproject.toml: [tool.chatlayer-session] knd: there is no such key; did you mean 'kind'?",
        "pyproject.toml: [tool.chatlayer-session] jobs: expected a whole number, found a string",
    ]
    assert command("validate", "--help").status == 0
    assert command("config", "show").status == 2


def test_a_file_of_others_that_is_no_toml_ends_nothing(command: Command, payload: Path) -> None:
    """It is read only if it may have a table for this program; then what is wrong with it is told."""
    (command.folder / PROJECT).write_text('[project\nname = "x"\n')
    assert command("validate", payload).status == 0
    (command.folder / PROJECT).write_text("[project\n[tool.chatlayer-session]\n")
    outcome = command("validate", payload)
    assert outcome.status == 2
    assert "pyproject.toml: is not TOML: " in outcome.stderr


def test_overrides_hold_for_the_files_that_they_match(command: Command, documented: dict[str, Any]) -> None:
    """Each file is taken as its overrides say: what it is, where in it the payload lies, how it is read."""
    (command.folder / "logs").mkdir()
    (command.folder / "logs" / "a.txt").write_text(json.dumps({"data": {"internal": documented}}) + "\n")
    (command.folder / "b.json").write_text(json.dumps(documented))
    (command.folder / OWN).write_text(
        'kind = "internal"\n[[overrides]]\npaths = ["logs/**"]\n'
        'at = "/data"\nkind = "session"\ninput-format = "lines"\n'
    )
    outcome = command.forked("validate", "--format", "json", "--max-findings", "9", "b.json", "logs/a.txt")
    assert (outcome.status, outcome.report["summary"]["valid"]) == (0, 2)
    # What is typed comes before all overrides.
    typed = command.forked("validate", "--format", "json", "--kind", "internal", "logs/a.txt")
    assert typed.status == 1
    assert typed.report["payloads"][0]["kind"] == "internal"
    assert typed.report["payloads"][0]["at"] == "/data"
    assert typed.report["payloads"][0]["record"] == 1


def test_the_later_override_comes_before_the_earlier(command: Command, payload: Path) -> None:
    """Option by option: what only the earlier one sets still holds, and accepted fields add up."""
    inside = {"a": json.loads(payload.read_text())}
    payload.write_text(json.dumps(inside))
    (command.folder / OWN).write_text(
        'fail-on = "unstable"\naccept-unstable = ["/other"]\n'
        '[[overrides]]\npaths = ["logs/**"]\nat = "/a"\nkind = "session"\n'
        '[[overrides]]\npaths = ["*.json"]\nkind = "internal"\naccept-unstable = ["/lastTopic"]\n'
        '[[overrides]]\npaths = ["elsewhere"]\nat = "/b"\n'
    )
    assert command.forked("validate", payload).status == 0
    options = shown(command, "logs/payload.json")["options"]
    assert options["at"] == {"value": "/a", "from": f"{OWN}, overrides entry 1"}
    assert options["kind"] == {"value": "internal", "from": f"{OWN}, overrides entry 2"}
    assert options["accept-unstable"] == {"value": ["/other", "/lastTopic"], "from": f"{OWN}, overrides entry 2"}
    assert options["fail-on"] == {"value": "unstable", "from": OWN}
    # A variable comes before the overrides, as what is typed does.
    variable = shown(command, "logs/payload.json", CHATLAYER_SESSION_AT="/c")["options"]
    assert variable["at"] == {"value": "/c", "from": "CHATLAYER_SESSION_AT"}


def test_overrides_hold_in_several_processes_and_for_all_versions(command: Command, documented: dict[str, Any]) -> None:
    """Lines are divided among processes; --explain-versions asks each version with the same options."""
    line = json.dumps({"a": documented, "filler": "x" * 2000}) + "\n"
    (command.folder / "big.ndjson").write_text(line * 9000)
    (command.folder / OWN).write_text('[[overrides]]\npaths = ["big.*"]\nat = "/a"\nkind = "internal"\n')
    outcome = command("validate", "--jobs", "2", "big.ndjson")
    assert (outcome.status, outcome.stdout) == (0, "9,000 payloads: 9,000 valid, 0 unstable, 0 invalid\n")
    (command.folder / "big.ndjson").write_text(line * 2)
    explained = command.forked("validate", "--explain-versions", "--format", "json", "big.ndjson")
    assert explained.status == 0
    (agreement,) = json.loads(explained.out)["agreements"]
    assert (agreement["payloads"], agreement["at"]) == (2, "/a")


def test_an_override_that_no_version_has_is_wrong_usage(command: Command, payload: Path) -> None:
    """The kind of an override has to be one of the schema version."""
    (command.folder / OWN).write_text('schema-version = "1.0"\n[[overrides]]\npaths = ["logs"]\nkind = "write"\n')
    outcome = command("validate", payload)
    assert outcome.status == 2
    assert (
        "the overrides in chatlayer-session.toml cannot be used: schema version 1.0.0 does not have" in outcome.stderr
    )


def test_days_of_retention_may_stand_in_a_file(command: Command, payload: Path) -> None:
    """They wait for the runs that tell the last activity; typed without that, they are a mistake."""
    (command.folder / OWN).write_text("retention-days = 3\nnow = 2026-11-22T10:00:00Z\n")
    assert command.forked("validate", payload).status == 0
    assert command.forked("validate", "--last-activity", "2026-11-18T10:00:00Z", payload).status == 1
    assert command.forked("validate", "--last-activity", "2026-11-20T10:00:00Z", payload).status == 0
    assert command.forked("validate", "--retention-days", "3", payload).status == 2


def test_config_show_tells_what_holds_and_where_it_is_from(command: Command) -> None:
    """Defaults, variables and the file; entries with what they say."""
    (command.folder / PROJECT).write_text(
        '[tool.chatlayer-session]\nfail-on = "unstable"\n[[tool.chatlayer-session.accepted]]\npointer = "/a"\n'
        'reason = "r"\nuntil = 2026-12-31\nticket = "BOT-7"\n[[tool.chatlayer-session.overrides]]\npaths = ["x"]\n'
        'at = "/b"\n[[tool.chatlayer-session.overrides.accepted]]\npointer = "/c"\nreason = "s"\nuntil = 2027-01-01\n'
    )
    outcome = command("config", "show", env={"CHATLAYER_SESSION_JOBS": "2"})
    assert outcome.status == 0
    lines = outcome.stdout.splitlines()
    assert lines[0] == "configuration file: pyproject.toml"
    rows = {line.split()[0]: line.split()[1:] for line in lines[1:17]}
    assert rows["kind"] == ['"auto"', "default"]
    assert rows["fail-on"] == ['"unstable"', "pyproject.toml"]
    assert rows["jobs"] == ["2", "CHATLAYER_SESSION_JOBS"]
    assert rows["format"] == ['["text"]', "default"]
    assert rows["last-activity"] == ["-", "default"]
    assert lines[17:] == [
        "accepted /a until 2026-12-31: r (BOT-7)",
        'overrides entry 1, for ["x"]: at = "/b", accepted /c',
    ]
    content = shown(command, "x")
    entry = {"pointer": "/a", "reason": "r", "until": "2026-12-31", "ticket": "BOT-7"}
    inner = {"pointer": "/c", "reason": "s", "until": "2027-01-01", "ticket": None}
    assert content["accepted"] == [entry, inner]
    assert content["overrides"] == [{"paths": ["x"], "at": "/b", "accepted": [inner]}]
    assert shown(command, "--no-config") == {
        **shown(command, "--no-config"),
        "file": None,
        "accepted": [],
        "overrides": [],
    }
    assert command("config", "show", "--no-config").stdout.splitlines()[0] == "no configuration file"


LOADED = """
import sys
from chatlayer_session.cli import main
try:
    main()
finally:
    sys.stderr.write(" ".join(sorted(name for name in sys.modules if name in sys.argv[2].split(","))))
"""


def test_a_run_without_a_configuration_loads_nothing_for_one(command: Command, examples: Path) -> None:
    """Neither TOML nor what reads the file; with a file, what it takes to read it."""
    names = "tomllib,chatlayer_session.configuration.reading,chatlayer_session.configuration.patterns"
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
    (command.folder / PROJECT).write_text('[project]\ndependencies = ["chatlayer-session>=1"]\n')
    assert loaded() == []
    (command.folder / OWN).write_text('kind = "internal"\n')
    assert "chatlayer_session.configuration.reading" in loaded()
    assert "chatlayer_session.configuration.patterns" in loaded()
