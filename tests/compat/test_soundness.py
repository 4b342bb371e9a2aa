"""Verdicts over random pairs of schemas hold; `tests/compat/soundness` is what runs, here with few pairs."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat.changes import PARTIES, ChangeId, Comparison, Effect, Party, SchemaChange, Witness
from chatlayer_session.compat.comparer import Comparer
from chatlayer_session.compat.views import CompatView

from .soundness.figures import COUNTED, is_well, run, table
from .soundness.judge import WRONG
from .soundness.schemas import Schemas

if TYPE_CHECKING:
    from chatlayer_session.compat.constraints import NodeSet
    from chatlayer_session.compat.prover import Prover
    from chatlayer_session.compat.schema_index import SchemaIndex

PROJECT = Path(__file__).resolve().parent.parent.parent
COMMAND = [sys.executable, "-m", "tests.compat.soundness"]


def figures_in(text: str) -> dict[str, str]:
    """Return the figures that a run prints, by their names."""
    return dict(re.findall(r"^([a-z ]+?) +([\d,.]+)%?$", text, re.MULTILINE))


def test_no_verdict_over_random_pairs_is_wrong() -> None:
    """No counterexample, no wrong witness, no crash, and at most one in ten undecided."""
    done = subprocess.run(
        [*COMMAND, "--pairs", "80", "--instances", "300", "--seed", "42"],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    figures = figures_in(done.stdout)
    assert figures["pairs"] == "80"
    assert figures["payloads"] == "48,000"
    assert [figures[name] for name in WRONG] == ["0"] * len(WRONG)
    assert int(figures["compatible"]) > 20
    assert int(figures["breaks"]) > 20
    assert 2 * int(figures["breaks found at random"]) > int(figures["breaks"])
    assert float(figures["undecided share"]) <= 10


def test_an_interrupt_prints_the_figures_so_far() -> None:
    """A run that is ended, also one that a shell started in the background, still prints what it has found."""
    options = ["--pairs", "1000000", "--instances", "1", "--seed", "42"]
    in_background = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh", *COMMAND, *options]
    with subprocess.Popen(
        in_background, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=PROJECT
    ) as running:
        assert running.stderr is not None
        assert running.stderr.readline() == "pairs so far: 1\n"
        running.send_signal(signal.SIGINT)
        printed, _ = running.communicate()
    figures = figures_in(printed)
    assert int(figures["pairs"].replace(",", "")) >= 1
    assert set(figures) == {*COUNTED, "undecided share", "seconds"}


def test_a_wrong_verdict_is_noticed(
    prover: Prover, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A comparison that calls everything compatible is found out by the payloads, and the first of them is shown."""

    def lenient(comparer: object, old: Any, new: Any) -> Comparison:
        del comparer, old, new
        return Comparison("schema", "old", "new", ())

    monkeypatch.setattr(Comparer, "compare", lenient)
    figures = run(range(10), 300, 0, prover)
    assert figures["counterexamples"] > 0
    assert not is_well(figures)
    assert re.search(r"^pair \d: (reader|writer): counterexample .+ \[.+\]$", capsys.readouterr().out, re.MULTILINE)


@pytest.mark.parametrize(("shown", "name"), [(True, "wrong witnesses"), (False, "breaks without witness")])
def test_a_wrong_witness_is_noticed(prover: Prover, monkeypatch: pytest.MonkeyPatch, name: str, *, shown: bool) -> None:
    """A break needs a witness, and a payload that both schemas reject or accept is none."""

    def strict(comparer: object, old: Any, new: Any) -> Comparison:
        del comparer, old, new
        witnesses = {party: Witness(1, "old", "new") for party in PARTIES} if shown else dict[Party, Witness]()
        effects = dict.fromkeys(PARTIES, Effect.BREAKS)
        change = SchemaChange(ChangeId.CONSTRAINT_CHANGED, "", effects=effects, witnesses=witnesses)
        return Comparison("schema", "old", "new", (change,))

    monkeypatch.setattr(Comparer, "compare", strict)
    figures = run(range(3), 10, 0, prover)
    assert +figures - Counter({"breaks found at random": 6}) == Counter(
        {"pairs": 3, "payloads": 60, "breaks": 6, name: 6} | ({"witnesses": 6} if shown else {})
    )


def test_a_view_that_is_not_its_file_is_noticed(prover: Prover, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view that accepts what its file rejects would hide breaks."""

    def anything(view: CompatView, location: NodeSet) -> SchemaIndex:
        del location
        return type(view.places)({})

    monkeypatch.setattr(Comparer, "compare", lambda *_: Comparison("schema", "old", "new", ()))
    monkeypatch.setattr(CompatView, "read", anything)
    figures = run(range(3), 300, 0, prover)
    assert figures["views that are no files"] > 0
    assert not is_well(figures)


def test_a_crash_is_counted_and_the_run_goes_on(
    prover: Prover, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The pair that went wrong is shown with its number."""

    def broken(*_: object) -> Comparison:
        raise LookupError("nothing there")

    monkeypatch.setattr(Comparer, "compare", broken)
    figures = run(range(5, 7), 10, 0, prover)
    assert figures == Counter(pairs=2, crashes=2)
    assert not is_well(figures)
    assert re.findall(r"^pair (\d): LookupError: nothing there \[", capsys.readouterr().out, re.MULTILINE) == ["5", "6"]


def test_too_much_that_is_undecided_is_noticed() -> None:
    """Of ten verdicts one may be undecided."""
    assert is_well(Counter(pairs=5, compatible=9, undecided=1))
    assert not is_well(Counter(pairs=5, compatible=8, undecided=2))
    assert "undecided share                 20.00%\n" in table(Counter(pairs=5, compatible=8, undecided=2), 1)


def test_the_same_seed_gives_the_same_pairs() -> None:
    """A failure can be repeated."""
    pairs = [Schemas(Random("5:1")).pair() for _ in range(2)]
    assert pairs[0] == pairs[1]
    assert Schemas(Random("5:2")).pair() != pairs[0]
