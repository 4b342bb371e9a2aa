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

from tools.release.project import Project
from tools.release.versions import Version

from .conftest import PROJECT, export_hashes, run

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
    """Return a clone with a first release, an unreleased entry, and the environment that the page needs."""
    if shutil.which("npm") is None:
        reason = "npm is missing; it packs one of the files of a release"
        needed = "recipes" in os.environ.get("CHATLAYER_SESSION_REQUIRE", "").split()
        (pytest.fail if needed else pytest.skip)(reason)
    folder = tmp_path_factory.mktemp("release")
    origin, clone = folder / "origin.git", folder / "clone"
    shutil.copytree(source, clone)
    run("git", "init", "--quiet", "--bare", "--initial-branch", "main", origin, folder=folder)
    python = clone / ".venv" / "bin" / "python"
    run("git", "init", "--quiet", "--initial-branch", "main", folder=clone)
    run("git", "remote", "add", "origin", str(origin), folder=clone)
    venv.create(clone / ".venv", with_pip=True)
    run(python, "-m", "pip", "install", "--quiet", "--editable", ".[compat]", "build", folder=clone)
    if not Project(clone).changelog.released:
        run(python, "-m", "tools.release", "prepare", folder=clone)
    commit_all(clone, "First release")
    tag = f"v{Project(clone).changelog.released[0].name}"
    run("git", "tag", tag, folder=clone)
    run("git", "push", "--quiet", "origin", "main", tag, folder=clone)
    add_entry(clone / "CHANGELOG.md")
    commit_all(clone, "Fix a defect")
    return clone


def commit_all(clone: Path, subject: str) -> None:
    """Commit every change in the clone."""
    identity = ("-c", "user.name=Guest", "-c", "user.email=guest@example.invalid")
    run("git", "add", "--all", folder=clone)
    run("git", *identity, "commit", "--quiet", "--message", subject, folder=clone)


def add_entry(changelog: Path) -> None:
    """Add an unreleased entry, which the project may lack."""
    text = changelog.read_text(encoding="utf-8")
    entry = "### Fixed\n\n- Fix a defect. No action needed.\n"
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
    """The commands bump the version, commit, tag, build the files to attach, and push the tags."""
    before = Project(clone).package_version
    assert CHECKS in BLOCKS
    prepare, tag, build, site, publish = (block for block in BLOCKS if block != CHECKS)
    assert "tools.site build/site" in site  # tests/site builds it
    prepared = run_block(prepare, clone)
    number = Project(clone).package_version
    assert (Version.parse(number) or ()) > (Version.parse(before) or ())
    assert prepared.startswith(f"{number} is prepared; next:\n  {CHECKS}")
    assert run_block(tag, clone) == "release check passed\n"
    assert run("git", "status", "--porcelain", folder=clone) == ""
    assert run("git", "log", "-1", "--format=%s %D", folder=clone) == f"Release {number} HEAD -> main, tag: v{number}\n"
    run_block(build, clone)
    check_attached_files(clone, number)
    sums = (clone / "dist" / "SHA256SUMS").read_text()
    run_block(publish, clone)
    pushed = run("git", "ls-remote", "origin", folder=clone)
    (commit,) = {line.split("\t")[0] for line in pushed.splitlines() if line.endswith("refs/heads/main")}
    assert f"{commit}\trefs/tags/v{number}\n" in pushed
    assert f"{commit}\trefs/tags/v{number.partition('.')[0]}\n" in pushed
    assert run(clone / ".venv/bin/python", "-m", "tools.release", "check", folder=clone) == "release check passed\n"
    check_second_build(clone, number, build, sums)
    check_published_lines(clone, number)


def check_second_build(clone: Path, number: str, build: str, sums: str) -> None:
    """Build in a second clone of the tag, whose files have other modes and times, and compare the hashes."""
    second = clone.with_name("second")
    origin = run("git", "remote", "get-url", "origin", folder=clone).strip()
    run("bash", "-c", f"umask 077; git clone --quiet --branch v{number} {origin} second 2>&1", folder=clone.parent)
    (second / ".venv").symlink_to(clone / ".venv")
    run_block(f"umask 077\n{build}", second)
    assert (second / "dist" / "SHA256SUMS").read_text() == sums


def check_published_lines(clone: Path, number: str) -> None:
    """Type the lines that the page calls true after the release: from tags, from the sdist, and from npm."""
    origin = run("git", "remote", "get-url", "origin", folder=clone).strip()
    python = clone / ".venv" / "bin" / "python"
    moving = f"v{number.partition('.')[0]}"
    for line in (f"rev: v{number}", f"git+URL@v{number}", f"chatlayer-session@{moving}"):
        assert line.replace(number, "1.0.0").replace(moving, "v1") in PAGE
    assert f'\nversion = "{number}"\n' in run("git", "show", f"{moving}:pyproject.toml", folder=clone)
    for requirement in (f"git+file://{origin}@v{number}", clone / "dist" / f"chatlayer_session-{number}.tar.gz"):
        installed = ("-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", str(requirement))
        run(python, *installed, folder=clone.parent)
        printed = run(python.with_name("chatlayer-session"), "--version", folder=clone.parent)
        assert printed == f"chatlayer-session {number}\n"
    user = clone.with_name("user")
    user.mkdir()
    run("npm", "install", "--silent", str(clone / "dist" / f"chatlayer-session-{number}.tgz"), folder=user)
    code = "import { validateSession } from 'chatlayer-session'; console.log(validateSession({}))"
    assert run("node", "--input-type=module", "--eval", code, folder=user) == "false\n"


def check_attached_files(clone: Path, number: str) -> None:
    """Check names, checksums and content of the files that are attached to a release."""
    dist = clone / "dist"
    names = [
        "chatlayer-session.1",
        f"chatlayer_session-{number}-py3-none-any.whl",
        f"chatlayer_session-{number}.tar.gz",
        f"chatlayer-session-schemas-{number}.tar.gz",
        f"chatlayer-session-{number}.tgz",
    ]
    assert {path.name for path in dist.iterdir()} == {*names, "SHA256SUMS"}
    assert f'"chatlayer-session {number}"' in (dist / "chatlayer-session.1").read_text()
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
    """The table of the page has a row for each release rule."""
    source = (PROJECT / "tools" / "release" / "checks.py").read_text(encoding="utf-8")
    rules = set(re.findall(r'(?:Refusal\(\s*|^UNREADABLE = )"([a-z-]+)"', source, re.MULTILINE))
    listed = re.findall(r"^\| `([a-z-]+)` \| .+ \|$", PAGE, re.MULTILINE)
    assert len(rules) > 10
    assert sorted(listed) == sorted(rules)
