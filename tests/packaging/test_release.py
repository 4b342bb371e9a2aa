"""docs/how-to/releasing.md: its commands, run as typed in a clone of the project, make a release."""

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

from .distribution import PROJECT, contents, run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PAGE = (PROJECT / "docs" / "how-to" / "releasing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
CHECKS = "bash .ci/run\n"
"""The one block that is not run here, because these tests are among what it runs."""

IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Guest"), ("EMAIL", "guest@example.invalid"))
}


@pytest.fixture(scope="module")
def clone(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone with a history, the tag of the newest release, and the environment that the page asks for."""
    if shutil.which("npm") is None:
        reason = "npm is not there, which packs one of the files of a release"
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
    """Add an entry on what is not released, which the project may be without."""
    text = changelog.read_text(encoding="utf-8")
    entry = "### Fixed\n\n- `validator`: a defect; nobody has to act.\n"
    changelog.write_text(text.replace("## [Unreleased]\n", f"## [Unreleased]\n\n{entry}", 1), encoding="utf-8")


def typed(block: str, clone: Path) -> str:
    """Run a block of the page as a person would who stops at the first failure, and return what it prints."""
    environment: Mapping[str, str] = {**os.environ, **IDENTITY, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = ["bash", "-e", "-o", "pipefail", "-c", block]
    done = subprocess.run(
        command, cwd=clone, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, f"{block}{done.stdout}"
    return done.stdout


def test_the_commands_of_the_page_make_a_release(clone: Path) -> None:
    """The number is raised, the tree committed and tagged, the files built, and the tags pushed."""
    before = Tree(clone).package_version
    assert CHECKS in BLOCKS
    prepare, tag, build, publish = (block for block in BLOCKS if block != CHECKS)
    prepared = typed(prepare, clone)
    number = Tree(clone).package_version
    assert (Version.parse(number) or ()) > (Version.parse(before) or ())
    assert prepared.startswith(f"{number} is prepared; next:\n  {CHECKS}")
    assert typed(tag, clone) == "nothing is refused\n"
    assert run("git", "status", "--porcelain", folder=clone) == ""
    assert run("git", "log", "-1", "--format=%s %D", folder=clone) == f"Release {number} HEAD -> main, tag: v{number}\n"
    typed(build, clone)
    attached(clone, number)
    typed(publish, clone)
    pushed = run("git", "ls-remote", "origin", folder=clone)
    (commit,) = {line.split("\t")[0] for line in pushed.splitlines() if line.endswith("refs/heads/main")}
    assert f"{commit}\trefs/tags/v{number}\n" in pushed
    assert f"{commit}\trefs/tags/v{number.partition('.')[0]}\n" in pushed
    assert run(clone / ".venv/bin/python", "-m", "tools.release", "check", folder=clone) == "nothing is refused\n"


def attached(clone: Path, number: str) -> None:
    """Hold the files that are attached to what they should be."""
    built = clone / "dist"
    names = [
        f"chatlayer_session-{number}-py3-none-any.whl",
        f"chatlayer_session-{number}.tar.gz",
        f"chatlayer-session-schemas-{number}.tar.gz",
        f"chatlayer-session-{number}.tgz",
    ]
    assert {path.name for path in built.iterdir() if path.is_file()} == {*names, "SHA256SUMS"}
    checked = run("sha256sum", "--check", "SHA256SUMS", folder=built)
    assert sorted(checked.splitlines()) == sorted(f"{name}: OK" for name in names)
    with tarfile.open(built / f"chatlayer-session-schemas-{number}.tar.gz") as archive:
        packed = {each.name for each in archive.getmembers() if each.isfile()}
    assert packed == {f"schemas/{name}" for name in contents(PROJECT / "exports")}
    assert json.loads((built / "npm" / "package.json").read_bytes())["version"] == number


def test_the_page_lists_what_the_gate_refuses() -> None:
    """The table has each rule of the gate, and no other."""
    source = (PROJECT / "tools" / "release" / "checks.py").read_text(encoding="utf-8")
    rules = set(re.findall(r'(?:Refusal\(\s*|^UNREADABLE = )"([a-z-]+)"', source, re.MULTILINE))
    listed = re.findall(r"^\| `([a-z-]+)` \| .+ \|$", PAGE, re.MULTILINE)
    assert len(rules) > 10
    assert sorted(listed) == sorted(rules)
