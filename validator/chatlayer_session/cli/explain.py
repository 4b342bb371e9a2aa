"""``chatlayer-session explain``: the page of a rule."""

from __future__ import annotations

import click

from ..findings import Rule
from ..pages import page
from .statuses import Status, legend

EPILOG = f"""\b
Example:
  chatlayer-session explain unstable-field

{legend(Status.FINE, Status.USAGE)}
"""


@click.command(epilog=EPILOG)
@click.argument("rule", type=click.Choice([rule.value for rule in Rule]), metavar="RULE")
def command(*, rule: str) -> None:
    """Print the page of RULE: what it finds, why it matters and what to do."""
    click.echo(page(Rule(rule)), nl=False)
