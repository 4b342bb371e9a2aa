"""The documentation page of each rule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..rules import Rule


def rule_page(rule: Rule) -> str:
    """Return the page of a rule in Markdown."""
    return (Path(__file__).parent / f"{rule.value}.md").read_text(encoding="utf-8")


def rule_description(rule: Rule) -> str:
    """Return the first paragraph of the page of a rule."""
    # The title and the severity come first.
    return " ".join(rule_page(rule).split("\n\n")[2].split())
