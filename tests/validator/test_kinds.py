"""What a validator makes of the kind of payload that it was given, where the payload itself is broken."""

from __future__ import annotations

import pytest

from chatlayer_session import Kind, Validator

UNCLOSED = '{\n "data": {\n  "a": 1\n ,\n "namespace": "b"\n}'


@pytest.mark.parametrize("kind", [Kind.WRITE, "write"])
def test_the_fields_of_a_write_are_known_in_a_broken_one(kind: Kind | str) -> None:
    """The bracket that is not closed is told by the name of its field, which is the schema's."""
    report = Validator(kind=kind).validate(UNCLOSED)
    (told,) = report.findings
    assert (report.kind, told.line) == (Kind.WRITE, 3)
    assert told.message == "`data` (opened at line 2, column 10) is not closed"


@pytest.mark.parametrize("kind", ["auto", "session", "internal"])
def test_the_fields_of_a_write_are_names_like_others_elsewhere(kind: str) -> None:
    """In a session they are the builder's: where it is broken they may stand inside a variable."""
    (told,) = Validator(kind=kind).validate(UNCLOSED).findings
    assert told.message == "an object (opened at line 2, column 10) is not closed"


@pytest.mark.parametrize("kind", ["auto", "session", "internal", "write"])
def test_the_fields_of_a_session_are_known_whatever_is_read(kind: str) -> None:
    """A write may carry them, and a session may be taken for another kind by mistake."""
    (told,) = Validator(kind=kind).validate(UNCLOSED.replace("data", "nlp").replace("namespace", "locale")).findings
    assert told.message == "`nlp` (opened at line 2, column 9) is not closed"
