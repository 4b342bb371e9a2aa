"""Reports whose findings are computed when they are looked at: equal to all others in every respect."""

from __future__ import annotations

import copy
import pickle
import sys
from dataclasses import FrozenInstanceError, asdict, astuple, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from chatlayer_session import AcceptedField, Report, Rule, Validator, Verdict
from chatlayer_session.fastpath.fast_path import FastPath
from chatlayer_session.fastpath.learned_decoder import learned_decoders
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.testing import raw_payloads

from .conftest import encoded
from .test_threads import errors_in_threads

if TYPE_CHECKING:
    from collections.abc import Callable

LOOKS: dict[str, Callable[[Report], object]] = {
    "findings": lambda report: report.findings,
    "omitted": lambda report: report.omitted,
    "repr": repr,
    "hash": hash,
    "equality": lambda report: (report == replace(report), report == Report((), report.schema_version, report.kind)),
    "pickle": lambda report: pickle.loads(pickle.dumps(report)),  # noqa: S301 - written by this test
    "copy": copy.copy,
    "deep copy": copy.deepcopy,
    "replace": lambda report: replace(report, source="other"),
    "dict": asdict,
    "tuple": astuple,
    "entry": Report.to_dict,
    "truncated": lambda report: report.truncated(0),
    "without": lambda report: report.without({Rule.UNSTABLE_FIELD}),
    "verdict": lambda report: report.verdict,
    "invalid": Report.raise_for_invalid,
    "attributes": lambda report: (report.kind, report.source, report.record, report.at, report.changes),
}
"""Ways to look at a report."""


def is_deferred(report: Report) -> bool:
    """Return whether the findings of a report were not computed yet."""
    return report._deferred is not None


def deferred(validator: Validator, payload: bytes, source: str | None = None) -> Report:
    """Return the report on a payload that the validator has learned."""
    for _ in range(4):
        validator.validate(payload)
    report = validator.validate(payload, source=source)
    assert is_deferred(report)
    return report


@given(st.sampled_from(DETECTABLE_KINDS).flatmap(lambda kind: raw_payloads(kind, unstable=True)), st.data())
def test_every_look_at_a_report_is_equal(raw: Any, data: st.DataObject) -> None:
    """Each look, in any order, gives what the eager report gives."""
    learned_decoders.cache_clear()
    source = data.draw(st.sampled_from([None, "a.json"]))
    validator = Validator()
    for _ in range(3):
        validator.validate(raw.data, source=source)
    report = validator.validate(raw.data, source=source)
    event(f"deferred: {is_deferred(report)}")
    eager = Validator(use_fast_path=False).validate(raw.data, source=source)
    for name in data.draw(st.permutations([*LOOKS])):
        assert LOOKS[name](report) == LOOKS[name](eager), name
    assert type(report) is Report
    assert not is_deferred(report)


@pytest.mark.parametrize("name", LOOKS)
def test_each_look_is_equal_on_its_own(documented: dict[str, Any], name: str) -> None:
    """The first look at a report gives what the eager report gives."""
    payload = encoded({**documented, "lastIntent": "x", "more": {"a": 1}})
    report, eager = (
        deferred(Validator(), payload, "a.json"),
        Validator(use_fast_path=False).validate(payload, source="a.json"),
    )
    assert LOOKS[name](report) == LOOKS[name](eager)
    assert is_deferred(report) is (name in {"verdict", "invalid", "attributes"})
    assert (eager, report) == (report, eager)


def test_payload_is_released_and_never_serialised(documented: dict[str, Any]) -> None:
    """A report keeps the payload only until its findings are computed, and no copy contains it."""
    payload = encoded({**documented, "lastIntent": "x", "messageContent": "marker-of-a-person"})
    validator = Validator()
    before = sys.getrefcount(payload)
    report = deferred(validator, payload)
    assert sys.getrefcount(payload) > before
    assert b"marker-of-a-person" not in pickle.dumps(report)
    assert not is_deferred(report)
    assert sys.getrefcount(payload) == before
    assert "marker" not in repr(deferred(validator, payload))


def test_only_immutable_bytes_are_deferred(documented: dict[str, Any]) -> None:
    """Text, parsed payloads and buffers that can change are validated at once."""
    payload = {**documented, "lastIntent": "x"}
    validator = Validator()
    assert is_deferred(deferred(validator, encoded(payload)))
    for form in (payload, encoded(payload).decode(), bytearray(encoded(payload))):
        assert not is_deferred(validator.validate(form))
    assert not is_deferred(Validator(use_fast_path=False).validate(encoded(payload)))


def test_deferred_report_is_frozen(documented: dict[str, Any]) -> None:
    """No attribute can be set, and none exists that a report does not have."""
    report: Any = deferred(Validator(), encoded({**documented, "lastIntent": "x"}))
    for name in ("findings", "kind"):
        with pytest.raises(FrozenInstanceError):
            setattr(report, name, ())
    eager: Any = Report((), "1.0.0", None)
    for known in (report, eager):
        with pytest.raises(AttributeError, match="nothing"):
            _ = known.nothing
    assert is_deferred(report)


def test_failed_computation_can_be_repeated(documented: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A report whose findings exceed the memory computes them at the next look."""
    payload = encoded({**documented, "lastIntent": "x"})
    report = deferred(Validator(), payload)
    with monkeypatch.context() as patch:
        patch.setattr(FastPath, "take_back", lambda *_: (_ for _ in ()).throw(MemoryError))
        with pytest.raises(MemoryError):
            _ = report.findings
    assert report.findings == Validator(use_fast_path=False).validate(payload).findings


def test_accepted_fields_are_recorded_at_once(documented: dict[str, Any]) -> None:
    """Entries that match, active or expired, are known before the findings are."""
    payload = encoded({**documented, "lastIntent": "x", "lastTopic": 1, "more": True})
    entries = ("/lastIntent", AcceptedField("/lastTopic", until=date(2020, 1, 1)), "/other")
    deferred(Validator(), payload)
    validator, eager = Validator(accept_unstable=entries), Validator(accept_unstable=entries, use_fast_path=False)
    expected = eager.validate(payload)
    validator.validate(b"{}")
    report = validator.validate(payload)
    assert is_deferred(report)
    assert report.verdict is Verdict.UNSTABLE
    assert validator.unmatched == eager.unmatched
    assert report == expected


def test_threads_look_at_one_report(documented: dict[str, Any]) -> None:
    """Threads that look at the same time see the same findings."""
    payload = encoded({**documented, **{f"field{number}": number for number in range(30)}})
    validator, eager = Validator(), Validator(use_fast_path=False).validate(payload)
    reports = [deferred(validator, payload) for _ in range(20)]
    wrong: list[Report] = []

    def work(_: int) -> None:
        wrong.extend(report for report in reports if report.findings != eager.findings or report != eager)

    assert errors_in_threads(work) == []
    assert wrong == []
    assert not any(map(is_deferred, reports))
