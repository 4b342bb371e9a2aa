"""The page of all public names, generated from the package."""

from __future__ import annotations

import ast
import enum
import importlib
import inspect
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

MODULES = (
    "chatlayer_session",
    "chatlayer_session.schemas",
    "chatlayer_session.payload_types",
    "chatlayer_session.analyses.fields",
    "chatlayer_session.arrow",
    "chatlayer_session.spark",
    "chatlayer_session.testing",
    "chatlayer_session.testing.store",
)
"""The modules whose ``__all__`` is public. Every other module is private."""

HEAD = """\
# The Python API

For developers of Python services and tests. This page lists every public name. Everything else can
change in any version.

This page is generated from the package by `python -m tools.docs`. `help(name)` in Python shows arguments, results
and errors. [Validate in Python](../how-to/python.md) shows how to use the names.
"""


def page() -> str:
    """Return the page."""
    return HEAD + "".join(_section(importlib.import_module(name)) for name in MODULES)


def public_names(module: ModuleType) -> list[str]:
    """Return the public names of a module, sorted by kind and name."""
    return sorted(module.__all__, key=lambda name: (_kind(getattr(module, name)) == "error", name.lower()))


def _section(module: ModuleType) -> str:
    summary = (inspect.getdoc(module) or "").partition("\n\n")[0].replace("\n", " ")
    rows = "".join(
        f"| `{name}` | {_kind(getattr(module, name))} | {_cell(_summary(module, name))} |\n"
        for name in public_names(module)
    )
    return f"\n## {module.__name__}\n\n{summary}\n\n| name | kind | description |\n| --- | --- | --- |\n{rows}"


def _kind(value: object) -> str:
    if inspect.isfunction(value):
        return "function"
    if not inspect.isclass(value) or value.__module__ == "builtins":
        return "type"
    if issubclass(value, Warning):
        return "warning"
    if issubclass(value, BaseException):
        return "error"
    return "enum" if issubclass(value, enum.Enum) else "class"


def _summary(module: ModuleType, name: str) -> str:
    """Return the first line of a docstring; for a type alias, of the string after its definition."""
    value = getattr(module, name)
    if getattr(value, "__module__", "").startswith("chatlayer_session"):
        text = inspect.getdoc(value) or ""
    else:
        text = next(_strings_after(name), "")
    return text.splitlines()[0]


def _strings_after(name: str) -> Iterator[str]:
    """Yield the strings that follow a definition of ``name`` in a module of the package."""
    for module in [module for key, module in sys.modules.items() if key.startswith("chatlayer_session")]:
        body = ast.parse(inspect.getsource(module)).body
        for definition, following in pairwise(body):
            if (
                isinstance(definition, ast.AnnAssign)
                and ast.unparse(definition.target) == name
                and isinstance(following, ast.Expr)
                and isinstance(following.value, ast.Constant)
            ):
                yield str(following.value.value)


def _cell(text: str) -> str:
    return text.replace("``", "`").replace("|", "\\|")
