"""The comparison of published schemas: its rows, and the errors that it finds. Nothing is downloaded."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from .published import __main__ as published
from .published import families
from .published.families import read_families
from .published.witnesses import contains, count_witnesses, steps_of

if TYPE_CHECKING:
    from pathlib import Path

VERSIONS = read_families()["jsonresume"].versions


def change(payload: Any, **members: Any) -> dict[str, Any]:
    """Return a change with one witness that the old schema accepts and the new one rejects."""
    witness = {"payload": payload, "acceptedBy": "old", "rejectedBy": "new"}
    effects = {"reader": "harmless", "writer": "breaks"}
    return {
        "id": "property-removed",
        "instance": "/a",
        "effects": effects,
        "witnesses": {"writer": witness},
        **members,
    }


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Return two schemas of which only the first allows a member, by a reference to the file beside it."""
    closed = {"additionalProperties": False}
    schemas: dict[str, Any] = {
        "old": {"$id": "https://e.x/s.json", "properties": {"a": {"$ref": "t.json"}}, **closed},
        "new": closed,
    }
    for side, schema in schemas.items():
        (tmp_path / side).mkdir()
        (tmp_path / side / "s.json").write_text(json.dumps(schema))
        (tmp_path / side / "t.json").write_text(json.dumps({"$id": "https://e.x/t.json", "type": "string"}))
    return {side: tmp_path / side / "s.json" for side in schemas}


def test_table_names_eight_families_and_forty_pairs() -> None:
    """The table has at least eight families, with at least forty adjacent pairs, each of two versions."""
    table = read_families()
    pairs = [(name, *pair) for name, one in table.items() for pair in pairwise(one.versions)]
    assert len(table) >= 8
    assert len(set(pairs)) == len(pairs) >= 40


def test_cached_pair_is_a_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pair in the cache is compared without a download, and its row has the counts of the report."""
    for version, names in zip(VERSIONS, ("ab", "b"), strict=True):
        folder = tmp_path / "jsonresume" / version
        folder.mkdir(parents=True)
        properties = {name: {"type": "string"} for name in names}
        schema = {"$schema": "http://json-schema.org/draft-07/schema#", "properties": properties}
        (folder / "schema.json").write_text(json.dumps({**schema, "additionalProperties": False}))
    assert published.main(["jsonresume", "--cache", str(tmp_path)]) == 0
    *cells, _seconds, megabytes = capsys.readouterr().out.splitlines()[-1].strip("| ").split(" | ")
    assert cells == ["jsonresume", *VERSIONS, "0", "1", "1", "0", "1", "1", "1 of 1"]
    assert 10 < int(megabytes) < 1000


def test_unreadable_schema_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If the command ends with an error, the row has no counts, and the exit code is 1."""
    for version in VERSIONS:
        (tmp_path / "jsonresume" / version).mkdir(parents=True)
        (tmp_path / "jsonresume" / version / "schema.json").write_text("[]")
    assert published.main(["jsonresume", "--cache", str(tmp_path)]) == 1
    captured = capsys.readouterr()
    assert "| - | - | - | - | - | 0 of 0 |" in captured.out
    assert f"jsonresume {VERSIONS[0]} {VERSIONS[1]}: the command ended with 4\n" in captured.err


def test_confirmed_witness_is_no_error(files: dict[str, Path]) -> None:
    """A witness that both schemas answer as the report says, and that contains its property, has no error."""
    assert count_witnesses([change({"a": "x"})], files) == {
        **dict.fromkeys(("changes", "breaking", "witnesses", "confirmed", "presence", "contained"), 1),
        "undecided": 0,
        "errors": [],
    }


@pytest.mark.parametrize("payload", [{"a": 1}, {}], ids=["rejected by both", "accepted by both"])
def test_unconfirmed_witness_is_an_error(payload: Any, files: dict[str, Path]) -> None:
    """A witness that both schemas accept or reject is an error; the reference to the file beside it counts."""
    counts = count_witnesses([change(payload, id="type-changed")], files)
    assert (counts["witnesses"], counts["confirmed"]) == (1, 0)
    assert counts["errors"] == ["type-changed /a: a validator does not confirm the witness"]


def test_witness_without_its_property_is_an_error(files: dict[str, Path]) -> None:
    """A witness for a removed property that contains only a different property is an error."""
    counts = count_witnesses([change({"a": "x"}, instance="/b")], files)
    assert (counts["confirmed"], counts["presence"], counts["contained"]) == (1, 1, 0)
    assert counts["errors"] == ["property-removed /b: the witness lacks the property"]


@pytest.mark.parametrize(
    ("pointer", "is_contained"),
    [("", True), ("/a/*/b~1c", True), ("/a/1/b~1c", True), ("/a/0/b~1c", False), ("/*/*/d", False), ("/a/x", False)],
)
def test_pointer_with_wildcards_selects_values(pointer: str, *, is_contained: bool) -> None:
    """A `*` stands for any member or item, and names are unescaped."""
    assert contains({"a": [{}, {"b/c": None}]}, steps_of(pointer)) is is_contained


def test_package_without_the_schema_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a package does not have the file of the table, the run names both, and keeps nothing in the cache."""
    monkeypatch.setattr(families, "_json_files", lambda *_: {"package/other.json": b"{}"})
    family = families.Family("f", "npm", "p@{}", "package/schema.json", ("1", "2"))
    with pytest.raises(SystemExit, match=r"^p@1: no file package/schema\.json$"):
        list(family.pairs(tmp_path))
    assert not (tmp_path / "f" / "1").exists()
