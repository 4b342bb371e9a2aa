"""Retention of sessions: exact at the boundary, in every time zone and over clock changes."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import (
    InvalidRetention,
    NaiveDatetime,
    Retention,
    RetentionPolicy,
    Rule,
    UnknownBotVersion,
    Validator,
)

if TYPE_CHECKING:
    from collections.abc import Callable

UTC = timezone.utc
START = datetime(2026, 10, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
BRUSSELS = ZoneInfo("Europe/Brussels")
ZONES = st.sampled_from([UTC, BRUSSELS, timezone(timedelta(hours=-9, minutes=-30)), ZoneInfo("Pacific/Auckland")])
MOMENTS = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=ZONES)  # noqa: DTZ001 - hypothesis adds the zone


def test_session_expires_after_exactly_thirty_days() -> None:
    """A session is not expired a microsecond before, and is expired at that moment."""
    retention = Retention()
    expiry = retention.expires_at(START)
    assert expiry == START + timedelta(days=30)
    assert not retention.is_expired(START, expiry - TICK)
    assert retention.is_expired(START, expiry)
    assert not retention.is_expired(START, START - timedelta(days=90))


@given(MOMENTS, st.integers(1, 4000), ZONES)
def test_boundary_is_exact_in_every_time_zone(moment: datetime, days: int, zone: ZoneInfo) -> None:
    """A day is 24 hours, also when clocks change, and the zone of a moment makes no difference."""
    retention = Retention(days)
    expiry = retention.expires_at(moment)
    assert expiry.astimezone(UTC) - moment.astimezone(UTC) == timedelta(days=days)
    assert expiry.tzinfo is moment.tzinfo
    for now in (expiry, expiry.astimezone(zone)):
        assert retention.is_expired(moment, now)
        assert not retention.is_expired(moment, (now.astimezone(UTC) - TICK).astimezone(zone))


def test_clock_change_does_not_extend_retention() -> None:
    """Two moments 30 days apart on the clocks in Brussels are one hour more apart when clocks go back."""
    before = datetime(2026, 10, 1, 12, tzinfo=BRUSSELS)
    after = datetime(2026, 10, 31, 11, 30, tzinfo=BRUSSELS)
    assert after - before < timedelta(days=30)
    assert Retention().is_expired(before, after)


def test_repeated_hour_is_distinguished() -> None:
    """``fold`` distinguishes the two moments with the same clock time."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BRUSSELS)
    second = first.replace(fold=1)
    assert not Retention(1).is_expired(second, first.astimezone(UTC) + timedelta(days=1))
    assert Retention(1).is_expired(second, second.astimezone(UTC) + timedelta(days=1))


@pytest.mark.parametrize("days", [0, -1, 1.5, "30", True, None])
def test_retention_is_a_positive_integer(days: object) -> None:
    """The error names the number."""
    with pytest.raises(InvalidRetention) as caught:
        Retention(days)  # type: ignore[arg-type]  # that is the point
    assert str(caught.value) == f"invalid number of retention days {days!r}; pass a whole number of at least 1"


def test_naive_datetimes_are_rejected() -> None:
    """The error names the argument and the fix, for every argument that is a moment."""
    naive = datetime(2026, 10, 1, 12)  # noqa: DTZ001 - that is the point
    policy = RetentionPolicy()
    attempts: list[tuple[str, Callable[[], object]]] = [
        ("last_activity", lambda: Retention().expires_at(naive)),
        ("last_activity", lambda: Retention().is_expired(naive, START)),
        ("now", lambda: Retention().is_expired(START, naive)),
        ("at", lambda: policy.with_change("LIVE", Retention(), naive)),
        ("created_at", lambda: policy.for_session("LIVE", naive)),
        ("last_activity", lambda: Validator(last_activity=naive)),
        ("now", lambda: Validator(last_activity=START, now=naive)),
    ]
    for name, attempt in attempts:
        with pytest.raises(
            NaiveDatetime, match=rf"^{name} has no time zone \(2026-10-01T12:00:00\); pass an aware datetime"
        ):
            attempt()


def test_ends_of_the_calendar_can_be_compared() -> None:
    """Moments at both ends of Python's calendar can be compared; an expiry beyond the year 9999 is an error."""
    last = datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))
    first = datetime.min.replace(tzinfo=timezone(timedelta(hours=12)))
    assert Retention().is_expired(first, last)
    assert not Retention().is_expired(last, first)
    with pytest.raises(OverflowError):
        Retention().expires_at(last)


def test_draft_and_live_are_separate() -> None:
    """The retention of one version of the bot does not apply to the other."""
    policy = RetentionPolicy(draft=Retention(7), live=Retention(90))
    assert policy.for_session("DRAFT", START) == Retention(7)
    assert policy.for_session("LIVE", START) == Retention(90)


def test_change_applies_only_to_new_sessions() -> None:
    """A session keeps the retention of its version at its creation; the change applies from its moment on."""
    policy = RetentionPolicy().with_change("LIVE", Retention(60), START)
    assert policy.for_session("LIVE", START - TICK) == Retention(30)
    assert policy.for_session("LIVE", START) == Retention(60)
    assert policy.for_session("DRAFT", START) == Retention(30)


def test_changes_are_ordered_by_moment() -> None:
    """The last of two changes at one moment applies, and earlier policies do not change."""
    day = timedelta(days=1)
    first = RetentionPolicy()
    later = first.with_change("LIVE", Retention(60), START)
    policy = later.with_change("LIVE", Retention(10), START - day).with_change("LIVE", Retention(5), START)
    days = [policy.for_session("LIVE", START + offset).days for offset in (-2 * day, -day, -TICK, 0 * day, day)]
    assert days == [30, 10, 10, 5, 5]
    assert (first.changes, len(later.changes)) == ((), 1)
    assert [change.at for change in policy.changes] == sorted(change.at for change in policy.changes)


@pytest.mark.parametrize("version", ["live", "TEST", ""])
def test_unknown_bot_version_is_rejected(version: str) -> None:
    """Only DRAFT and LIVE exist, and names are case sensitive."""
    policy = RetentionPolicy()
    for attempt in (
        lambda: policy.for_session(version, START),
        lambda: policy.with_change(version, Retention(), START),
    ):
        with pytest.raises(
            UnknownBotVersion, match=rf"unknown bot version {version!r}; (available: DRAFT, LIVE|did you mean 'LIVE')"
        ):
            attempt()


def test_retention_is_frozen_and_pickles() -> None:
    """A retention can be a key, and can be passed to another process."""
    policy = RetentionPolicy().with_change("DRAFT", Retention(3), START)
    assert pickle.loads(pickle.dumps(policy)) == policy  # noqa: S301 - made by this very test
    assert len({Retention(), Retention(30), Retention(31)}) == 2
    with pytest.raises(FrozenInstanceError):
        policy.draft = Retention(1)  # type: ignore[misc]  # that is the point


def test_expired_session_is_reported_at_its_root() -> None:
    """From the boundary on, each payload has one finding at its root, before its other findings."""
    expiry = Retention(3).expires_at(START)
    for now, rules in ((expiry - TICK, []), (expiry, [Rule.EXPIRED])):
        validator = Validator(last_activity=START, retention=Retention(3), now=now, at="/data/*")
        for report in validator.validate_each('{"data": [{}, {"internal": 1}]}'):
            expired = [finding.rule for finding in report.findings if finding.rule is Rule.EXPIRED]
            assert expired == rules
            assert report.findings[0].pointer == "" or not rules


def test_expiry_message_names_moment_and_days() -> None:
    """The message names the given moment and the days."""
    report = Validator(last_activity=START, retention=Retention(1), now=START + timedelta(days=2)).validate("{}")
    assert report.findings[0].message == "no activity since 2026-10-01T12:00:00+00:00; sessions are kept for 1 day"
    report = Validator(last_activity=START, now=START + timedelta(days=40)).validate(b"{}")
    assert report.findings[0].message.endswith("sessions are kept for 30 days")


def test_default_moment_is_the_present() -> None:
    """Without a moment, a session of long ago is expired, and one of an hour ago is not."""
    assert Rule.EXPIRED in {
        finding.rule for finding in Validator(last_activity=START.replace(year=2001)).validate({}).findings
    }
    recent = datetime.now(UTC) - timedelta(hours=1)
    assert Rule.EXPIRED not in {finding.rule for finding in Validator(last_activity=recent).validate({}).findings}
