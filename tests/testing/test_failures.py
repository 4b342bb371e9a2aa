"""What a failed assertion advises: what can be done in a test, where the command has options."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import validate
from chatlayer_session.testing import PayloadRejected, assert_valid, example_internal

if TYPE_CHECKING:
    from ..conftest import Command

UNSTABLE: dict[str, Any] = {**example_internal("documented"), "madeUp": 1}


@pytest.mark.parametrize(
    ("payload", "advised", "by_the_command"),
    [
        (
            UNSTABLE,
            "read a documented field instead, or accept this one with accept_unstable",
            "read a documented field instead, or accept this one with --accept-unstable",
        ),
        (
            {"body": UNSTABLE},
            "no field of `internal` is here; if the payload lies inside this document, pass that part alone",
            "no field of `internal` is here; if the payload lies inside this document, say where with --at",
        ),
        (
            [UNSTABLE],
            "if the items are the payloads, pass each alone",
            "if the items are the payloads, select them with --at '/*'",
        ),
        (
            "{}\n{}",
            "pass each document alone",
            "put each document into a file of its own; for JSON Lines, name it .jsonl or pass --input-format lines",
        ),
        (
            "{}{}",
            "pass each document alone",
            "put each document into a file of its own; for JSON Lines, put a line feed between them",
        ),
        (
            "{}\r{}",
            "pass each document alone",
            "put each document into a file of its own; "
            "for JSON Lines, end lines with a line feed, not with `\\r` alone",
        ),
    ],
)
def test_a_failure_advises_what_a_test_can_do(
    command: Command, payload: Any, advised: str, by_the_command: str
) -> None:
    """Neither pytest nor the function has the options of the command, which names them as before."""
    with pytest.raises(PayloadRejected) as failure:
        assert_valid(payload, no_unstable=True)
    lines = str(failure.value).splitlines()
    assert f"  hint: {advised}" in lines
    assert "--" not in str(failure.value)
    assert by_the_command in {finding.hint for finding in failure.value.report.findings}
    text = payload if isinstance(payload, str) else json.dumps(payload)
    assert f"  hint: {by_the_command}" in command("validate", "-", stdin=text.encode()).stdout.splitlines()


def test_other_advice_is_that_of_the_command() -> None:
    """What is advised about a payload itself holds in a test as well."""
    payload = {**UNSTABLE, "botId": 1, "localle": "en"}
    del payload["locale"]
    with pytest.raises(PayloadRejected) as failure:
        assert_valid(payload)
    for finding in validate(payload).findings[:2]:
        assert f"  hint: {finding.hint}" in str(failure.value).splitlines()
