"""The command ``chatlayer-session rules``."""

from __future__ import annotations

import click

from ...reporters.formatting import dump_json
from ...rule_pages import rule_description
from ...rules import Rule
from ..exit_codes import OF_OUTPUT, UNWRITABLE, Status, format_exit_codes
from ..options import output_format_option
from ..output import write_stdout

HELP = "List the rules, each with its severity and a summary."
EPILOG = f"""\b
Examples:
  chatlayer-session rules
  chatlayer-session rules --format json
  chatlayer-session explain unstable-field

{format_exit_codes(*OF_OUTPUT, meanings=UNWRITABLE)}
"""


@click.command(help=HELP, epilog=EPILOG)
@output_format_option("Output format. JSON adds a description of each rule.")
def command(*, output_format: str) -> int:
    """Run ``rules``."""
    if output_format == "json":
        content = dump_json([entry(rule) for rule in Rule])
    else:
        width = max(len(rule.value) for rule in Rule)
        content = "".join(f"{rule.value:{width}}  {rule.severity.value:8}  {rule.summary}\n" for rule in Rule)
    return Status.OK if write_stdout(content, output_format) else Status.UNREADABLE


def entry(rule: Rule) -> dict[str, str]:
    """Return the JSON entry of a rule."""
    return {
        "rule": rule.value,
        "severity": rule.severity.value,
        "summary": rule.summary,
        "description": rule_description(rule),
    }
