"""Which name was probably meant."""

from __future__ import annotations

import pytest

from chatlayer_session.spelling import MAX_DISTANCE, edit_distance, meant

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
    assert meant(name, NAMES) == expected


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
    assert meant(name, NAMES) in {None, "user"} if name == "use" else meant(name, NAMES) is None


def test_nothing_is_meant_where_nothing_is_known() -> None:
    """No candidates, no hint."""
    assert meant("botId", []) is None


def test_the_nearest_name_wins_and_the_choice_does_not_depend_on_the_order() -> None:
    """Equal distances are decided by the alphabet."""
    assert meant("messageTipe", ["messageTime", "messageType"]) == meant("messageTipe", ["messageType", "messageTime"])
    assert meant("sessionIdd", ["sessionAd", "sessionId"]) == "sessionId"
    assert meant("SESSIONAD", ["sessionId", "sessionAd"]) == "sessionAd"


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
    assert edit_distance(first, second, MAX_DISTANCE) == distance
    assert edit_distance(second, first, MAX_DISTANCE) == distance


def test_beyond_the_limit_the_distance_is_only_known_to_be_above_it() -> None:
    """Names of very different lengths are not compared at all."""
    assert edit_distance("abcdef", "uvwxyz", 2) > 2
    assert edit_distance("a" * 100_000, "b", 2) == 3
