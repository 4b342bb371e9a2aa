"""The hints of findings: the field that was probably meant, and the likely cause."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatlayer_session import validate


@pytest.mark.parametrize(("value", "hint"), [("nl-be", "rename `Locale` to `locale`"), (5, "add `locale`: ")])
def test_misspelled_field_has_a_value_of_its_type(documented: dict[str, Any], value: object, hint: str) -> None:
    """An unknown field whose value has the wrong type is not suggested for the missing field."""
    del documented["locale"]
    missing, _ = sorted(validate({**documented, "Locale": value}).findings, key=lambda finding: finding.rule.value)
    assert (missing.rule.value, missing.pointer) == ("missing-field", "/locale")
    assert str(missing.hint).startswith(hint)


def test_misspelled_field_is_located_at_its_name(documented: dict[str, Any]) -> None:
    """The finding has the pointer of the missing field, and the line and column of the misspelled name."""
    nlp = {"intent": {"Name": "x", "score": 1}}
    text = json.dumps({"extra": {"Name": 1}, **documented, "nlp": nlp}, indent=1)
    (missing,) = [finding for finding in validate(text).findings if finding.rule.value == "missing-field"]
    assert (missing.pointer, missing.hint) == ("/nlp/intent/name", "rename `Name` to `name`")
    lines = text.split("\n")
    line = next(number for number, content in enumerate(lines, 1) if '"Name": "x"' in content)
    assert (missing.line, missing.column) == (line, lines[line - 1].index('"') + 1)


@pytest.mark.parametrize(
    ("payload", "pointer", "hint"),
    [
        ("[{}]", "", "pass `--at '/*'` if the items are the payloads"),
        ('" {\\"botId\\": 1}"', "", "encode the payload as JSON once, not twice"),
        ('"botId"', "", "write an object"),
        ('{"internal": []}', "/internal", "write an object"),
        ('{"internal": null}', "/internal", "write an object, or leave the field out if it is optional"),
        ('{"internal": "{"}', "/internal", "write an object"),
        ("null", "", "write an object"),
    ],
)
def test_wrong_type_has_the_hint_for_its_likely_cause(payload: str, pointer: str, hint: str) -> None:
    """At the root, the hint fits a list of payloads or a payload encoded twice; elsewhere it names the type."""
    (finding,) = validate(payload).findings
    assert (finding.rule.value, finding.pointer, finding.hint) == ("wrong-type", pointer, hint)


def test_object_without_fields_is_probably_not_the_payload() -> None:
    """At the root, one hint asks for the place of the payload; elsewhere the hints say which field to add."""
    (finding,) = validate('{"data": 1}').findings
    assert (finding.rule.value, finding.pointer, finding.line) == ("missing-field", "", 1)
    assert finding.hint == "pass `--at POINTER` if `internal` is inside a larger document, or `--exclude` the file"
    nested = validate({"internal": {}}).findings
    assert all(str(finding.hint).startswith("add `") for finding in nested)
