"""What the plugin loads, and what it does without."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from .conftest import Run

pytest_plugins = ["pytester"]


def test_a_run_that_does_not_use_the_plugin_loads_next_to_nothing_for_it(run: Run) -> None:
    """Neither the validator nor what it stands on, nor Hypothesis; a handful of small modules of our own."""
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


def test_the_plugin_loads_where_hypothesis_is_not(run: Run, pytester: pytest.Pytester) -> None:
    """The fixtures need no more than the package itself."""
    pytester.makeconftest("import sys\nsys.modules['hypothesis'] = None\n")
    result = run(
        "def test_it(session_payload, assert_valid_session): assert_valid_session(session_payload)",
        "-p",
        "no:hypothesispytest",
    )
    result.assert_outcomes(passed=1)
