"""Schemas in revisions of a git repository."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat.comparer import compare_inputs
from chatlayer_session.compat.inputs import read_input
from chatlayer_session.compat.reporters.github import lines
from chatlayer_session.compat.reporters.sarif import to_dict
from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs import records
from chatlayer_session.reporters.style import Style

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatlayer_session.compat.changes import SchemaPlace

DRAFT_2020_12 = "https://json-schema.org/draft/2020-12/schema"


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that runs git in a new repository, which is the working directory."""
    root = tmp_path / "repository"
    root.mkdir()
    monkeypatch.chdir(root)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def run(*arguments: str) -> str:
        options = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com", "-c", "init.defaultBranch=main"]
        return subprocess.run(["git", *options, *arguments], check=True, capture_output=True, text=True).stdout

    run("init", "--quiet")
    return run


def write(path: str, schema: Any) -> None:
    """Write a schema with a line for each key."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(json.dumps({"$schema": DRAFT_2020_12, **schema}, indent=1), encoding="utf-8")


@pytest.fixture
def repository(git: Callable[..., str]) -> Callable[..., str]:
    """Return git in a repository whose revision v1.0 has two schemas, of which the files on disk differ."""
    write("schemas/a.json", {"properties": {"x": {"$ref": "sub/b.json"}}})
    write("schemas/sub/b.json", {"type": "string", "maxLength": 5})
    git("add", ".")
    git("commit", "--quiet", "--message", "one")
    git("tag", "v1.0")
    write("schemas/sub/b.json", {"title": "b", "type": "integer"})
    return git


def places(old: str, new: str) -> list[tuple[str, str | None, str | None]]:
    """Return the kind and both places of each change."""

    def text(place: SchemaPlace | None) -> str | None:
        return None if place is None else str(place)

    return [(change.id.value, text(change.old), text(change.new)) for change in compare_inputs(old, new).changes]


def test_folder_of_a_revision_is_compared_with_a_folder(repository: Callable[..., str]) -> None:
    """References lead to files of the same revision, and messages name the revision."""
    before = repository("status", "--porcelain"), repository("count-objects", "--verbose")
    of_b = [
        ("annotation-changed", "v1.0:schemas/sub/b.json:1:1", "schemas/sub/b.json:1:1"),
        ("type-changed", "v1.0:schemas/sub/b.json:3:2", "schemas/sub/b.json:4:2"),
    ]
    for old in ("v1.0:schemas", "HEAD:schemas/", "main:./schemas"):
        named = old.partition(":")[0]
        expected = [(kind, source.replace("v1.0", named), new) for kind, source, new in of_b]
        found = places(old, "schemas")
        assert set(expected) <= set(found)
        assert not any(source is not None and not source.startswith(f"{named}:schemas/") for _, source, _ in found)
    assert before == (repository("status", "--porcelain"), repository("count-objects", "--verbose"))


def test_file_of_a_revision_is_compared_with_a_file(
    repository: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths start at the root of the repository, and with a dot at the working directory."""
    del repository
    expected = ("type-changed", "HEAD:schemas/sub/b.json:3:2", "b.json:4:2")
    monkeypatch.chdir("schemas/sub")
    for old in ("HEAD:schemas/sub/b.json", "HEAD:./b.json", "HEAD:../sub/b.json"):
        assert expected in places(old, "b.json")
    assert ("type-changed", "b.json:4:2", "HEAD:schemas/sub/b.json:3:2") in places("b.json", "HEAD:./b.json")


def test_references_of_a_file_lead_to_files_of_its_revision(git: Callable[..., str]) -> None:
    """A file of a revision sees the other files in its folder as they were, also those that no longer exist."""
    write("a.json", {"$ref": "b.json"})
    write("b.json", {"type": "string"})
    git("add", ".")
    git("commit", "--quiet", "--message", "one")
    Path("b.json").unlink()
    write("a.json", {"type": "integer"})
    assert places("HEAD:a.json", "a.json") == [("type-changed", "HEAD:b.json:3:2", "a.json:3:2")]


def test_annotations_have_no_lines_of_an_old_revision(repository: Callable[..., str]) -> None:
    """A removed keyword is annotated at the file on disk, without its line in the old revision."""
    del repository
    compatibility = compare_inputs("v1.0:schemas/sub/b.json", "schemas/sub/b.json")
    (removed,) = (line for line in lines(compatibility, Style()) if "maxLength" in line)
    assert " file=schemas/sub/b.json,title=" in removed
    assert "::schemas/sub/b.json: at #/maxLength: " in removed
    results = to_dict(compatibility)["runs"][0]["results"]
    at = {result["ruleId"]: result["locations"][0]["physicalLocation"] for result in results}
    artifact = {"uri": "schemas/sub/b.json", "uriBaseId": "%SRCROOT%"}
    assert at["bound-relaxed"] == {"artifactLocation": artifact}
    assert at["type-changed"]["region"] == {"startLine": 4, "startColumn": 2}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nope:schemas", "nope:schemas: this repository has no revision nope; correct its name, or fetch it"),
        ("--help:x", "--help:x: this repository has no revision --help; correct its name, or fetch it"),
        ("-O/tmp:x", "-O/tmp:x: this repository has no revision -O/tmp; correct its name, or fetch it"),
        ("HEAD^{/a:b}", "HEAD^{/a:b}: this repository has no revision HEAD^{/a; correct its name, or fetch it"),
        (
            "HEAD:schemas/c.json",
            "HEAD:schemas/c.json: revision HEAD has no path schemas/c.json; name a path from the root of the "
            "repository, or from the working directory with ./",
        ),
        ("HEAD:../x", "HEAD:../x: revision HEAD has no path ../x; "),
        ("HEAD:--output=x", "HEAD:--output=x: revision HEAD has no path --output=x; "),
        ("HEAD:link.json", "HEAD:link.json: not a regular file in this revision; name the target of the link"),
        ("HEAD:broken.json", "HEAD:broken.json: invalid JSON at column 2: "),
        ("HEAD:empty", "HEAD:empty: no schema in this folder; add a .json file with `$schema`"),
        (":schemas", ":schemas: not a file, a folder or a schema version; "),
        ("C:/x.json", "C:/x.json: not a file, a folder or a schema version; "),
        ("C:\\x.json", "C:\\x.json: not a file, a folder or a schema version; "),
    ],
)
def test_missing_revision_or_path_is_named(git: Callable[..., str], name: str, message: str) -> None:
    """The message names what is missing; no name is an option of git, and a drive of Windows is no revision."""
    write("schemas/a.json", {})
    Path("link.json").symlink_to("schemas/a.json")
    Path("broken.json").write_text("{", encoding="utf-8")
    Path("empty").mkdir()
    Path("empty/x.txt").write_text("x", encoding="utf-8")
    git("add", ".")
    git("commit", "--quiet", "--message", "one")
    with pytest.raises(UnreadableInput) as caught:
        read_input(name, set())
    assert str(caught.value).startswith(message)


def test_file_whose_name_has_a_colon_wins(repository: Callable[..., str]) -> None:
    """A path that exists is that path, even if it could be a path in a revision."""
    del repository
    write("v1.0:schemas/a.json", {"type": "null"})
    (bundle,) = read_input("v1.0:schemas/a.json", set()).values()
    assert (bundle.file.schema, bundle.file.path) == ({"$schema": DRAFT_2020_12, "type": "null"}, "")


def test_no_program_of_the_repository_runs(git: Callable[..., str]) -> None:
    """Filters, text conversions, hooks and monitors that the repository configures are not run."""
    trap = f"touch {Path.cwd() / 'ran'}; cat"
    Path(".gitattributes").write_text("*.json filter=trap diff=trap\n", encoding="utf-8")
    write("a.json", {"title": "one"})
    git("add", ".")
    git("commit", "--quiet", "--message", "one")
    settings = {
        "filter.trap.smudge": trap,
        "filter.trap.clean": trap,
        "filter.trap.process": trap,
        "diff.trap.textconv": trap,
        "diff.external": trap,
        "core.fsmonitor": trap,
        "core.pager": trap,
        "core.hooksPath": "hooks",
        "alias.rev-parse": f"!{trap}",
        "alias.cat-file": f"!{trap}",
    }
    for name, value in settings.items():
        git("config", name, value)
    (bundle,) = read_input("HEAD:a.json", set()).values()
    assert bundle.file.schema == {"$schema": DRAFT_2020_12, "title": "one"}
    assert not Path("ran").exists()


def test_hostile_names_in_a_revision_are_only_names(git: Callable[..., str]) -> None:
    """Files with line feeds, quotes and leading hyphens are read, and their names stay as they are."""
    names = ["-x.json", "a\nb.json", 'q"\t.json', "\u00e9\udcff.json"]
    for name in names:
        write(f"d/{name}", {"title": "x"})
    git("add", ".")
    git("commit", "--quiet", "--message", "one")
    assert set(read_input("HEAD:d", set())) == set(names)
    for name in names:
        assert set(read_input(f"HEAD:d/{name}", set())) == {name}


def test_outside_of_a_repository_the_message_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a repository, or without git, a revision cannot be read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UnreadableInput, match=r"HEAD:a: git finds no repository here; change to a folder of the"):
        read_input("HEAD:a", set())
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableInput, match=r"HEAD:a: git is not installed; install it, or name a file or a folder"):
        read_input("HEAD:a", set())


def test_too_large_file_is_unreadable_on_disk_and_in_a_revision(
    git: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit on documents is one for schemas too; beside a schema, a larger file matters only to references."""
    write("a.json", {"title": "x" * 100})
    write("b.json", {})
    git("add", ".")
    git("commit", "--quiet", "--message", "one")
    monkeypatch.setattr("chatlayer_session.compat.inputs.DEFAULT_LIMITS", records.Limits(document=100))
    for name in ("a.json", "HEAD:a.json"):
        with pytest.raises(UnreadableInput, match=r"a.json: larger than 100 bytes; divide the schema"):
            read_input(name, set())
        invalid: set[str] = set()
        assert set(read_input(name.replace("a.json", "") or ".", invalid)) == {"b.json"}
        assert invalid == {"a.json"}


def test_missing_object_is_not_fetched(git: Callable[..., str], tmp_path: Path) -> None:
    """In a partial clone, a file that the clone lacks is unreadable, and nothing is fetched."""
    write("a.json", {"title": "one"})
    git("add", ".")
    git("commit", "--quiet", "--message", "one")
    git("config", "uploadpack.allowFilter", "true")
    git("clone", "--quiet", "--no-checkout", "--filter=blob:none", Path.cwd().as_uri(), str(tmp_path / "clone"))
    os.chdir(tmp_path / "clone")
    before = git("count-objects", "--verbose")
    with pytest.raises(UnreadableInput, match="fetch the whole revision"):
        read_input("HEAD:a.json", set())
    assert git("count-objects", "--verbose") == before
