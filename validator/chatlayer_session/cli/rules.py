"""``chatlayer-session rules``: the closed list of rules."""

from __future__ import annotations

import click

from ..findings import Rule


@click.command(epilog="The page of a rule: chatlayer-session explain RULE")
def command() -> None:
    """List the rules, with the severity of each and what it finds."""
    width = max(len(rule.value) for rule in Rule)
    for rule in Rule:
        click.echo(f"{rule.value:{width}}  {rule.severity.value:8}  {rule.summary}")
