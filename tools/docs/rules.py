"""The tables of rules and of kinds of schema changes, and the page of all messages and hints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlayer_session import Rule
from chatlayer_session.compat.changes import ChangeId
from chatlayer_session.issues import MAX_ISSUES
from chatlayer_session.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatlayer_session.rules import Template

PAGE = "../../validator/chatlayer_session/rule_pages/{}.md"

HEAD = """\
# Messages and hints

For readers of reports and for contributors. This page lists everything that a finding can say: each message of
each rule, with the hints that can follow it. Names in braces are filled in for each finding; `:,` means that
thousands are separated by commas. A row without a message is a different hint for the message above it. In tests,
pytest and `assert_valid` give some hints of their own.

This page is generated from the [table of rules](../../validator/chatlayer_session/rules.py) by
`python -m tools.docs`. Messages can change in any version; [the names of the rules](rules.md) cannot.
"""


def table() -> str:
    """Return the table of the rules, with links to their pages."""
    rows = "".join(
        f"| [`{rule.value}`]({PAGE.format(rule.value)}) | {rule.severity.value} | {rule.summary} |\n" for rule in Rule
    )
    return f"| rule | severity | reported if |\n| --- | --- | --- |\n{rows}"


def kinds_of_changes() -> str:
    """Return the table of the changes that `compat` reports."""
    rows = "".join(f"| `{change.value}` | {change.summary} |\n" for change in ChangeId)
    return f"| change | meaning |\n| --- | --- |\n{rows}"


def messages_page() -> str:
    """Return the page of all messages and hints."""
    omitted = f"A report lists the first {MAX_ISSUES:,} findings of a payload, and counts the others.\n"
    return f"{HEAD}\n{omitted}" + "".join(_section(rule) for rule in Rule)


def _section(rule: Rule) -> str:
    rows = "".join(row for template in RULES[rule].templates.values() for row in _rows(template))
    heading = f"## [{rule.value}]({PAGE.format(rule.value)})"
    return (
        f"\n{heading}\n\n{rule.summary} Severity: {rule.severity.value}.\n\n| message | hint |\n| --- | --- |\n{rows}"
    )


def _rows(template: Template) -> Iterator[str]:
    """Yield a row for each hint of a message; only the first one has the message."""
    message = template.message
    for hint in template.hints.values():
        yield f"| {_cell(message)} | {_cell(hint)} |\n"
        message = ""


def _cell(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}").replace("|", "\\|")
