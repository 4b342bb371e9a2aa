"""Exports on disk: nothing is touched that need not be, and nothing is lost that is somebody else's."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.export import MANIFEST, ExportResult, export_contents, export_files, write
from chatlayer_session.spec.export.errors import WouldOverwrite
from chatlayer_session.spec.export.manifest import file_entry, manifest

GOLDEN = json.loads(Path(__file__).with_name("manifest.json").read_bytes())


def export(**contents: str) -> dict[str, bytes]:
    """Return the files of an export with its manifest."""
    files = {f"{name}.json": content.encode() for name, content in contents.items()}
    return {**files, MANIFEST: manifest(file_entry(path, content) for path, content in files.items())}


def state(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Return the content, the time of change and the inode of each file."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino)
        for path in folder.glob("**/*")
        if path.is_file()
    }


def test_exports_have_the_hashes_of_the_golden_manifest() -> None:
    """`python -m tools.codegen diff HEAD` shows what changed, and `python -m tools.codegen manifest` accepts it."""
    contents = export_contents(export_files(packaged_catalog()))
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in contents.items()}
    assert [path for path, digest in hashes.items() if GOLDEN.get(path) != digest] == []
    assert GOLDEN.keys() - hashes.keys() == set()
    assert len(GOLDEN) > 200


def test_a_second_export_touches_nothing(tmp_path: Path) -> None:
    """Neither content nor time nor inode of any file changes."""
    assert write(tmp_path / "out", export(a="1", b="2")).written == ("a.json", "b.json", MANIFEST)
    before = state(tmp_path)
    assert write(tmp_path / "out", export(a="1", b="2")) == ExportResult(3, (), ())
    assert state(tmp_path) == before


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    """What an earlier export wrote is replaced, the rest keeps its time."""
    write(tmp_path, export(a="1", b="2"))
    before = state(tmp_path)
    assert write(tmp_path, export(a="1", b="3")).written == ("b.json", MANIFEST)
    assert state(tmp_path)["a.json"] == before["a.json"]
    assert (tmp_path / "b.json").read_text(encoding="utf-8") == "3"


def test_what_an_earlier_export_had_more_is_left(tmp_path: Path) -> None:
    """It is named, and not deleted."""
    write(tmp_path, export(a="1", b="2"))
    assert write(tmp_path, export(a="1")).stale == ("b.json",)
    assert (tmp_path / "b.json").read_text(encoding="utf-8") == "2"


@pytest.mark.parametrize("name", ["a.json", MANIFEST])
def test_a_file_of_somebody_else_is_not_replaced(tmp_path: Path, name: str) -> None:
    """The error names it, and nothing is written."""
    (tmp_path / name).write_text('{"mine": true}', encoding="utf-8")
    with pytest.raises(WouldOverwrite) as refused:
        write(tmp_path, export(a="1", b="2"))
    assert str(refused.value) == (
        f"{tmp_path / name} was not written by an earlier export, or was changed; move it or use a different folder"
    )
    assert state(tmp_path).keys() == {name}
    assert (tmp_path / name).read_text(encoding="utf-8") == '{"mine": true}'


def test_a_file_that_was_changed_since_is_not_replaced(tmp_path: Path) -> None:
    """Somebody's change would be lost."""
    write(tmp_path, export(a="1"))
    (tmp_path / "a.json").write_text("changed", encoding="utf-8")
    with pytest.raises(WouldOverwrite):
        write(tmp_path, export(a="2"))
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "changed"


def test_a_file_that_is_as_it_should_be_is_nobody_elses(tmp_path: Path) -> None:
    """An export that was cut short before its manifest goes on."""
    (tmp_path / "a.json").write_text("1", encoding="utf-8")
    assert write(tmp_path, export(a="1", b="2")).written == ("b.json", MANIFEST)


@pytest.mark.parametrize(
    "content", ["[]", "{}", '{"files": [1]}', '{"files": [{"path": "a"}]}', "\udcff", '{"files": 1}']
)
def test_a_manifest_that_is_none_lists_nothing(tmp_path: Path, content: str) -> None:
    """It is a file of somebody else, whatever it holds."""
    (tmp_path / MANIFEST).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(WouldOverwrite):
        write(tmp_path, export(a="1"))


def test_files_have_the_permissions_of_new_ones(tmp_path: Path) -> None:
    """Others may read them where the user's mask lets them."""
    previous = os.umask(0o022)
    try:
        write(tmp_path, export(a="1"))
    finally:
        os.umask(previous)
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o644
    assert json.loads((tmp_path / MANIFEST).read_bytes())["files"][0]["path"] == "a.json"
