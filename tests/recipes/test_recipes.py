"""Every recipe of docs/how-to/import.md works as typed in an empty folder, with the result in the table."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
DOCUMENT = (PROJECT / "docs" / "how-to" / "import.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| \[(.+?)\]\(#.+?\) \| (.+?) \| (.+?) \|$", DOCUMENT, re.MULTILINE)
RUN = [name for name, _, result in ROWS if not result.startswith("not run")]


def check(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a recipe, and compare its result with the table of the project in ``folder``."""
    command = [sys.executable, "-m", "tests.recipes", "--check", name]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", RUN)
def test_recipe_has_the_result_in_the_table(name: str) -> None:
    """Nothing is installed but the packages that the recipe names."""
    process = check(name, PROJECT)
    assert process.returncode == 0, process.stdout + process.stderr


def test_table_has_every_recipe_of_the_document() -> None:
    """Each has one row, and every recipe was run but two, whose registries were not reachable."""
    headings = re.findall(r"^### (.+)$", DOCUMENT, re.MULTILINE)
    assert [name for name, _, _ in ROWS] == [name for name in headings if name != "chatlayer-session"]
    not_run = [name for name, _, result in ROWS if result.startswith("not run")]
    assert not_run == ["santhosh-tekuri/jsonschema", "networknt json-schema-validator"]
    assert len(RUN) == 24


def test_wrong_row_fails_the_check(tmp_path: Path) -> None:
    """The check shows the right row for an importer that works and deviates according to the document."""
    (tmp_path / "docs" / "how-to").mkdir(parents=True)
    stale = DOCUMENT.replace("| `draft-07/open-bare` | works |", "| `draft-07/open-bare` | deviates |")
    (tmp_path / "docs" / "how-to" / "import.md").write_text(stale, encoding="utf-8")
    shutil.copytree(PROJECT / "tests" / "recipes", tmp_path / "tests" / "recipes")
    process = check("Ajv", tmp_path)
    assert process.returncode == 1, process.stderr
    assert process.stdout == "missing in the document: | [Ajv](#ajv) | `draft-07/open-bare` | works |\n"


def test_exports_are_written_as_the_document_says(tmp_path: Path) -> None:
    """The exports of an installed wheel have the hashes of the golden manifest."""
    blocks = re.findall(r"^```bash\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert blocks[0].splitlines() == [
        "pip install --quiet ./chatlayer_session-*.whl",
        "chatlayer-session schema export --out schemas",
    ]
    venv.create(tmp_path / "venv", with_pip=True)
    scripts = tmp_path / "venv" / "bin"
    source = tmp_path / "source"
    subprocess.run(["git", "clone", "--quiet", PROJECT, source], check=True)
    subprocess.run([scripts / "pip", "install", "--quiet", source], check=True)
    subprocess.run([scripts / "chatlayer-session", "schema", "export", "--out", "schemas"], cwd=tmp_path, check=True)
    root = tmp_path / "schemas"
    assert {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*.json")
    } == json.loads((PROJECT / "tests/spec/export/manifest.json").read_bytes())
