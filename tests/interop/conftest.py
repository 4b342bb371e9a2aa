"""The jobs, the answers of the reference, and a check for Node."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from .jobs import jobs
from .tools import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from .jobs import Job
    from .tools import Answer

REQUIRED = "CHATLAYER_INTEROP"


@pytest.fixture(scope="session")
def all_jobs() -> tuple[Job, ...]:
    """Return the jobs for every validator."""
    return jobs()


@pytest.fixture(scope="session")
def expected(all_jobs: tuple[Job, ...]) -> list[Answer]:
    """Return the answers of python-jsonschema."""
    return REFERENCE.run(all_jobs)


@pytest.fixture(scope="session")
def need_node() -> Callable[[], None]:
    """Return a function that skips a test without Node, or fails it if the environment requires Node."""

    def need() -> None:
        if shutil.which("node") is None:
            message = "node is not on PATH, so the validators on Node cannot run"
            (pytest.fail if os.environ.get(REQUIRED) == "required" else pytest.skip)(message)

    return need
