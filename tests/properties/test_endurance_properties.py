"""Reading ends, for any bytes and in a time that grows with their number, and never with an exception."""

from __future__ import annotations

import time

from hypothesis import example, given
from hypothesis import strategies as st

from chatlayer_session import Report, Rule, Validator
from chatlayer_session.issues import MAX_ISSUES
from chatlayer_session.testing import RawPayload, raw_payloads

VALIDATOR = Validator()

START = 2.0
"""Seconds of the processor that any payload may take, whatever its size."""

PER_BYTE = 200e-6
"""Seconds of the processor that each byte may take beyond: a hundred times what it takes, far less than its square."""

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


def held(data: bytes) -> Report:
    """Return the report on some bytes, which must not take longer than their number allows."""
    started = time.process_time()
    report = VALIDATOR.validate(data)
    taken = time.process_time() - started
    assert taken < START + PER_BYTE * len(data), f"{len(data)} bytes took {taken:.1f} s"
    return report


@given(st.binary(max_size=300))
def test_reading_any_bytes_ends_in_a_report(data: bytes) -> None:
    """Whatever they are: bytes that are no payload have at least one finding."""
    report = held(data)
    assert report.findings
    assert all(finding.line and finding.column for finding in report.findings)


@given(st.binary(max_size=10), st.lists(pieces, min_size=1, max_size=3).map(b"".join), st.binary(max_size=10))
@example(b"", b'{"a":', b"")
@example(b"[", b'"\\', b"")
@example(b"", b"/*", b"")
@example(b"{", b"'", b"}")
@example(b'{"a":"', b'\\"', b"")
def test_reading_takes_no_more_than_its_share_for_each_byte(start: bytes, pattern: bytes, end: bytes) -> None:
    """However often a pattern repeats: time is bounded by the number of bytes, and so are the findings."""
    data = start + pattern * (SIZE // max(1, len(pattern))) + end
    assert len(held(data).findings) <= MAX_ISSUES + 100


@given(raw_payloads(unstable=True, byte_order_mark=True), st.data())
def test_reading_a_damaged_payload_ends_in_a_report(raw: RawPayload, data: st.DataObject) -> None:
    """Some bytes of a payload changed, dropped or put in at random."""
    damaged = bytearray(raw.data)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    report = held(bytes(damaged))
    if any(finding.rule is Rule.SYNTAX for finding in report.findings):
        assert report.kind is None
