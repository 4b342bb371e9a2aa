"""Suggestions for misspelled names."""

from __future__ import annotations

import pytest

from chatlayer_session.suggestion import MAX_EDITS, closest_match, closest_version, edit_distance, version_selectors

NAMES = [
    "botId",
    "sessionId",
    "version",
    "channel",
    "user",
    "preferredLanguage",
    "locale",
    "nlp",
    "currentDialogstate",
    "previousDialogstate",
    "messageContent",
    "messageType",
    "firstName",
    "name",
    "score",
    "id",
    "type",
]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("currentDialogState", "currentDialogstate"),
        ("current_dialog_state", "currentDialogstate"),
        ("CURRENT-DIALOGSTATE", "currentDialogstate"),
        ("curentDialogstate", "currentDialogstate"),
        ("currentDialogstat", "currentDialogstate"),
        ("previuosDialogstate", "previousDialogstate"),
        ("botID", "botId"),
        ("bot_id", "botId"),
        ("botI", "botId"),
        ("sesionId", "sessionId"),
        ("sessoinid", "sessionId"),
        ("chanel", "channel"),
        ("verison", "version"),
        ("NLP", "nlp"),
        ("ID", "id"),
        ("uesr", "user"),
        ("first name", "firstName"),
    ],
)
def test_misspelled_name_has_a_match(name: str, expected: str) -> None:
    """Case, separators, and a letter too many, too few, replaced or swapped are recognized."""
    assert closest_match(name, NAMES) == expected


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x",
        "history",
        "lastIntent",
        "np",
        "ni",
        "use",
        "nlpp",
        "isPaused",
        "offload",
        "currentState",
        "dialogstate",
        "messages",
        "a" * 1000,
        "\u00e9",
        "channelDetails",
    ],
)
def test_different_name_has_no_match(name: str) -> None:
    """A name that is too different has no match, above all a short one."""
    assert closest_match(name, NAMES) in {None, "user"} if name == "use" else closest_match(name, NAMES) is None


def test_no_candidates_have_no_match() -> None:
    """Without candidates there is no match."""
    assert closest_match("botId", []) is None


def test_closest_name_wins_in_any_order() -> None:
    """Of candidates at equal distance, the first in the alphabet wins."""
    assert closest_match("messageTipe", ["messageTime", "messageType"]) == closest_match(
        "messageTipe", ["messageType", "messageTime"]
    )
    assert closest_match("sessionIdd", ["sessionAd", "sessionId"]) == "sessionId"
    assert closest_match("SESSIONAD", ["sessionId", "sessionAd"]) == "sessionAd"


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ("", "", 0),
        ("abcd", "abcd", 0),
        ("abcd", "abd", 1),
        ("abcd", "abxcd", 1),
        ("abcd", "abxd", 1),
        ("abcd", "abdc", 1),
        ("abcd", "badc", 2),
        ("", "ab", 2),
    ],
)
def test_swap_of_neighbours_is_one_edit(first: str, second: str, distance: int) -> None:
    """A swap is one edit, like an insertion, a deletion or a replacement, in both directions."""
    assert edit_distance(first, second, MAX_EDITS) == distance
    assert edit_distance(second, first, MAX_EDITS) == distance


def test_distance_beyond_the_limit_is_not_exact() -> None:
    """Names of very different lengths are not compared at all."""
    assert edit_distance("abcdef", "uvwxyz", 2) > 2
    assert edit_distance("a" * 100_000, "b", 2) == 3


VERSIONS = ["1.0.0", "1.2.0", "1.10.0", "2.0.0"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9.9", "2.0.0"),
        ("0.9", "1.0.0"),
        ("1.3.0", "1.2.0"),
        ("1.11", "1.10.0"),
        ("1.9.9", "1.2.0"),
        ("v1", "1"),
        (" 1.10", "1.10"),
        ("1.2.x", "1.2"),
        ("V1.2.0.", "1.2.0"),
        ("1_2_0", "1.2.0"),
        ("01.2", "1.2"),
        ("9" * 5000, "2.0.0"),
        ("latst", "latest"),
        ("Latest", "latest"),
        ("newest", None),
        ("", None),
    ],
)
def test_unknown_version_has_a_match(text: str, expected: str | None) -> None:
    """Numbers lead to the version that has them, or else to the newest version that is not above them."""
    assert closest_version(text, VERSIONS) == expected
    assert closest_version(text, VERSIONS[::-1]) == expected


def test_parts_of_versions_select_them() -> None:
    """Each first part of a version is listed once, and the name for the newest version is last."""
    assert version_selectors(VERSIONS) == ["1", "1.0", "1.2", "1.10", "2", "2.0", "latest"]
    assert closest_version("1", []) is None
