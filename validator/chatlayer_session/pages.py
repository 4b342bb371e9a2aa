"""The documentation page of each rule."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .findings import Rule


def page(rule: Rule) -> str:
    """Return the page of a rule, in Markdown."""
    return files("chatlayer_session").joinpath("rule_pages").joinpath(f"{rule.value}.md").read_text(encoding="utf-8")
