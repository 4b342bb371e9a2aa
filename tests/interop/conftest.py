"""The jobs, the answers of the reference, and Node where it is there."""

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
def asked() -> tuple[Job, ...]:
    """Return what is put to every validator."""
    return jobs()


@pytest.fixture(scope="session")
def expected(asked: tuple[Job, ...]) -> list[Answer]:
    """Return the answers of python-jsonschema."""
    return REFERENCE.ask(asked)


@pytest.fixture(scope="session")
def need_node() -> Callable[[], None]:
    """Return a function that ends a test where Node is not: as skipped, or as failed where the environment says so."""

    def need() -> None:
        if shutil.which("node") is None:
            message = "node is not on PATH, so the validators on Node are not asked"
            (pytest.fail if os.environ.get(REQUIRED) == "required" else pytest.skip)(message)

    return need
