"""Version numbers, and the entries of the change log."""

from __future__ import annotations

import pytest

from chatlayer_session.compat.changes import Bump
from chatlayer_session.compat.version_rules import bump_between
from tools.release.changelog import Changelog
from tools.release.versions import Version


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
def test_bump_between_versions(old: str, new: str, bump: Bump) -> None:
    """The largest part that differs counts, and an older version is no bump."""
    before, after = Version.parse(old), Version.parse(new)
    assert before is not None
    assert after is not None
    assert bump_between(before, after) is bump


@pytest.mark.parametrize("text", ["1.0", "v1.0.0", "1.0.0-rc1", "01.0.0", "", "1.0.0.0"])
def test_invalid_version_is_none(text: str) -> None:
    """A version is three numbers without leading zeros, and nothing else."""
    assert Version.parse(text) is None


def test_entry_names_who_must_act() -> None:
    """An entry can name one side, both or nobody, across line breaks; without such words it is None."""
    text = (
        "## [Unreleased]\n\n### Changed\n\n- a. **Action:** readers\n  and writers must adapt.\n"
        "- b. **Action:** writers send a number.\n- c. No\n  action needed.\n- d\n- e. readers must adapt\n"
    )
    section = Changelog(text).unreleased
    assert section is not None
    actors = [entry.actors() for entry in section.entries]
    assert actors == [{"readers", "writers"}, {"writers"}, frozenset(), None, None]
    assert section.bump() is Bump.MAJOR
