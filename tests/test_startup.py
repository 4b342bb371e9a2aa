"""The modules that a run imports. Small runs are mostly start-up, so they import nothing unnecessary."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """
import sys
from chatlayer_session.cli import main
sys.argv = ["chatlayer-session", *sys.argv[1:]]
try:
    main()
finally:
    sys.stderr.write("\\n".join(sys.modules))
"""
LIBRARIES = {"zlib", "hypothesis", "jsonschema", "jsonschema_rs", "multiprocessing", "referencing", "traceback"}
OURS = {
    "diagnosis",
    "runs.lines",
    "runs.pool",
    "checks.finding_builder",
    "parsing.parser",
    "fastpath.learned_decoder",
    "cli.timestamps",
}


def imported(*arguments: str | Path) -> set[str]:
    """Return the modules that a run of the command imports, those of the package without its name."""
    command = [sys.executable, "-c", SCRIPT, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return {name.removeprefix("chatlayer_session.") for name in done.stderr.splitlines()}


@pytest.fixture
def clean(examples: Path) -> Path:
    """Return a clean payload."""
    return examples / "documented.json"


def test_small_clean_run_imports_little(clean: Path) -> None:
    """It imports no slow library, no diagnosis, and nothing for runs over many payloads."""
    assert not imported("validate", clean) & (LIBRARIES | OURS)


def test_report_imports_no_other_format(clean: Path) -> None:
    """Only the module of the format that was asked for is loaded."""
    for name in ("text", "json", "sarif"):
        modules = imported("validate", "--format", name, clean)
        formats = {module.removeprefix("reporters.runs.") for module in modules if module.startswith("reporters.runs.")}
        assert formats == {name}


def test_needed_modules_are_imported(clean: Path, tmp_path: Path) -> None:
    """Other runs import the modules listed above, so the list is up to date."""
    broken, lines = tmp_path / "broken.json", tmp_path / "lines.jsonl"
    broken.write_text('{"internal": [}', encoding="utf-8")
    lines.write_bytes(b" ".join(clean.read_bytes().split()) + b"\n")
    packed = tmp_path / "packed.json.gz"
    packed.write_bytes(b"\x1f\x8b")
    found = imported("validate", broken, lines, packed, "--last-activity", "2026-11-22T10:00:00Z")
    found |= imported("validate", lines)
    assert {
        "zlib",
        "diagnosis",
        "runs.lines",
        "checks.finding_builder",
        "parsing.parser",
        "fastpath.learned_decoder",
        "cli.timestamps",
    } <= found


def test_public_names_are_imported_lazily() -> None:
    """The package lists and provides them all, and raises AttributeError for other names."""
    code = (
        "import sys, chatlayer_session as package\n"
        "assert 'chatlayer_session.validator' not in sys.modules\n"
        "assert set(package.__all__) <= set(dir(package))\n"
        "from chatlayer_session import Validator, validate\n"
        "assert Validator is package.Validator is sys.modules['chatlayer_session.validator'].Validator\n"
        "for name in package.__all__: getattr(package, name)\n"
        "print(getattr(package, 'Validatr', 'absent'))\n"
        "package.valdate"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "absent\n"
    assert "AttributeError: module 'chatlayer_session' has no attribute 'valdate'" in done.stderr
