"""Modules that the plugin imports, and modules that it does not need."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from .conftest import Run

pytest_plugins = ["pytester"]


def test_unused_plugin_imports_little(run: Run) -> None:
    """Without its fixtures the plugin imports no dependency and few modules of the package."""
    result = run(
        """
        import sys

        def test_it():
            names = {name for name in sys.modules if name.startswith("chatlayer_session")}
            assert "chatlayer_session.testing.plugin" in names
            assert len(names) <= 9, sorted(names)
            heavy = {"jsonschema", "msgspec", "referencing", "click", "hypothesis"}
            assert heavy.isdisjoint(sys.modules)
        """,
        "-p",
        "no:hypothesispytest",
    )
    result.assert_outcomes(passed=1)


def test_plugin_works_without_hypothesis(run: Run, pytester: pytest.Pytester) -> None:
    """The fixtures do not need Hypothesis."""
    pytester.makeconftest("import sys\nsys.modules['hypothesis'] = None\n")
    result = run(
        "def test_it(session_payload, assert_valid_session): assert_valid_session(session_payload)",
        "-p",
        "no:hypothesispytest",
    )
    result.assert_outcomes(passed=1)
