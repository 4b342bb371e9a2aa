"""The blocks of docs/how-to/spark.md and the script for spark-submit run, and give the results of the command."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chatlayer_session import Verdict, arrow

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "how-to" / "spark.md"
SCRIPT = PROJECT / "examples" / "spark" / "summarize.py"


def blocks(heading: str) -> list[str]:
    """Return the code below a heading of the page."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert section is not None
    return re.findall(r"^```text\n(.*?)^```$", section[1], re.MULTILINE | re.DOTALL)


@pytest.fixture
def lines(folder: Path) -> list[str]:
    """Return the payloads of a file, which is the folder's only one."""
    for path in folder.iterdir():
        if path.name != "0.jsonl":
            path.unlink()
    return [line for line in (folder / "0.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]


def test_blocks_for_one_machine(folder: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block on Arrow, DuckDB and Polars runs on a Parquet file of payloads; all count the same verdicts."""
    table = pa.table({"id": range(len(lines)), "payload": lines})
    (folder / "logs").mkdir()
    parquet.write_table(table, folder / "logs" / "0.parquet")
    monkeypatch.chdir(folder)
    duckdb, polars = (importlib.import_module(name) for name in ("duckdb", "polars"))
    first, duck, polars_block = blocks("On one machine: Arrow data")
    names: dict[str, Any] = {"table": table}
    ran(first, names)
    wanted = {verdict.value: count for verdict, count in names["run"].verdicts.items()}
    assert sum(wanted.values()) == names["inventory"].payloads == names["results"].num_rows == len(lines)
    assert wanted[Verdict.INVALID] > 0
    wanted_rows = sorted(wanted.items())
    assert sorted(ran(duck, {"arrow": arrow, "duckdb": duckdb})["verdicts"].fetchall()) == wanted_rows
    assert sorted(ran(polars_block, {"arrow": arrow, "polars": polars})["verdicts"].rows()) == wanted_rows


def ran(block: str, names: dict[str, Any]) -> dict[str, Any]:
    """Run a block with these names, and return the names that it has afterwards."""
    exec(block, names)  # noqa: S102 - the page is our own
    return names


def test_blocks_for_several_machines(session: Any, folder: Path, lines: list[str]) -> None:
    """Each block on Spark runs on a folder in place of the archive, and on a Parquet file in place of the bucket."""
    bucket = str(folder.parent / "bucket")
    rows = [(line, "bot", number) for number, line in enumerate(lines)]
    frame = session.createDataFrame(rows, "payload string, bot string, offset long")
    frame.write.parquet(bucket)
    names: dict[str, Any] = {"session": session}
    text = "\n".join(blocks("On several machines: Spark"))
    places = {"/archive/sessions/": str(folder), "s3a://archive/sessions/": bucket, "s3a://archive/logs/": str(folder)}
    for written, real in sorted(places.items(), reverse=True):
        assert written in text
        text = text.replace(f'"{written}"', f'"{real}"')
    ran(text, names)
    assert names["results"].count() == names["inventory"].payloads == names["run"].payloads == len(lines)
    assert names["logs"].verdicts == names["run"].verdicts
    assert names["invalid"].count() == names["run"].verdicts[Verdict.INVALID] > 0
    assert {Path(group.source).name for group in names["logs"].groups} == {"0.jsonl"}


def test_script_prints_the_report_of_the_command(session: Any, folder: Path) -> None:
    """Under spark-submit, the script prints what `validate` prints, and ends with its exit status."""
    arguments = ["--format", "json", "--schema-version", "1.1.0", str(folder)]
    submit = [str(Path(sys.executable).with_name("spark-submit")), "--master", "local[2]", str(SCRIPT), *arguments]
    command = [sys.executable, "-m", "chatlayer_session", "validate", *arguments]
    submitted = subprocess.run(submit, capture_output=True, check=False)
    wanted = subprocess.run(command, capture_output=True, check=False)
    assert json.loads(submitted.stdout) == json.loads(wanted.stdout)
    assert submitted.returncode == wanted.returncode == 4
    assert session
