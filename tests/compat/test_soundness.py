"""Verdicts over random pairs of schemas hold; `tests/compat/soundness.py` is what runs, here with few pairs."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat.changes import Comparison

if TYPE_CHECKING:
    from chatlayer_session.compat.proving import Prover

SCRIPT = Path(__file__).with_name("soundness.py")


@pytest.fixture
def soundness() -> Any:
    """Return the script as a module."""
    spec = importlib.util.spec_from_file_location("soundness_under_test", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_verdict_over_random_pairs_is_wrong() -> None:
    """No counterexample, no wrong witness, no crash, and at most one in ten undecided."""
    done = subprocess.run(
        [sys.executable, SCRIPT, "--pairs", "80", "--instances", "300", "--seed", "42"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    figures = dict(re.findall(r"^([a-z ]+?) +([\d,.]+)%?$", done.stdout, re.MULTILINE))
    assert figures["pairs"] == "80"
    assert [figures[name] for name in ("counterexamples", "wrong witnesses", "crashes")] == ["0", "0", "0"]
    assert int(figures["compatible"]) > 20
    assert int(figures["breaks"]) > 20
    assert float(figures["undecided share"]) <= 10


def test_a_wrong_verdict_is_noticed(soundness: Any, prover: Prover, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison that calls everything compatible is found out by the payloads."""

    def lenient(comparer: object, old: Any, new: Any) -> Comparison:
        del comparer, old, new
        return Comparison("schema", "old", "new", ())

    monkeypatch.setattr(soundness.Comparer, "compare", lenient)
    figures = soundness.run(10, 300, 0, prover)
    assert figures["counterexamples"] > 0


def test_the_same_seed_gives_the_same_pairs(soundness: Any) -> None:
    """A failure can be repeated."""
    pairs = [soundness.Schemas(soundness.random.Random("5:1")).pair() for _ in range(2)]
    assert pairs[0] == pairs[1]
    assert soundness.Schemas(soundness.random.Random("5:2")).pair() != pairs[0]
