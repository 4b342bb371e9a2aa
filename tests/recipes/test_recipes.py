"""Every recipe of docs/how-to/import.md works as typed in an empty folder, and judges the cases as the table says."""

from __future__ import annotations

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
    """Run a recipe, and hold it to its row of the table of the project in ``folder``."""
    command = [sys.executable, "-m", "tests.recipes", "--check", name]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", RUN)
def test_a_recipe_judges_the_cases_as_the_table_says(name: str) -> None:
    """With nothing installed but what it names."""
    done = check(name, PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_table_has_every_recipe_of_the_document() -> None:
    """One row each, and only Java was not run."""
    headings = re.findall(r"^### (.+)$", DOCUMENT, re.MULTILINE)
    assert [name for name, _, _ in ROWS] == [name for name in headings if name != "chatlayer-session"]
    assert [name for name, _, result in ROWS if result.startswith("not run")] == ["networknt json-schema-validator"]
    assert len(RUN) == 13


def test_a_row_that_does_not_hold_is_noticed(tmp_path: Path) -> None:
    """An importer that is said to deviate and works fails the check, which shows what its row has to be."""
    (tmp_path / "exports").symlink_to(PROJECT / "exports")
    (tmp_path / "docs" / "how-to").mkdir(parents=True)
    stale = DOCUMENT.replace("| `draft-07/open-bare` | works |", "| `draft-07/open-bare` | deviates |")
    (tmp_path / "docs" / "how-to" / "import.md").write_text(stale, encoding="utf-8")
    shutil.copytree(PROJECT / "tests" / "recipes", tmp_path / "tests" / "recipes")
    done = check("Ajv", tmp_path)
    assert done.returncode == 1, done.stderr
    assert done.stdout == "the document has not: | [Ajv](#ajv) | `draft-07/open-bare` | works |\n"


def test_the_artefacts_are_got_as_the_document_says(tmp_path: Path) -> None:
    """The export of an installed wheel is the committed one."""
    blocks = re.findall(r"^```bash\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert blocks[0].splitlines() == [
        "pip install --quiet chatlayer-session",
        "chatlayer-session schema export --out schemas",
    ]
    venv.create(tmp_path / "venv", with_pip=True)
    scripts = tmp_path / "venv" / "bin"
    source = tmp_path / "source"
    subprocess.run(["git", "clone", "--quiet", PROJECT, source], check=True)
    subprocess.run([scripts / "pip", "install", "--quiet", source], check=True)
    subprocess.run([scripts / "chatlayer-session", "schema", "export", "--out", "schemas"], cwd=tmp_path, check=True)
    written = {
        path.relative_to(tmp_path / "schemas"): path.read_bytes() for path in (tmp_path / "schemas").rglob("*.json")
    }
    committed = {
        path.relative_to(PROJECT / "exports"): path.read_bytes() for path in (PROJECT / "exports").rglob("*.json")
    }
    assert written == committed
