"""Proofs, and provers that fail, hang, crash or lie."""

from __future__ import annotations

import resource
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat.changes import PARTIES, Effect, Party
from chatlayer_session.compat.comparer import Comparer
from chatlayer_session.compat.model.schema_index import SchemaIndex
from chatlayer_session.compat.prover import Prover
from chatlayer_session.compat.prover_process import MAX_SECONDS, limit_time

if TYPE_CHECKING:
    from .conftest import MakeBundle

STRING: dict[str, Any] = {"type": "string"}
SHORT: dict[str, Any] = {"type": "string", "maxLength": 3}


def test_wider_schema_covers_narrower_schema(prover: Prover) -> None:
    """The narrower schema does not cover the wider one, and the difference describes what it lacks."""
    assert prover.covers(SchemaIndex(STRING), SchemaIndex(SHORT)).covers
    proof = prover.covers(SchemaIndex(SHORT), SchemaIndex(STRING))
    assert not proof.covers
    assert proof.difference is not None
    assert proof.difference.document["minLength"] == 4


def test_equal_definitions_match_under_different_names(prover: Prover) -> None:
    """Two recursive schemas that differ only in the name of a definition cover each other."""

    def tree(name: str) -> SchemaIndex:
        node = {"type": "object", "properties": {"next": {"$ref": f"#/$defs/{name}"}}}
        return SchemaIndex({"$ref": f"#/$defs/{name}", "$defs": {name: node}})

    assert prover.covers(tree("a"), tree("b")).covers


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "import sys; sys.stdin.readline(); sys.exit(1)",
        "import sys; sys.stdin.readline(); sys.stdout.write('{'); sys.stdout.flush()",
        "import time; time.sleep(600)",
    ],
)
def test_failing_prover_proves_nothing(program: str) -> None:
    """If the process crashes or hangs, nothing is proven, and the next question starts a new process."""
    with closing(Prover(timeout=0.5, command=(sys.executable, "-c", program))) as failing:
        assert not failing.covers(SchemaIndex(STRING), SchemaIndex(SHORT)).covers
        assert failing.process is None
        assert not failing.covers(SchemaIndex(SHORT), SchemaIndex(STRING)).covers


def test_larger_question_is_not_asked_after_a_failure() -> None:
    """A process that crashed on large schemas is not started for larger ones, and still for smaller ones."""
    program = "import sys; line = sys.stdin.readline(); sys.exit(1) if len(line) > 60000 else print('{}')"
    large, larger = ({"enum": ["a" * count]} for count in (70_000, 80_000))
    with closing(Prover(command=(sys.executable, "-c", program))) as failing:
        assert not failing.covers(SchemaIndex(large), SchemaIndex(STRING)).covers
        assert not failing.covers(SchemaIndex(larger), SchemaIndex(STRING)).covers
        assert failing.process is None
        with pytest.raises(KeyError):
            failing.covers(SchemaIndex(SHORT), SchemaIndex(STRING))


def test_proof_has_limited_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process of a prover ends after the processor time for one question, counted from that question on."""
    monkeypatch.setattr(resource, "getrusage", lambda _: (7.5, 1.0))
    limits: list[Any] = []
    monkeypatch.setattr(resource, "setrlimit", lambda kind, values: limits.append((kind, values[0])))
    limit_time()
    assert limits == [(resource.RLIMIT_CPU, 8 + 1 + MAX_SECONDS)]


def test_change_that_needs_a_proof_is_undecided_without_one(bundle: MakeBundle) -> None:
    """Without a prover, rules and witnesses still decide; a change that only a proof clears is undecided."""
    with closing(Prover(command=(sys.executable, "-c", "pass"))) as failing:
        comparer = Comparer(failing)
        (relaxed,) = comparer.compare(bundle(SHORT), bundle({"type": "string", "maxLength": 5})).changes
        integers = {"type": "integer", "maximum": 2}
        (redundant,) = comparer.compare(bundle(integers), bundle({**integers, "maximum": 2.5})).changes
    assert [relaxed.effects[party] for party in PARTIES] == [Effect.BREAKS, Effect.HARMLESS]
    assert [redundant.effects[party] for party in PARTIES] == [Effect.UNDECIDED, Effect.HARMLESS]


def test_witness_outweighs_wrong_proof(bundle: MakeBundle) -> None:
    """A prover that answers yes to everything does not make a break harmless."""
    program = 'import sys\nfor line in sys.stdin: print(\'{"covers": true, "difference": null}\', flush=True)'
    with closing(Prover(command=(sys.executable, "-c", program))) as wrong:
        (change,) = Comparer(wrong).compare(bundle(SHORT), bundle(STRING)).changes
    assert change.effects[Party.READER] is Effect.BREAKS
    assert change.witnesses[Party.READER].payload == "0000"
