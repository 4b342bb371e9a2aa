"""Choices that depend on a seed."""

from __future__ import annotations

from chatlayer_session.generate.choices import SeededChoices

from .conftest import MANY


def test_same_seed_repeats_choices() -> None:
    """A different seed, also a negative one, leads to different choices."""
    samples = [(SeededChoices(seed).integer(0, 10**9), SeededChoices(seed).number(0, 1)) for seed in (1, 1, 2, -1)]
    assert samples[0] == samples[1]
    assert len(set(samples)) == 3


def test_choices_are_within_their_bounds() -> None:
    """Every integer of a range occurs; numbers meet the bounds that exist."""
    choices = SeededChoices(5)
    assert {choices.integer(-1, 3) for _ in range(MANY)} == {-1, 0, 1, 2, 3}
    assert choices.integer(7, 7) == 7
    assert all(0.25 <= choices.number(0.25, 0.5) <= 0.5 for _ in range(MANY))
    assert all(choices.number(10, None) >= 10 for _ in range(MANY))
    assert all(choices.number(None, -10) <= -10 for _ in range(MANY))
    assert {choices.chance(1, 3) for _ in range(MANY)} == {True, False}
    assert not any(choices.chance(0, 3) for _ in range(MANY))
    assert all(choices.chance(3, 3) for _ in range(MANY))
