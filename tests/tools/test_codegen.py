"""What is made from the schemas and committed is what would be made from them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
NEITHER_NODE = ("types", "artefacts")


def check(folder: Path, *parts: str) -> subprocess.CompletedProcess[str]:
    """Run the check of a release in a copy of the project."""
    command = [sys.executable, "-m", "tools.codegen", "--check", *parts]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the project as far as a release is made from it."""
    folder = tmp_path / "project"
    for name in ("tools", "exports", "validator/chatlayer_session/javascript"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    shutil.copy(PROJECT / "validator/chatlayer_session/payload_types.py", folder / "validator/chatlayer_session")
    return folder


def test_the_committed_artefacts_and_types_are_those_of_the_schemas() -> None:
    """Every file of exports/ byte for byte and no other; `python -m tools.codegen` makes them anew."""
    done = check(PROJECT, *NEITHER_NODE)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_file_that_is_not_what_would_be_made_is_noticed(copy: Path) -> None:
    """Changed, missing and left over ones."""
    artefact = copy / "exports/session/1.0.0/flat/open/session.json"
    artefact.write_text("{}", encoding="utf-8")
    (copy / "exports/report/1.0.0/flat/open/report.json").unlink()
    (copy / "exports/session/0.9.0.json").write_text("{}", encoding="utf-8")
    with (copy / "validator/chatlayer_session/payload_types.py").open("a", encoding="utf-8") as module:
        module.write("\n")
    done = check(copy, *NEITHER_NODE)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "validator/chatlayer_session/payload_types.py is stale",
        "exports/session/1.0.0/flat/open/session.json is stale",
        "exports/report/1.0.0/flat/open/report.json is stale",
        "exports/session/0.9.0.json is left over",
    ]
    assert artefact.read_text(encoding="utf-8") == "{}"


def test_the_committed_javascript_was_made_from_these_schemas(copy: Path) -> None:
    """The digests of what it was made from are those of the schemas, without making it, which needs npm."""
    code = "from chatlayer_session.spec.catalog import packaged_catalog as c; from tools.codegen.javascript import *; "
    code += "print(made_from(requests(c())).decode(), end='')"
    done = subprocess.run([sys.executable, "-c", code], cwd=copy, capture_output=True, text=True, check=True)
    committed = (PROJECT / "validator/chatlayer_session/javascript/made-from.json").read_text(encoding="utf-8")
    assert done.stdout == committed
    with (copy / "tools/codegen/node/build.mjs").open("a", encoding="utf-8") as script:
        script.write("// changed\n")
    done = subprocess.run([sys.executable, "-c", code], cwd=copy, capture_output=True, text=True, check=True)
    before, after = json.loads(committed), json.loads(done.stdout)
    assert {name for name in before if before[name] != after[name]} == {"build.mjs"}


def test_the_lock_file_names_no_registry() -> None:
    """Packages are had from wherever a machine has them."""
    lock = json.loads((PROJECT / "tools/codegen/node/package-lock.json").read_bytes())
    assert len(lock["packages"]) > 10
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
