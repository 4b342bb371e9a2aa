"""The cure that a finding names: what was probably meant, and what probably happened."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatlayer_session import validate
from chatlayer_session.spec.catalog import packaged_catalog


@pytest.mark.parametrize(("value", "hint"), [("nl-be", "rename `Locale` to `locale`"), (5, "add `locale`: ")])
def test_a_misspelt_field_is_one_whose_value_fits(documented: dict[str, Any], value: object, hint: str) -> None:
    """A value of another type is not taken for that of the field that is missing."""
    del documented["locale"]
    missing, _ = sorted(validate({**documented, "Locale": value}).findings, key=lambda finding: finding.rule.value)
    assert (missing.rule.value, missing.pointer) == ("missing-field", "/locale")
    assert str(missing.hint).startswith(hint)


def test_a_misspelt_name_is_pointed_at_wherever_its_object_stands(documented: dict[str, Any]) -> None:
    """The finding is about the field that is missing, and stands at the name that is there."""
    nlp = {"intent": {"Name": "x", "score": 1}}
    text = json.dumps({"extra": {"Name": 1}, **documented, "nlp": nlp}, indent=1)
    (missing,) = [each for each in validate(text).findings if each.rule.value == "missing-field"]
    assert (missing.pointer, missing.hint) == ("/nlp/intent/name", "rename `Name` to `name`")
    lines = text.split("\n")
    line = next(number for number, each in enumerate(lines, 1) if '"Name": "x"' in each)
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
def test_a_value_of_the_wrong_type_has_the_cure_of_what_probably_happened(
    payload: str, pointer: str, hint: str
) -> None:
    """At the root a list of payloads, or one encoded twice; elsewhere what could stand there."""
    (finding,) = validate(payload).findings
    assert (finding.rule.value, finding.pointer, finding.hint) == ("wrong-type", pointer, hint)


def test_an_object_without_any_field_is_probably_not_the_payload() -> None:
    """The hint says so once at the root, and names what was looked for; elsewhere the field is to be added."""
    hints = {finding.hint for finding in validate('{"data": 1}').findings if finding.rule.value == "missing-field"}
    title = packaged_catalog().schema("session", packaged_catalog().versions()[-1], "internal")["title"]
    assert hints == {f"pass `--at POINTER` if `{title}` is inside a larger document"}
    nested = validate({"internal": {}}).findings
    assert all(str(finding.hint).startswith("add `") for finding in nested)
