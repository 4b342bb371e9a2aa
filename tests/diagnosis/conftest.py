"""Texts that are not JSON to what is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatlayer_session import Rule
from chatlayer_session.diagnosis import diagnose
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict
from chatlayer_session.parsing.positions import LineIndex
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import KnownFields, field_tree

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def told() -> Callable[[str], list[str]]:
    """Return a function from a text that is not JSON to its diagnosis: ``line:column message | hint`` a mistake."""
    known = KnownFields(tuple(field_tree(packaged_catalog(), "1.0.0", kind) for kind in DETECTABLE_KINDS))

    def diagnosis(text: str) -> list[str]:
        with pytest.raises(JsonSyntaxError) as stop:
            parse_strict(text)
        lines = LineIndex(text)
        entries: list[str] = []
        for mistake in diagnose(text, stop.value.offset, known):
            line, column = lines.position(mistake.offset)
            rule = "" if mistake.rule is Rule.SYNTAX else f"{mistake.rule.value}: "
            entries.append(f"{line}:{column} {rule}{mistake.message} | {mistake.hint}")
        return entries

    return diagnosis
