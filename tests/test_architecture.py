"""The package stays small and its terms unique; import-linter checks imports, ruff and pyright the rest."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "validator" / "chatlayer_session"
MODULES = {
    ".".join(("chatlayer_session", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.glob("**/*.py"))
}
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=PROJECT,
    capture_output=True,
    text=True,
    check=False,
).stdout.split("\n")
FILES = [PROJECT / name for name in TRACKED if name and (PROJECT / name).is_file()]


def trees() -> list[tuple[str, ast.Module]]:
    """Return every module of the package with its syntax tree."""
    return [(name, ast.parse(path.read_text(encoding="utf-8"))) for name, path in MODULES.items()]


def test_a_module_has_at_most_500_lines() -> None:
    """A longer module holds more than one concept."""
    assert len(MODULES) > 40
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: length for name, length in lengths.items() if length > 500} == {}


def test_the_package_shows_at_most_18_modules() -> None:
    """The listing of the package beside its folders is short enough to be read at a glance."""
    assert 10 < len(list(PACKAGE.glob("*.py"))) <= 18


def test_functions_are_short() -> None:
    """A function body has at most 40 lines, its signature and docstring not counted."""
    long: list[str] = []
    for module, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                if length > 40:
                    long.append(f"{module}.{node.name}: {length} lines")
    assert long == []


def test_no_two_classes_share_a_name() -> None:
    """One term stands for one concept: a class name is used once, except for the types that mirror the schemas."""
    modules: dict[str, list[str]] = {}
    for module, tree in trees():
        if module == "chatlayer_session.payload_types":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                modules.setdefault(node.name, []).append(module)
    assert {name: places for name, places in modules.items() if len(places) > 1} == {}


def test_no_code_is_among_the_schemas() -> None:
    """They are for any language."""
    assert {path.suffix for path in (PROJECT / "schemas").glob("**/*") if path.is_file()} <= {".json", ".md"}


SILENCED = re.compile(r"#\s*(type|pyright)\s*:\s*ignore|#\s*noqa")
REASON = re.compile(r"#\s*((type|pyright)\s*:\s*ignore(\[[\w, -]+\])?|noqa(: [A-Z]+\d+(, [A-Z]+\d+)*)?)\s+(#|-) \w+")


def test_a_silenced_check_has_its_reason_beside_it() -> None:
    """A comment that silences a checker says why on the same line."""
    for path in FILES:
        if path.suffix == ".py":
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if SILENCED.search(line) and "re.compile(" not in line:
                    assert REASON.search(line), f"{path.relative_to(PROJECT)}:{number} gives no reason"


MACHINE = re.compile(r"/(?:home|root|Users)/\w|/" + r"work/|/tmp" + r"/\w|index-url|simple/|pypi\.(?:org|internal)")


def test_nothing_names_a_machine_or_a_registry() -> None:
    """No file that is kept has a path of somebody's machine or the address of a registry in it."""
    assert len(FILES) > 50 or not (PROJECT / ".git").exists()
    for path in FILES:
        text = path.read_bytes().decode(errors="replace")
        match = None if path == Path(__file__).resolve() else MACHINE.search(text)
        assert match is None, f"{path.relative_to(PROJECT)}: {match}"
