"""Values that look real, after the samples in the examples, and values of any shape."""

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


def test_realistic_values_are_those_of_the_example_payloads() -> None:
    """By the place in the schema: what is seen in a session counts for the object alone, and the other way round."""
    samples = samples_of(CATALOG, "1.0.0")
    assert samples.values[f"{URN}#/properties/locale"] == ["en-us", "nl-be"]
    assert "two umbrellas please" in samples.values[f"{URN}#/properties/messageContent"]
    assert "handover" in samples.values[f"{URN}#/$defs/dialogState/properties/name"]
    assert samples.others[f"{URN}#/properties/user"] == {"lastName": "Visitor", "fullName": "Guest Visitor"}
    assert "order" in samples.others["urn:chatlayer-session:session:1.0.0:session#"]
    assert "internal" not in samples.others[f"{URN}#"]


def test_a_sample_is_varied_in_its_form() -> None:
    """Other digits after the first, another UUID, and nothing else; the first of the choices is the sample."""
    sample = "emulator-f28feb19-9d00-426a-ac65-539d5e1d3a73 A-2041"
    assert vary(sample, Scripted(0)) == sample
    other = vary(sample, Scripted(99))
    assert re.fullmatch(r"emulator-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} A-2[0-9]{3}", other)
    assert other != sample
    assert vary("en-us", Scripted()) == "en-us"


def test_more_words_are_of_the_sort_of_the_samples() -> None:
    """Codes get none, titles get titles, and what users write gets sentences."""
    assert similar_prose(["en-us", "nl-be"]) == ()
    assert similar_prose(["Complaint", "Track a parcel"]) == TITLES
    assert similar_prose(["hi", "I would rather talk to somebody"]) == PHRASES
    assert similar_prose([]) == PHRASES


def test_any_value_has_every_type_and_bounded_levels() -> None:
    """Numbers that a double holds, texts that UTF-8 carries, and at most five levels in all."""
    choices = SeededChoices(9)
    values = [any_value(choices) for _ in range(2000)]
    names = ("null", "boolean", "integer", "number", "string", "array", "object")
    assert all(any(is_of(value, name) for value in values) for name in names)

    def levels(value: Any) -> int:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return 0 if inner is None else 1 + max(map(levels, inner), default=0)

    assert max(map(levels, values)) == 4
    validator = Validator(kind="session")
    found = {tuple(each.pointer for each in validator.validate({"v": value}).findings) for value in values}
    assert found == {("/internal",)}
