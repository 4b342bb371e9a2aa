"""Payloads of every verdict, as rows."""

from __future__ import annotations

import json
import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def pa() -> Any:
    """Return pyarrow; without it the tests are skipped, or fail if CHATLAYER_SESSION_REQUIRE contains ``spark``."""
    if "spark" in os.environ.get("CHATLAYER_SESSION_REQUIRE", "").split():
        return import_module("pyarrow")
    return pytest.importorskip("pyarrow")


@pytest.fixture
def texts(examples: Path) -> list[str]:
    """Return payloads on one line: two valid ones, one unstable, and three invalid ones."""
    names = ("documented", "realistic", "session")
    documents = [json.dumps(json.loads((examples / f"{name}.json").read_bytes())) for name in names]
    return [*documents, "{}", '{"botId": ', "text"]
