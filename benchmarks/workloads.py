"""The workloads: their payloads, and the contenders measured on them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

LINES = "lines"
DOCUMENT = "document"
FOLDER = "folder"

HEAD = 100_000
"""Payloads for a contender that reads only whole files into memory."""

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent

_ALL = (
    "orjson",
    "orjson-pair",
    "simdjson",
    "ours",
    "ours-two",
    "ours-all",
    "ours-library",
    "pydantic",
    "jsonschema-rs-valid",
    "jsonschema-rs-errors",
    "jsonschema-rs-closed",
    "fastjsonschema",
    "jsonschema",
    "sourcemeta",
    "ajv",
)
_FEW = ("orjson", "ours", "jsonschema-rs-closed", "ajv")
_SHAPES = (*_FEW, "ours-library", "ours-full")
_DOCUMENT = tuple(key for key in _ALL if key not in {"orjson-pair", "ours-two", "ours-all"})
_STARTS = ("bare", "import", "import-validate", *_DOCUMENT, "check-jsonschema")


@dataclass(frozen=True, slots=True)
class Plan:
    """A workload before it is built; ``counts`` are the numbers of payloads for the sizes small and full.

    ``rounds`` multiplies the number of rounds, for workloads that take little time and so vary more.
    """

    key: str
    title: str
    counts: tuple[int, int]
    contenders: tuple[str, ...]
    kind: str = "internal"
    form: str = LINES
    rounds: int = 1

    def count(self, size: str) -> int:
        """Return the number of payloads for a size."""
        return self.counts[size == "full"]


PLANS = (
    Plan("clean", "clean, about 700 bytes each", (50_000, 1_000_000), _ALL),
    Plan("clean-tenth", "clean, a tenth as many lines", (5_000, 100_000), ("orjson", "ours")),
    Plan("clean-spaced", "clean, as Python's json.dumps writes it", (10_000, 200_000), _FEW),
    Plan("clean-shuffled", "clean, members in any order", (10_000, 200_000), _FEW),
    Plan("realistic", "realistic, 2 to 4 KB each", (20_000, 500_000), _ALL),
    Plan("shapes", "generated, each of a shape of its own", (3_000, 100_000), _SHAPES, kind="session"),
    Plan("names", "realistic, with names that no other payload has", (3_000, 100_000), _SHAPES),
    Plan("mixed", "mixed, 5 % invalid", (20_000, 500_000), _ALL),
    Plan("all-invalid", "all invalid, 1 to 3 errors", (2_000, 50_000), (*_ALL, "ours-json")),
    Plan("variables", "sessions with 50 KB of variables", (200, 5_000), _ALL, kind="session"),
    Plan("ten-megabytes", "one session of 10 MB", (1, 1), _DOCUMENT, "session", DOCUMENT, rounds=3),
    Plan(
        "tiny",
        "one small file",
        (1, 1),
        ("bare", "import", "import-validate", *_DOCUMENT, "check-jsonschema"),
        form=DOCUMENT,
        rounds=5,
    ),
    Plan("folder", "a folder of small files", (20, 200), ("ours", "sourcemeta", "check-jsonschema"), form=FOLDER),
)


@dataclass(frozen=True, slots=True)
class Workload:
    """A workload on disk.

    ``faults`` has the index of each invalid payload and its first fault. ``head`` has the first `HEAD` payloads, with
    valid ones in place of those that are not JSON; None if that is the workload itself. ``copies`` is the number of
    repetitions of the payloads.
    """

    key: str
    title: str
    kind: str
    form: str
    path: str
    payloads: int
    size: int
    rounds: int
    contenders: tuple[str, ...]
    faults: tuple[tuple[int, str], ...] = ()
    head: str | None = None
    copies: int = 1

    def invalid(self, blind: frozenset[str], payloads: int) -> int:
        """Return how many of the first ``payloads`` are invalid for a contender that is ``blind`` to some faults."""
        return self.copies * sum(1 for index, fault in self.faults if index < payloads and fault not in blind)

    def write(self, folder: Path) -> None:
        """Save the description of the workload for `read`."""
        (folder / f"{self.key}.workload").write_text(json.dumps(asdict(self)), encoding="utf-8")


def read(folder: Path, key: str) -> Workload | None:
    """Return a workload built in this folder; None if it was not built."""
    path = folder / f"{key}.workload"
    if not path.exists():
        return None
    attributes: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    attributes["faults"] = tuple((index, fault) for index, fault in attributes["faults"])
    attributes["contenders"] = tuple(attributes["contenders"])
    return Workload(**attributes)


def folder_of(cache: Path, size: str) -> Path:
    """Return the folder of the workloads of a size; it changes with the code that builds them."""
    modules = (HERE / name for name in ("build.py", "faults.py", "payloads.py", "workloads.py"))
    digest = hashlib.sha256(b"".join(module.read_bytes() for module in modules)).hexdigest()
    return cache / f"{size}-{digest[:12]}"
