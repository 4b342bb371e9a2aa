"""The gate before a release: the tree as it is passes, and each wrong release is refused for its reason."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.compat.changes import Bump
from chatlayer_session.compat.releases import bump_between
from releasing.changelog import Changelog
from releasing.gate import Demand, refusals
from releasing.listing import list_unreleased
from releasing.preparing import prepare
from releasing.tree import Tree
from releasing.versions import Version

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).parents[2]
CHANGELOG = """\
# Changelog

## [Unreleased]

### Added

- `schema/session`: version 1.1.0, `schemas/session/1.1.0/internal.json`
  and `schemas/session/1.1.0/session.json`; nobody has to act.

## [1.0.0] - 2026-11-22

### Added

- `schema/session`: `schemas/session/1.0.0/internal.json` and `schemas/session/1.0.0/session.json`; nobody has to act.
"""


def harmless(family: str, old: Version, new: Version) -> Demand:
    """Demand a minor version, as added fields do."""
    del family, old, new
    return Demand(Bump.MINOR, frozenset())


def breaking(family: str, old: Version, new: Version) -> Demand:
    """Demand a major version, as a removed field does."""
    del family, old, new
    return Demand(Bump.MAJOR, frozenset({"readers"}))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project with one released version of a family and one that is not."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1.0.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    families: dict[str, dict[str, dict[str, dict[str, str]]]] = {"session": {}}
    for version in ("1.0.0", "1.1.0"):
        folder = tmp_path / "schemas" / "session" / version
        folder.mkdir(parents=True)
        families["session"][version] = {}
        for name in ("internal", "session"):
            content = json.dumps({"$id": f"urn:chatlayer-session:session:{version}:{name}"}).encode()
            (folder / f"{name}.json").write_bytes(content)
            families["session"][version][name] = {"sha256": hashlib.sha256(content).hexdigest()}
    (tmp_path / "schemas" / "catalog.json").write_text(json.dumps({"families": families}))
    return tmp_path


def told(
    root: Path,
    target: str | None = None,
    demand: Callable[[str, Version, Version], Demand] = harmless,
) -> list[str]:
    """Return the rules that a tree is refused by, with their places."""
    found = refusals(Tree(root), demand, None if target is None else Version.parse(target))
    return [f"{each.rule} {each.place}" for each in found]


def change(root: Path, old: str, new: str, file: str = "CHANGELOG.md") -> None:
    """Replace text in a file of the project; it must be there."""
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new))


def test_a_tree_in_order_passes(root: Path) -> None:
    """Work can go on from it, and it can be released as the version that its changes demand."""
    assert told(root) == []
    assert told(root, "1.1.0") == []
    assert told(root, "2.0.0") == []


def test_a_released_file_that_changed_is_refused(root: Path) -> None:
    """The hash in the catalog tells."""
    (root / "schemas/session/1.0.0/internal.json").write_bytes(b"{}")
    assert told(root) == ["released-file-changed schemas/session/1.0.0/internal.json"]


def test_a_released_file_whose_hash_was_changed_with_it_is_refused(root: Path) -> None:
    """The tag of the last release tells, where there is one."""
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "a release")
    git(root, "tag", "v1.0.0")
    assert told(root) == []
    file = root / "schemas/session/1.0.0/internal.json"
    old = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_bytes(b"{}")
    change(root, old, hashlib.sha256(b"{}").hexdigest(), "schemas/catalog.json")
    assert told(root) == ["released-file-changed schemas/session/1.0.0"]


def test_a_released_file_that_is_gone_is_refused(root: Path) -> None:
    """Whether its entry in the catalog stays or goes."""
    shutil.rmtree(root / "schemas/session/1.0.0")
    missing = "file-missing schemas/session/1.0.0/"
    assert told(root) == [f"{missing}internal.json", f"{missing}session.json"]
    catalog = json.loads((root / "schemas/catalog.json").read_bytes())
    del catalog["families"]["session"]["1.0.0"]
    (root / "schemas/catalog.json").write_text(json.dumps(catalog))
    assert told(root) == ["released-version-missing schemas/session/1.0.0"]


def test_a_version_that_the_catalog_does_not_list_is_refused(root: Path) -> None:
    """A folder alone is no version."""
    shutil.copytree(root / "schemas/session/1.1.0", root / "schemas/session/1.2.0")
    assert told(root) == ["version-not-listed schemas/session/1.2.0"]


def test_a_schema_version_that_is_not_raised_enough_is_refused(root: Path) -> None:
    """The refusal names the version that the changes demand."""
    assert told(root, demand=breaking) == [
        "version-not-bumped schemas/session/1.1.0",
        "wrong-direction schemas/session/1.1.0",
    ]
    first = refusals(Tree(root), breaking, None)[0]
    assert str(first) == (
        "schemas/session/1.1.0: refused[version-not-bumped] the changes since 1.0.0 demand a major version\n"
        "  hint: make it 2.0.0, or undo the change; "
        "compat schemas/session/1.0.0 schemas/session/1.1.0 shows which"
    )


def test_a_schema_without_an_entry_is_refused(root: Path) -> None:
    """Each file of a new version is named by its path."""
    change(root, "`schemas/session/1.1.0/session.json`", "another")
    assert told(root) == ["no-changelog-entry schemas/session/1.1.0/session.json"]


def test_an_entry_that_does_not_say_who_has_to_act_is_refused(root: Path) -> None:
    """Saying what changed is not enough."""
    change(root, "1.1.0/session.json`; nobody has to act.", "1.1.0/session.json`.")
    assert told(root) == [
        "no-direction schemas/session/1.1.0/internal.json",
        "no-direction schemas/session/1.1.0/session.json",
    ]


def test_an_entry_that_names_the_broken_ones_passes(root: Path) -> None:
    """A major version whose readers are told is no lie."""
    change(root, "1.1.0/session.json`; nobody has to act.", "1.1.0/session.json`; readers have to act.")
    assert told(root, demand=breaking) == ["version-not-bumped schemas/session/1.1.0"]


@pytest.mark.parametrize("version", ["1.0.1", "1.1.0", "0.9.0", ""])
def test_a_package_version_that_is_not_the_newest_release_is_refused(root: Path, version: str) -> None:
    """pyproject.toml and CHANGELOG.md agree."""
    change(root, '"1.0.0"', f'"{version}"', "pyproject.toml")
    assert told(root) == ["package-version pyproject.toml"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## [Unreleased]", "## [2.0.0]"),
        ("] - 2026-11-22", "]"),
        ("] - 2026-11-22", "] - 2026-13-22"),
        ("## [1.0.0]", "## [1.0]"),
        ("### Added\n\n- `schema/session`: version", "### News\n\n- `schema/session`: version"),
    ],
)
def test_a_change_log_out_of_order_is_refused(root: Path, old: str, new: str) -> None:
    """Unreleased comes first, releases have versions and dates, and groups are the known ones."""
    change(root, old, new)
    assert "changelog-order CHANGELOG.md" in told(root)


@pytest.mark.parametrize(
    ("target", "place"),
    [("1.0.1", "version 1.0.1"), ("1.0.0", "version 1.0.0"), ("0.9.0", "version 0.9.0")],
)
def test_a_release_that_is_not_raised_enough_is_refused(root: Path, target: str, place: str) -> None:
    """A new minor version of a schema makes a minor release at least, and no number comes twice."""
    assert told(root, target) == [f"package-version {place}"]


def test_a_release_of_nothing_is_refused(root: Path) -> None:
    """There must be an entry to release."""
    for version in ("1.1.0",):
        shutil.rmtree(root / f"schemas/session/{version}")
    catalog = json.loads((root / "schemas/catalog.json").read_bytes())
    del catalog["families"]["session"]["1.1.0"]
    (root / "schemas/catalog.json").write_text(json.dumps(catalog))
    head, _, tail = CHANGELOG.partition("### Added")
    (root / "CHANGELOG.md").write_text(head + tail.partition("## [1.0.0]")[1] + tail.partition("## [1.0.0]")[2])
    assert told(root) == []
    assert told(root, "1.0.1") == ["nothing-to-release version 1.0.1"]


@pytest.mark.parametrize("tag", ["nightly", "v1", "ci-1.0.0", "build/12", "verified", "20261122"])
def test_a_tag_that_is_no_release_is_left_alone(root: Path, tag: str) -> None:
    """Platforms set tags of their own, and a moving tag names the newest release of a major version."""
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "a release")
    git(root, "tag", tag)
    assert told(root) == []


def test_tags_of_a_repository_around_the_tree_are_left_alone(root: Path, tmp_path: Path) -> None:
    """A source that was unpacked in somebody's repository is not held to that one's tags."""
    inner = tmp_path / "vendored"
    shutil.copytree(root, inner, ignore=shutil.ignore_patterns("vendored"))
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "all")
    git(root, "tag", "v9.9.9")
    assert told(root) == ["tag-scheme tag v9.9.9"]
    assert told(inner) == []


@pytest.mark.parametrize(
    ("tag", "refused"), [("1.0.0", True), ("v1.0", True), ("v9.9.9", True), ("v1.0.0-rc1", True), ("v1.0.0", False)]
)
def test_a_tag_beyond_the_scheme_is_refused(root: Path, tag: str, *, refused: bool) -> None:
    """A tag is v and a version that CHANGELOG.md has."""
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "a release")
    git(root, "tag", tag)
    assert told(root) == ([f"tag-scheme tag {tag}"] if refused else [])


def test_listing_writes_the_hashes_of_what_is_not_released(root: Path) -> None:
    """New, changed and missing files of unreleased versions get right; what is listed once is not listed again."""
    assert list_unreleased(Tree(root)) == []
    before = (root / "schemas/catalog.json").read_bytes()
    (root / "schemas/session/1.1.0/internal.json").write_bytes(b"{}")
    (root / "schemas/session/1.1.0/session.json").unlink()
    for folder in ("session/1.10.0", "session/1.9.0", "other/1.0.0"):
        (root / "schemas" / folder).mkdir(parents=True)
        (root / "schemas" / folder / "internal.json").write_bytes(b"{}")
    (root / "schemas/session/1.10.0/examples").mkdir()
    assert list_unreleased(Tree(root)) == [
        "schemas/other/1.0.0/internal.json",
        "schemas/session/1.1.0/internal.json",
        "schemas/session/1.1.0/session.json",
        "schemas/session/1.10.0/internal.json",
        "schemas/session/1.9.0/internal.json",
    ]
    catalog = json.loads((root / "schemas/catalog.json").read_bytes())["families"]
    assert list(catalog) == ["session", "other"]
    assert list(catalog["session"]) == ["1.0.0", "1.1.0", "1.9.0", "1.10.0"]
    assert catalog["session"]["1.1.0"] == {"internal": {"sha256": hashlib.sha256(b"{}").hexdigest()}}
    assert catalog["session"]["1.0.0"] == json.loads(before)["families"]["session"]["1.0.0"]
    assert "file-missing" not in " ".join(told(root))
    assert list_unreleased(Tree(root)) == []


def test_listing_leaves_what_is_released(root: Path) -> None:
    """A released file that changed is still refused."""
    (root / "schemas/session/1.0.0/internal.json").write_bytes(b"{}")
    assert list_unreleased(Tree(root)) == []
    assert told(root) == ["released-file-changed schemas/session/1.0.0/internal.json"]


def test_preparing_writes_the_version_where_it_belongs(root: Path) -> None:
    """What was not released gets a heading of its own, the package its number, and the tree passes as released."""
    steps = prepare(Tree(root), Version(1, 1, 0), "2027-01-31")
    assert steps[-2:] == ["git tag v1.1.0", "python -m build"]
    text = (root / "CHANGELOG.md").read_text()
    assert "## [Unreleased]\n\n## [1.1.0] - 2027-01-31\n\n### Added\n" in text
    assert 'version = "1.1.0"' in (root / "pyproject.toml").read_text()
    assert told(root) == []
    assert Tree(root).released("session") == [Version(1, 0, 0), Version(1, 1, 0)]


def test_entries_say_who_has_to_act_in_any_line_break() -> None:
    """An entry may say nobody, one side or both; without such words it says nothing."""
    text = "## [Unreleased]\n\n### Changed\n\n- a; readers\n  and writers have to act.\n- b; Nobody has to act\n- c\n"
    section = Changelog(text).unreleased
    assert section is not None
    assert [each.acting() for each in section.entries] == [{"readers", "writers"}, frozenset(), None]
    assert section.bump() is Bump.MAJOR


@pytest.mark.parametrize(
    ("old", "new", "bump"),
    [
        ("1.0.0", "2.0.0", Bump.MAJOR),
        ("1.9.9", "1.10.0", Bump.MINOR),
        ("1.0.0", "1.0.1", Bump.PATCH),
        ("1.0.0", "1.0.0", Bump.NONE),
        ("2.0.0", "1.9.0", Bump.NONE),
    ],
)
def test_the_part_that_is_raised_is_told(old: str, new: str, bump: Bump) -> None:
    """The largest part counts, and going back raises nothing."""
    one, other = Version.parse(old), Version.parse(new)
    assert one is not None
    assert other is not None
    assert bump_between(one, other) is bump


@pytest.mark.parametrize("text", ["1.0", "v1.0.0", "1.0.0-rc1", "01.0.0", "", "1.0.0.0"])
def test_what_is_no_version_is_none(text: str) -> None:
    """Three numbers without leading zeros, and nothing else."""
    assert Version.parse(text) is None


def git(root: Path, *arguments: str) -> None:
    """Run git in the project as nobody in particular."""
    identity = ["-c", "user.name=Guest", "-c", "user.email=guest@example.invalid"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)
