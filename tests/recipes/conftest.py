"""These tests install packages from PyPI and npm, so they run on request only."""

from __future__ import annotations

import os

import pytest

SWITCH = "CHATLAYER_SESSION_REQUIRE"


@pytest.fixture(autouse=True)
def _skip_unless_requested() -> None:
    """Skip a test unless an environment variable requests it, as `.ci/run` does."""
    if "recipes" not in os.environ.get(SWITCH, "").split():
        pytest.skip(f"needs npm and PyPI; set {SWITCH}=recipes to run it")
