"""Hints of a failed assertion, which name options of the command only in a report of the command."""

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
    ("payload", "test_hint", "command_hint"),
    [
        (
            UNSTABLE,
            "use a documented field instead, or accept this one with accept_unstable",
            "use a documented field instead, or accept this one with `--accept-unstable POINTER`",
        ),
        (
            {"body": UNSTABLE},
            "pass `internal` without the document around it",
            "pass `--at POINTER` if `internal` is inside a larger document, or `--exclude` the file",
        ),
        (
            [UNSTABLE],
            "pass each item separately",
            "pass `--at '/*'` if the items are the payloads",
        ),
        (
            "{}\n{}",
            "pass each document separately",
            "put each document in its own file, or read JSON Lines with `validate --input-format lines`",
        ),
        (
            "{}{}",
            "pass each document separately",
            "put each document in its own file, or each on its own line (JSON Lines)",
        ),
        (
            "{}\r{}",
            "pass each document separately",
            "put each document in its own file, or end each line with a line feed (JSON Lines)",
        ),
    ],
)
def test_hint_is_adapted_to_tests(command: Command, payload: Any, test_hint: str, command_hint: str) -> None:
    """A failure replaces options of the command in a hint; the finding and the command keep the original hint."""
    with pytest.raises(PayloadRejected) as failure:
        assert_valid(payload, no_unstable=True)
    lines = str(failure.value).splitlines()
    assert f"  hint: {test_hint}" in lines
    assert "--" not in str(failure.value)
    assert command_hint in {finding.hint for finding in failure.value.report.findings}
    text = payload if isinstance(payload, str) else json.dumps(payload)
    assert f"  hint: {command_hint}" in command("validate", "-", stdin=text.encode()).stdout.splitlines()


def test_other_hints_stay_unchanged() -> None:
    """Hints without options of the command are the same in a test."""
    payload = {**UNSTABLE, "botId": 1, "localle": "en"}
    del payload["locale"]
    with pytest.raises(PayloadRejected) as failure:
        assert_valid(payload)
    for finding in validate(payload).findings[:2]:
        assert f"  hint: {finding.hint}" in str(failure.value).splitlines()
