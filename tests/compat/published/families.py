"""Families of published schemas, downloaded from packages into a folder."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = Path(__file__).with_name("families.json")


@dataclass(frozen=True)
class Family:
    """The versions of one schema; ``client`` downloads the packages, ``{}`` in a name stands for the version.

    ``removed`` is a text in the names and the contents of files that references only lead anywhere without.
    """

    name: str
    client: str
    package: str
    file: str
    versions: tuple[str, ...]
    removed: str = ""

    def pairs(self, folder: Path) -> Iterator[tuple[str, str, Path, Path]]:
        """Yield adjacent versions, and the file of each, after a download if the folder does not contain it."""
        for old, new in pairwise(self.versions):
            yield old, new, self._fetched(old, folder), self._fetched(new, folder)

    def _fetched(self, version: str, folder: Path) -> Path:
        path = PurePosixPath(self.file.format(version))
        target = folder / self.name / version
        if not target.exists():
            partial = target.with_name(f"{version}.partial")
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            for name, data in _json_files(self.client, self.package.format(version)).items():
                # References can lead to the files beside it.
                if PurePosixPath(name).parent == path.parent:
                    text = data.decode().replace(self.removed, "") if self.removed else data.decode()
                    (partial / self._name(name)).write_text(text, encoding="utf-8")
            if not (partial / self._name(path)).exists():
                raise SystemExit(f"{self.package.format(version)}: no file {path}")
            partial.rename(target)
        return target / self._name(path)

    def _name(self, path: str | PurePosixPath) -> str:
        name = PurePosixPath(path).name
        return name.replace(self.removed, "") if self.removed else name


def read_families(table: Path = TABLE) -> dict[str, Family]:
    """Return the families of the table by their names."""
    rows = json.loads(table.read_text(encoding="utf-8"))
    return {name: Family(name, **{**row, "versions": tuple(row["versions"])}) for name, row in rows.items()}


@lru_cache(maxsize=1)
def _json_files(client: str, package: str) -> dict[str, bytes]:
    """Return the JSON files of a package, which is downloaded by a client."""
    with tempfile.TemporaryDirectory() as scratch:
        command = {
            "npm": ["npm", "pack", "--silent", "--pack-destination", scratch, package],
            "pip": [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", scratch, package],
        }[client]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{package}: {done.stderr}")
        (archive,) = Path(scratch).iterdir()
        if client == "npm":
            with tarfile.open(archive) as files:
                members = [(one.name, files.extractfile(one)) for one in files if one.name.endswith(".json")]
                return {name: content.read() for name, content in members if content is not None}
        with zipfile.ZipFile(archive) as files:
            return {name: files.read(name) for name in files.namelist() if name.endswith(".json")}
