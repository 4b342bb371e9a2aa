"""Verdicts on random pairs of schemas are right; runs `tests/compat/soundness` with few pairs."""

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
from chatlayer_session.compat.model.schema_index import SchemaIndex
from chatlayer_session.compat.model.views import CompatView

from .soundness.check import WRONG
from .soundness.figures import COUNTED, KINDS, passes, run, table
from .soundness.schemas import Schemas
from .soundness.systems import EMBEDDED, SystemSchemas, system_of

if TYPE_CHECKING:
    from chatlayer_session.compat.model.common_form import NodeSet
    from chatlayer_session.compat.prover import Prover

PROJECT = Path(__file__).resolve().parent.parent.parent
COMMAND = [sys.executable, "-m", "tests.compat.soundness"]


def figures_in(text: str) -> dict[str, str]:
    """Return the figures that a run prints, by name."""
    return dict(re.findall(r"^([a-z ]+?) +([\d,.]+)%?$", text, re.MULTILINE))


@pytest.mark.parametrize("dialect", [[], ["--draft-04"]])
def test_random_pairs_have_right_verdicts(dialect: list[str]) -> None:
    """A run has no counterexample, no wrong witness and no crash, and at most one in ten verdicts is undecided."""
    done = subprocess.run(
        [*COMMAND, "--pairs", "80", "--instances", "300", "--seed", "42", *dialect],
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


def test_random_systems_of_files_have_right_verdicts(prover: Prover, capsys: pytest.CaptureFixture[str]) -> None:
    """A run over systems of files has no counterexample, no wrong witness and no crash."""
    figures = run(range(3), 100, 0, prover, systems=True)
    assert (figures["pairs"], capsys.readouterr().out) == (3, "")
    assert [figures[name] for name in WRONG] == [0] * len(WRONG)
    assert figures["witnesses"] > 0
    assert re.search(rf"^{EMBEDDED} +{figures[EMBEDDED]}$", table(figures, 1), re.MULTILINE)


def test_a_quarter_of_systems_has_each_kind() -> None:
    """At least a quarter of the systems has embedded schemas, identifier chains, siblings and recursion."""
    kinds: Counter[str] = Counter()
    for number in range(200):
        rng = Random(f"3:{number}")
        kinds += system_of(SystemSchemas(rng).document(), rng).kinds
    assert all(kinds[kind] >= 50 for kind in KINDS), kinds


def test_interrupt_prints_figures_so_far() -> None:
    """An interrupted run prints its figures, even if a shell started it in the background."""
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


def test_wrong_verdict_is_an_error(
    prover: Prover, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If every pair is called compatible, random payloads show it, and the first counterexample is printed."""

    def lenient(comparer: object, old: Any, new: Any) -> Comparison:
        del comparer, old, new
        return Comparison("schema", "old", "new", ())

    monkeypatch.setattr(Comparer, "compare", lenient)
    figures = run(range(10), 300, 0, prover)
    assert figures["counterexamples"] > 0
    assert not passes(figures)
    assert re.search(r"^pair \d: (reader|writer): counterexample .+ \[.+\]$", capsys.readouterr().out, re.MULTILINE)


@pytest.mark.parametrize(("has_witness", "name"), [(True, "wrong witnesses"), (False, "breaks without a witness")])
def test_wrong_or_missing_witness_is_an_error(
    prover: Prover, monkeypatch: pytest.MonkeyPatch, name: str, *, has_witness: bool
) -> None:
    """A break without a witness is an error, as is a witness that both schemas accept or reject."""

    def strict(comparer: object, old: Any, new: Any) -> Comparison:
        del comparer, old, new
        witnesses = {party: Witness(1, "old", "new") for party in PARTIES} if has_witness else dict[Party, Witness]()
        effects = dict.fromkeys(PARTIES, Effect.BREAKS)
        change = SchemaChange(ChangeId.CONSTRAINT_CHANGED, "", effects=effects, witnesses=witnesses)
        return Comparison("schema", "old", "new", (change,))

    monkeypatch.setattr(Comparer, "compare", strict)
    figures = run(range(3), 10, 0, prover)
    assert +figures - Counter({"breaks found at random": 6}) == Counter(
        {"pairs": 3, "payloads": 60, "breaks": 6, name: 6} | ({"witnesses": 6} if has_witness else {})
    )


def test_view_unlike_its_file_is_an_error(prover: Prover, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view that accepts what its file rejects is an error, because it would hide breaks."""

    def empty_index(view: CompatView, nodes: NodeSet) -> SchemaIndex:
        del view, nodes
        return SchemaIndex({})

    monkeypatch.setattr(Comparer, "compare", lambda *_: Comparison("schema", "old", "new", ()))
    monkeypatch.setattr(CompatView, "index", empty_index)
    figures = run(range(3), 300, 0, prover)
    assert figures["views that disagree with their files"] > 0
    assert not passes(figures)


def test_crash_is_counted_and_run_continues(
    prover: Prover, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A crash is an error that is printed with the number of its pair."""

    def broken(*_: object) -> Comparison:
        raise LookupError("nothing there")

    monkeypatch.setattr(Comparer, "compare", broken)
    figures = run(range(5, 7), 10, 0, prover)
    assert figures == Counter(pairs=2, crashes=2)
    assert not passes(figures)
    assert re.findall(r"^pair (\d): LookupError: nothing there \[", capsys.readouterr().out, re.MULTILINE) == ["5", "6"]


def test_too_many_undecided_verdicts_are_an_error() -> None:
    """One in ten verdicts may be undecided, two may not."""
    assert passes(Counter(pairs=5, compatible=9, undecided=1))
    assert not passes(Counter(pairs=5, compatible=8, undecided=2))
    figures = table(Counter(pairs=5, compatible=8, undecided=2), 1)
    assert re.search(r"^undecided share +20\.00%$", figures, re.MULTILINE)
    assert len({len(line) for line in figures.splitlines()}) == 1


def test_same_seed_gives_same_pairs() -> None:
    """The same seed and number give the same pair, another number a different one."""
    pairs = [Schemas(Random("5:1")).pair() for _ in range(2)]
    assert pairs[0] == pairs[1]
    assert Schemas(Random("5:2")).pair() != pairs[0]
