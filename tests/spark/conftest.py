"""A local Spark, and files of payloads for it."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.archive import start_session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def session() -> Iterator[Any]:
    """Yield a Spark session with two executors, each a process of its own.

    Without pyspark or Java the tests are skipped. They fail if CHATLAYER_SESSION_REQUIRE contains ``spark``.
    """
    if "spark" not in os.environ.get("CHATLAYER_SESSION_REQUIRE", "").split():
        pytest.importorskip("pyspark")
        if shutil.which("java") is None:
            pytest.skip("needs Java")
    created = start_session(2)
    yield created
    created.stop()


@pytest.fixture
def folder(tmp_path: Path, examples: Path) -> Path:
    """Return a folder with mixed lines in plain, compressed, damaged and empty files, and with documents."""
    names = ("documented", "realistic", "session")
    texts = [json.dumps(json.loads((examples / f"{name}.json").read_bytes())) for name in names]
    texts += ["{}", '{"botId": ', "text", "", "  \r"]
    chance = random.Random(4)
    for number in range(6):
        lines = chance.choices(texts, [50, 30, 20, 2, 1, 1, 2, 2], k=150)
        data = "\n".join(lines).encode()
        if number % 3 == 2:
            (tmp_path / f"{number}.jsonl.gz").write_bytes(gzip.compress(data)[: -50 if number == 5 else None])
        else:
            (tmp_path / f"{number}.jsonl").write_bytes(data)
    (tmp_path / "empty.jsonl").write_bytes(b"")
    (tmp_path / "wide.jsonl").write_bytes(texts[0].encode("utf-16"))
    for name in names:
        (tmp_path / f"{name}.json").write_bytes((examples / f"{name}.json").read_bytes())
    return tmp_path
