"""Proofs: what is proven, and what becomes of a prover that fails, hangs or dies."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat.changes import PARTIES, Effect, Party
from chatlayer_session.compat.comparer import Comparer
from chatlayer_session.compat.prover import Covers, Prover
from chatlayer_session.compat.schema_index import SchemaIndex

if TYPE_CHECKING:
    from collections.abc import Callable

STRING: dict[str, Any] = {"type": "string"}
SHORT: dict[str, Any] = {"type": "string", "maxLength": 3}


def test_a_wider_schema_covers_a_narrower_one(prover: Prover) -> None:
    """And not the other way round, of which the difference tells what is missing."""
    assert prover.covers(SchemaIndex(STRING), SchemaIndex(SHORT)).answer is Covers.YES
    proof = prover.covers(SchemaIndex(SHORT), SchemaIndex(STRING))
    assert proof.answer is Covers.NO
    assert proof.difference is not None
    assert proof.difference["minLength"] == 4


def test_definitions_that_say_the_same_are_the_same_under_any_name(prover: Prover) -> None:
    """Recursion included: names come from what is said."""

    def tree(name: str) -> SchemaIndex:
        node = {"type": "object", "properties": {"next": {"$ref": f"#/$defs/{name}"}}}
        return SchemaIndex({"$ref": f"#/$defs/{name}", "$defs": {name: node}})

    assert prover.covers(tree("a"), tree("b")).answer is Covers.YES


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "import sys; sys.stdin.readline(); sys.exit(1)",
        "import sys; sys.stdin.readline(); sys.stdout.write('{'); sys.stdout.flush()",
        "import time; time.sleep(600)",
    ],
)
def test_a_prover_that_dies_or_hangs_proves_nothing(program: str) -> None:
    """The answer is unknown, and the next question is asked of a new process."""
    with closing(Prover(patience=0.5, command=(sys.executable, "-c", program))) as failing:
        assert failing.covers(SchemaIndex(STRING), SchemaIndex(SHORT)).answer is Covers.UNKNOWN
        assert failing.process is None
        assert failing.covers(SchemaIndex(SHORT), SchemaIndex(STRING)).answer is Covers.UNKNOWN


def test_without_proofs_what_only_a_proof_can_tell_is_undecided(as_file: Callable[[Any], Any]) -> None:
    """What rules can tell and what a witness shows is still told."""
    with closing(Prover(command=(sys.executable, "-c", "pass"))) as failing:
        comparer = Comparer(failing)
        (relaxed,) = comparer.compare(as_file(SHORT), as_file({"type": "string", "maxLength": 5})).changes
        whole = {"type": "integer", "maximum": 2}
        (vain,) = comparer.compare(as_file(whole), as_file({**whole, "maximum": 2.5})).changes
    assert [relaxed.effects[party] for party in PARTIES] == [Effect.BREAKS, Effect.HARMLESS]
    assert [vain.effects[party] for party in PARTIES] == [Effect.UNDECIDED, Effect.HARMLESS]


def test_a_witness_outweighs_a_prover_that_is_wrong(as_file: Callable[[Any], Any]) -> None:
    """A prover that says yes to everything does not make a break harmless."""
    liar = 'import sys\nfor line in sys.stdin: print(\'{"answer": "yes", "difference": null}\', flush=True)'
    with closing(Prover(command=(sys.executable, "-c", liar))) as lying:
        (change,) = Comparer(lying).compare(as_file(SHORT), as_file(STRING)).changes
    assert change.effects[Party.READER] is Effect.BREAKS
    assert change.witnesses[Party.READER].payload == "0000"
