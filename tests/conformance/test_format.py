"""The files of conformance cases: the format of the JSON Schema Test Suite, and the wording of descriptions."""

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
    """Return the descriptions of groups and tests, in order."""
    return [
        text
        for group in suite.groups
        for text in (group["description"], *(test["description"] for test in group["tests"]))
    ]


@pytest.mark.parametrize("version", packaged_catalog().versions("session"))
def test_every_schema_has_cases(version: str) -> None:
    """Each schema of a version has one file of cases, and there are no other files."""
    catalog = packaged_catalog()
    folder = catalog.root.joinpath(f"session/{version}/conformance")
    names = catalog.names("session", version)
    assert names
    assert {file.name for file in folder.iterdir()} == {f"{name}.json" for name in names}


def test_every_file_has_a_case(suite: Suite) -> None:
    """A file has at least one case."""
    assert suite.cases() != []


def test_groups_have_the_required_members(suite: Suite) -> None:
    """Groups and tests have exactly the members of the format, with the right types."""
    for group in suite.groups:
        assert set(group) == {"description", "schema", "tests"}
        for test in group["tests"]:
            assert set(test) == {"description", "data", "valid"}
            assert type(test["valid"]) is bool
    assert {type(text) for text in descriptions(suite)} == {str}


def test_groups_refer_to_the_schema_of_their_file(suite: Suite) -> None:
    """Every group refers to the schema in the name of its file."""
    expected = {"$ref": IDENTIFIER.format(family="session", version=suite.version, name=suite.name)}
    assert [group["schema"] for group in suite.groups if group["schema"] != expected] == []


def test_each_group_accepts_and_rejects(suite: Suite) -> None:
    """Every group has a valid test and an invalid one."""
    one_sided = [
        group["description"] for group in suite.groups if {test["valid"] for test in group["tests"]} != {True, False}
    ]
    assert one_sided == []


def test_descriptions_are_unique(suite: Suite) -> None:
    """No two groups or tests of a file have the same description."""
    assert [text for text, count in Counter(descriptions(suite)).items() if count > 1] == []


def test_descriptions_have_one_style(suite: Suite) -> None:
    """A description starts in lower case, has no full stop at the end, and no "should"."""
    texts = descriptions(suite)
    assert [text for text in texts if not DESCRIPTION.fullmatch(text) or "should" in text.lower()] == []


def test_payloads_are_unique(suite: Suite) -> None:
    """No two tests of one group have the same payload."""
    repeated = [
        (group["description"], test["description"])
        for group in suite.groups
        for index, test in enumerate(group["tests"])
        if any(_is_identical(test["data"], other["data"]) for other in group["tests"][:index])
    ]
    assert repeated == []


def _is_identical(one: object, other: object) -> bool:
    # 1, 1.0 and true are equal to Python but not the same payload.
    return repr(one) == repr(other)
