"""The release command on a copy of the project, with the real comparison of schemas: wrong releases fail."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat.changes import Bump
from chatlayer_session.compat.comparer import compare_inputs
from tools.release.checks import RequiredBump
from tools.release.project import Project
from tools.release.required_bump import comparison
from tools.release.versions import Version

if TYPE_CHECKING:
    from ...conftest import Command

PROJECT = Path(__file__).resolve().parents[3]
DATE = "2099-12-31"


@dataclass(frozen=True)
class Scratch:
    """A copy of the project in which every schema version is released."""

    root: Path

    @cached_property
    def newest(self) -> Version:
        """The newest released version of the session schemas."""
        return Project(self.root).released("session")[-1]

    def gate(self, *arguments: str) -> tuple[int, str]:
        """Run the command; return its exit code and output."""
        command = [sys.executable, "-m", "tools.release", "--tree", str(self.root), *(arguments or ("check",))]
        done = subprocess.run(
            command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        return done.returncode, done.stdout

    def refused(self, *arguments: str) -> list[str]:
        """Return the rules that refuse the project, each with its place; check exit code and summary."""
        status, printed = self.gate(*arguments)
        refusals = re.findall(r"^(.+): refused\[([a-z-]+)\] ", printed, re.MULTILINE)
        assert status == (1 if refusals else 0), printed
        assert not refusals or printed.endswith(f"\n{len(refusals)} problem{'s' if len(refusals) > 1 else ''}\n")
        return [f"{rule} {place}" for place, rule in refusals]

    def add(self, version: Version) -> Path:
        """Copy the newest version of the session schemas to a new one, add it to the catalog, return its folder."""
        folder = self.root / "schemas" / "session" / str(version)
        shutil.copytree(folder.with_name(str(self.newest)), folder)
        for file in folder.glob("**/*.json"):
            renamed = file.read_bytes().replace(f"session:{self.newest}:".encode(), f"session:{version}:".encode())
            file.write_bytes(renamed)
        self.list()
        return folder

    def list(self) -> None:
        """Write the hashes of unreleased files to the catalog."""
        assert self.gate("list")[0] == 0

    def log(self, version: Version, action: str, *names: str) -> None:
        """Add an entry to the change log that names the files of a version and the action."""
        files = names or tuple(path.stem for path in self.folder(version).glob("*.json"))
        named = ", ".join(f"`schemas/session/{version}/{name}.json`" for name in sorted(files))
        change(
            self.root / "CHANGELOG.md", "## [Unreleased]\n", f"## [Unreleased]\n\n### Changed\n\n- {named}. {action}.\n"
        )

    def folder(self, version: Version) -> Path:
        """Return the folder of a version of the session schemas."""
        return self.root / "schemas" / "session" / str(version)


def change(file: Path, old: str, new: str) -> None:
    """Replace a text that a file contains."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def edit(file: Path, edited: Any) -> None:
    """Change a schema file with a function."""
    schema = json.loads(file.read_bytes())
    edited(schema)
    file.write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the files that the command reads, with every schema version released."""
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
    """Return a copy of the released project, to change."""
    return Scratch(shutil.copytree(released, tmp_path / "project"))


def without_a_field(schema: dict[str, Any]) -> None:
    """Remove a required field from the read-only object."""
    schema["required"].remove("locale")
    del schema["properties"]["locale"]


def with_another_field(schema: dict[str, Any]) -> None:
    """Declare one more field of the read-only object."""
    schema["properties"]["timeZone"] = {"description": "Where the user is.", "x-stability": "unstable"}


def test_release_in_order_passes(scratch: Scratch) -> None:
    """A minor version that adds a field, with an entry and no action, can be released."""
    version = Version(scratch.newest.major, scratch.newest.minor + 1, 0)
    edit(scratch.add(version) / "internal.json", with_another_field)
    scratch.list()
    scratch.log(version, "no action needed")
    assert scratch.refused() == []
    status, printed = scratch.gate("prepare", "--date", DATE)
    assert status == 0
    number = scratch.gate("version")[1].strip()
    assert printed.startswith(f"{number} is prepared; next:\n")
    assert f"## [{number}] - {DATE}\n" in (scratch.root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert scratch.refused() == []


def test_release_with_changed_released_file_is_refused(scratch: Scratch) -> None:
    """A released file must not change, and `list` does not accept its new hash."""
    edit(scratch.folder(scratch.newest) / "internal.json", with_another_field)
    scratch.list()
    assert scratch.refused() == [f"released-file-changed schemas/session/{scratch.newest}/internal.json"]


def test_breaking_release_under_minor_version_is_refused(scratch: Scratch) -> None:
    """Removing a stable field requires a major version."""
    version = Version(scratch.newest.major, scratch.newest.minor + 1, 0)
    edit(scratch.add(version) / "internal.json", without_a_field)
    scratch.list()
    scratch.log(version, "**Action:** readers and writers must adapt")
    assert scratch.refused() == [f"version-not-bumped schemas/session/{version}"]
    assert f"the changes since {scratch.newest} require a major version" in scratch.gate()[1]


CORRECTION = {"pointer": "/properties/botId/type", "reason": "A bot can have a number.", "source": "The session page."}


def with_a_number(schema: dict[str, Any]) -> None:
    """Allow numbers where only strings were allowed, which breaks readers."""
    schema["properties"]["botId"]["type"] = ["string", "number"]


def corrected(
    scratch: Scratch, *corrections: dict[str, str], action: str = "**Action:** readers must adapt"
) -> Version:
    """Add a minor version with a break that breaks readers, and list corrections for it in the catalog."""
    version = Version(scratch.newest.major, scratch.newest.minor + 1, 0)
    edit(scratch.add(version) / "internal.json", with_a_number)
    scratch.log(version, action)
    catalog = scratch.root / "schemas" / "catalog.json"
    edit(catalog, lambda index: index["families"]["session"][str(version)]["internal"].update(corrects=[*corrections]))
    scratch.list()
    return version


def test_listed_correction_passes_under_minor_version(scratch: Scratch, command: Command) -> None:
    """A break that the catalog lists is released in a minor version, and `compat` still prints it."""
    version = corrected(scratch, CORRECTION)
    assert scratch.refused() == []
    folders = (str(scratch.folder(scratch.newest)), str(scratch.folder(version)))
    result = command("compat", *folders)
    assert result.status == 1
    assert "breaking[type-widened] /botId at #/properties/botId/type: " in result.stdout
    assert "; breaking, requires a major version\n" in result.stdout


@pytest.mark.parametrize("pointer", ["/properties/locale/type", "/properties/botId"])
def test_correction_of_a_different_place_is_refused(scratch: Scratch, pointer: str) -> None:
    """A correction counts only for its own place, and only where something breaks."""
    version = corrected(scratch, {**CORRECTION, "pointer": pointer})
    folder = f"schemas/session/{version}"
    assert scratch.refused() == [
        f"version-not-bumped {folder}",
        f"correction-unneeded {folder}/internal.json#{pointer}",
    ]


def test_break_beside_a_correction_is_refused(scratch: Scratch) -> None:
    """A break that is not listed requires a major version, although a different one is listed."""
    version = corrected(scratch, CORRECTION, action="**Action:** readers and writers must adapt")
    edit(scratch.folder(version) / "internal.json", without_a_field)
    scratch.list()
    assert scratch.refused() == [f"version-not-bumped schemas/session/{version}"]


@pytest.mark.parametrize("member", ["reason", "source"])
@pytest.mark.parametrize("value", [None, ""])
def test_correction_without_ground_is_refused(scratch: Scratch, member: str, value: str | None) -> None:
    """A correction gives its reason and its source."""
    incomplete = {**CORRECTION, member: value} if value is not None else {**CORRECTION}
    if value is None:
        del incomplete[member]
    version = corrected(scratch, incomplete)
    assert scratch.refused() == [
        f"correction-incomplete schemas/session/{version}/internal.json#/properties/botId/type"
    ]
    assert f"the catalog lists a correction without `{member}`" in scratch.gate()[1]


def test_correction_without_place_is_refused(scratch: Scratch) -> None:
    """A correction names its place, and without one it is one of nothing."""
    version = corrected(scratch, {"reason": "It was wrong.", "source": "The session page."})
    place = f"schemas/session/{version}"
    assert scratch.refused() == [
        f"version-not-bumped {place}",
        f"correction-incomplete {place}/internal.json#",
        f"correction-unneeded {place}/internal.json#",
    ]
    assert "the catalog lists a correction without `pointer`" in scratch.gate()[1]


def test_correction_still_needs_an_action(scratch: Scratch) -> None:
    """The entry says who must act on a correction."""
    version = corrected(scratch, CORRECTION, action="No action needed")
    assert scratch.refused() == [f"wrong-direction schemas/session/{version}"]


def test_corrections_of_the_project_are_its_breaks() -> None:
    """Version 1.2.0 breaks readers and writers of writes in the listed places only, as CHANGELOG.md says."""
    project, old, new = Project(PROJECT), Version(1, 1, 0), Version(1, 2, 0)
    result = compare_inputs(str(project.folder("session", old)), str(project.folder("session", new)))
    breaks = [change for comparison in result.comparisons for change in comparison.changes if change.breaks]
    assert {f"write.json#{change.place.pointer}" for change in breaks} == project.corrections("session", new)
    required = comparison(project)("session", old, new)
    assert required == RequiredBump(Bump.MINOR, frozenset({"readers", "writers"}))
    sentence = f"`compat 1.1.0 1.2.0` calls {len(breaks)} of its changes {result.verdict.value}"
    assert sentence in " ".join((PROJECT / "CHANGELOG.md").read_text(encoding="utf-8").split())


def test_added_field_under_patch_version_is_refused(scratch: Scratch) -> None:
    """Adding a field requires a minor version."""
    version = Version(scratch.newest.major, scratch.newest.minor, scratch.newest.patch + 1)
    edit(scratch.add(version) / "internal.json", with_another_field)
    scratch.list()
    scratch.log(version, "no action needed")
    assert scratch.refused() == [f"version-not-bumped schemas/session/{version}"]


def test_removed_schema_under_minor_version_is_refused(scratch: Scratch) -> None:
    """Removing a schema requires a major version, and an entry with an action for readers and writers."""
    version = Version(scratch.newest.major, scratch.newest.minor + 1, 0)
    scratch.add(version).joinpath("answer.json").unlink()
    scratch.list()
    scratch.log(version, "no action needed")
    place = f"schemas/session/{version}"
    assert scratch.refused() == [f"version-not-bumped {place}", f"wrong-direction {place}"]


def test_breaking_release_without_action_is_refused(scratch: Scratch) -> None:
    """An entry must not say that no action is needed if the comparison finds a break."""
    version = Version(scratch.newest.major + 1, 0, 0)
    edit(scratch.add(version) / "internal.json", without_a_field)
    scratch.list()
    scratch.log(version, "no action needed")
    assert scratch.refused() == [f"wrong-direction schemas/session/{version}"]


def test_release_with_unnamed_schema_is_refused(scratch: Scratch) -> None:
    """CHANGELOG.md must name each file of a new version."""
    version = Version(scratch.newest.major, scratch.newest.minor + 1, 0)
    scratch.add(version)
    scratch.log(version, "no action needed", "internal")
    others = sorted(path.name for path in scratch.folder(version).glob("*.json") if path.stem != "internal")
    assert scratch.refused() == [f"no-changelog-entry schemas/session/{version}/{name}" for name in others]


def test_release_with_too_small_version_is_refused(scratch: Scratch) -> None:
    """A new minor schema version requires a minor release; a refused release writes nothing."""
    version = Version(scratch.newest.major, scratch.newest.minor + 1, 0)
    edit(scratch.add(version) / "internal.json", with_another_field)
    scratch.list()
    scratch.log(version, "no action needed")
    package = Version.parse(scratch.gate("version")[1].strip())
    assert package is not None
    before = (scratch.root / "CHANGELOG.md").read_bytes()
    patch = f"{package.major}.{package.minor}.{package.patch + 1}"
    assert scratch.refused("prepare", patch) == [f"package-version version {patch}"]
    assert scratch.refused("prepare", str(package)) == [f"package-version version {package}"]
    assert (scratch.root / "CHANGELOG.md").read_bytes() == before


def test_release_with_different_package_version_is_refused(scratch: Scratch) -> None:
    """pyproject.toml and CHANGELOG.md must have the same version."""
    number = scratch.gate("version")[1].strip()
    change(scratch.root / "pyproject.toml", f'version = "{number}"', 'version = "0.9.0"')
    assert scratch.refused() == ["package-version pyproject.toml"]


def test_unreadable_schema_is_refused(scratch: Scratch) -> None:
    """`check` and `prepare` name the file, the reason and the next step."""
    version = Version(scratch.newest.major, scratch.newest.minor + 1, 0)
    change(scratch.add(version) / "internal.json", '"$schema"', "'$schema'")
    scratch.list()
    scratch.log(version, "no action needed")
    assert scratch.refused() == [f"schema-unreadable schemas/session/{version}"]
    assert scratch.refused("prepare") == [f"schema-unreadable schemas/session/{version}"]
    assert scratch.gate()[1] == (
        f"schemas/session/{version}: refused[schema-unreadable] cannot be compared with {scratch.newest}: "
        "internal.json: a schema on one side, invalid JSON on the other\n"
        "  hint: run chatlayer-session validate on the file\n"
        "1 problem\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["prepare", "1.1"], "invalid version '1.1'; use three numbers, such as 1.1.0\n"),
        (["prepare", "--date", "tomorrow"], "invalid date 'tomorrow'; use YYYY-MM-DD, such as 2027-01-31\n"),
        (["prepare", "--date", "2027-02-30"], "invalid date '2027-02-30'; use YYYY-MM-DD, such as 2027-01-31\n"),
        (["--tree", "nowhere", "check"], "nowhere is not a folder of the project; it has no CHANGELOG.md\n"),
    ],
)
def test_usage_error_writes_nothing(scratch: Scratch, arguments: list[str], message: str) -> None:
    """A usage error exits with 2, names the fix in the last line, and leaves the files alone."""
    before = (scratch.root / "CHANGELOG.md").read_bytes()
    status, printed = scratch.gate(*arguments)
    assert status == 2
    assert printed.endswith(f": {message}")
    assert "Traceback" not in printed
    assert (scratch.root / "CHANGELOG.md").read_bytes() == before


def test_catalog_that_is_not_json_is_a_usage_error(scratch: Scratch) -> None:
    """The message names the catalog, without a traceback."""
    change(scratch.root / "schemas" / "catalog.json", "{", "")
    status, printed = scratch.gate()
    assert status == 2
    assert printed.endswith(": schemas/catalog.json lists no families; check that it is the JSON of a catalog\n")
    assert "Traceback" not in printed


def test_continuous_integration_runs_the_check(scratch: Scratch) -> None:
    """The line in `.ci/run` passes on the project, and ends the run if a rule refuses it."""
    script = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.splitlines()[2].startswith("set -e")
    (line,) = re.findall(r"^\.venv/bin/python (-m tools.release .*)$", script, re.MULTILINE)
    shutil.copytree(PROJECT / "tools", scratch.root / "tools")
    command = ["bash", "-c", f'set -e; "{sys.executable}" {line}; echo went on']
    done = subprocess.run(command, cwd=scratch.root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "release check passed\nwent on\n"), done.stderr
    edit(scratch.folder(scratch.newest) / "internal.json", with_another_field)
    done = subprocess.run(command, cwd=scratch.root, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "refused[released-file-changed]" in done.stdout
    assert "went on" not in done.stdout
