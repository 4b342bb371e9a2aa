"""Texts that are not JSON to what is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatlayer_session import Rule
from chatlayer_session.catalog import packaged_catalog
from chatlayer_session.diagnosis import diagnose
from chatlayer_session.fields import Known, fields_of
from chatlayer_session.findings import TOLD_KINDS
from chatlayer_session.locating import Lines
from chatlayer_session.reading.parsing import NotJson, parse

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def told() -> Callable[[str], list[str]]:
    """Return a function from a text that is not JSON to its diagnosis: ``line:column message | hint`` a mistake."""
    known = Known(tuple(fields_of(packaged_catalog(), "1.0.0", kind) for kind in TOLD_KINDS))

    def diagnosis(text: str) -> list[str]:
        with pytest.raises(NotJson) as stop:
            parse(text)
        lines = Lines(text)
        entries: list[str] = []
        for mistake in diagnose(text, stop.value.offset, known):
            line, column = lines.position(mistake.offset)
            rule = "" if mistake.rule is Rule.SYNTAX else f"{mistake.rule.value}: "
            entries.append(f"{line}:{column} {rule}{mistake.message} | {mistake.hint}")
        return entries

    return diagnosis
