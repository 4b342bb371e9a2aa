"""Changes of one member are decided by a payload for them, and bounds far apart on paper."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat import SearchBudget
from chatlayer_session.compat.changes import PARTIES, Bump, ChangeId, Effect, Party
from chatlayer_session.compat.comparer import Comparer, compare_inputs
from chatlayer_session.compat.prover import Prover
from chatlayer_session.compat.watch import Watch

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Command
    from .conftest import Compare, MakeBundle

STRING: dict[str, Any] = {"type": "string"}
INTEGER: dict[str, Any] = {"type": "integer"}


def closed(**members: Any) -> dict[str, Any]:
    """Return a schema for objects with these members only."""
    return {"type": "object", "additionalProperties": False, "properties": members}


def test_each_of_many_closed_objects_is_decided(compare: Compare) -> None:
    """Twenty closed objects that each gain a property have twenty breaks, each with its own property."""
    old = {"properties": {f"m{number}": closed(a=STRING) for number in range(20)}}
    new = {"properties": {f"m{number}": closed(a=STRING, b=STRING) for number in range(20)}}
    changes = compare(old, new).changes
    assert [change.id for change in changes] == [ChangeId.PROPERTY_ADDED] * 20
    for change in changes:
        assert change.effects == {Party.READER: Effect.BREAKS, Party.WRITER: Effect.HARMLESS}
        assert change.witnesses[Party.READER].payload == {change.instance[0]: {"b": ""}}


def test_each_of_many_types_is_decided(compare: Compare) -> None:
    """A hundred and fifty properties whose types change have as many breaks for both parties."""
    names = [f"p{number}" for number in range(150)]
    changes = compare(
        {"properties": dict.fromkeys(names, STRING)}, {"properties": dict.fromkeys(names, INTEGER)}
    ).changes
    assert len(changes) == 150
    assert all(change.breaks == PARTIES for change in changes)


def test_larger_budget_for_each_change_decides_more(bundle: MakeBundle, prover: Prover) -> None:
    """A change whose first payloads show nothing is decided once enough of them are tried."""
    old: Any = {"type": ["string", "integer"]}
    schemas = bundle(old), bundle({**old, "maxLength": 2, "maximum": 5})
    counts = [
        sum(bool(change.undecided) for change in Comparer(prover, budget=budget).compare(*schemas).changes)
        for budget in (SearchBudget(0, 1, 1), SearchBudget(0, 1, 60))
    ]
    assert counts == [1, 0]


def test_witness_of_a_new_property_contains_it(compare: Compare) -> None:
    """A payload with one new property is no witness of the other, and shrinking keeps the property."""
    changes = compare(closed(a=STRING), closed(a=STRING, n=STRING, o=INTEGER)).changes
    witnesses = {change.instance: change.witnesses[Party.READER].payload for change in changes}
    assert witnesses == {("n",): {"n": ""}, ("o",): {"o": 0}}


def test_witness_of_a_required_new_property_may_contain_others(compare: Compare) -> None:
    """A new property that occurs only with another new one has a witness with both."""
    new = {**closed(n=STRING, o=INTEGER), "required": ["n"]}
    changes = compare(closed(), new).changes
    payloads = {
        change.instance: change.witnesses[Party.READER].payload
        for change in changes
        if change.id is ChangeId.PROPERTY_ADDED
    }
    assert payloads == {("n",): {"n": ""}, ("o",): {"n": "", "o": 0}}


def test_property_that_cannot_occur_breaks_nobody(compare: Compare) -> None:
    """A property that allows no value is not shown by its neighbours."""
    changes = compare(closed(a=STRING), closed(a=INTEGER, n={"type": "string", "enum": [1]})).changes
    effects = {change.instance: change.breaks for change in changes}
    assert effects == {("a",): PARTIES, ("n",): ()}
    assert not any(change.undecided for change in changes)


@pytest.mark.parametrize(
    ("wider", "narrower"),
    [
        ({"maxLength": 10485760}, {"maxLength": 5242880}),
        ({}, {"maxLength": 5242880}),
        ({}, {"maxItems": 2147483647}),
        ({"maxItems": 4294967296}, {"maxItems": 2147483648}),
    ],
)
@pytest.mark.parametrize("is_nested", [False, True])
def test_bounds_far_apart_are_decided_on_paper(wider: Any, narrower: Any, compare: Compare, *, is_nested: bool) -> None:
    """A break that only a huge payload shows is decided, the message says so, and the other party is safe."""
    kind = "string" if any("Length" in keyword for keyword in narrower) else "array"
    schemas = [{"type": kind, **bounds} for bounds in (wider, narrower)]
    if is_nested:
        schemas = [{"type": "object", "required": ["a"], "properties": {"a": schema}} for schema in schemas]
    (change,) = compare(*schemas).changes
    assert change.effects == {Party.READER: Effect.HARMLESS, Party.WRITER: Effect.BREAKS}
    assert change.message.endswith(" (a payload that shows a break would be too large)")
    assert (change.witnesses, change.bump) == ({}, Bump.MAJOR)


@pytest.mark.parametrize(
    "surroundings",
    [
        lambda schema: {"anyOf": [{"properties": {"a": schema}}, {"required": ["b"]}]},
        lambda schema: {"properties": {"a": schema}, "not": {"required": ["a"]}},
        lambda schema: {"properties": {"a": {**schema, "pattern": "^a"}}},
        lambda schema: {"properties": {"a": {**schema, "x-stability": "unstable"}}},
        lambda schema: {"properties": {"a": schema, "b": False}, "dependentSchemas": {"a": {"required": ["b"]}}},
    ],
    ids=["union", "negation", "pattern", "unstable", "impossible"],
)
def test_nothing_is_decided_on_paper_where_more_applies(surroundings: Any, compare: Compare) -> None:
    """A bound among other keywords, or at a place without values, breaks nobody without a payload."""
    changes = compare(
        surroundings({"type": "string"}), surroundings({"type": "string", "maxLength": 9_000_000})
    ).changes
    assert not any(change.breaks for change in changes)


def test_line_feed_shows_what_a_point_does_not_match(compare: Compare) -> None:
    """A pattern that seems to match everything rejects a text with a line feed, for both validators."""
    (change,) = compare(STRING, {**STRING, "pattern": "^(.*)$"}).changes
    assert "\n" in str(change.witnesses[Party.WRITER].payload)


RUN = "from chatlayer_session.cli import main; main()"
RUN_AND_INTERRUPT = f"""
import os, signal, threading, time

def interrupt():
    while signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        time.sleep(0.01)
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=interrupt, daemon=True).start()
{RUN}
"""
"""A program that is interrupted once the command has a handler of its own."""


def write_slow_schemas(folder: Path) -> None:
    """Write two versions of schemas whose comparison takes long."""
    members = ", ".join(f'"p{number}": {{"$ref": "#"}}' for number in range(400))
    dialect = '"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"'
    for side, more in (("old", ""), ("new", ', "additionalProperties": false')):
        (folder / side).mkdir()
        for name in ("a", "b"):
            (folder / side / f"{name}.json").write_text(f'{{{dialect}, "properties": {{{members}}}{more}}}')


def test_time_that_is_over_leaves_the_rest_undecided(tmp_path: Path) -> None:
    """What is known when the time is over is in the report; later schemas are undecided as wholes."""
    write_slow_schemas(tmp_path)
    seen: list[str] = []

    class StoppedSoon(Watch):
        def show(self, name: str) -> None:
            seen.append(name)
            if len(seen) == 20:
                self.stop()

    result = compare_inputs(str(tmp_path / "old"), str(tmp_path / "new"), watch=StoppedSoon())
    assert set(seen) == {"a.json"}
    assert len(seen) < 40
    first, second = result.comparisons
    assert first.changes
    assert any(change.undecided for change in first.changes)
    assert [(change.id, change.message, change.undecided) for change in second.changes] == [
        (ChangeId.UNDECIDED, "not compared: stopped before", PARTIES)
    ]


def test_proof_is_not_started_after_the_end(bundle: MakeBundle) -> None:
    """After the end of the watch nothing is proven, and no process starts."""
    watch = Watch(0)
    prover = Prover(watch=watch)
    comparison = Comparer(prover).compare(bundle({"type": "integer", "maximum": 2}), bundle({"maximum": 3}))
    assert prover.process is None
    assert any(change.undecided for change in comparison.changes)


@pytest.mark.parametrize("way", ["timeout", "interrupt"])
def test_run_that_is_ended_prints_what_is_known(way: str, command: Command) -> None:
    """With --timeout and after Ctrl-C, the report has what is known, a note says so, and the exit code is 3."""
    write_slow_schemas(command.folder)
    options = ["--timeout", "1"] if way == "timeout" else []
    arguments = ["compat", *options, "old", "new"]
    done = subprocess.run(
        [sys.executable, "-c", RUN_AND_INTERRUPT if way == "interrupt" else RUN, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=command.folder,
        timeout=60,
    )
    assert done.stderr == "stopped; the report is incomplete\n"
    assert "undecided, requires a major version" in done.stdout
    assert done.returncode == 3
