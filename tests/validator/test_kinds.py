"""The requested kind decides which names are shown for a broken payload."""

from __future__ import annotations

import pytest

from chatlayer_session import Kind, Validator

UNCLOSED = '{\n "data": {\n  "a": 1\n ,\n "namespace": "b"\n}'


@pytest.mark.parametrize("kind", [Kind.WRITE, "write"])
def test_fields_of_a_write_are_named_in_a_broken_write(kind: Kind | str) -> None:
    """An unclosed bracket is reported with the name of its field, which is in the schema."""
    report = Validator(kind=kind).validate(UNCLOSED)
    (finding,) = report.findings
    assert (report.kind, finding.line) == (Kind.WRITE, 3)
    assert finding.message == "`data` (opened at line 2, column 10) is not closed"


@pytest.mark.parametrize("kind", ["auto", "session", "internal"])
def test_fields_of_a_write_are_private_elsewhere(kind: str) -> None:
    """In a broken session the same names may be inside a variable, so they are not shown."""
    (finding,) = Validator(kind=kind).validate(UNCLOSED).findings
    assert finding.message == "an object (opened at line 2, column 10) is not closed"


@pytest.mark.parametrize("kind", ["auto", "session", "internal", "write"])
def test_fields_of_a_session_are_named_in_every_kind(kind: str) -> None:
    """A write may contain the fields of a session, and a kind may be wrong, so their names are shown."""
    (finding,) = Validator(kind=kind).validate(UNCLOSED.replace("data", "nlp").replace("namespace", "locale")).findings
    assert finding.message == "`nlp` (opened at line 2, column 9) is not closed"
