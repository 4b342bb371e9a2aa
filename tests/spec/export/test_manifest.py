"""Exports on disk: only outdated files are written, and no other file is overwritten."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.export.files import export_files
from chatlayer_session.spec.export.manifest import (
    MANIFEST,
    ExportResult,
    WouldOverwrite,
    export_contents,
    file_entry,
    manifest,
    write,
)

GOLDEN = json.loads(Path(__file__).with_name("manifest.json").read_bytes())


def export(**contents: str) -> dict[str, bytes]:
    """Return the files of an export with its manifest."""
    files = {f"{name}.json": content.encode() for name, content in contents.items()}
    return {**files, MANIFEST: manifest(file_entry(path, content) for path, content in files.items())}


def state(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Return content, modification time and inode of each file."""
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


def test_second_export_writes_nothing(tmp_path: Path) -> None:
    """Content, modification time and inode of each file stay the same."""
    assert write(tmp_path / "out", export(a="1", b="2")).written == ("a.json", "b.json", MANIFEST)
    before = state(tmp_path)
    assert write(tmp_path / "out", export(a="1", b="2")) == ExportResult(3, (), ())
    assert state(tmp_path) == before


def test_only_outdated_files_are_written(tmp_path: Path) -> None:
    """A file of an earlier export is replaced; other files keep their modification time."""
    write(tmp_path, export(a="1", b="2"))
    before = state(tmp_path)
    assert write(tmp_path, export(a="1", b="3")).written == ("b.json", MANIFEST)
    assert state(tmp_path)["a.json"] == before["a.json"]
    assert (tmp_path / "b.json").read_text(encoding="utf-8") == "3"


def test_stale_file_is_not_deleted(tmp_path: Path) -> None:
    """The result names the file of an earlier export that this one does not have."""
    write(tmp_path, export(a="1", b="2"))
    assert write(tmp_path, export(a="1")).stale == ("b.json",)
    assert (tmp_path / "b.json").read_text(encoding="utf-8") == "2"


@pytest.mark.parametrize("name", ["a.json", MANIFEST])
def test_file_of_another_origin_is_not_overwritten(tmp_path: Path, name: str) -> None:
    """The error names the file, and nothing is written."""
    (tmp_path / name).write_text('{"mine": true}', encoding="utf-8")
    with pytest.raises(WouldOverwrite) as error:
        write(tmp_path, export(a="1", b="2"))
    assert str(error.value) == (
        f"{tmp_path / name} was not written by an earlier export, or was changed; move it or use a different folder"
    )
    assert state(tmp_path).keys() == {name}
    assert (tmp_path / name).read_text(encoding="utf-8") == '{"mine": true}'


def test_changed_file_is_not_overwritten(tmp_path: Path) -> None:
    """A change made after an earlier export would be lost."""
    write(tmp_path, export(a="1"))
    (tmp_path / "a.json").write_text("changed", encoding="utf-8")
    with pytest.raises(WouldOverwrite):
        write(tmp_path, export(a="2"))
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "changed"


def test_interrupted_export_can_be_repeated(tmp_path: Path) -> None:
    """A file that is up to date needs no manifest that lists it."""
    (tmp_path / "a.json").write_text("1", encoding="utf-8")
    assert write(tmp_path, export(a="1", b="2")).written == ("b.json", MANIFEST)


@pytest.mark.parametrize(
    "content", ["[]", "{}", '{"files": [1]}', '{"files": [{"path": "a"}]}', "\udcff", '{"files": 1}']
)
def test_invalid_manifest_is_not_overwritten(tmp_path: Path, content: str) -> None:
    """An `index.json` that is not a manifest is a file of another origin."""
    (tmp_path / MANIFEST).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(WouldOverwrite):
        write(tmp_path, export(a="1"))


def test_files_have_default_permissions(tmp_path: Path) -> None:
    """The umask of the user decides who may read them."""
    previous = os.umask(0o022)
    try:
        write(tmp_path, export(a="1"))
    finally:
        os.umask(previous)
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o644
    assert json.loads((tmp_path / MANIFEST).read_bytes())["files"][0]["path"] == "a.json"
