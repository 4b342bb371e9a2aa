"""A redacted payload has the same structure and the same findings at the same places."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import Kind, Redactor, Report, Validator
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.testing import invalid_payloads, json_values, raw_payloads, sessions, unstable_payloads

from .documents import texts

CATALOG = packaged_catalog()
TARGETS = [(version, kind) for version in CATALOG.versions() for kind in CATALOG.kinds(version)]


@cache
def tools(version: str, kind: Kind | str, at: str = "") -> tuple[Redactor, Validator]:
    """Return a redactor and a validator for one kind of payload."""
    redactor = Redactor(key=b"k" * 32, schema_version=version, kind=kind, at=at)
    return redactor, Validator(schema_version=version, kind=kind, at=at)


def reports(validator: Validator, payload: object) -> list[Report]:
    """Return the reports on a document."""
    return list(validator.validate_each(payload))


def check(payload: Any, version: str, kind: Kind | str, at: str = "") -> None:
    """Assert that redaction changes no finding, for parsed payloads and for text."""
    redactor, validator = tools(version, kind, at)
    forms: tuple[Any, ...] = (payload, json.dumps(payload).encode(), json.dumps(payload, ensure_ascii=False, indent=1))
    for form in forms:
        assert reports(validator, redactor.redact(form)) == reports(validator, form)


@pytest.mark.parametrize(("version", "kind"), TARGETS)
@given(data=st.data())
def test_invalid_payloads_keep_their_findings(version: str, kind: Kind, data: st.DataObject) -> None:
    """A redacted payload breaks the same rule in the same place."""
    check(data.draw(invalid_payloads(kind, version)).payload, version, kind)


@pytest.mark.parametrize(("version", "kind"), [target for target in TARGETS if target[1] in DETECTABLE_KINDS])
@given(data=st.data())
def test_unstable_payloads_keep_their_findings(version: str, kind: Kind, data: st.DataObject) -> None:
    """Unstable fields and unknown values are reported as before."""
    check(data.draw(unstable_payloads(kind, version, unknown_values=True)).payload, version, "auto")


@given(sessions(unstable=True))
def test_variables_keep_their_findings(payload: dict[str, Any]) -> None:
    """Variables of any name and shape give no other findings than before."""
    check(payload, "1.1.0", "auto")
    check({"data": [payload, {"internal": payload}]}, "1.1.0", "auto", "/data/*")


@given(raw_payloads(byte_order_mark=True, unstable=True))
def test_any_spelling_keeps_its_findings(payload: Any) -> None:
    """White space, escapes and spellings of numbers stay, so that lines and columns do."""
    redactor, validator = tools("1.1.0", "auto")
    after = redactor.redact(payload.data)
    assert reports(validator, after) == reports(validator, payload.data)
    assert len(after) == len(payload.data)


@pytest.mark.parametrize("kind", ["auto", *Kind])
@given(value=json_values())
def test_any_value_keeps_its_findings(kind: str, value: Any) -> None:
    """A payload of a different shape has the same findings as before, hints on hidden names aside."""
    redactor, validator = tools(CATALOG.resolve("1"), kind)
    # A str is JSON text, not a value.
    payload = json.dumps(value) if isinstance(value, str) else value
    before, after = reports(validator, payload), reports(validator, redactor.redact(payload))
    assert [(finding.rule, finding.pointer, finding.message) for report in before for finding in report.findings] == [
        (finding.rule, finding.pointer, finding.message) for report in after for finding in report.findings
    ]


def structure(value: Any) -> Any:
    """Return the types in a value, without names."""
    if isinstance(value, dict):
        return [structure(member) for member in value.values()]
    return tuple(map(structure, value)) if isinstance(value, list) else type(value)


@given(texts())
def test_structure_stays(text: str) -> None:
    """Any JSON text has the same values of the same types in the same order, and the same length."""
    after = tools("1.1.0", "auto")[0].redact(text)
    assert structure(json.loads(after)) == structure(json.loads(text))
    assert len(after.encode()) == len(text.encode())
