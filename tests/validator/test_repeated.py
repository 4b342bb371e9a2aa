"""Options as one value, payloads that are validated again and again, and lines that cannot be read."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from chatlayer_session import Kind, Limits, Report, Retention, Rule, UnreadableInput, Validator, ValidatorOptions
from chatlayer_session.fastpath.learned_decoder import learned_decoders
from chatlayer_session.inputs.records import OUT_OF_MEMORY, Origin

NOW = datetime(2026, 12, 1, tzinfo=timezone.utc)


def test_every_option_reaches_the_validator() -> None:
    """The options as one value mean the same as the arguments of the validator."""
    options = ValidatorOptions(
        schema_version="1.1",
        kind="internal",
        accept_unstable=("/lastIntent",),
        today=date(2026, 11, 30),
        at="/data",
        show_values=True,
        last_activity=NOW - timedelta(days=9),
        retention=Retention(8),
        now=NOW,
        limits=Limits(line=10, document=20),
    )
    validator = options.create_validator()
    assert validator._arguments == {**asdict(options), "retention": Retention(8), "limits": Limits(10, 20)}
    assert (validator.schema_version, validator.kind, str(validator.at)) == ("1.1.0", Kind.INTERNAL, "/data")
    assert (validator.show_values, validator.limits) == (True, Limits(10, 20))
    assert [entry.pointer for entry in validator.accepted_fields.entries] == ["/lastIntent"]


@pytest.mark.parametrize(
    ("days", "now", "expired"), [(8, NOW, True), (9, NOW, True), (10, NOW, False), (8, None, True)]
)
def test_expiry_needs_all_three_times(
    documented: dict[str, Any],
    days: int,
    now: datetime | None,
    expired: bool,  # noqa: FBT001 - a result
) -> None:
    """A session is expired at ``now``, or at present, after the days of its retention."""
    validator = Validator(last_activity=NOW - timedelta(days=9), retention=Retention(days), now=now)
    if now is None:
        validator = Validator(last_activity=datetime(2020, 1, 1, tzinfo=timezone.utc), retention=Retention(days))
    found = [finding.rule for finding in validator.validate(json.dumps({"internal": documented})).findings]
    assert found == ([Rule.EXPIRED] if expired else [])


@pytest.mark.parametrize("unstable", [{}, {"lastIntent": "greeting"}])
def test_later_payloads_share_one_report(documented: dict[str, Any], unstable: dict[str, str]) -> None:
    """Clean payloads are matched after the first few, also with an accepted field that had to be learned."""
    # Learning is shared in the process, and other tests can have used its credit up.
    learned_decoders.cache_clear()
    validator = Validator(accept_unstable="/lastIntent")
    payload = json.dumps({**documented, **unstable}).encode()
    for _ in range(5):
        validator.validate(payload)
    report = validator.validate(payload)
    assert report is validator.validate(payload)
    assert (report.findings, report.schema_version, report.kind, report.source) == ((), "1.2.0", Kind.INTERNAL, None)
    named = validator.validate(payload, source="a.json")
    assert (named.findings, named.schema_version, named.kind, named.source) == ((), "1.2.0", Kind.INTERNAL, "a.json")
    (each,) = validator.validate_each(payload, Origin("b.ndjson", 3))
    assert (each.findings, each.kind, each.source, each.record) == ((), Kind.INTERNAL, "b.ndjson", 3)


@pytest.mark.parametrize("form", [str, str.encode])
def test_document_beyond_its_limit_is_unreadable(documented: dict[str, Any], form: Any) -> None:
    """One byte more than the limit is not read, before and after the shortcut knows the payload."""
    payload = form(json.dumps(documented))
    exact, short = Limits(document=len(payload)), Limits(document=len(payload) - 1)
    validator = Validator(limits=exact)
    assert [validator.validate(payload).findings for _ in range(5)] == [()] * 5
    with pytest.raises(UnreadableInput) as caught:
        Validator(limits=short).validate(payload, source="a.json")
    error = caught.value
    assert (error.source, error.cause, error.hint) == (
        "a.json",
        f"larger than {len(payload) - 1:,} bytes",
        "raise the limit with --max-document-size",
    )


def test_lines_after_an_unreadable_one_are_validated(
    documented: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error is that of the first line that cannot be read, and comes after the reports on all other lines."""
    good = json.dumps(documented).encode()
    validator = Validator(limits=Limits(line=len(good)))
    found: list[Report] = []
    with pytest.raises(UnreadableInput) as caught:
        found.extend(validator.validate_lines([good, b" " * len(good) + b"{}", good]))
    assert [report.record for report in found] == [1, 3]
    assert (caught.value.record, caught.value.line) == (2, 2)

    def fail(*_: object) -> Any:
        raise MemoryError

    monkeypatch.setattr(validator, "validate_each", fail)
    with pytest.raises(UnreadableInput) as caught:
        list(validator.validate_lines([b"{}", b"{}"]))
    assert (caught.value.record, caught.value.cause) == (1, OUT_OF_MEMORY)
