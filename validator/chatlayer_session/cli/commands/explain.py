"""``chatlayer-session explain``: the page of a rule."""

from __future__ import annotations

import json

import click

from ...rule_pages import rule_page
from ...rules import Rule
from ..exit_codes import Status, format_exit_codes
from ..output import write_stdout
from .rules import entry

EPILOG = f"""\b
Examples:
  chatlayer-session explain unstable-field
  chatlayer-session explain --format json unstable-field

{format_exit_codes(Status.OK, Status.USAGE, Status.UNREADABLE)}
"""


@click.command(epilog=EPILOG)
@click.argument("rule", type=click.Choice([rule.value for rule in Rule]), metavar="RULE")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["markdown", "json"]),
    default="markdown",
    show_default=True,
    help="How to write the page. In JSON, it is a member beside what `rules --format json` lists.",
)
def command(*, rule: str, output_format: str) -> int:
    """Print the page of RULE: what it finds, why it matters and what to do."""
    text = rule_page(Rule(rule))
    if output_format == "json":
        text = json.dumps({**entry(Rule(rule)), "page": text}, indent=2) + "\n"
    return Status.OK if write_stdout(text, output_format) else Status.UNREADABLE
