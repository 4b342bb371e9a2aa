"""The command ``chatlayer-session explain``."""

from __future__ import annotations

import click

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
ADVICE = {
    ChangeId.UNDECIDED: "Pass a higher `--budget`, or compare the two schemas by hand.",
    ChangeId.VERSION_NOT_BUMPED: "Raise the part of the version that the message names.",
    ChangeId.RELEASED_FILE_CHANGED: "Restore the released file, and make the change in a new version.",
}
"""What to do about changes that are not like all others."""
ADVICE_ON_BREAKS = (
    "Nothing, if the change breaks nobody. Otherwise undo it, or raise the major version. The payloads that `compat`\n"
    "prints below the change prove the break."
)


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
    origin = "Found by `compat`."
    if change not in ADVICE:
        origin += f" Requires a {change.bump.value} version, or a major version if it breaks a reader or a writer."
    return _entry("change", name, origin, change.summary, ADVICE.get(change, ADVICE_ON_BREAKS))


def _entry(term: str, name: str, origin: str, summary: str, advice: str) -> dict[str, str]:
    page = f"# {name}\n\n{origin}\n\n{summary}\n\n## What to do\n\n{advice}\n"
    return {term: name, "summary": summary, "page": page}
