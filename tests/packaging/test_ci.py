"""The hook, the action and the templates work as on their platforms, and as docs/how-to/ci.md shows them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import parse

import pytest
import yaml

from chatlayer_session.cli.commands.validate import command
from chatlayer_session.reporters.runs import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parent.parent.parent
PAGE = (PROJECT / "docs" / "how-to" / "ci.md").read_text(encoding="utf-8")
SNIPPETS: list[Any] = [
    yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
]
ACTION: Any = yaml.safe_load((PROJECT / "action.yml").read_text(encoding="utf-8"))
GITLAB: Any = yaml.safe_load((PROJECT / "examples" / "ci" / "gitlab-ci.yml").read_text(encoding="utf-8"))
JENKINS = (PROJECT / "examples" / "ci" / "Jenkinsfile").read_text(encoding="utf-8")


def run(arguments: list[str | Path], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program without the variables of the platform on which these tests run."""
    platforms = ("CHATLAYER_", "GITHUB_", "INPUT_", "PREK_", "RUNNER_", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(platforms)}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        arguments,
        cwd=folder,
        env={**kept, "PATH": path, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository of this project with all its files committed."""
    folder = tmp_path_factory.mktemp("checkout") / "chatlayer-session"
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns(".git", ".venv", ".*cache*", "__pycache__"))
    committer = ("-c", "user.name=Guest", "-c", "user.email=guest@example.com")
    for arguments in (("init", "-q"), ("add", "-A"), (*committer, "commit", "-q", "-m", "All")):
        done = run(["git", *arguments], folder)
        assert done.returncode == 0, done.stdout
    return folder


@dataclass(frozen=True)
class Runner:
    """The parts of a GitHub runner that a step sees."""

    folder: Path
    action: Path
    environment: Path | None = None

    @property
    def work(self) -> Path:
        """The repository whose workflow runs."""
        return self.folder / "work"

    def step(self, **inputs: str) -> tuple[int, str, str]:
        """Run the script of the action; return its exit code, its log and the job summary."""
        (step,) = ACTION["runs"]["steps"]
        defaults = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()}
        given = {**defaults, **{name.replace("_", "-"): value for name, value in inputs.items()}}
        values = {name: given[re.sub(r"^\$\{\{ inputs\.(.*) \}\}$", r"\1", text)] for name, text in step["env"].items()}
        summary = self.folder / "summary.md"
        summary.write_text("of another step\n")
        done = run(
            ["bash", "-c", step["run"]],
            self.work,
            GITHUB_ACTION_PATH=str(self.action),
            GITHUB_STEP_SUMMARY=str(summary),
            RUNNER_TEMP=str(self.folder / "temp"),
            **values,
        )
        return done.returncode, done.stdout, summary.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def runner(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """Return a runner with a repository that has valid, unstable and invalid sessions."""
    runner = Runner(tmp_path_factory.mktemp("runner"), checkout)
    (runner.folder / "temp").mkdir()
    examples = max((PROJECT / "schemas" / "session").glob("*/examples"))
    for source, name in (
        ("documented.json", "sessions/good.json"),
        ("realistic.json", "more/unstable one.json"),
        ("rules/wrong-type.json", "more/invalid.json"),
    ):
        (runner.work / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(examples / source, runner.work / name)
    return runner


def test_action_annotates_and_writes_a_summary(runner: Runner) -> None:
    """For an invalid payload, the action fails the step, adds to the summary, and writes the requested reports."""
    status, log, summary = runner.step(paths="sessions\r\n\n  \nmore\n", format="sarif=x.sarif\njson=x.json")
    assert status == 1
    assert re.search(r"^::error file=more/invalid\.json,line=\d+,col=\d+,title=wrong-type::/", log, re.MULTILINE)
    assert log.count("::warning file=more/unstable one.json,") > 3
    assert log.endswith("3 payloads: 1 valid, 1 unstable, 1 invalid\n")
    assert summary.startswith("of another step\n### chatlayer-session\n")
    assert "| error | wrong-type |" in summary
    assert json.loads((runner.work / "x.sarif").read_bytes())["version"] == "2.1.0"
    assert json.loads((runner.work / "x.json").read_bytes())["summary"]["payloads"] == 3
    assert list((runner.folder / "temp").glob("*summary*")) == []


def test_action_passes_its_inputs(runner: Runner) -> None:
    """The inputs set the verdict that fails the step, and the schema version."""
    assert runner.step(paths="sessions")[0] == 0
    assert runner.step(paths="more/unstable one.json")[0] == 0
    assert runner.step(paths="more/unstable one.json", fail_on="unstable")[0] == 3
    assert runner.step(paths="more", fail_on="never")[0] == 0
    status, log, _ = runner.step(paths="sessions", schema_version="9")
    assert status == 2
    assert "unknown schema version '9'" in log


@pytest.fixture
def gated(runner: Runner) -> Iterator[Runner]:
    """Return the runner with a configuration that fails on unstable fields and selects schema version 1.0."""
    file = runner.work / "chatlayer-session.toml"
    file.write_text('fail-on = "unstable"\nschema-version = "1.0"\n')
    yield runner
    file.unlink()


def test_action_uses_the_configuration_of_the_repository(gated: Runner) -> None:
    """Without inputs, the configuration sets the gate and the schema version; an input overrides it."""
    status, _, _ = gated.step(paths="more/unstable one.json", format="json=configured.json")
    assert status == 3
    assert json.loads((gated.work / "configured.json").read_bytes())["schemaVersion"] == "1.0.0"
    assert gated.step(paths="more/unstable one.json", fail_on="invalid")[0] == 0
    gated.step(paths="sessions", schema_version="1.1", format="json=configured.json")
    assert json.loads((gated.work / "configured.json").read_bytes())["schemaVersion"] == "1.1.0"


@pytest.mark.parametrize(
    "text", ["$(touch forged)", "`touch forged`", "; touch forged", "'\"; touch forged #", "--help", "a b *"]
)
def test_input_is_never_run_as_a_command(runner: Runner, text: str) -> None:
    """A path with special characters is a path, not a command or an option."""
    status, log, summary = runner.step(paths=text)
    assert status == 4
    assert "the input could not be read" in log
    assert "1 input could not be read" in summary
    for name in ("fail_on", "schema_version", "format"):
        assert runner.step(**{"paths": "sessions", name: text})[0] == 2
    assert not (runner.work / "forged").exists()


def test_action_requires_paths(runner: Runner) -> None:
    """An input of blank lines is a usage error."""
    assert runner.step(paths=" \n\n")[:2] == (
        2,
        "::error title=chatlayer-session::the input 'paths' is empty; list files, folders or globs, one per line\n",
    )


def test_action_passes_inputs_as_variables_only() -> None:
    """The script contains no expression with an input."""
    (step,) = ACTION["runs"]["steps"]
    assert "${{" not in step["run"]
    assert sorted(step["env"].values()) == sorted(f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"])


@pytest.fixture(scope="module")
def prepared(runner: Runner, checkout: Path) -> Runner:
    """Return the runner after the set-up steps of the GitLab template, with the package of this project."""
    *steps, _ = GITLAB["chatlayer-session"]["script"]
    script = "\n".join([*steps, 'echo "$environment"'])
    done = run(["bash", "-e", "-c", script], runner.work, CHATLAYER_PACKAGE=str(checkout))
    assert done.returncode == 0, done.stdout
    environment = Path(done.stdout.splitlines()[-1])
    assert not environment.is_relative_to(runner.work)
    return replace(runner, environment=environment)


@pytest.mark.parametrize(("path", "fail_on", "status"), [("sessions", "unstable", 0), ("more", "invalid", 1)])
def test_gitlab_template_writes_its_reports(prepared: Runner, path: str, fail_on: str, status: int) -> None:
    """The script of the job writes the reports that the job publishes, and its exit code is the gate."""
    job = GITLAB["chatlayer-session"]
    variables = {**job["variables"], "CHATLAYER_PATH": path, "CHATLAYER_FAIL_ON": fail_on}
    done = run(
        ["bash", "-e", "-c", job["script"][-1]], prepared.work, environment=str(prepared.environment), **variables
    )
    assert done.returncode == status, done.stdout
    assert re.search(r"^\d payloads?: ", done.stdout, re.MULTILINE)
    reports = job["artifacts"]["reports"]
    found = json.loads((prepared.work / reports["codequality"]).read_bytes())
    assert {entry["severity"] for entry in found} == ({"major", "minor"} if status else set())
    assert parse(prepared.work / reports["junit"]).getroot().get("failures") == str(status)


@pytest.mark.parametrize(("fail_on", "status"), [({}, 3), ({"CHATLAYER_FAIL_ON": "invalid"}, 0)])
@pytest.mark.parametrize("shell", [["bash", "-e", "-c"], ["sh", "-e", "-c"]], ids=["bash", "sh"])
def test_gitlab_template_uses_the_configuration_of_the_repository(
    prepared: Runner, gated: Runner, shell: list[str | Path], fail_on: dict[str, str], status: int
) -> None:
    """The configuration sets the gate unless the variable is set."""
    job = GITLAB["chatlayer-session"]
    variables = {**job["variables"], "CHATLAYER_PATH": "more/unstable one.json", **fail_on}
    done = run([*shell, job["script"][-1]], gated.work, environment=str(prepared.environment), **variables)
    assert done.returncode == status, done.stdout
    assert (prepared.work / job["artifacts"]["reports"]["junit"]).is_file()


def test_jenkinsfile_uses_the_configuration_of_the_repository(prepared: Runner, gated: Runner) -> None:
    """The configuration sets the gate of the stage."""
    (script,) = re.findall(r"sh '''(.*?)'''", JENKINS, re.DOTALL)
    validation = script[script.index('"$environment/bin/chatlayer-session"') :]
    variables = {"environment": str(prepared.environment), "CHATLAYER_PATH": "more/unstable one.json"}
    done = run(["bash", "-e", "-c", validation], gated.work, **variables)
    assert done.returncode == 3, done.stdout
    assert (prepared.work / "chatlayer-session.xml").is_file()


def test_jenkinsfile_writes_its_reports(prepared: Runner) -> None:
    """The script of the stage writes the reports that the next steps read."""
    (script,) = re.findall(r"sh '''(.*?)'''", JENKINS, re.DOTALL)
    variables = dict(re.findall(r"^ +(CHATLAYER_\w+) = '(.*)'$", JENKINS, re.MULTILINE))
    assert sorted(variables) == ["CHATLAYER_PACKAGE", "CHATLAYER_PATH"]
    variables = {**variables, "CHATLAYER_PACKAGE": str(prepared.action), "CHATLAYER_PATH": "more"}
    done = run(["bash", "-e", "-c", script], prepared.work, **variables)
    assert done.returncode == 1, done.stdout
    (junit,) = re.findall(r"junit '(.*)'", JENKINS)
    (sarif,) = re.findall(r"sarif\(pattern: '(.*)'\)", JENKINS)
    assert parse(prepared.work / junit).getroot().get("failures") == "1"
    assert len(json.loads((prepared.work / sarif).read_bytes())["runs"][0]["results"]) > 3


def test_hook_validates_committed_files(checkout: Path, tmp_path: Path, runner: Runner) -> None:
    """The hook, run by prek, ignores files outside its pattern, and an invalid payload fails the commit."""
    (snippet,) = (snippet for snippet in SNIPPETS if "repos" in snippet)
    (repository,) = snippet["repos"]
    head = run(["git", "rev-parse", "HEAD"], checkout).stdout.strip()
    config = {"repos": [{**repository, "repo": str(checkout), "rev": head}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    shutil.copytree(runner.work / "sessions", tmp_path / "sessions")
    (tmp_path / "package.json").write_text("{}")
    run(["git", "init", "-q"], tmp_path)
    run(["git", "add", "-A"], tmp_path)
    prek: list[str | Path] = [Path(sys.executable).with_name("prek"), "run", "--all-files", "--color", "never"]
    home = str(tmp_path / ".prek")
    done = run(prek, tmp_path, PREK_HOME=home)
    assert done.returncode == 0, done.stdout
    assert re.search(r"^validate Chatlayer sessions\.+Passed$", done.stdout, re.MULTILINE)
    (tmp_path / "sessions" / "bad.ndjson").write_text('{"botId": 1}\n')
    run(["git", "add", "-A"], tmp_path)
    done = run(prek, tmp_path, PREK_HOME=home)
    assert done.returncode == 1
    assert "sessions/bad.ndjson:1:11: error[wrong-type] /botId" in done.stdout
    assert "package.json" not in done.stdout


PLANTED = ("logging", "shutil", "pip", "venv", "site", "chatlayer_session")
"""Names of modules that Python would import from the working directory unless it is isolated."""


def test_code_of_the_checkout_never_runs(runner: Runner, checkout: Path, tmp_path: Path) -> None:
    """Neither venv, nor pip, nor the program imports modules from the validated repository."""
    work = tmp_path / "work"
    shutil.copytree(runner.work / "sessions", work / "sessions")
    mark = tmp_path / "planted"
    for name in PLANTED:
        (work / f"{name}.py").write_text(f"open({str(mark)!r}, 'a').close()\n")
    (script,) = re.findall(r"sh '''(.*?)'''", JENKINS, re.DOTALL)
    job = GITLAB["chatlayer-session"]
    for commands in ("\n".join(job["script"]), script):
        variables = {**job["variables"], "CHATLAYER_PACKAGE": str(checkout), "CHATLAYER_PATH": "sessions"}
        done = run(["bash", "-e", "-c", commands], work, **variables)
        assert done.returncode == 0, done.stdout
    planted = Runner(tmp_path, checkout)
    (tmp_path / "temp").mkdir()
    assert planted.step(paths="sessions")[0] == 0
    assert not mark.exists()
    # The plants work: without isolation the first of them is imported.
    run([sys.executable, "-m", "venv", "--help"], work)
    assert mark.exists()


@pytest.mark.parametrize("path", ["--help", "--version", "--format=json=forged.json"])
def test_path_is_never_an_option(prepared: Runner, path: str) -> None:
    """In both templates and in the hook, a path that looks like an option is an unreadable input."""
    job = GITLAB["chatlayer-session"]
    (script,) = re.findall(r"sh '''(.*?)'''", JENKINS, re.DOTALL)
    validation = script[script.index('"$environment/bin/chatlayer-session"') :]
    variables = {**job["variables"], "environment": str(prepared.environment), "CHATLAYER_PATH": path}
    for commands in (job["script"][-1], validation):
        assert run(["bash", "-e", "-c", commands], prepared.work, **variables).returncode == 4
    (hook,) = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    program = Path(str(prepared.environment)) / "bin" / hook["entry"].split()[0]
    assert run([program, *hook["entry"].split()[1:], *hook["args"], path], prepared.work).returncode == 4
    assert not (prepared.work / "forged.json").exists()


@pytest.mark.parametrize("paths", ["sessions \t", "\t\n  sessions\r\n \n"])
def test_white_space_around_an_input_is_ignored(runner: Runner, paths: str) -> None:
    """The action ignores trailing blanks and blank lines in an input."""
    status, log, _ = runner.step(paths=paths)
    assert (status, log.splitlines()[-1]) == (0, "1 payload: 1 valid, 0 unstable, 0 invalid")


def test_action_reports_missing_python(runner: Runner, tmp_path: Path) -> None:
    """Without Python on PATH, the step fails with one annotation."""
    (tmp_path / "bin").mkdir()
    for name in ("bash", "env"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    script = runner.action / "examples" / "ci" / "github-action.sh"
    values = {"INPUT_PATHS": "sessions", "RUNNER_TEMP": str(tmp_path), "GITHUB_ACTION_PATH": str(runner.action)}
    done = subprocess.run(
        [tmp_path / "bin" / "bash", script],
        cwd=runner.work,
        env={"PATH": str(tmp_path / "bin"), **values},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (
        2,
        "::error title=chatlayer-session::Python is missing; run actions/setup-python before this step\n",
    )


@pytest.mark.parametrize(
    ("schema", "content"),
    [
        ("github-actions", ACTION),
        ("github-workflows", SNIPPETS[0]),
        ("gitlab-ci", GITLAB),
        ("gitlab-ci", SNIPPETS[1]),
    ],
    ids=["action", "workflow", "gitlab-template", "gitlab-include"],
)
def test_files_follow_the_schemas_of_their_platforms(schema: str, content: object, tmp_path: Path) -> None:
    """The action, the template and the snippets of the page follow the schemas of GitHub and GitLab."""
    (tmp_path / "file.yml").write_text(yaml.safe_dump(content).replace("'on':", "on:").replace("true:\n", "on:\n"))
    checker = Path(sys.executable).with_name("check-jsonschema")
    done = run([checker, "--builtin-schema", f"vendor.{schema}", "file.yml"], tmp_path)
    assert done.returncode == 0, done.stdout


def test_page_uses_existing_inputs_and_options() -> None:
    """The workflow sets inputs of the action, the pipeline variables of the template, and all options exist."""
    (step,) = (step for step in SNIPPETS[0]["jobs"]["validate"]["steps"] if "chatlayer-session" in step["uses"])
    assert set(step["with"]) <= set(ACTION["inputs"])
    job = SNIPPETS[1]["chatlayer-session"]
    assert set(job["variables"]) <= set(GITLAB["chatlayer-session"]["variables"])
    assert (PROJECT / SNIPPETS[1]["include"][0]["local"]).is_file()
    options = {name for parameter in command.params for name in parameter.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE)) <= options


def test_page_lists_every_format() -> None:
    """The table of the page has a row for each report format."""
    rows = re.findall(r"^\| `(\w+)` \| ", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(FORMATS.names)
