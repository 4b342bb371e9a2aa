"""The example service of docs/how-to/consumer.md works as typed, in an environment of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ..recipes.environments import create_venv
from .conftest import PROJECT
from .test_install import bash_blocks

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = PROJECT / "examples" / "consumer"


def shell(command: str, folder: Path, **variables: str) -> tuple[int, str]:
    """Run a command in a folder with its environment `.venv`, and return its exit code and output."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    environment |= {"PATH": f"{folder / '.venv' / 'bin'}{os.pathsep}{environment['PATH']}", **variables}
    done = subprocess.run(
        ["bash", "-ec", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def service(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the example, after the commands of the page ran in it."""
    folder = tmp_path_factory.mktemp("service") / "consumer"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("reads.json", "__pycache__"))
    (wheel,) = built.glob("*.whl")
    environment, *commands = bash_blocks("docs/how-to/consumer.md")[0].splitlines()
    assert environment == "python3 -m venv .venv"
    # The environment uses the pip of this one, because to install pip takes longest.
    create_venv(folder / ".venv")
    for command in commands:
        status, output = shell(command, folder, WHEEL=str(wheel), PIP_NO_COMPILE="1")
        assert status == 0, output
    return folder


def test_tests_of_the_service_record_its_reads(service: Path) -> None:
    """The tests pass over HTTP, and read what the committed file says."""
    recorded, committed = (json.loads((folder / "reads.json").read_bytes()) for folder in (service, EXAMPLE))
    assert [read["pointer"] for read in recorded["reads"]] == [read["pointer"] for read in committed["reads"]]


def test_workflow_of_the_service_passes(service: Path) -> None:
    """Each command of the workflow after the installation succeeds."""
    workflow: Any = yaml.safe_load((service / "workflow.yml").read_text(encoding="utf-8"))
    install, *commands = [step["run"] for step in workflow["jobs"]["test"]["steps"] if "run" in step]
    assert install.startswith("pip install --requirement requirements.txt ")
    assert [command.split()[0] for command in commands] == ["chatlayer-session", "pytest", "chatlayer-session"]
    for command in commands:
        status, output = shell(command, service)
        assert status == 0, output


def test_undeclared_read_fails_the_gate(service: Path) -> None:
    """A change of the code that reads one more field passes its tests, and fails the comparison with the contract."""
    changed = service.parent / "changed"
    shutil.copytree(service, changed, ignore=shutil.ignore_patterns(".venv"))
    (changed / ".venv").symlink_to(service / ".venv")
    file = changed / "greeting_service.py"
    code = file.read_text(encoding="utf-8")
    file.write_text(code.replace("view.internal.preferredLanguage[:2]", "view.internal.locale[:2]"), encoding="utf-8")
    status, output = shell("pytest -q --chatlayer-record-reads reads.json -k survives", changed)
    assert status == 0, output
    status, output = shell("chatlayer-session contract verify --recorded reads.json", changed)
    assert status == 1, output
    assert "[undeclared-read] /internal/locale" in output
