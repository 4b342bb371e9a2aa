"""``chatlayer-session rules``: the closed list of rules."""

from __future__ import annotations

import json

import click

from ..findings import Rule
from ..pages import description
from .statuses import Status, legend

EPILOG = f"""\b
Examples:
  chatlayer-session rules
  chatlayer-session rules --format json
  chatlayer-session explain unstable-field

{legend(Status.FINE, Status.USAGE)}
"""


@click.command(epilog=EPILOG)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write the list. In JSON, each rule has a description as well.",
)
def command(*, output_format: str) -> None:
    """List the rules, with the severity of each and what it finds."""
    if output_format == "json":
        click.echo(json.dumps([entry(rule) for rule in Rule], indent=2))
        return
    width = max(len(rule.value) for rule in Rule)
    for rule in Rule:
        click.echo(f"{rule.value:{width}}  {rule.severity.value:8}  {rule.summary}")


def entry(rule: Rule) -> dict[str, str]:
    """Return what there is to say of a rule to a program."""
    return {
        "rule": rule.value,
        "severity": rule.severity.value,
        "summary": rule.summary,
        "description": description(rule),
    }
