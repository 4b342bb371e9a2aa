"""Imports run one way, modules stay small, and what is public is documented and typed."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "validator" / "chatlayer_session"
MODULES = {
    ".".join(("chatlayer_session", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.glob("**/*.py"))
}
# Lower layers first. A name stands for the module and all that is in it; a module imports from its own layer or below.
LAYERS = [
    ["findings", "errors", "spelling", "showing", "version", "listing", "files", "payload_types"],
    ["pointers", "timestamps", "type_names"],
    ["observations"],
    ["catalog", "views", "fields", "cures"],
    ["exports"],
    ["schemas"],
    ["locating", "landmarks", "reading"],
    ["diagnosis"],
    ["documents"],
    ["engines"],
    ["placing"],
    ["rules", "accepted"],
    ["screening"],
    ["observing"],
    ["generating"],
    ["validator", "session_view"],
    ["weighing"],
    ["runs"],
    ["bulk", "acceptance", "observed", "baselines"],
    ["reporters", "pages"],
    ["testing"],
    ["compat", "configuration"],
    ["cli"],
]
RANKS = {f"chatlayer_session.{name}": rank for rank, layer in enumerate(LAYERS) for name in layer}
TOP = {"chatlayer_session", "chatlayer_session.__main__"}
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=PROJECT,
    capture_output=True,
    text=True,
    check=False,
).stdout.split("\n")
FILES = [PROJECT / name for name in TRACKED if name and (PROJECT / name).is_file()]


def rank_of(module: str) -> int | None:
    """Return the layer of a module, or None if it is in none."""
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 1, -1))
    return next((RANKS[name] for name in names if name in RANKS), None)


def imports_of(module: str, *, at_runtime: bool = False) -> set[str]:
    """Return the modules of this package that a module imports, those for type checkers only if not ``at_runtime``."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    skipped: set[ast.AST] = set()
    if at_runtime:
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
                skipped.update(inner for statement in node.body for inner in ast.walk(statement))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node not in skipped:
            base = target_of(module, node)
            inner = {f"{base}.{alias.name}" for alias in node.names}
            found |= {name for name in inner if name in MODULES} or {base}
        elif isinstance(node, ast.Import) and node not in skipped:
            found |= {alias.name for alias in node.names}
    return {name for name in found if name in MODULES}


def target_of(module: str, node: ast.ImportFrom) -> str:
    """Return the absolute name of what a relative import imports from."""
    if not node.level:
        return node.module or ""
    parts = module.split(".") if MODULES[module].name == "__init__.py" else module.split(".")[:-1]
    base = parts[: len(parts) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)


def test_the_modules_are_found() -> None:
    """The other tests look at something."""
    assert "chatlayer_session.validator" in MODULES
    assert len(MODULES) > 40
    assert imports_of("chatlayer_session.cli.validate") >= {"chatlayer_session.validator", "chatlayer_session.runs"}
    reporters = imports_of("chatlayer_session.reporters.text", at_runtime=True)
    assert "chatlayer_session.runs" in imports_of("chatlayer_session.reporters.text") - reporters


@pytest.mark.parametrize("module", sorted(MODULES.keys() - TOP))
def test_imports_run_one_way(module: str) -> None:
    """A module imports from its own layer or from lower ones, and is in one."""
    rank = rank_of(module)
    assert rank is not None, f"{module} is in no layer: add it to LAYERS"
    for imported in imports_of(module):
        if imported == "chatlayer_session":
            pytest.fail(f"{module} imports the package as a whole")
        lower = rank_of(imported)
        assert lower is not None
        assert lower <= rank, f"{module} imports {imported}"


def test_no_module_imports_itself_through_others() -> None:
    """What is imported when the program runs makes no circle."""
    graph = {module: imports_of(module, at_runtime=True) - {module} for module in MODULES}
    while True:
        leaves = {module for module, imported in graph.items() if not imported}
        if not leaves:
            break
        graph = {module: imported - leaves for module, imported in graph.items() if module not in leaves}
    assert graph == {}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_is_not_too_long(module: str) -> None:
    """What does not fit into 350 lines is two things."""
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= 350


def definitions(module: str) -> list[ast.FunctionDef | ast.ClassDef]:
    """Return the public functions, classes and methods of a module."""
    found: list[ast.FunctionDef | ast.ClassDef] = []
    waiting: list[ast.AST] = [ast.parse(MODULES[module].read_text(encoding="utf-8"))]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                found.append(node)
                waiting += [node] if isinstance(node, ast.ClassDef) else []
    return found


@pytest.mark.parametrize("module", sorted(MODULES))
def test_what_is_public_is_documented_and_typed(module: str) -> None:
    """Modules, classes and functions have docstrings, and functions say what they take and what they return."""
    assert ast.get_docstring(ast.parse(MODULES[module].read_text(encoding="utf-8")))
    for node in definitions(module):
        assert ast.get_docstring(node), f"{module}.{node.name} has no docstring"
        if isinstance(node, ast.FunctionDef):
            assert node.returns is not None, f"{module}.{node.name} does not say what it returns"
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            untyped = [each.arg for each in arguments if each.annotation is None and each.arg not in {"self", "cls"}]
            assert untyped == [], f"{module}.{node.name}"


@pytest.mark.parametrize("module", sorted(MODULES))
def test_functions_are_short(module: str) -> None:
    """No body has more than 40 lines, the signature and the docstring aside."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert length <= 40, f"{module}.{node.name} has {length} lines"


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
