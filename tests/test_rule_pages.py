"""The page of each rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatlayer_session import Rule
from chatlayer_session.rule_pages import rule_page

PROJECT = Path(__file__).resolve().parent.parent
PAGES = PROJECT / "validator" / "chatlayer_session" / "rule_pages"


@pytest.mark.parametrize("rule", Rule)
def test_a_rule_has_a_page_that_starts_with_its_name(rule: Rule) -> None:
    """The page is in the package, and its title is the rule."""
    assert rule_page(rule).splitlines()[0] == f"# {rule.value}"
    assert rule_page(rule) == (PAGES / f"{rule.value}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", Rule)
def test_a_page_names_the_severity_of_its_rule(rule: Rule) -> None:
    """The severity stands near the top, as a word."""
    assert rule.severity.value in " ".join(rule_page(rule).lower().splitlines()[1:8])


@pytest.mark.parametrize("rule", Rule)
def test_a_page_ends_with_one_line_break_and_fits_a_terminal(rule: Rule) -> None:
    """The command prints a page as it is."""
    assert rule_page(rule).endswith("\n")
    assert not rule_page(rule).endswith("\n\n")
    assert max(map(len, rule_page(rule).splitlines())) <= 200


def test_there_is_no_page_without_a_rule() -> None:
    """Every file among the pages is named after a rule."""
    assert {file.name for file in PAGES.glob("*.md")} == {f"{rule.value}.md" for rule in Rule}


@pytest.mark.parametrize("rule", Rule)
def test_the_list_of_rules_links_each_page(rule: Rule) -> None:
    """`docs/reference/rules.md` has a link to the page of each rule, from where it stands."""
    text = (PROJECT / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
    assert f"(../../validator/chatlayer_session/rule_pages/{rule.value}.md)" in text
