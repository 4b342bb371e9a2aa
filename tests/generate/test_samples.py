"""Realistic values from the examples, variations of them, and values of any type."""

from __future__ import annotations

import re
from typing import Any

from chatlayer_session import Validator
from chatlayer_session.generate.choices import SeededChoices
from chatlayer_session.generate.generator import is_of
from chatlayer_session.generate.samples import samples_of
from chatlayer_session.generate.values import any_value
from chatlayer_session.generate.vocabulary import PHRASES, TITLES, similar_prose, vary

from .conftest import CATALOG, URN, Scripted


def test_samples_come_from_examples() -> None:
    """They belong to a place in the schema, so those of a session serve ``internal`` alone, and vice versa."""
    samples = samples_of(CATALOG, "1.0.0")
    assert samples.values[f"{URN}#/properties/locale"] == ["en-us", "nl-be"]
    assert "two umbrellas please" in samples.values[f"{URN}#/properties/messageContent"]
    assert "handover" in samples.values[f"{URN}#/$defs/dialogState/properties/name"]
    assert samples.others[f"{URN}#/properties/user"] == {"lastName": "Visitor", "fullName": "Guest Visitor"}
    assert "order" in samples.others["urn:chatlayer-session:session:1.0.0:session#"]
    assert "internal" not in samples.others[f"{URN}#"]


def test_variation_keeps_the_form_of_a_sample() -> None:
    """Only UUIDs and the digits after the first change; the simplest variation is the sample."""
    sample = "emulator-f28feb19-9d00-426a-ac65-539d5e1d3a73 A-2041"
    assert vary(sample, Scripted(0)) == sample
    variation = vary(sample, Scripted(99))
    assert re.fullmatch(r"emulator-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} A-2[0-9]{3}", variation)
    assert variation != sample
    assert vary("en-us", Scripted()) == "en-us"


def test_similar_prose_depends_on_samples() -> None:
    """Codes have no similar prose, titles have titles, and sentences have sentences."""
    assert similar_prose(["en-us", "nl-be"]) == ()
    assert similar_prose(["Complaint", "Track a parcel"]) == TITLES
    assert similar_prose(["hi", "I would rather talk to somebody"]) == PHRASES
    assert similar_prose([]) == PHRASES


def test_any_value_has_every_type_and_limited_depth() -> None:
    """All values are valid JSON for the validator, with at most four levels."""
    choices = SeededChoices(9)
    values = [any_value(choices) for _ in range(2000)]
    names = ("null", "boolean", "integer", "number", "string", "array", "object")
    assert all(any(is_of(value, name) for value in values) for name in names)

    def levels(value: Any) -> int:
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return 0 if children is None else 1 + max(map(levels, children), default=0)

    assert max(map(levels, values)) == 4
    validator = Validator(kind="session")
    reports = [validator.validate({"v": value}) for value in values]
    assert {tuple(finding.pointer for finding in report.findings) for report in reports} == {("/internal",)}
