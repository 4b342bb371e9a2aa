"""The gate on the project itself, with the real comparison: continuous integration asks it, and wrong releases fail."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from tools.release.project import Tree
from tools.release.versions import Version

PROJECT = Path(__file__).resolve().parents[3]
DATE = "2099-12-31"


@dataclass(frozen=True)
class Scratch:
    """A copy of the project in which all schema versions are released, with a new one of the session beside them."""

    root: Path

    @cached_property
    def newest(self) -> Version:
        """The newest released version of the session."""
        return Tree(self.root).released("session")[-1]

    def gate(self, *arguments: str) -> tuple[int, str]:
        """Run the command, and return its status and what it prints."""
        command = [sys.executable, "-m", "tools.release", "--tree", str(self.root), *(arguments or ("check",))]
        done = subprocess.run(
            command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        return done.returncode, done.stdout

    def refused(self, *arguments: str) -> list[str]:
        """Return what the command refuses, as rule and place; it must exit with 1 then, and with 0 otherwise."""
        status, printed = self.gate(*arguments)
        found = re.findall(r"^(.+): refused\[([a-z-]+)\] ", printed, re.MULTILINE)
        assert status == (1 if found else 0), printed
        assert found == [] or printed.endswith(f"\n{len(found)} refusal{'s' if len(found) > 1 else ''}\n")
        return [f"{rule} {place}" for place, rule in found]

    def add(self, version: Version) -> Path:
        """Add a version of the session like the newest one, in the catalog too, and return its folder."""
        folder = self.root / "schemas" / "session" / str(version)
        shutil.copytree(folder.with_name(str(self.newest)), folder)
        for file in folder.glob("**/*.json"):
            renamed = file.read_bytes().replace(f"session:{self.newest}:".encode(), f"session:{version}:".encode())
            file.write_bytes(renamed)
        self.list()
        return folder

    def list(self) -> None:
        """Write the hashes of what is not released."""
        assert self.gate("list")[0] == 0

    def tell(self, version: Version, who: str, *names: str) -> None:
        """Add an entry on the files of a version to the change log: who has to act."""
        files = names or tuple(path.stem for path in self.folder(version).glob("*.json"))
        named = ", ".join(f"`schemas/session/{version}/{name}.json`" for name in sorted(files))
        change(
            self.root / "CHANGELOG.md", "## [Unreleased]\n", f"## [Unreleased]\n\n### Changed\n\n- {named}; {who}.\n"
        )

    def folder(self, version: Version) -> Path:
        """Return where the files of a version of the session lie."""
        return self.root / "schemas" / "session" / str(version)


def change(file: Path, old: str, new: str) -> None:
    """Replace text in a file; it must be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def edit(file: Path, edited: Any) -> None:
    """Let a function change what a schema file says."""
    schema = json.loads(file.read_bytes())
    edited(schema)
    file.write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what the gate looks at, with everything in it released."""
    root = tmp_path_factory.mktemp("released")
    shutil.copytree(PROJECT / "schemas", root / "schemas")
    for name in ("CHANGELOG.md", "pyproject.toml"):
        shutil.copy(PROJECT / name, root / name)
    status, printed = Scratch(root).gate("prepare", "--date", DATE)
    assert status == 0 or "refused[nothing-to-release]" in printed, printed
    assert Scratch(root).refused() == []
    return root


@pytest.fixture
def scratch(released: Path, tmp_path: Path) -> Scratch:
    """Return a copy of the tree in which everything is released, to add to."""
    return Scratch(shutil.copytree(released, tmp_path / "project"))


def without_a_field(schema: dict[str, Any]) -> None:
    """Take a required field out of the read-only object."""
    schema["required"].remove("locale")
    del schema["properties"]["locale"]


def with_another_field(schema: dict[str, Any]) -> None:
    """Declare a further field of the read-only object."""
    schema["properties"]["timeZone"] = {"description": "Where the user is.", "x-stability": "unstable"}


def test_a_right_release_passes(scratch: Scratch) -> None:
    """A field is added with a minor version, the entry says that nobody has to act, and the release is prepared."""
    version = Version(scratch.newest.major, scratch.newest.minor + 1, 0)
    edit(scratch.add(version) / "internal.json", with_another_field)
    scratch.list()
    scratch.tell(version, "nobody has to act")
    assert scratch.refused() == []
    status, printed = scratch.gate("prepare", "--date", DATE)
    assert status == 0
    number = scratch.gate("version")[1].strip()
    assert printed.startswith(f"{number} is prepared; next:\n")
    assert f"## [{number}] - {DATE}\n" in (scratch.root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert scratch.refused() == []


def test_a_release_with_a_changed_released_file_is_refused(scratch: Scratch) -> None:
    """A correction of a released file is a lie to whoever has the old one; listing does not cover it up."""
    edit(scratch.folder(scratch.newest) / "internal.json", with_another_field)
    scratch.list()
    assert scratch.refused() == [f"released-file-changed schemas/session/{scratch.newest}/internal.json"]


def test_a_release_that_breaks_under_a_minor_number_is_refused(scratch: Scratch) -> None:
    """A stable field that goes demands a major version, and readers and writers are told."""
    version = Version(scratch.newest.major, scratch.newest.minor + 1, 0)
    edit(scratch.add(version) / "internal.json", without_a_field)
    scratch.list()
    scratch.tell(version, "readers and writers have to act")
    assert scratch.refused() == [f"version-not-bumped schemas/session/{version}"]
    assert f"the changes since {scratch.newest} demand a major version" in scratch.gate()[1]


def test_a_release_that_adds_under_a_patch_number_is_refused(scratch: Scratch) -> None:
    """A further field is more than words."""
    version = Version(scratch.newest.major, scratch.newest.minor, scratch.newest.patch + 1)
    edit(scratch.add(version) / "internal.json", with_another_field)
    scratch.list()
    scratch.tell(version, "nobody has to act")
    assert scratch.refused() == [f"version-not-bumped schemas/session/{version}"]


def test_a_release_that_drops_a_schema_under_a_minor_number_is_refused(scratch: Scratch) -> None:
    """Whoever holds payloads to it is left without; under a major number the entry tells readers and writers."""
    version = Version(scratch.newest.major, scratch.newest.minor + 1, 0)
    scratch.add(version).joinpath("write.json").unlink()
    scratch.list()
    scratch.tell(version, "nobody has to act")
    place = f"schemas/session/{version}"
    assert scratch.refused() == [f"version-not-bumped {place}", f"wrong-direction {place}"]


def test_a_release_that_hides_a_break_is_refused(scratch: Scratch) -> None:
    """A major version whose entry says that nobody has to act is found out by the comparison."""
    version = Version(scratch.newest.major + 1, 0, 0)
    edit(scratch.add(version) / "internal.json", without_a_field)
    scratch.list()
    scratch.tell(version, "nobody has to act")
    assert scratch.refused() == [f"wrong-direction schemas/session/{version}"]


def test_a_release_with_a_schema_that_nobody_is_told_of_is_refused(scratch: Scratch) -> None:
    """Each file of a new version is named in CHANGELOG.md."""
    version = Version(scratch.newest.major, scratch.newest.minor + 1, 0)
    scratch.add(version)
    scratch.tell(version, "nobody has to act", "internal")
    others = sorted(path.name for path in scratch.folder(version).glob("*.json") if path.stem != "internal")
    assert scratch.refused() == [f"no-changelog-entry schemas/session/{version}/{name}" for name in others]


def test_a_release_under_too_low_a_number_is_refused(scratch: Scratch) -> None:
    """A new minor version of a schema is no patch of the package; nothing is written."""
    version = Version(scratch.newest.major, scratch.newest.minor + 1, 0)
    edit(scratch.add(version) / "internal.json", with_another_field)
    scratch.list()
    scratch.tell(version, "nobody has to act")
    package = Version.parse(scratch.gate("version")[1].strip())
    assert package is not None
    before = (scratch.root / "CHANGELOG.md").read_bytes()
    patch = f"{package.major}.{package.minor}.{package.patch + 1}"
    assert scratch.refused("prepare", patch) == [f"package-version version {patch}"]
    assert scratch.refused("prepare", str(package)) == [f"package-version version {package}"]
    assert (scratch.root / "CHANGELOG.md").read_bytes() == before


def test_a_release_whose_package_has_another_number_is_refused(scratch: Scratch) -> None:
    """pyproject.toml and CHANGELOG.md are written together."""
    number = scratch.gate("version")[1].strip()
    change(scratch.root / "pyproject.toml", f'version = "{number}"', 'version = "0.9.0"')
    assert scratch.refused() == ["package-version pyproject.toml"]


def test_a_schema_that_cannot_be_read_is_refused(scratch: Scratch) -> None:
    """The file, what is wrong with it and what says more are named, by `prepare` too."""
    version = Version(scratch.newest.major, scratch.newest.minor + 1, 0)
    change(scratch.add(version) / "internal.json", '"$schema"', "'$schema'")
    scratch.list()
    scratch.tell(version, "nobody has to act")
    assert scratch.refused() == [f"schema-unreadable schemas/session/{version}"]
    assert scratch.refused("prepare") == [f"schema-unreadable schemas/session/{version}"]
    assert scratch.gate()[1] == (
        f"schemas/session/{version}: refused[schema-unreadable] it cannot be compared with {scratch.newest}: "
        "internal.json: one side holds a schema of this name and the other a file that is no JSON\n"
        "  hint: chatlayer-session validate tells what is wrong with a file that is no JSON\n"
        "1 refusal\n"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["prepare", "1.1"], "1.1 is no version: write three numbers, such as 1.1.0\n"),
        (["prepare", "--date", "tomorrow"], "tomorrow is no day: write YYYY-MM-DD, such as 2027-01-31\n"),
        (["prepare", "--date", "2027-02-30"], "2027-02-30 is no day: write YYYY-MM-DD, such as 2027-01-31\n"),
        (["--tree", "nowhere", "check"], "nowhere is no folder of the project: it has no CHANGELOG.md\n"),
    ],
)
def test_wrong_usage_is_told(scratch: Scratch, arguments: list[str], told: str) -> None:
    """The status is 2, the last line says what to write, and nothing is written."""
    before = (scratch.root / "CHANGELOG.md").read_bytes()
    status, printed = scratch.gate(*arguments)
    assert status == 2
    assert printed.endswith(f": {told}")
    assert "Traceback" not in printed
    assert (scratch.root / "CHANGELOG.md").read_bytes() == before


def test_a_catalog_that_is_no_json_is_told(scratch: Scratch) -> None:
    """Without it there is nothing to hold the files to."""
    change(scratch.root / "schemas" / "catalog.json", "{", "")
    status, printed = scratch.gate()
    assert status == 2
    assert printed.endswith(": schemas/catalog.json lists no families: it is no JSON, or another file\n")
    assert "Traceback" not in printed


def test_continuous_integration_asks_the_gate(scratch: Scratch) -> None:
    """The line in `.ci/run` passes on the project and ends the run on a tree that is refused."""
    script = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.splitlines()[2].startswith("set -e")
    (line,) = re.findall(r"^\.venv/bin/python (-m tools.release .*)$", script, re.MULTILINE)
    shutil.copytree(PROJECT / "tools", scratch.root / "tools")
    command = ["bash", "-c", f'set -e; "{sys.executable}" {line}; echo went on']
    done = subprocess.run(command, cwd=scratch.root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "nothing is refused\nwent on\n"), done.stderr
    edit(scratch.folder(scratch.newest) / "internal.json", with_another_field)
    done = subprocess.run(command, cwd=scratch.root, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "refused[released-file-changed]" in done.stdout
    assert "went on" not in done.stdout
