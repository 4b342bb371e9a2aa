"""The command ``chatlayer-session explain``."""

from __future__ import annotations

import click

from ...compat.change_pages import change_advice, change_origin
from ...compat.changes import ChangeId
from ...reporters.formatting import dump_json
from ...reporters.notifications import Notification
from ...rule_pages import rule_page
from ...rules import Rule
from ..exit_codes import OF_OUTPUT, UNWRITABLE, Status, format_exit_codes
from ..options import output_format_option
from ..output import write_stdout
from ..suggestions import Choice
from .rules import entry

HELP = """\
Explain RULE: what it reports, why it matters and how to fix it.

RULE can also be another name in a report: a fact about the run, or a change that `compat` found.
"""
EPILOG = f"""\b
Examples:
  chatlayer-session explain unstable-field
  chatlayer-session explain --format json unstable-field

{format_exit_codes(*OF_OUTPUT, meanings=UNWRITABLE)}
"""
RULES = {rule.value: rule for rule in Rule}
NOTIFICATIONS = {notification.value: notification for notification in Notification}
CHANGES = {change.value: change for change in ChangeId}


@click.command(help=HELP, epilog=EPILOG)
@click.argument("name", type=Choice([*RULES, *NOTIFICATIONS, *CHANGES], "rule"), metavar="RULE")
@output_format_option(
    "Output format. json: the entry of the rule in `rules --format json`, and its page.", ["markdown", "json"]
)
def command(*, name: str, output_format: str) -> int:
    """Run ``explain``."""
    content = _content(name)
    text = dump_json(content) if output_format == "json" else content["page"]
    return Status.OK if write_stdout(text, output_format) else Status.UNREADABLE


def _content(name: str) -> dict[str, str]:
    if name in RULES:
        return {**entry(RULES[name]), "page": rule_page(RULES[name])}
    if name in NOTIFICATIONS:
        notification = NOTIFICATIONS[name]
        return _entry("notification", name, "About the run.", notification.summary, notification.advice)
    change = CHANGES[name]
    return _entry("change", name, change_origin(change), change.summary, change_advice(change))


def _entry(term: str, name: str, origin: str, summary: str, advice: str) -> dict[str, str]:
    page = f"# {name}\n\n{origin}\n\n{summary}\n\n## What to do\n\n{advice}\n"
    return {term: name, "summary": summary, "page": page}
