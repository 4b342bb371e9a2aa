"""Files are divided into partitions of about equal work."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from chatlayer_session.inputs.sources import find_sources
from chatlayer_session.spark import splits

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

LINE = b'{"a":"' + b"b" * 91 + b'"}\n'


def sizes(folder: Path, cores: int) -> list[list[tuple[str, int]]]:
    """Return for each partition the names of its files with their bytes; 0 for a whole file."""
    return [
        [
            (split.source.name.rpartition("/")[2], (split.end or 0) - split.start)
            for split in partition
            if isinstance(split, splits.Split)
        ]
        for partition in splits.partitions_of(list(find_sources([str(folder)])), cores)
    ]


def test_each_core_has_four_partitions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain file is divided for the cores there are."""
    monkeypatch.setattr(splits, "CHUNK_SIZE", 1_000)
    (tmp_path / "a.jsonl").write_bytes(LINE * 800)
    one, two = sizes(tmp_path, 1), sizes(tmp_path, 2)
    assert one == [[("a.jsonl", 20_000)]] * 4
    assert two == [[("a.jsonl", 10_000)]] * 8


def test_compressed_file_counts_as_what_it_contains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of files with 2,000 bytes, plain ones share a partition of 10,000; a compressed one has it for itself."""
    monkeypatch.setattr(splits, "PARTITION_BYTES", 10_000)
    monkeypatch.setattr(splits, "PARTITIONS_PER_CORE", 1)
    for name in ("a", "b", "d"):
        (tmp_path / f"{name}.jsonl").write_bytes(LINE * 20)
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(LINE * 20, 0))
    assert sizes(tmp_path, 1) == [[("a.jsonl", 0), ("b.jsonl", 0)], [("c.jsonl.gz", 0)], [("d.jsonl", 0)]]
