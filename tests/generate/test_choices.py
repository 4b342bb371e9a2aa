"""Choices that a seed makes."""

from __future__ import annotations

import json

from chatlayer_session.generate.choices import SeededChoices

from .conftest import MANY


def test_a_seed_gives_the_same_choices_again() -> None:
    """And another seed gives others, a negative one too."""
    drawn = [[SeededChoices(seed).integer(0, 10**9), SeededChoices(seed).number(0, 1)] for seed in (1, 1, 2, -1)]
    assert drawn[0] == drawn[1]
    assert len({json.dumps(each) for each in drawn}) == 3


def test_seeded_choices_keep_to_their_ranges_and_reach_both_ends() -> None:
    """Integers with each value in between, numbers also where a bound is missing."""
    choices = SeededChoices(5)
    assert {choices.integer(-1, 3) for _ in range(MANY)} == {-1, 0, 1, 2, 3}
    assert choices.integer(7, 7) == 7
    assert all(0.25 <= choices.number(0.25, 0.5) <= 0.5 for _ in range(MANY))
    assert all(choices.number(10, None) >= 10 for _ in range(MANY))
    assert all(choices.number(None, -10) <= -10 for _ in range(MANY))
    assert {choices.chance(1, 3) for _ in range(MANY)} == {True, False}
    assert not any(choices.chance(0, 3) for _ in range(MANY))
    assert all(choices.chance(3, 3) for _ in range(MANY))
