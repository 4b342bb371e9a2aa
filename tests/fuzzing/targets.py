"""The fuzzing targets: functions that raise an AssertionError if a property does not hold for some bytes."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from chatlayer_session import Kind, Rule, Validator
from chatlayer_session.diagnosis import apply_edits, diagnose
from chatlayer_session.document import load_document
from chatlayer_session.fastpath.learned_decoder import learned_decoders
from chatlayer_session.issues import Anchor, AnchorPart
from chatlayer_session.parsing.fast import NeedsStrictParse, parse_fast
from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict
from chatlayer_session.parsing.positions import locate_all
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import KnownFields, field_tree

from .oracle import NotStrictJson, is_identical, strict_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chatlayer_session.jsonpointer import InstancePath

_CATALOG = packaged_catalog()
_VERSION = _CATALOG.versions()[-1]
KNOWN = KnownFields(tuple(field_tree(_CATALOG, _VERSION, kind) for kind in (Kind.INTERNAL, Kind.SESSION)))
MAX_ANCHORS = 200
"""Maximum anchors located in one text."""

_FULL = Validator(use_fast_path=False)
_FAST = Validator()


def check_document(data: bytes) -> None:
    """Any bytes can be loaded, and have issues exactly if the standard library rejects them."""
    document = load_document(data, KNOWN)
    issues = [issue for issue in document.issues if issue.rule is not Rule.BYTE_ORDER_MARK]
    for issue in document.issues:
        assert isinstance(issue.anchor, int), "an issue of the text has an offset"
        assert 0 <= issue.anchor <= len(document.text or ""), "an issue is inside the text"
    try:
        value = strict_value(data)
    except NotStrictJson:
        assert issues, "a text that the standard library rejects has an issue"
        return
    assert document.is_json, "a text that the standard library accepts is JSON"
    assert issues == [], "a text that the standard library accepts has no issue"
    assert is_identical(document.instance, value), "a text has the value of the standard library"


def check_fast_parser(data: bytes) -> None:
    """A value from the fast parser is that of the strict parser, without issues."""
    try:
        fast = parse_fast(data)
    except NeedsStrictParse:
        return
    value, issues = parse_strict(data.decode())
    assert issues == [], "the fast parser returns only values of texts without issues"
    assert is_identical(fast, value), "both parsers give the same value"


def check_diagnosis(data: bytes) -> None:
    """Text that is not JSON has ordered problems inside the text, each with a fix, and all fixes give JSON."""
    text = data.decode(errors="replace")
    try:
        parse_strict(text)
    except JsonSyntaxError as error:
        problems = diagnose(text, error.offset, KNOWN)
    else:
        return
    offsets = [problem.offset for problem in problems]
    assert offsets, "a text that is not JSON has a problem"
    assert offsets == sorted(offsets), "problems are in the order of the text"
    assert 0 <= offsets[0] <= offsets[-1] <= len(text), "problems are inside the text"
    assert all(problem.message and problem.hint for problem in problems), "a problem has a message and a hint"
    if len(problems) > 1:
        parse_strict(apply_edits(text, list(problems)))


def check_positions(data: bytes) -> None:
    """The standard library reads each key and value at its offset."""
    document = load_document(data, KNOWN)
    if not document.is_json or document.issues or document.text is None:
        return
    anchors = list(islice(_anchors(document.instance, ()), MAX_ANCHORS))
    offsets = locate_all(document.text, {anchor for anchor, _ in anchors})
    decoder = json.JSONDecoder()
    for anchor, expected in anchors:
        value, _ = decoder.raw_decode(document.text, offsets[anchor])
        assert is_identical(value, expected), "the offset of an anchor is that of its text"


def check_fast_path(data: bytes) -> None:
    """The fast path gives the reports of full validation, after any other payloads."""
    expected = list(_FULL.validate_lines(data))
    learned_decoders.cache_clear()
    new = Validator()
    for _ in range(3):
        assert list(new.validate_lines(data)) == expected, (
            "a validator that learns gives the reports of full validation"
        )
    assert list(_FAST.validate_lines(data)) == expected, (
        "a validator that has learned gives the reports of full validation"
    )


def _anchors(value: Any, path: InstancePath) -> Iterator[tuple[Anchor, Any]]:
    yield Anchor(path, AnchorPart.VALUE), value
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        if isinstance(value, dict):
            yield Anchor((*path, step), AnchorPart.KEY), step
        yield from _anchors(inner, (*path, step))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "document": check_document,
    "fast_parser": check_fast_parser,
    "diagnosis": check_diagnosis,
    "positions": check_positions,
    "fast_path": check_fast_path,
}
"""The targets by name."""
