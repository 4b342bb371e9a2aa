"""The files of conformance cases: the format of the JSON Schema Test Suite, and the wording of the cases."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.spec.catalog import IDENTIFIER, packaged_catalog

if TYPE_CHECKING:
    from .conftest import Suite

DESCRIPTION = re.compile(r"[a-z][^\n]*[^.\s]")
"""Starts with a word or the name of a field, on one line, without a full stop."""


def descriptions(suite: Suite) -> list[str]:
    """Return what the groups and the tests of a file say, in their order."""
    return [
        text
        for group in suite.groups
        for text in (group["description"], *(test["description"] for test in group["tests"]))
    ]


@pytest.mark.parametrize("version", packaged_catalog().versions("session"))
def test_every_schema_has_cases(version: str) -> None:
    """There is one file of cases for each schema of a version, and no other file among them."""
    catalog = packaged_catalog()
    folder = catalog.root.joinpath(f"session/{version}/conformance")
    names = catalog.names("session", version)
    assert names
    assert {file.name for file in folder.iterdir()} == {f"{name}.json" for name in names}


def test_no_file_is_without_a_case(suite: Suite) -> None:
    """A file holds at least one case."""
    assert suite.cases() != []


def test_members(suite: Suite) -> None:
    """Groups and tests have the members of the format, of the right types, and no others."""
    for group in suite.groups:
        assert set(group) == {"description", "schema", "tests"}
        for test in group["tests"]:
            assert set(test) == {"description", "data", "valid"}
            assert type(test["valid"]) is bool
    assert {type(text) for text in descriptions(suite)} == {str}


def test_schema(suite: Suite) -> None:
    """Every group of a file refers to the schema that the file is named after."""
    expected = {"$ref": IDENTIFIER.format(family="session", version=suite.version, name=suite.name)}
    assert [group["schema"] for group in suite.groups if group["schema"] != expected] == []


def test_each_group_accepts_and_rejects(suite: Suite) -> None:
    """Every group has a test that is valid and one that is not."""
    one_sided = [
        group["description"] for group in suite.groups if {test["valid"] for test in group["tests"]} != {True, False}
    ]
    assert one_sided == []


def test_descriptions_are_unique(suite: Suite) -> None:
    """No two groups or tests of a file say the same."""
    assert [text for text, count in Counter(descriptions(suite)).items() if count > 1] == []


def test_descriptions_are_worded_alike(suite: Suite) -> None:
    """A description starts in lower case, ends without a full stop, and does without "should"."""
    texts = descriptions(suite)
    assert [text for text in texts if not DESCRIPTION.fullmatch(text) or "should" in text.lower()] == []


def test_payloads_are_unique(suite: Suite) -> None:
    """No two tests of one group hold the same payload."""
    repeated = [
        (group["description"], test["description"])
        for group in suite.groups
        for index, test in enumerate(group["tests"])
        if any(_same(test["data"], other["data"]) for other in group["tests"][:index])
    ]
    assert repeated == []


def _same(one: object, other: object) -> bool:
    # 1, 1.0 and true are equal to Python but not the same payload.
    return repr(one) == repr(other)
