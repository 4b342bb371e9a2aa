"""The comparison of the platform's session page with the newest schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from chatlayer_session import Kind
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree
from tools.drift import main

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = packaged_catalog()
VERSION = CATALOG.resolve("latest")
EXAMPLE = CATALOG.example("session", VERSION, "documented")


def page() -> str:
    """Return a page with a table and an example that agree with the schema."""
    members = field_tree(CATALOG, VERSION, Kind.INTERNAL).members
    rows = "".join(
        f"| {name} | {field.types[0]} | One of {', '.join(f'`{value}`' for value in field.values)}. |\n"
        for name, field in members.items()
        if field.stability == "stable"
    )
    return f"{rows}\n```json\n{json.dumps(EXAMPLE, indent=3)}\n```\n".replace("`DRAFT`, `LIVE`", "DRAFT or LIVE")


def test_page_that_agrees_has_no_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command succeeds."""
    (tmp_path / "page.md").write_text(page())
    assert main([str(tmp_path / "page.md")]) == 0
    assert capsys.readouterr().out == f"the page agrees with version {VERSION}\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("| botId | string", "| botId | number", "botId: number in the table of the page, string in the schema\n"),
        ("| botId |", "| botKey |", "botKey: in the table of the page, but not a stable field of the schema\n"),
        ("`upload`", "`upload`, `location`", "messageType: the values in the table of the page are not those"),
        ('"1457"', '"1458"', "botId: the example of the page has a different value\n"),
        ('"locale":', '"region":', "locale: in documented.json, but not in the example of the page\nregion: in the"),
        ("| messageContent |", "messageContent", "messageContent: a stable field of the schema, but neither in"),
    ],
)
def test_changed_page_is_noticed(
    old: str, new: str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed type, name, value or example is a difference, and the command fails."""
    assert old in page()
    (tmp_path / "page.md").write_text(page().replace(old, new))
    assert main([str(tmp_path / "page.md")]) == 1
    assert capsys.readouterr().out.startswith(expected)
