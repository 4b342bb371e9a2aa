"""Generated payloads contain no telephone numbers."""

from __future__ import annotations

import json
import re

import pytest

from chatlayer_session import Kind
from chatlayer_session.generate.choices import SeededChoices
from chatlayer_session.generate.generator import Generator
from chatlayer_session.generate.vocabulary import is_like_telephone
from chatlayer_session.spec.catalog import packaged_catalog


@pytest.mark.parametrize("version", packaged_catalog().versions())
def test_no_session_id_looks_like_a_telephone_number(version: str) -> None:
    """An integration builds session ids from telephone numbers, so generated ones must not look like them."""
    generator, choices = Generator(packaged_catalog(), version, Kind.INTERNAL), SeededChoices(5)
    payloads = [json.loads(json.dumps(generator.payload(choices))) for _ in range(300)]
    assert [each["sessionId"] for each in payloads if is_like_telephone(each["sessionId"])] == []


def test_no_example_looks_like_a_telephone_number() -> None:
    """Session ids in the examples and cases of the newest version are obviously invented, also in broken payloads."""
    folder = packaged_catalog().root / "session" / packaged_catalog().versions()[-1]
    texts = [file.read_bytes().decode(errors="replace") for file in folder.glob("**/*.json")]
    identifiers = [value for text in texts for value in re.findall(r'"sessionId"\s*:\s*"([^"]*)"', text)]
    assert len(identifiers) > 100
    assert list(filter(is_like_telephone, identifiers)) == []


def test_numbers_of_seven_digits_look_like_telephone_numbers() -> None:
    """Short numbers and other identifiers do not."""
    assert all(map(is_like_telephone, ["1636964964162", "+3247000000", "1234567"]))
    assert not any(map(is_like_telephone, ["1457", "klatgag4", "emulator-f28feb19", "", "+"]))
