"""``chatlayer-session rules``: the closed list of rules."""

from __future__ import annotations

import click

from ..findings import Rule
from .statuses import Status, legend

EPILOG = f"""\b
Examples:
  chatlayer-session rules
  chatlayer-session explain unstable-field

{legend(Status.FINE, Status.USAGE)}
"""


@click.command(epilog=EPILOG)
def command() -> None:
    """List the rules, with the severity of each and what it finds."""
    width = max(len(rule.value) for rule in Rule)
    for rule in Rule:
        click.echo(f"{rule.value:{width}}  {rule.severity.value:8}  {rule.summary}")
