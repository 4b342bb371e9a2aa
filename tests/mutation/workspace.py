"""A copy of the project in the layout for mutmut: the package under ``src``, and the tests."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EXCLUDED_TESTS = (
    *("tests/packaging", "tests/interop", "tests/recipes", "tests/spec/export", "tests/compat"),
    *("tests/fuzzing", "tests/mutation", "tests/planting", "tests/cli/test_robustness.py"),
    *("tests/tools", "tests/test_startup.py", "tests/properties/test_pattern_properties.py"),
    *("tests/test_architecture.py", "tests/test_documentation.py", "tests/test_benchmarks.py", "tests/test_voice.py"),
    *("tests/testing/plugin", "tests/testing/stores", "tests/test_rule_pages.py", "tests/spark", "tests/site"),
)
"""Tests that run in processes without mutants, and tests of other parts of the project."""

PROJECT = """\
[project]
name = "staged"
version = "0"

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["."]
addopts = ["--import-mode=importlib", "--strict-markers"]
xfail_strict = true
filterwarnings = ["error"]

[tool.mutmut]
source_paths = ["src"]
only_mutate = {modules}
also_copy = {copied}
pytest_add_cli_args = ["-p", "no:xdist", "-p", "no:cacheprovider"]
timeout_multiplier = 5
timeout_constant = 5
use_git_change_detection = false
"""


def stage(project: Path, folder: Path, modules: Sequence[str]) -> None:
    """Copy the package, the schemas and the tests into ``folder``, and configure mutmut to change only ``modules``.

    ``modules`` are glob patterns relative to the package. Existing copies in ``folder`` are replaced.
    """
    package = folder / "src" / "chatlayer_session"
    for source, target in (
        (project / "validator" / "chatlayer_session", package),
        (project / "schemas", package / "_data" / "schemas"),
        (project / "tests", folder / "tests"),
    ):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    data = [file for file in package.rglob("*") if file.is_file() and file.suffix != ".py"]
    (folder / "pyproject.toml").write_text(
        PROJECT.format(
            modules=[f"src/chatlayer_session/{pattern}" for pattern in modules],
            copied=sorted({str(file.parent.relative_to(folder)) for file in data}),
        ),
        encoding="utf-8",
    )


def modules_in(folder: Path) -> list[str]:
    """Return the paths of the test modules of a staged project that run on mutants.

    The configuration does not list them: mutmut would discard all results whenever a module is added.
    """
    files = sorted(str(file.relative_to(folder)) for file in folder.glob("tests/**/test_*.py"))
    return [file for file in files if not file.startswith(EXCLUDED_TESTS)]
