"""The page of each rule, which `explain` prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chatlayer_session import Kind, Rule
from chatlayer_session.rule_pages import rule_description, rule_page
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree

PROJECT = Path(__file__).resolve().parent.parent
PAGES = PROJECT / "validator" / "chatlayer_session" / "rule_pages"


@pytest.mark.parametrize("rule", Rule)
def test_page_starts_with_name_and_severity(rule: Rule) -> None:
    """A page is a file of the package, with the rule as its title and the severity below."""
    assert rule_page(rule) == (PAGES / f"{rule.value}.md").read_text(encoding="utf-8")
    assert rule_page(rule).startswith(f"# {rule.value}\n\nSeverity: {rule.severity.value}.\n\n")


@pytest.mark.parametrize("rule", Rule)
def test_page_describes_fixes_and_shows_the_rule(rule: Rule) -> None:
    """A page has a description, advice, and an example whose finding has the rule."""
    description, _, rest = rule_page(rule).partition("\n## What to do\n\n")
    advice, _, example = rest.partition("## Example\n\n```console\n")
    assert len(description.split("\n\n")) >= 3
    assert advice.strip()
    assert f"{rule.severity.value}[{rule.value}]" in example


@pytest.mark.parametrize("rule", Rule)
def test_description_is_one_paragraph(rule: Rule) -> None:
    """The description is the first paragraph of the page, on one line and with full stops."""
    assert "\n" not in rule_description(rule)
    assert rule_description(rule).endswith(".")
    assert " ".join(rule_page(rule).split()).startswith(
        f"# {rule.value} Severity: {rule.severity.value}. {rule_description(rule)} "
    )


@pytest.mark.parametrize("rule", Rule)
def test_page_fits_a_terminal(rule: Rule) -> None:
    """The text has at most 120 characters a line, the example at most 200, and the page one line break at its end."""
    text, _, example = rule_page(rule).partition("```console\n")
    assert max(map(len, text.splitlines())) <= 120
    assert max(map(len, example.splitlines())) <= 200
    assert rule_page(rule).endswith("\n")
    assert not rule_page(rule).endswith("\n\n")


def test_every_page_has_a_rule() -> None:
    """Every file among the pages is named after a rule."""
    assert {file.name for file in PAGES.glob("*.md")} == {f"{rule.value}.md" for rule in Rule}


def test_page_lists_all_known_values() -> None:
    """A message names only a few values of a large open set; the page of unknown-value has all of them."""
    lists = re.findall(r"^- (.*(?:\n  .*)*)", rule_page(Rule.UNKNOWN_VALUE), re.MULTILINE)
    known: dict[str, list[str]] = {}
    for entry in lists:
        fields, values = (re.findall(r"`([^`]+)`", part) for part in entry.split(": ", 1))
        known |= dict.fromkeys(fields, values)
    internal = field_tree(packaged_catalog(), packaged_catalog().resolve("1"), Kind.INTERNAL)
    assert known == {
        "channel": [*internal.members["channel"].known_values],
        "nlp.sentiment.name": [*internal.members["nlp"].members["sentiment"].members["name"].known_values],
    }
    for name in ("currentDialogstate", "previousDialogstate"):
        assert internal.members[name].members["type"].known_values == ()
    older = field_tree(packaged_catalog(), "1.0.0", Kind.INTERNAL)
    assert [name for name, member in older.members.items() if member.known_values] == []
