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


def test_entries_say_who_has_to_act_in_any_line_break() -> None:
    """An entry may say nobody, one side or both; without such words it says nothing."""
    text = "## [Unreleased]\n\n### Changed\n\n- a; readers\n  and writers have to act.\n- b; Nobody has to act\n- c\n"
    section = Changelog(text).unreleased
    assert section is not None
    assert [each.acting() for each in section.entries] == [{"readers", "writers"}, frozenset(), None]
    assert section.bump() is Bump.MAJOR
