"""Verification of contracts: what the schemas guarantee, and payloads that prove what they do not."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import Kind, Rule, Validator, Verdict
from chatlayer_session.config.toml import ConfigError
from chatlayer_session.contract.file import load_contract
from chatlayer_session.contract.model import Contract, Read
from chatlayer_session.contract.payloads import breaches
from chatlayer_session.contract.verify import problems, verify_contract
from chatlayer_session.contract.versions import VersionRange
from chatlayer_session.errors import UnknownVersion
from chatlayer_session.generate.choices import SeededChoices
from chatlayer_session.generate.generator import Generator
from chatlayer_session.jsonpointer import format_pointer
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree
from chatlayer_session.spec.json_type import TYPES

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = packaged_catalog()
VERSIONS = CATALOG.versions()
TODAY = date(2026, 12, 1)
POINTERS = sorted(
    {
        format_pointer(tuple("*" if name is None else name for name in path))
        for version in VERSIONS
        for path, _ in field_tree(CATALOG, version, Kind.SESSION).walk()
        if path
    }
    | {
        "/internal/lastTopic",
        "/internal/user/lastTopic",
        "/internal/nlp/entities/*/name",
        "/internal/nlp/entities/*/a/*",
    }
)
ASSUMPTIONS: list[dict[str, Any]] = [
    {"required": True},
    *({"types": (name,)} for name in TYPES),
    {"types": ("string", "null"), "values": ("web", "DRAFT")},
    {"values": ("DRAFT", "LIVE")},
    {"values": ("", "x", "xx", 0, 0.5, 1, True, False)},
]


def contract_of(*reads: Read, schema: str = "1") -> Contract:
    """Return a contract in memory."""
    return Contract("c", VersionRange.parse(schema), reads)


def verify(**read: Any) -> list[tuple[Rule, str, str | None]]:
    """Return rule, message and hint of the findings on one read."""
    report = verify_contract(contract_of(Read(**read)), today=TODAY)
    return [(finding.rule, finding.message, finding.hint) for finding in report.findings]


HANDLE_ABSENCE = "handle a missing field, and remove `required`"
ACCEPT = "read a documented field, or add `reason` and `until` to this read"
TABLE: list[tuple[dict[str, Any], list[tuple[Rule, str, str]]]] = [
    ({"pointer": "/internal/locale", "types": ("string",), "required": True}, []),
    ({"pointer": "/internal", "types": ("object",), "required": True}, []),
    ({"pointer": "/internal/currentDialogstate/id", "required": True}, []),
    ({"pointer": "/internal/version", "values": ("LIVE", "DRAFT"), "types": ("string",)}, []),
    ({"pointer": "/internal/nlp/intents/*/score", "types": ("number",), "required": True}, []),
    ({"pointer": "/internal/nlp/intents/*/score", "types": ("integer", "number", "null")}, []),
    ({"pointer": "/order/total", "types": ("number",), "required": True, "values": (1,)}, []),
    ({"pointer": "/botType", "required": True}, []),
    (
        {"pointer": "/internal/user/firstName", "required": True},
        [(Rule.UNGUARANTEED_READ, "required, but can be missing", HANDLE_ABSENCE)],
    ),
    (
        {"pointer": "/internal/nlp/sentiment/name", "required": True},
        [(Rule.UNGUARANTEED_READ, "required, but `/internal/nlp/sentiment` can be missing", HANDLE_ABSENCE)],
    ),
    (
        {"pointer": "/internal/nlp/intents", "required": True},
        [(Rule.UNGUARANTEED_READ, "required, but can be missing", HANDLE_ABSENCE)],
    ),
    (
        {"pointer": "/internal/nlp/entities/*/name", "required": True},
        [
            (
                Rule.UNGUARANTEED_READ,
                "required, but can be missing",
                HANDLE_ABSENCE,
            )
        ],
    ),
    (
        {"pointer": "/internal/locale", "types": ("number", "null")},
        [
            (
                Rule.UNGUARANTEED_READ,
                "expected to be a number or null, but can be a string",
                "handle a string, and add it to `type`",
            )
        ],
    ),
    (
        {"pointer": "/internal/nlp/intents/*/score", "types": ("integer",)},
        [
            (
                Rule.UNGUARANTEED_READ,
                "expected to be an integer, but can be a number",
                "handle a number, and add it to `type`",
            )
        ],
    ),
    (
        {"pointer": "/internal/messageType", "values": ("text", "intro", "upload")},
        [
            (
                Rule.UNGUARANTEED_READ,
                "can be `postback`, which is not in `values`",
                "handle `postback`, and add it to `values`",
            )
        ],
    ),
    (
        {"pointer": "/internal/channel", "values": ("web",)},
        [
            (
                Rule.UNGUARANTEED_READ,
                "can be a string that is not in `values`",
                "handle other values, and remove `values`",
            )
        ],
    ),
    (
        {"pointer": "/internal/lastTopic"},
        [(Rule.UNSTABLE_READ, "reads an undocumented field; may change without notice", ACCEPT)],
    ),
    (
        {"pointer": "/internal/lastTopic", "reason": "r"},
        [(Rule.UNSTABLE_READ, "reads an undocumented field; may change without notice", ACCEPT)],
    ),
    ({"pointer": "/internal/lastTopic", "reason": "r", "until": TODAY, "required": True, "types": ("null",)}, []),
    (
        {"pointer": "/internal/history/*/text", "reason": "r", "until": date(2026, 11, 30)},
        [
            (
                Rule.ACCEPTED_EXPIRED,
                "unstable field, accepted only until 2026-11-30; reason: r",
                "use a documented field instead, or accept this one again with a later date",
            )
        ],
    ),
    (
        {"pointer": "/internal/currentDialogState/id"},
        [(Rule.MISSPELLED_READ, "unknown field `currentDialogState`", "write `currentDialogstate`")],
    ),
    (
        {"pointer": "/Internal/locale"},
        [(Rule.MISSPELLED_READ, "unknown field `Internal`", "write `internal`")],
    ),
    (
        {"pointer": "/internal/nlp/intents/0/name"},
        [(Rule.MISSPELLED_READ, "unknown field `0`", "write `*`")],
    ),
    (
        {"pointer": "/internal/locale/length"},
        [
            (
                Rule.MISSPELLED_READ,
                "unknown field `length`",
                "end the pointer at `/internal/locale`, whose values have no members",
            )
        ],
    ),
    (
        {"pointer": "/internal/user/*"},
        [(Rule.UNSTABLE_READ, "reads an undocumented field; may change without notice", ACCEPT)],
    ),
]


@pytest.mark.parametrize(("read", "expected"), TABLE)
def test_read_is_verified(read: dict[str, Any], expected: list[tuple[Rule, str, str]]) -> None:
    """A read is compared with all versions of the range; equal problems of several versions are one finding."""
    assert verify(**read) == expected


def test_problem_of_some_versions_names_them() -> None:
    """A message names the versions, unless all versions of the range have the problem."""
    messages = [message for _, message, _ in verify(pointer="/internal/history")]
    assert messages == [
        "reads an undocumented field; may change without notice (in 1.0.0)",
        "reads an unstable field (source: Chatlayer documentation, solving bot issues); may change without notice "
        "(in 1.1.0 and 1.2.0)",
    ]


def test_reserved_namespace_is_an_error() -> None:
    """The first part of a namespace decides, without white space around it."""
    contract = Contract("c", VersionRange.parse("1"), writes=("order", " sys .x", "internal"))
    report = verify_contract(contract)
    assert [finding.rule for finding in report.findings] == [Rule.RESERVED_NAMESPACE] * 2
    assert report.verdict is Verdict.INVALID


def test_finding_is_at_its_key(tmp_path: Path) -> None:
    """Line and column are those of the assumption in the file, in the order of the file."""
    path = tmp_path / "c.toml"
    path.write_text(
        'consumer = "c"\nschema = "1"\n[[writes]]\nnamespace = "sys"\n[[reads]]\npointer = "/internal/user/firstName"\n'
        'required = true\n  type = "null"\n[[reads]]\npointer = "/internal/x"\n'
    )
    report = verify_contract(load_contract(path))
    assert [(finding.rule.value, finding.line, finding.column) for finding in report.findings] == [
        ("reserved-namespace", 4, 1),
        ("unguaranteed-read", 7, 1),
        ("unguaranteed-read", 8, 3),
        ("unstable-read", 10, 1),
    ]
    assert report.source == str(path)


def test_range_without_a_version_is_an_error(tmp_path: Path) -> None:
    """The error names the versions, and the place of the range in a file."""
    path = tmp_path / "c.toml"
    path.write_text('consumer = "c"\nschema = ">=3"\n')
    with pytest.raises(ConfigError, match=r"c\.toml:2:1: schema: no version is in this range; available: 1\.0\.0,"):
        verify_contract(load_contract(path))
    with pytest.raises(UnknownVersion):
        verify_contract(contract_of(schema=">=3"))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("pointer", POINTERS)
def test_witness_is_valid_and_breaks_the_assumption(pointer: str, version: str) -> None:
    """Each problem of each assumption about each field has a payload that the version accepts and that shows it."""
    validator = Validator(schema_version=version, kind=Kind.SESSION)
    for assumption in ASSUMPTIONS:
        read = Read(pointer, **assumption)
        for problem in problems(contract_of(read), CATALOG, version, TODAY):
            if problem.rule not in {Rule.UNGUARANTEED_READ, Rule.UNSTABLE_READ}:
                assert problem.witness is None
                continue
            assert problem.witness is not None
            payload = json.loads(problem.witness)
            assert validator.validate(payload).verdict is not Verdict.INVALID, problem.witness
            if problem.rule is Rule.UNSTABLE_READ:
                read = Read(pointer, required=True)
            assert list(breaches(read, payload)), problem.witness


@given(seed=st.integers(0, 10**6), version=st.sampled_from(VERSIONS), data=st.data())
def test_verified_assumption_is_never_broken(seed: int, version: str, data: st.DataObject) -> None:
    """No generated payload breaks an assumption that the version guarantees."""
    payload = Generator(CATALOG, version, Kind.SESSION).payload(SeededChoices(seed), unknown_values=True)
    pointer = data.draw(st.sampled_from(POINTERS))
    for assumption in ASSUMPTIONS:
        read = Read(pointer, **assumption)
        if not list(problems(contract_of(read), CATALOG, version, TODAY)):
            assert not list(breaches(read, payload))
