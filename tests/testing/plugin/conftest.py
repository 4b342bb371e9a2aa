"""Runs of pytest with the plugin.

Each module loads `pytester` itself, since pytest allows that only in the topmost conftest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatlayer_session.spec.catalog import packaged_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., pytest.RunResult]

NEWEST = packaged_catalog().resolve("1")
OLDEST = packaged_catalog().versions()[0]


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Return a function that runs pytest on one file in a separate process, with warnings as errors."""

    def run_tests(source: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(source)
        return pytester.runpytest_subprocess("-W", "error", "--strict-markers", "-p", "no:cacheprovider", *options)

    return run_tests
