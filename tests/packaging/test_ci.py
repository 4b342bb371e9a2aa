"""The hook, the action and the templates work as on their platforms, and as docs/how-to/ci.md shows them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import parse

import pytest
import yaml

from chatlayer_session.cli.commands.validate import command
from chatlayer_session.reporters.runs import FORMATS
from chatlayer_session.scan.references import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROJECT = Path(__file__).resolve().parent.parent.parent
PAGE = (PROJECT / "docs" / "how-to" / "ci.md").read_text(encoding="utf-8")
SNIPPETS: list[Any] = [
    yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
]
ACTION: Any = yaml.safe_load((PROJECT / "action.yml").read_text(encoding="utf-8"))
GITLAB: Any = yaml.safe_load((PROJECT / "examples" / "ci" / "gitlab-ci.yml").read_text(encoding="utf-8"))
JENKINS = (PROJECT / "examples" / "ci" / "Jenkinsfile").read_text(encoding="utf-8")


TODAY = {"CHATLAYER_SESSION_TODAY": "2026-12-01"}
"""The day on which the tutorial accepts fields."""


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
        summary, outputs = self.folder / "summary.md", self.folder / "outputs"
        summary.write_text("of another step\n")
        outputs.write_text("")
        done = run(
            ["bash", "-c", step["run"]],
            self.work,
            GITHUB_ACTION_PATH=str(self.action),
            GITHUB_OUTPUT=str(outputs),
            GITHUB_STEP_SUMMARY=str(summary),
            RUNNER_TEMP=str(self.folder / "temp"),
            **{**TODAY, **values},
        )
        return done.returncode, done.stdout, summary.read_text(encoding="utf-8")

    def outputs(self) -> dict[str, str]:
        """Return the outputs of the last step, as the action passes them on."""
        (step,) = ACTION["runs"]["steps"]
        lines = (self.folder / "outputs").read_text(encoding="utf-8").splitlines()
        written = dict(line.split("=", 1) for line in lines)
        names = {name: each["value"] for name, each in ACTION["outputs"].items()}
        assert names == {name: f"${{{{ steps.{step['id']}.outputs.{name} }}}}" for name in names}
        assert set(written) <= set(names)
        return {name: written.get(name, "") for name in names}


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
    status, log, summary = runner.step(paths="sessions \r\n\n\t\n  more\t\n", format=" sarif=x.sarif \njson=x.json")
    assert status == 1
    assert re.search(
        r"^::error file=more/invalid\.json,line=\d+,col=\d+,title=wrong-type::more/invalid\.json:\d+: /",
        log,
        re.MULTILINE,
    )
    assert log.count("::warning file=more/unstable one.json,") > 3
    assert log.endswith("3 payloads: 1 valid, 1 unstable, 1 invalid\n")
    assert summary.startswith("of another step\n### chatlayer-session\n")
    assert "| error | wrong-type |" in summary
    assert json.loads((runner.work / "x.sarif").read_bytes())["version"] == "2.1.0"
    assert json.loads((runner.work / "x.json").read_bytes())["summary"]["payloads"] == 3


def test_action_passes_its_inputs(runner: Runner) -> None:
    """The inputs set the verdict that fails the step, and the schema version."""
    assert runner.step(paths="sessions")[0] == 0
    assert runner.step(paths="more/unstable one.json")[0] == 0
    assert runner.step(paths="more/unstable one.json", fail_on="unstable \n\t")[0] == 3
    assert runner.step(paths="more", fail_on="never", schema_version=" 1.1 ")[0] == 0
    status, log, _ = runner.step(paths="more\nsessions", exclude=" **/invalid.json\r\n\n-x\tunstable*\n")
    assert (status, "note: skipped 1 excluded file (more/invalid.json)" in log) == (0, True)
    assert runner.step(paths="more\nsessions", exclude="invalid.json\nunstable one.*")[0] == 0
    assert runner.outputs()["payloads"] == "1"


@pytest.mark.parametrize(
    ("inputs", "status", "expected"),
    [
        ({"paths": "sessions"}, 0, ("valid", "1", "0", "0")),
        ({"paths": "more/unstable one.json\nsessions"}, 0, ("unstable", "2", "1", "0")),
        ({"paths": "more", "fail_on": "never"}, 0, ("invalid", "2", "1", "1")),
        ({"paths": "sessions\nmissing.json"}, 4, ("", "1", "0", "0")),
        ({"paths": "sessions", "fail_on": "all"}, 2, ("", "", "", "")),
    ],
)
def test_outputs_name_the_verdict(
    runner: Runner, inputs: dict[str, str], status: int, expected: tuple[str, ...]
) -> None:
    """The outputs have the worst verdict, the counts and the report; a run with unread inputs has no verdict."""
    assert runner.step(**inputs)[0] == status
    *found, report = (runner.outputs()[name] for name in ("verdict", "payloads", "unstable", "invalid", "report"))
    assert tuple(found) == expected
    assert bool(report) is (status != 2)
    if report:
        assert json.loads(Path(report).read_bytes())["summary"]["payloads"] == int(expected[1])


@pytest.mark.parametrize(
    ("inputs", "configuration", "message"),
    [
        ({"schema_version": "9%"}, "", "Invalid value for '--schema-version': unknown schema version '9%25'; "),
        ({"fail_on": "all"}, "", "Invalid value for '--fail-on': unknown verdict 'all'; "),
        ({"paths": " \n\n"}, "", "the input 'paths' is empty; list files, folders or globs, one per line"),
        ({}, 'kind = "x"\nat = "x"\n', "invalid configuration:%0Achatlayer-session.toml:"),
    ],
)
def test_usage_error_is_an_annotation(runner: Runner, inputs: dict[str, str], configuration: str, message: str) -> None:
    """A usage error is one annotation, which has all lines of the message, and a block in the summary."""
    file = runner.work / "chatlayer-session.toml"
    file.write_text(configuration)
    status, log, summary = runner.step(**{"paths": "sessions", **inputs})
    file.unlink()
    assert status == 2
    (annotation,) = re.findall(r"^::error title=chatlayer-session::(.*)$", log, re.MULTILINE)
    assert annotation.startswith(message)
    shown = annotation.replace("%0A", "\n    ").replace("%25", "%")
    assert summary == f"of another step\n### chatlayer-session\n\n    {shown}\n"


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
    assert runner.step(paths="sessions", exclude=text)[0] == 0
    assert not (runner.work / "forged").exists()


def test_action_passes_inputs_as_variables_only() -> None:
    """The script contains no expression with an input."""
    (step,) = ACTION["runs"]["steps"]
    assert "${{" not in step["run"]
    assert sorted(step["env"].values()) == sorted(f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"])


JOB: Any = GITLAB["chatlayer-session"]
(STAGE,) = re.findall(r"sh '''(.*?)'''", JENKINS, re.DOTALL)
SCRIPTS = {"gitlab": "\n".join(JOB["script"]), "jenkins": STAGE}
NO_VARIABLES = dict.fromkeys(JOB["variables"], "")


@pytest.fixture(scope="module")
def prepared(runner: Runner, checkout: Path) -> Runner:
    """Return the runner after the set-up steps of the GitLab template, with the package of this project."""
    script = f'{JOB["script"][0]}\necho "$environment"'
    done = run(["bash", "-e", "-c", script], runner.work, CHATLAYER_PACKAGE=f"{checkout} \n")
    assert done.returncode == 0, done.stdout
    environment = Path(done.stdout.splitlines()[-1])
    assert not environment.is_relative_to(runner.work)
    return replace(runner, environment=environment)


def validate(
    prepared: Runner, template: str, path: str, fail_on: str = "", shell: str = "bash", *, exclude: str = ""
) -> int:
    """Run the script of a template without its set-up, and return its exit code."""
    set_up = r"environment=|trap '|command -v|-m venv|-m pip"
    script = "\n".join(line for line in SCRIPTS[template].splitlines() if not re.search(set_up, line))
    variables = {"CHATLAYER_PACKAGE": "x", "CHATLAYER_PATH": path, "CHATLAYER_FAIL_ON": fail_on}
    variables["CHATLAYER_EXCLUDE"] = exclude
    return run(
        [shell, "-e", "-c", script], prepared.work, environment=str(prepared.environment), **variables
    ).returncode


@pytest.mark.parametrize("template", SCRIPTS)
@pytest.mark.parametrize(
    ("paths", "status"), [("sessions", 0), ("more \r\n\t\n\n  sessions", 1), ("sessions/*.json\nmissing", 4)]
)
def test_template_writes_its_reports(prepared: Runner, template: str, paths: str, status: int) -> None:
    """The script validates each line of the variable, and writes the reports that the next steps read."""
    assert validate(prepared, template, paths) == status
    reports = JOB["artifacts"]["reports"]
    if template == "gitlab":
        found = json.loads((prepared.work / reports["codequality"]).read_bytes())
        assert bool(found) is (status > 0)
    else:
        (sarif,) = re.findall(r"sarif\(pattern: '(.*)'\)", JENKINS)
        results = json.loads((prepared.work / sarif).read_bytes())["runs"][0]["results"]
        assert any(result["level"] == "error" for result in results) is (status == 1)
    (junit,) = {reports["junit"], *re.findall(r"junit '(.*)'", JENKINS)}
    assert parse(prepared.work / junit).getroot().get("failures") == ("1" if status == 1 else "0")


@pytest.mark.parametrize("shell", ["bash", "sh"])
@pytest.mark.parametrize("template", SCRIPTS)
def test_template_leaves_out_what_matches(prepared: Runner, template: str, shell: str) -> None:
    """Each line of the variable is a pattern, also with a hyphen at its start, and a path like an option is a path."""
    assert validate(prepared, template, "more\n--help", exclude="x", shell=shell) == 4
    assert validate(prepared, template, "more", exclude=" -y *\r\n\n invalid.* \n$(touch forged)", shell=shell) == 0
    assert not (prepared.work / "forged").exists()


@pytest.mark.parametrize(
    ("template", "fail_on", "status"), [("gitlab", "", 3), ("gitlab", "invalid ", 0), ("jenkins", "", 3)]
)
def test_template_uses_the_configuration_of_the_repository(
    prepared: Runner, gated: Runner, template: str, fail_on: str, status: int
) -> None:
    """The configuration sets the gate unless the variable is set."""
    assert gated.work == prepared.work
    for shell in ("bash", "sh"):
        assert validate(prepared, template, "more/unstable one.json", fail_on, shell) == status


@pytest.mark.parametrize("template", SCRIPTS)
def test_template_requires_a_pinned_package(runner: Runner, template: str, tmp_path: Path) -> None:
    """No template installs a default package, and a missing variable or a missing Python ends it with a sentence."""
    done = run(["sh", "-e", "-c", SCRIPTS[template]], runner.work, **NO_VARIABLES)
    assert (done.returncode, done.stdout) == (
        2,
        "chatlayer-session: CHATLAYER_PACKAGE is empty; set it to a pinned requirement\n",
    )
    assert set(re.findall(r"CHATLAYER_PACKAGE\W+ [\"'](.*)[\"']$", JENKINS, re.MULTILINE)) == {""}
    assert JOB["variables"]["CHATLAYER_PACKAGE"] == ""
    (tmp_path / "sed").symlink_to(str(shutil.which("sed")))
    sh = str(shutil.which("sh"))
    variables = {**NO_VARIABLES, "CHATLAYER_PACKAGE": "x", "PATH": str(tmp_path)}
    done = subprocess.run(
        [sh, "-e", "-c", SCRIPTS[template]], env=variables, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert re.fullmatch(r"chatlayer-session: Python is missing; .+\n", done.stderr)


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


PLANTED = ("logging", "shutil", "pip", "venv", "site", "json", "chatlayer_session")
"""Names of modules that Python would import from the working directory unless it is isolated."""


@pytest.fixture(scope="module")
def adopter(checkout: Path, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """Return the runner of a new repository after the tutorial, in a folder with blanks and Unicode in its name."""
    folder = tmp_path_factory.mktemp("adopter") / "Büro 会話 1"
    adopter = Runner(folder, folder / "chatlayer-session")
    (folder / "temp").mkdir(parents=True)
    run(["git", "clone", "-q", checkout, adopter.action], folder)
    shutil.copytree(built, folder / built.name)
    adopter.work.mkdir()
    run(["git", "init", "-q"], adopter.work)
    tutorial = (PROJECT / "docs" / "tutorial" / "first-gate.md").read_text(encoding="utf-8")
    for block in re.findall(r"^```console\n(.*?)^```$", tutorial, re.DOTALL | re.MULTILINE):
        commands = re.findall(r"^\$ (.*)$", block, re.MULTILINE)
        run(["bash", "-c", "\n".join(commands)], adopter.work)
    (adopter.work / "sessions" / "internal-1.json").rename(adopter.work / "sessions" / "é 1.json")
    return adopter


def commit_of(adopter: Runner) -> str:
    """Return the commit of this project that the repository pins."""
    return run(["git", "rev-parse", "HEAD"], adopter.action).stdout.strip()


def template_gate(adopter: Runner, template: str, requirement: str) -> tuple[int, str]:
    """Run a template, set up as the page shows for GitLab; return its exit code and its log."""
    job = SNIPPETS[1]["chatlayer-session"]
    variables = {
        **JOB["variables"],
        **job["variables"],
        "CHATLAYER_PACKAGE": requirement,
        "CHATLAYER_PATH": "sessions\n",
    }
    done = run(["bash", "-e", "-o", "pipefail", "-c", SCRIPTS[template]], adopter.work, **TODAY, **variables)
    return done.returncode, done.stdout


def hook_gate(adopter: Runner) -> tuple[int, str]:
    """Run the hook of the page with prek; return the exit code of the validator and its log."""
    (snippet,) = (snippet for snippet in SNIPPETS if "repos" in snippet)
    (repository,) = snippet["repos"]
    pinned = {**repository, "repo": adopter.action.as_uri(), "rev": commit_of(adopter)}
    (adopter.work / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [pinned]}))
    run(["git", "add", "-A"], adopter.work)
    prek = Path(sys.executable).with_name("prek")
    done = run(
        [prek, "run", "--all-files", "--color", "never"], adopter.work, PREK_HOME=str(adopter.folder / "prek"), **TODAY
    )
    codes = re.findall(r"exit code: (\d+)", done.stdout)
    return int(codes[0]) if codes else done.returncode, done.stdout


GATES: dict[str, Callable[[Runner, str], tuple[int, str]]] = {
    "action": lambda adopter, _: adopter.step(**{**workflow_inputs(), "paths": "sessions"})[:2],
    "gitlab": lambda adopter, requirement: template_gate(adopter, "gitlab", requirement),
    "jenkins": lambda adopter, requirement: template_gate(adopter, "jenkins", requirement),
    "hook": lambda adopter, _: hook_gate(adopter),
}


def workflow_inputs() -> dict[str, str]:
    """Return the inputs that the workflow of the page passes to the action."""
    (step,) = (step for step in SNIPPETS[0]["jobs"]["validate"]["steps"] if "chatlayer-session" in step["uses"])
    return {name.replace("-", "_"): value for name, value in step["with"].items()}


@pytest.mark.parametrize(
    ("gate", "origin"),
    [("hook", "git"), ("action", "git"), ("gitlab", "wheel"), ("jenkins", "git")],
)
def test_adopted_gate_goes_green_red_and_green(adopter: Runner, built: Path, gate: str, origin: str) -> None:
    """After the tutorial, each gate passes, fails on a new field, and passes again."""
    (wheel,) = (adopter.folder / built.name).glob("*.whl")
    pinned = {
        "wheel": f"{wheel.as_uri()}#sha256={sha256(wheel.read_bytes()).hexdigest()}",
        "git": f"git+{adopter.action.as_uri()}@{commit_of(adopter)}",
    }
    requirement = pinned[origin]
    new = adopter.work / "sessions" / "new.json"
    for status in (0, 3, 0):
        new.unlink(missing_ok=True)
        if status:
            text = (adopter.work / "sessions" / "é 1.json").read_text(encoding="utf-8")
            new.write_text(text.replace('"locale"', '"campaign": "spring", "locale"'), encoding="utf-8")
        code, log = GATES[gate](adopter, requirement)
        assert code == status, log
        assert ("/campaign" in log) is bool(status)


def manifest_of(name: str) -> dict[str, Any]:
    """Return the declaration of a hook."""
    hooks = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return next(declared for declared in hooks if declared["id"] == name)


def hook(prepared: Runner) -> list[str | Path]:
    """Return the command of the hook, to which a runner adds the names of files."""
    manifest = manifest_of("chatlayer-session-validate")
    program, *arguments = manifest["entry"].split()
    return [Path(str(prepared.environment)) / "bin" / program, *arguments, *manifest["args"]]


def test_hook_selects_what_a_folder_walk_reads() -> None:
    """Names in any case and with the suffix of a compression are selected, other names are not."""
    manifest = manifest_of("chatlayer-session-validate")
    for name in ("a.json", "x/A.JSON", "a.ndjson.gz", "a.jsonl.bz2", "a.json.xz", "a.json.ZST"):
        assert re.search(manifest["files"], name), name
    for name in ("json", "a.json5", "a.json.txt", "a.gz", "ajson"):
        assert not re.search(manifest["files"], name), name


def test_hook_of_scan_selects_what_a_folder_walk_reads() -> None:
    """All suffixes of languages are selected, in any case."""
    pattern = manifest_of("chatlayer-session-scan")["files"]
    for suffix in SUFFIXES:
        assert re.search(pattern, f"x/a{suffix}"), suffix
        assert re.search(pattern, f"A{suffix.upper()}"), suffix
    for name in ("js", "a.md", "a.js.map", "ats", "a.jsonl", "a.cjson", "a.mtsx"):
        assert not re.search(pattern, name), name


def test_hook_of_scan_checks_committed_code(checkout: Path, tmp_path: Path) -> None:
    """Run by prek, the hook parses JavaScript, and a misspelled field fails the commit."""
    head = run(["git", "rev-parse", "HEAD"], checkout).stdout.strip()
    hooks = [{"id": "chatlayer-session-scan"}]
    config = {"repos": [{"repo": str(checkout), "rev": head, "hooks": hooks}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (tmp_path / "action.js").write_text("module.exports = (args) => args.internal.user.firstName;\n")
    (tmp_path / "notes.md").write_text("{internal.usr}\n")
    run(["git", "init", "-q"], tmp_path)
    run(["git", "add", "-A"], tmp_path)
    prek: list[str | Path] = [Path(sys.executable).with_name("prek"), "run", "--all-files", "--color", "never"]
    done = run(prek, tmp_path, PREK_HOME=str(tmp_path / ".prek"))
    assert done.returncode == 0, done.stdout + done.stderr
    (tmp_path / "action.js").write_text("module.exports = (args) => args.internal.usr.firstName;\n")
    run(["git", "add", "-A"], tmp_path)
    done = run(prek, tmp_path, PREK_HOME=str(tmp_path / ".prek"))
    assert done.returncode == 1
    assert "action.js:1:42: error[misspelled-read] /internal/usr" in done.stdout


@pytest.fixture
def planted(adopter: Runner) -> Iterator[Path]:
    """Return a file that modules in the repository of the adopter would write if a gate imported one."""
    mark = adopter.folder / "planted"
    modules = [adopter.work / f"{name}.py" for name in PLANTED]
    for module in modules:
        module.write_text(f"open({str(mark)!r}, 'a').close()\n")
    yield mark
    mark.unlink()
    for module in modules:
        module.unlink()


def test_code_of_the_checkout_never_runs(
    adopter: Runner, prepared: Runner, planted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither venv, nor pip, nor the program imports from the validated repository, even if PYTHONPATH names it."""
    monkeypatch.setenv("PYTHONPATH", ".")
    for gate in ("action", "gitlab", "jenkins"):
        shutil.rmtree(adopter.folder / "temp")
        (adopter.folder / "temp").mkdir()
        assert GATES[gate](adopter, str(adopter.action))[0] == 0
    assert run([*hook(prepared), "sessions"], adopter.work, **TODAY).returncode == 0
    assert not planted.exists()
    # The plants work: without isolation, Python imports the first of them.
    run([sys.executable, "-m", "venv", "--help"], adopter.work)
    assert planted.exists()


def test_changed_wheel_is_not_installed(adopter: Runner, built: Path) -> None:
    """A wheel with a different hash than the pinned one ends the job before anything is validated."""
    (wheel,) = (adopter.folder / built.name).glob("*.whl")
    code, log = template_gate(adopter, "gitlab", f"{wheel.as_uri()}#sha256={'0' * 64}")
    assert code == 1
    assert "hash" in log.lower()


@pytest.mark.parametrize("path", ["--help", "--version", "--format=json=forged.json"])
def test_path_is_never_an_option(prepared: Runner, path: str) -> None:
    """In both templates and in the hook, a path that looks like an option is an unreadable input."""
    assert [validate(prepared, template, path) for template in SCRIPTS] == [4, 4]
    assert run([*hook(prepared), path], prepared.work).returncode == 4
    assert not (prepared.work / "forged.json").exists()


@pytest.mark.parametrize(
    ("python", "reason"),
    [(None, "Python is missing; run "), ("exit 1", "Python is too old; "), ('exec "$REAL" "$@"', "the virtual ")],
)
def test_action_reports_a_runner_that_is_not_ready(
    runner: Runner, tmp_path: Path, python: str | None, reason: str
) -> None:
    """Without a Python that works, the step fails with one annotation and a line in the summary."""
    for name in ("bash", "env"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    if python:
        (tmp_path / "python3").write_text(f"#!{tmp_path / 'bash'}\n{python}\n")
        (tmp_path / "python3").chmod(0o755)
    script = runner.action / "examples" / "ci" / "github-action.sh"
    (tmp_path / "temp").write_text("a file where the environment would be")
    values = {
        "INPUT_PATHS": "sessions",
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_ACTION_PATH": str(runner.action),
    }
    values |= {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"), "REAL": sys.executable, "PATH": str(tmp_path)}
    done = subprocess.run(
        [tmp_path / "bash", script], cwd=runner.work, env=values, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    (annotation,) = re.findall(r"^::error title=chatlayer-session::(.*)$", done.stdout, re.MULTILINE)
    assert annotation.startswith(reason)
    assert (tmp_path / "summary.md").read_text() == f"### chatlayer-session\n\n    {annotation}\n"


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
    rows = re.findall(r"^\| `(\w+)` \| ", PAGE.partition("## Report formats")[2], re.MULTILINE)
    assert sorted(rows) == sorted(FORMATS.names)
