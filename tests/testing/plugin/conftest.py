"""Runs of pytest over projects that use the plugin.

Each module loads `pytester` by itself: pytest lets no conftest do so but the topmost.
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
    """Return a function that runs pytest over one file of tests, in a process of its own, warnings as errors."""

    def run_tests(source: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(source)
        return pytester.runpytest_subprocess("-W", "error", "--strict-markers", "-p", "no:cacheprovider", *options)

    return run_tests
