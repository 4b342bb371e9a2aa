"""Generated files are up to date, the build has every export, and the difference to a revision is shown."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chatlayer_session.spec.catalog import packaged_catalog

PROJECT = Path(__file__).resolve().parents[2]
WITHOUT_NODE = ("types", "exports", "manifest")
NEWEST = f"session/{packaged_catalog().resolve('latest')}"
GOLDEN = "tests/spec/export/manifest.json"
COPIED = ("tools", "exports", "schemas", "validator")


def codegen(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a copy of the project."""
    command = [sys.executable, "-m", "tools.codegen", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of everything that the command reads and writes."""
    folder = tmp_path / "project"
    for name in COPIED:
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    for name in (GOLDEN, "pyproject.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, folder / name)
    return folder


def git(folder: Path, *arguments: str) -> None:
    """Run git, which must succeed."""
    identity = ["-c", "user.name=Guest", "-c", "user.email=guest@example.invalid"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=True)


@pytest.fixture
def clone(copy: Path) -> Path:
    """Return the copy as a repository with one commit."""
    git(copy, "init", "--quiet")
    git(copy, "add", "--all")
    git(copy, "commit", "--quiet", "--message", "All")
    return copy


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file in a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_committed_files_are_up_to_date() -> None:
    """The types, every file of exports/ and the hashes are those of the schemas; `write` brings them up to date."""
    check = codegen(PROJECT, "check", *WITHOUT_NODE)
    assert (check.returncode, check.stdout, check.stderr) == (0, "", "")


def test_committed_exports_are_part_of_a_whole_export() -> None:
    """Each has the hash that the golden manifest lists; `index.json` lists the committed ones alone."""
    golden = json.loads((PROJECT / GOLDEN).read_bytes())
    committed = hashes(PROJECT / "exports")
    del committed["index.json"]
    assert committed.items() <= golden.items()
    index = json.loads((PROJECT / "exports/index.json").read_bytes())
    assert {entry["path"] for entry in index["files"]} == committed.keys()


def test_only_exports_of_the_newest_session_are_committed() -> None:
    """Flat and draft-07 files, open and stable, and open OpenAPI files: 20 files at most."""
    committed = hashes(PROJECT / "exports")
    assert len(committed) <= 20
    assert {path.rpartition("/")[0] for path in committed} == {
        "",
        *(f"{NEWEST}/{form}/{view}" for form in ("flat", "draft-07") for view in ("open", "stable")),
        *(f"{NEWEST}/{form}/open" for form in ("openapi-3.1", "openapi-3.0")),
    }


def test_typescript_marks_unstable_fields_and_lists_known_values() -> None:
    """An unstable field has the tag of TSDoc after its description, and other strings are allowed."""
    types = (PROJECT / "validator/chatlayer_session/javascript" / NEWEST / "index.d.ts").read_text("utf-8")
    sentence = "Earlier steps of the conversation. Unstable: may change or disappear without notice."
    assert f"   * {sentence}\n   *\n   * @experimental\n   */\n  readonly history?: unknown;\n" in types
    assert '  readonly name: "positive" | "neutral" | "negative" | (string & {});\n' in types
    assert types.count("@experimental") == types.count("Unstable:") == 10


def test_outdated_files_fail_the_check(copy: Path) -> None:
    """Changed, missing and left-over files are listed, and stay as they are."""
    changed, missing = (f"exports/{NEWEST}/flat/open/{name}.json" for name in ("session", "write"))
    left_over = "exports/session/0.9.json"
    for path in (changed, left_over, GOLDEN):
        (copy / path).write_text("{}", encoding="utf-8")
    (copy / missing).unlink()
    with (copy / "validator/chatlayer_session/payload_types.py").open("a", encoding="utf-8") as module:
        module.write("\n")
    check = codegen(copy, "check", *WITHOUT_NODE)
    assert check.returncode == 1
    assert check.stdout.splitlines() == [
        "validator/chatlayer_session/payload_types.py is stale",
        f"{changed} is stale",
        f"{missing} is stale",
        f"{left_over} is left over",
        f"{GOLDEN} is stale",
    ]
    assert (copy / changed).read_text(encoding="utf-8") == "{}"


def test_write_brings_files_up_to_date(copy: Path) -> None:
    """Only files that differ are written, and left-over ones are removed."""
    before = hashes(copy / "exports")
    changed, left_over = f"exports/{NEWEST}/flat/open/session.json", "exports/session/0.9.json"
    for path in (changed, left_over):
        (copy / path).write_text("{}", encoding="utf-8")
    lines = codegen(copy, "write", "exports").stdout.splitlines()
    assert lines == [f"{changed} written", f"{left_over} removed"]
    assert hashes(copy / "exports") == before
    (copy / GOLDEN).unlink()
    assert codegen(copy, "manifest").stdout == f"{GOLDEN} written\n"
    assert (copy / GOLDEN).read_bytes() == (PROJECT / GOLDEN).read_bytes()


def test_build_writes_every_export_and_the_npm_package(copy: Path) -> None:
    """Nothing of an earlier build is left, and nothing outside of build/ changes."""
    before = hashes(copy / "exports")
    (copy / "build/schemas").mkdir(parents=True)
    (copy / "build/schemas/old.json").write_text("{}", encoding="utf-8")
    build = codegen(copy, "build")
    files = hashes(copy / "build")
    assert (build.returncode, build.stdout) == (0, f"build/: {len(files)} files written\n")
    assert hashes(copy / "build/schemas") == json.loads((PROJECT / GOLDEN).read_bytes())
    assert {"npm/package.json", "npm/index.mjs", "npm/schemas/session/1.0.0/flat/open/session.json"} <= files.keys()
    assert hashes(copy / "exports") == before


def test_diff_shows_what_changed_since_a_revision(clone: Path) -> None:
    """A changed schema changes its exports; committing the change leaves no difference to HEAD."""
    equal = codegen(clone, "diff", "HEAD")
    assert (equal.returncode, equal.stdout, equal.stderr) == (0, "", "")
    schema = clone / "schemas/fields/1.0.0/fields.json"
    text = schema.read_text(encoding="utf-8")
    schema.write_text(text.replace('"description": "', '"description": "New: ', 1), encoding="utf-8")
    different = codegen(clone, "diff", "HEAD")
    assert different.returncode == 1
    headers = [line for line in different.stdout.splitlines() if line.startswith(("---", "+++"))]
    annotated = [f"fields/1.0.0/{form}/{view}" for form in ("bundle", "flat") for view in ("closed", "open")]
    assert set(headers) >= {f"--- HEAD:{path}/fields.json" for path in annotated}
    assert set(headers) >= {f"+++ {path}/fields.json" for path in annotated}
    assert not any("-bare" in header or "session/" in header for header in headers)
    assert '+  "description": "New: ' in different.stdout
    git(clone, "commit", "--quiet", "--all", "--message", "New description")
    assert codegen(clone, "diff", "HEAD").returncode == 0
    assert codegen(clone, "diff", "HEAD~1").stdout == different.stdout.replace("HEAD:", "HEAD~1:")


def test_diff_shows_exports_that_are_gone(clone: Path) -> None:
    """Every line of such an export is removed."""
    catalog = json.loads((clone / "schemas/catalog.json").read_bytes())
    del catalog["families"]["fields"]
    (clone / "schemas/catalog.json").write_text(json.dumps(catalog), encoding="utf-8")
    different = codegen(clone, "diff", "HEAD")
    assert different.returncode == 1
    gone = "--- HEAD:fields/1.0.0/flat/open-bare/fields.json\n+++ /dev/null\n@@ -1,"
    assert gone in different.stdout


def test_diff_of_an_unknown_revision_is_a_usage_error(clone: Path) -> None:
    """Nothing is printed, and the message has the revision."""
    unknown = codegen(clone, "diff", "no-such-tag")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert unknown.stderr.endswith("error: unknown revision 'no-such-tag'\n")


@pytest.mark.parametrize(("path", "reason"), [("schemas", "\n"), ("validator", " it has no folder validator/")])
def test_diff_of_a_revision_without_exports_is_a_usage_error(clone: Path, path: str, reason: str) -> None:
    """A revision may lack the schemas, or the code that exports them."""
    git(clone, "rm", "-r", "--quiet", path)
    git(clone, "commit", "--quiet", "--message", "Remove a folder")
    git(clone, "checkout", "--quiet", "HEAD~1", "--", path)
    broken = codegen(clone, "diff", "HEAD")
    assert (broken.returncode, broken.stdout) == (2, "")
    assert f"error: the schemas of HEAD cannot be exported:{reason}" in broken.stderr


def test_committed_javascript_is_of_these_schemas(copy: Path) -> None:
    """The digests of its inputs are those of the schemas; comparing them needs no npm."""
    code = "from chatlayer_session.spec.catalog import packaged_catalog; from tools.codegen.javascript import *; "
    code += "print(digests(requests(packaged_catalog())).decode(), end='')"
    command = [sys.executable, "-c", code]
    committed = (PROJECT / "validator/chatlayer_session/javascript/generated-from.json").read_text(encoding="utf-8")
    assert subprocess.run(command, cwd=copy, capture_output=True, text=True, check=True).stdout == committed
    with (copy / "tools/codegen/node/build.mjs").open("a", encoding="utf-8") as script:
        script.write("// changed\n")
    changed = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=True).stdout
    before, after = json.loads(committed), json.loads(changed)
    assert {name for name in before if before[name] != after[name]} == {"build.mjs"}


def test_lock_file_names_no_registry() -> None:
    """Each machine installs the packages from its own registry."""
    lock = json.loads((PROJECT / "tools/codegen/node/package-lock.json").read_bytes())
    assert len(lock["packages"]) > 10
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
