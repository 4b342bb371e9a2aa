"""Tasks for people: ``nox`` runs the tests and the checks, ``nox --list`` names each task."""

from __future__ import annotations

import nox

PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]

nox.options.sessions = ["lint", "types", "tests"]
nox.options.error_on_missing_interpreters = False


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests on each Python version that is installed, from the built package."""
    session.install(".[dev]")
    session.run("pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check the style of the code."""
    session.install("ruff")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types with mypy and with pyright."""
    session.install("-e", ".[dev]")
    session.run("mypy")
    session.run("pyright")


@nox.session
def fuzz(session: nox.Session) -> None:
    """Fuzz the parts that read payloads, four minutes each unless told otherwise."""
    session.install("-e", ".[fuzz]")
    session.run("python", "-m", "tests.fuzzing", *session.posargs)


@nox.session
def codegen(session: nox.Session) -> None:
    """Write the committed files that are generated from the schemas; this needs node and npm."""
    session.install("-e", ".")
    session.run("python", "-m", "tools.codegen", *(session.posargs or ["write"]))


@nox.session
def build(session: nox.Session) -> None:
    """Write every export and the npm package to build/."""
    session.install("-e", ".")
    session.run("python", "-m", "tools.codegen", "build")


@nox.session
def recipes(session: nox.Session) -> None:
    """Run the recipes of docs/how-to/import.md and write their table; this needs node and npm."""
    session.install("-e", ".")
    session.run("python", "-m", "tests.recipes", *session.posargs)


@nox.session
def site(session: nox.Session) -> None:
    """Write the site to build/site/, and print its size and times; this needs node and npm."""
    session.install("-e", ".[site]")
    session.run("python", "-m", "tools.site", *(session.posargs or ["build/site"]))
