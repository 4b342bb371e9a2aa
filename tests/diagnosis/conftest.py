"""The diagnosis of texts that are not JSON, in a readable form."""

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
def diagnosis() -> Callable[[str], list[str]]:
    """Return a function from a text to its problems, each as ``line:column message | hint``."""
    known = KnownFields(tuple(field_tree(packaged_catalog(), "1.0.0", kind) for kind in DETECTABLE_KINDS))

    def describe(text: str) -> list[str]:
        with pytest.raises(JsonSyntaxError) as error:
            parse_strict(text)
        lines = LineIndex(text)
        entries: list[str] = []
        for problem in diagnose(text, error.value.offset, known):
            line, column = lines.position(problem.offset)
            rule = "" if problem.rule is Rule.SYNTAX else f"{problem.rule.value}: "
            entries.append(f"{line}:{column} {rule}{problem.message} | {problem.hint}")
        return entries

    return describe
