"""Validation ends for any bytes, in time proportional to their number, and never with an exception."""

from __future__ import annotations

import time

from hypothesis import example, given
from hypothesis import strategies as st

from chatlayer_session import Report, Rule, Validator
from chatlayer_session.issues import MAX_ISSUES
from chatlayer_session.testing import RawPayload, raw_payloads

VALIDATOR = Validator()

START = 2.0
"""Seconds of processor time that any payload may take."""

PER_BYTE = 200e-6
"""Additional seconds of processor time per byte: a hundred times the usual time, but far less than quadratic time."""

SIZE = 20_000
"""Bytes to which a pattern is repeated."""

MARKS = b"{}[],:\"'\\/*#\n\r\t \x00\xff\xef\xbb\xbf0123456789.-+eEunltrfasNI\xe2\x80\x9cd8"
pieces = st.one_of(
    st.binary(max_size=12),
    st.lists(st.sampled_from(MARKS), max_size=12).map(bytes),
    st.sampled_from(
        [b'"a":', b'{"a":[', b"]}", b"//", b"/*", b"*/", b"\\u", b"\\ud83d", b"'", b"1e9", b"None", b'\\"']
    ),
)


def report_in_time(data: bytes) -> Report:
    """Return the report on some bytes, and check the time it takes."""
    started = time.process_time()
    report = VALIDATOR.validate(data)
    seconds = time.process_time() - started
    assert seconds < START + PER_BYTE * len(data), f"{len(data)} bytes took {seconds:.1f} s"
    return report


@given(st.binary(max_size=300))
def test_any_bytes_give_a_report(data: bytes) -> None:
    """Bytes that are not a payload have at least one finding."""
    report = report_in_time(data)
    assert report.findings
    assert all(finding.line and finding.column for finding in report.findings)


@given(st.binary(max_size=10), st.lists(pieces, min_size=1, max_size=3).map(b"".join), st.binary(max_size=10))
@example(b"", b'{"a":', b"")
@example(b"[", b'"\\', b"")
@example(b"", b"/*", b"")
@example(b"{", b"'", b"}")
@example(b'{"a":"', b'\\"', b"")
def test_time_is_linear_in_size(start: bytes, pattern: bytes, end: bytes) -> None:
    """However often a pattern repeats, time is bounded by the number of bytes, and findings are limited."""
    data = start + pattern * (SIZE // max(1, len(pattern))) + end
    assert len(report_in_time(data).findings) <= MAX_ISSUES + 100


@given(raw_payloads(unstable=True, byte_order_mark=True), st.data())
def test_mutated_payload_gives_a_report(raw: RawPayload, data: st.DataObject) -> None:
    """A payload with bytes changed, removed or inserted at random gives a report."""
    mutated = bytearray(raw.data)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(mutated) - 1))
        mutated[start : start + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    report = report_in_time(bytes(mutated))
    if any(finding.rule is Rule.SYNTAX for finding in report.findings):
        assert report.kind is None
