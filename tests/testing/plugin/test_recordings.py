"""The fixture `recorded_payload`: real payloads, fetched once and redacted, then read from files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Run

pytest_plugins = ["pytester"]

TEST = """
import json
from pathlib import Path

REAL = {"internal": {"sessionId": "32470123456"}, "order": {"city": "Antwerpen", "status": "sent"}}

def fetch():
    Path("fetched").touch()
    return %s

def test_order(recorded_payload):
    session = recorded_payload("order", fetch, keep=["/order/status"])
    assert session["order"]["status"] == "sent"
    assert session["internal"]["sessionId"] != "32470123456"
    session.clear()
    assert recorded_payload("order", fetch, keep=["/order/status"])
"""


@pytest.mark.parametrize("form", ["REAL", "json.dumps(REAL)", "json.dumps(REAL).encode()"])
def test_payload_is_recorded_once(run: Run, pytester: pytest.Pytester, form: str) -> None:
    """Recording writes a redacted file, and later runs read it without fetching."""
    run(TEST % form, "--chatlayer-record", "-k", "order").assert_outcomes(passed=1)
    file = pytester.path / "recordings" / "order.json"
    text = file.read_text(encoding="utf-8")
    assert "Antwerpen" not in text
    assert "32470123456" not in text
    assert set(json.loads(text)) == {"internal", "order"}
    (pytester.path / "fetched").unlink()
    run(TEST % form).assert_outcomes(passed=1)
    assert not (pytester.path / "fetched").exists()
    assert file.read_text(encoding="utf-8") == text


def test_missing_recording_fails_with_the_option(run: Run) -> None:
    """Without a file, the payload is not fetched, and the failure says what to do."""
    result = run(TEST % "1 / 0")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*MissingRecording: *order.json does not exist; run the test with --chatlayer-record *"]
    )


def test_payload_that_is_not_json_is_not_recorded(run: Run, pytester: pytest.Pytester) -> None:
    """The failure names the place, not the text, and no file is written."""
    result = run(TEST % """'{"internal": "secretly'""", "--chatlayer-record", "--tb=short")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*InvalidPayload: syntax at line 1, column 14: *"])
    assert not (pytester.path / "recordings").exists()
    assert "secretly" not in "".join(line for line in result.outlines if line.startswith("E"))


def test_recordings_of_one_run_share_stand_ins(run: Run) -> None:
    """Equal values of two recorded payloads stay equal."""
    run(
        """
        def test_two(recorded_payload):
            one = recorded_payload("one", lambda: {"internal": {}, "id": "4711471147114711"})
            two = recorded_payload("two", lambda: {"internal": {}, "ids": ["4711471147114711"]})
            assert one["id"] == two["ids"][0] != "4711471147114711"
        """,
        "--chatlayer-record",
    ).assert_outcomes(passed=1)
