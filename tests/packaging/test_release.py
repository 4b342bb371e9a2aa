"""The commands of docs/how-to/releasing.md, run as typed in a clone of the project, make a release."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tarfile
import venv
from typing import TYPE_CHECKING

import pytest

from tools.release.project import Tree
from tools.release.versions import Version

from .distribution import PROJECT, export_hashes, run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PAGE = (PROJECT / "docs" / "how-to" / "releasing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
CHECKS = "bash .ci/run\n"
"""The one block that is not run here: it runs these tests."""

IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Guest"), ("EMAIL", "guest@example.invalid"))
}


@pytest.fixture(scope="module")
def clone(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone with one commit, the tag of the newest release, and the environment that the page requires."""
    if shutil.which("npm") is None:
        reason = "npm is missing, which packs one of the attached files"
        needed = "recipes" in os.environ.get("CHATLAYER_SESSION_REQUIRE", "").split()
        (pytest.fail if needed else pytest.skip)(reason)
    folder = tmp_path_factory.mktemp("release")
    origin, clone = folder / "origin.git", folder / "clone"
    shutil.copytree(source, clone)
    with_something_to_release(clone / "CHANGELOG.md")
    run("git", "init", "--quiet", "--bare", "--initial-branch", "main", origin, folder=folder)
    released = Tree(clone).changelog.released[0].name
    for command in (
        ("init", "--quiet", "--initial-branch", "main"),
        ("add", "--all"),
        ("-c", "user.name=Guest", "-c", "user.email=guest@example.invalid", "commit", "--quiet", "--message", "All"),
        ("tag", f"v{released}"),
        ("remote", "add", "origin", str(origin)),
        ("push", "--quiet", "origin", "main", f"v{released}"),
    ):
        run("git", *command, folder=clone)
    venv.create(clone / ".venv", with_pip=True)
    python = clone / ".venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--editable", ".[compat]", "build", folder=clone)
    return clone


def with_something_to_release(changelog: Path) -> None:
    """Add an unreleased entry to the change log, which may have none."""
    text = changelog.read_text(encoding="utf-8")
    entry = "### Fixed\n\n- `validator`: a defect; nobody has to act.\n"
    changelog.write_text(text.replace("## [Unreleased]\n", f"## [Unreleased]\n\n{entry}", 1), encoding="utf-8")


def run_block(block: str, clone: Path) -> str:
    """Run a block of the page up to the first failure, and return its output."""
    environment: Mapping[str, str] = {**os.environ, **IDENTITY, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = ["bash", "-e", "-o", "pipefail", "-c", block]
    process = subprocess.run(
        command, cwd=clone, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert process.returncode == 0, f"{block}{process.stdout}"
    return process.stdout


def test_commands_of_the_page_make_a_release(clone: Path) -> None:
    """They raise the version, commit, tag, build the files to attach, and push the tags."""
    before = Tree(clone).package_version
    assert CHECKS in BLOCKS
    prepare, tag, build, publish = (block for block in BLOCKS if block != CHECKS)
    prepared = run_block(prepare, clone)
    number = Tree(clone).package_version
    assert (Version.parse(number) or ()) > (Version.parse(before) or ())
    assert prepared.startswith(f"{number} is prepared; next:\n  {CHECKS}")
    assert run_block(tag, clone) == "nothing is refused\n"
    assert run("git", "status", "--porcelain", folder=clone) == ""
    assert run("git", "log", "-1", "--format=%s %D", folder=clone) == f"Release {number} HEAD -> main, tag: v{number}\n"
    run_block(build, clone)
    check_attached_files(clone, number)
    run_block(publish, clone)
    pushed = run("git", "ls-remote", "origin", folder=clone)
    (commit,) = {line.split("\t")[0] for line in pushed.splitlines() if line.endswith("refs/heads/main")}
    assert f"{commit}\trefs/tags/v{number}\n" in pushed
    assert f"{commit}\trefs/tags/v{number.partition('.')[0]}\n" in pushed
    assert run(clone / ".venv/bin/python", "-m", "tools.release", "check", folder=clone) == "nothing is refused\n"


def check_attached_files(clone: Path, number: str) -> None:
    """Check names, checksums and content of the files that are attached to a release."""
    dist = clone / "dist"
    names = [
        f"chatlayer_session-{number}-py3-none-any.whl",
        f"chatlayer_session-{number}.tar.gz",
        f"chatlayer-session-schemas-{number}.tar.gz",
        f"chatlayer-session-{number}.tgz",
    ]
    assert {path.name for path in dist.iterdir()} == {*names, "SHA256SUMS"}
    checked = run("sha256sum", "--check", "SHA256SUMS", folder=dist)
    assert sorted(checked.splitlines()) == sorted(f"{name}: OK" for name in names)
    with tarfile.open(dist / f"chatlayer-session-schemas-{number}.tar.gz") as archive:
        packed = {member.name for member in archive.getmembers() if member.isfile()}
    assert packed == {f"schemas/{path}" for path in export_hashes()}
    with tarfile.open(dist / f"chatlayer-session-{number}.tgz") as package:
        metadata = package.extractfile("package/package.json")
        assert metadata is not None
        assert json.loads(metadata.read())["version"] == number


def test_page_lists_the_rules_of_the_gate() -> None:
    """Its table has a row for each."""
    source = (PROJECT / "tools" / "release" / "checks.py").read_text(encoding="utf-8")
    rules = set(re.findall(r'(?:Refusal\(\s*|^UNREADABLE = )"([a-z-]+)"', source, re.MULTILINE))
    listed = re.findall(r"^\| `([a-z-]+)` \| .+ \|$", PAGE, re.MULTILINE)
    assert len(rules) > 10
    assert sorted(listed) == sorted(rules)
