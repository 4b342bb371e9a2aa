"""Which name was probably meant."""

from __future__ import annotations

import pytest

from chatlayer_session.suggestion import MAX_EDITS, closest_match, edit_distance

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
def test_a_slip_or_another_case_tells_the_name(name: str, expected: str) -> None:
    """Other case, other separators, a letter too many, too few, another, or two swapped."""
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
def test_another_name_is_no_slip(name: str) -> None:
    """A hint that is a guess is none, least of all for short names."""
    assert closest_match(name, NAMES) in {None, "user"} if name == "use" else closest_match(name, NAMES) is None


def test_nothing_is_meant_where_nothing_is_known() -> None:
    """No candidates, no hint."""
    assert closest_match("botId", []) is None


def test_the_nearest_name_wins_and_the_choice_does_not_depend_on_the_order() -> None:
    """Equal distances are decided by the alphabet."""
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
def test_a_swap_of_neighbours_is_one_slip(first: str, second: str, distance: int) -> None:
    """So is a letter put in, left out or replaced; it is the same in both directions."""
    assert edit_distance(first, second, MAX_EDITS) == distance
    assert edit_distance(second, first, MAX_EDITS) == distance


def test_beyond_the_limit_the_distance_is_only_known_to_be_above_it() -> None:
    """Names of very different lengths are not compared at all."""
    assert edit_distance("abcdef", "uvwxyz", 2) > 2
    assert edit_distance("a" * 100_000, "b", 2) == 3
