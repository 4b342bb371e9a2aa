"""An archive of a million lines has the same result on Spark as from the command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.archive import DAMAGED, EMPTY, FILES, LINES, write_archive
from chatlayer_session import Verdict, spark

from .results import OPTIONS, plain, wanted_summary

if TYPE_CHECKING:
    from pathlib import Path


def test_million_lines_in_forty_files(session: Any, tmp_path: Path) -> None:
    """Counts, groups and first places are equal; the compressed, the damaged and the empty file are in the archive."""
    write_archive(tmp_path)
    files = sorted(tmp_path.iterdir())
    wanted = wanted_summary(tmp_path)
    assert plain(spark.summary(str(tmp_path), options=OPTIONS)) == plain(wanted)
    assert len(files) == FILES
    assert files[EMPTY].stat().st_size == 0
    assert [error.source for error in wanted.unreadable] == [str(files[DAMAGED])]
    assert LINES * 0.9 < wanted.payloads < LINES
    assert set(wanted.verdicts) == set(Verdict)
    assert session
