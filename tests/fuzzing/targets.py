"""What is fuzzed: for each part, a function from bytes that raises an AssertionError where a promise does not hold."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from chatlayer_session import Kind, Rule, Validator
from chatlayer_session.diagnosis import apply_edits, diagnose
from chatlayer_session.document import load_document
from chatlayer_session.issues import Anchor, AnchorPart
from chatlayer_session.parsing.fast import NeedsStrictParse, parse_fast
from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict
from chatlayer_session.parsing.positions import locate_all
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import KnownFields, field_tree

from .oracle import Refused, same, strict_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chatlayer_session.jsonpointer import InstancePath

_CATALOG = packaged_catalog()
_VERSION = _CATALOG.versions()[-1]
KNOWN = KnownFields(tuple(field_tree(_CATALOG, _VERSION, kind) for kind in (Kind.INTERNAL, Kind.SESSION)))
MAX_PLACES = 200
"""Places that are looked up in one text."""

_EXACT = Validator(use_fast_path=False)
_SCREENED = Validator()


def reading(data: bytes) -> None:
    """Bytes are read without an exception, and told something of exactly if the standard library refuses them."""
    document = load_document(data, KNOWN)
    told = [each for each in document.issues if each.rule is not Rule.BYTE_ORDER_MARK]
    for each in document.issues:
        assert isinstance(each.anchor, int), "an observation of reading has an offset"
        assert 0 <= each.anchor <= len(document.text or ""), "an observation stands in the text"
    try:
        value = strict_value(data)
    except Refused:
        assert told, "a text that the standard library refuses is told something of"
        return
    assert document.is_json, "a text that the standard library takes is understood"
    assert told == [], "a text that the standard library takes is told nothing of"
    assert same(document.instance, value), "a text means what the standard library says"


def parsing(data: bytes) -> None:
    """What the quick parser is sure of, the exact one says too, of text and of its value."""
    try:
        quick = parse_fast(data)
    except NeedsStrictParse:
        return
    value, observations = parse_strict(data.decode())
    assert observations == (), "the quick parser is sure of texts only that nothing is to be told of"
    assert same(quick, value), "both parsers give the same value"


def diagnosis(data: bytes) -> None:
    """A text that is not JSON has mistakes, in their order, in the text, each with a cure; the cures mend it."""
    text = data.decode(errors="replace")
    try:
        parse_strict(text)
    except JsonSyntaxError as stop:
        mistakes = diagnose(text, stop.offset, KNOWN)
    else:
        return
    offsets = [mistake.offset for mistake in mistakes]
    assert offsets, "a text that is not JSON has a mistake"
    assert offsets == sorted(offsets), "mistakes are told in the order of the text"
    assert 0 <= offsets[0] <= offsets[-1] <= len(text), "mistakes stand in the text"
    assert all(mistake.message and mistake.hint for mistake in mistakes), "a mistake has a reason and a cure"
    if len(mistakes) > 1:
        parse_strict(apply_edits(text, list(mistakes)))


def locating(data: bytes) -> None:
    """At the offset of each place stands what the place is said to be, as the standard library reads it there."""
    document = load_document(data, KNOWN)
    if not document.is_json or document.issues or document.text is None:
        return
    places = list(islice(_places(document.instance, ()), MAX_PLACES))
    offsets = locate_all(document.text, {place for place, _ in places})
    decoder = json.JSONDecoder()
    for place, expected in places:
        found, _ = decoder.raw_decode(document.text, offsets[place])
        assert same(found, expected), "a place is where its text is"


def screening(data: bytes) -> None:
    """Each line gives the same report whether it is screened or not, whatever the screen learned from others."""
    expected = list(_EXACT.validate_lines(data))
    assert list(_SCREENED.validate_lines(data)) == expected, "the screen says what the engine says"
    assert list(Validator().validate_lines(data)) == expected, "so does one that is made anew"


def _places(value: Any, path: InstancePath) -> Iterator[tuple[Anchor, Any]]:
    yield Anchor(path, AnchorPart.VALUE), value
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        if isinstance(value, dict):
            yield Anchor((*path, step), AnchorPart.KEY), step
        yield from _places(inner, (*path, step))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "reading": reading,
    "parsing": parsing,
    "diagnosis": diagnosis,
    "locating": locating,
    "screening": screening,
}
"""The parts by name."""
