"""The command ``chatlayer-session explain``."""

from __future__ import annotations

import click

from ...reporters.formatting import dump_json
from ...rule_pages import rule_page
from ...rules import Rule
from ..exit_codes import Status, format_exit_codes
from ..options import output_format_option
from ..output import write_stdout
from ..suggestions import Choice
from .rules import entry

EPILOG = f"""\b
Examples:
  chatlayer-session explain unstable-field
  chatlayer-session explain --format json unstable-field

{format_exit_codes(Status.OK, Status.USAGE, Status.UNREADABLE)}
"""


@click.command(epilog=EPILOG)
@click.argument("rule", type=Choice([rule.value for rule in Rule], "rule"), metavar="RULE")
@output_format_option(
    "Output format. json: the entry of the rule in `rules --format json`, and its page.", ["markdown", "json"]
)
def command(*, rule: str, output_format: str) -> int:
    """Print the page of RULE: what it reports, why it matters and how to fix it."""
    text = rule_page(Rule(rule))
    if output_format == "json":
        text = dump_json({**entry(Rule(rule)), "page": text})
    return Status.OK if write_stdout(text, output_format) else Status.UNREADABLE
