"""Installations without a clone work as README.md and docs/how-to/install.md show them, also with an extra."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

import pytest

from ..cli.conftest import heed_permissions
from .conftest import PROJECT, run

if TYPE_CHECKING:
    from pathlib import Path


def bash_blocks(document: str) -> list[str]:
    """Return the `bash` blocks of a document."""
    text = (PROJECT / document).read_text(encoding="utf-8")
    return re.findall(r"^```bash\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def installer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment with pip, pipx and uv."""
    folder = tmp_path_factory.mktemp("installer")
    venv.create(folder, with_pip=True)
    run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", "pipx", "uv", folder=folder)
    return folder


def test_commands_install_the_wheel(built: Path, installer: Path, tmp_path: Path) -> None:
    """Each command of README.md, typed in the folder of the wheel, installs a command that runs."""
    (wheel,) = built.glob("*.whl")
    shutil.copy(wheel, tmp_path)
    commands = bash_blocks("README.md")[2].splitlines()
    assert bash_blocks("docs/how-to/install.md")[1].splitlines() == commands
    assert [command.split()[0] for command in commands] == ["pipx", "uv", "pip"]
    programs = (tmp_path / "pipx" / "bin", tmp_path / "uv" / "bin", installer / "bin")
    environment = {
        **os.environ,
        "PATH": f"{installer / 'bin'}:{os.environ['PATH']}",
        "PIPX_HOME": str(tmp_path / "pipx"),
        "PIPX_BIN_DIR": str(programs[0]),
        "UV_TOOL_DIR": str(tmp_path / "uv"),
        "UV_TOOL_BIN_DIR": str(programs[1]),
    }
    environment.pop("PYTHONPATH", None)
    for command, folder in zip(commands, programs, strict=True):
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        printed = subprocess.run(
            [folder / "chatlayer-session", "--version"], env=environment, capture_output=True, text=True, check=True
        ).stdout
        assert re.fullmatch(r"chatlayer-session \d+\.\d+\.\d+.*\n", printed)


def test_wheel_is_built_as_documented(source: Path, installer: Path) -> None:
    """The first command of docs/how-to/install.md, typed in a clone, writes the wheel there."""
    command = bash_blocks("docs/how-to/install.md")[0]
    environment = {**os.environ, "PATH": f"{installer / 'bin'}:{os.environ['PATH']}"}
    subprocess.run(["bash", "-c", command], cwd=source, env=environment, capture_output=True, check=True)
    (wheel,) = source.glob("*.whl")
    wheel.unlink()


def test_image_runs_on_a_read_only_file_system(built: Path, tmp_path: Path) -> None:
    """The steps of the Dockerfile, run in a folder instead of an image, install a command that writes nothing."""
    text = (PROJECT / "examples" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
    steps = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    build, final = (steps[1:4], steps[4:])
    assert " ".join(name for name, _ in steps) == "ARG FROM COPY RUN FROM COPY USER WORKDIR ENTRYPOINT CMD"
    assert dict(final)["USER"] == "65534:65534"
    assert dict(build)["COPY"] == "chatlayer_session-*.whl /wheel/"
    (tmp_path / "wheel").mkdir()
    shutil.copy(next(built.glob("*.whl")), tmp_path / "wheel")
    run("bash", "-c", re.sub(r"(?<= )/(?=opt|wheel)", f"{tmp_path}/", dict(build)["RUN"]), folder=tmp_path)
    (program,) = json.loads(dict(final)["ENTRYPOINT"])
    assert program.startswith(dict(final)["COPY"].split()[-1])
    (tmp_path / "data").mkdir()
    example = (PROJECT / "schemas/session/1.1.0/examples/documented.json").read_text(encoding="utf-8")
    (tmp_path / "data" / "many.ndjson").write_text(f"{json.dumps(json.loads(example))}\n" * 5000, encoding="utf-8")
    run("chmod", "-R", "a-w", tmp_path, folder=tmp_path)
    done = subprocess.run(
        [f"{tmp_path}{program}", "validate", "--jobs", "2", "many.ndjson"],
        cwd=tmp_path / "data",
        env={"HOME": "/nonexistent", "TMPDIR": str(tmp_path)},
        preexec_fn=heed_permissions,
        capture_output=True,
        text=True,
        check=False,
    )
    run("chmod", "-R", "u+w", tmp_path, folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "5,000 payloads: 5,000 valid, 0 unstable, 0 invalid\n"), done.stderr


COMMANDS = """
import contextlib, io, shlex, sys
from chatlayer_session.cli import cli
print(sys.version_info[:2])
for line in (
    "validate --jobs 1 --format json session/1.1.0/examples",
    "validate --jobs 1 --format gitlab session/1.0.0/examples",
    "validate --jobs 1 --kind internal --at '/*/tests/*/data' --format json session/1.1.0/conformance/internal.json",
    "validate --jobs 1 --kind session --at '/*/tests/*/data' --format json session/1.1.0/conformance/session.json",
    "generate --kind session --count 20 --seed 1 --with-unstable",
    "fields --jobs 1 --format json session/1.1.0/examples",
    "size session/1.1.0/examples/realistic.json",
    "baseline --today 2026-12-01 session/1.1.0/examples/realistic.json",
    "schema show",
    "rules",
):
    output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(output):
        status = cli.main(args=shlex.split(line), prog_name="chatlayer-session", standalone_mode=False)
    output.flush()
    print(line, status, output.buffer.getvalue().decode())
"""
PYODIDE = """
import { loadPyodide } from "pyodide";
import { readFileSync } from "node:fs";
const python = await loadPyodide();
python.mountNodeFS("/site", "site");
python.mountNodeFS("/schemas", process.argv[2]);
await python.runPythonAsync(`import os, sys; sys.path.insert(0, "/site"); os.chdir("/schemas")`);
await python.runPythonAsync(readFileSync("commands.py", "utf8"));
"""


def test_commands_print_the_same_on_python_3_14(built: Path, tmp_path: Path) -> None:
    """On Python 3.14, which runs as WebAssembly on Node, commands print the same as on this Python."""
    if shutil.which("npm") is None:
        needed = "recipes" in os.environ.get("CHATLAYER_SESSION_REQUIRE", "").split()
        (pytest.fail if needed else pytest.skip)("npm is missing; it installs a Python 3.14")
    run("npm", "install", "--silent", "pyodide@314.0.7", folder=tmp_path)
    target = ("--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14", "--implementation", "cp")
    install = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", *target)
    wheel = next(built.glob("*.whl"))
    run(*install, "--abi", "cp314", "--abi", "none", "--target", "site", wheel, "click", "msgspec", folder=tmp_path)
    (tmp_path / "commands.py").write_text(COMMANDS, encoding="utf-8")
    (tmp_path / "run.mjs").write_text(PYODIDE, encoding="utf-8")
    # Reports name paths from the root of the repository, if there is one, and WebAssembly sees only this folder.
    schemas = shutil.copytree(PROJECT / "schemas", tmp_path / "schemas")
    version, _, printed = run("node", "run.mjs", schemas, folder=tmp_path).partition("\n")
    assert version == "(3, 14)"
    assert printed == run(sys.executable, tmp_path / "commands.py", folder=schemas).partition("\n")[2]
    assert printed.count("\n") > 1000


TEN_LINES = """\
import pytest
from hypothesis import given
from chatlayer_session.testing import sessions

@given(session=sessions(unstable=True))
def test_any_session(assert_valid_session, session):
    assert assert_valid_session(session).kind == "session"
@pytest.mark.parametrize("session_payload", ["first-turn", "realistic"], indirect=True)
def test_examples(session_payload, assert_valid_session, chatlayer_validator):
    assert assert_valid_session(session_payload) == chatlayer_validator.validate(session_payload)
"""


@pytest.fixture(scope="module")
def python(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a new environment with the wheel and the extra."""
    folder = tmp_path_factory.mktemp("with-extra") / "venv"
    venv.create(folder, with_pip=True)
    (wheel,) = built.glob("*.whl")
    run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", f"{wheel}[testing]", folder=built)
    return folder / "bin" / "python"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the folder of a different project."""
    folder = tmp_path / "bot"
    folder.mkdir()
    return folder


def test_plugin_works_with_only_the_wheel(python: Path, project: Path) -> None:
    """Fixtures work without an import, strategies too, and there is no warning."""
    assert TEN_LINES.count("\n") <= 10
    (project / "test_bot.py").write_text(TEN_LINES, encoding="utf-8")
    output = run(python, "-W", "error", "-m", "pytest", "-W", "error", "--strict-markers", folder=project)
    assert "\nchatlayer-session: schema version " in output
    assert "\nplugins: " in output
    assert " 3 passed in " in output


def test_failure_with_the_wheel_shows_the_report(python: Path, project: Path) -> None:
    """A failed assertion shows the report, not a traceback into the package."""
    test = "def test_it(assert_valid_session):\n    assert_valid_session({'internal': 'pri' 'vate'})\n"
    (project / "test_bot.py").write_text(test, encoding="utf-8")
    done = subprocess.run(
        [python, "-m", "pytest", "-W", "error"], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "E       payload: error[wrong-type] /internal: " in done.stdout
    assert "1 failed in " in done.stdout
    assert "assertions.py" not in done.stdout.replace("testing.assertions.", "")
    assert "private" not in done.stdout
