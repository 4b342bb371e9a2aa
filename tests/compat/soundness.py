"""Hold `compat` to random pairs of schemas: nothing called compatible has a counterexample, and no witness is wrong.

    python tests/compat/soundness.py --pairs 20000 --instances 2000

prints the figures, those so far on an interrupt, and exits with 1 if one of them shows that a verdict was wrong. The
schemas and the payloads come from a generator that shares no code with the search for witnesses.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import json
import random
import sys
import time
from collections import Counter
from typing import Any

from jsonschema_rs import meta

from chatlayer_session.compat.changes import PARTIES, Effect
from chatlayer_session.compat.comparing import Comparer, Corpus, sides_of
from chatlayer_session.compat.documents import SchemaFile
from chatlayer_session.compat.effort import Effort
from chatlayer_session.compat.proving import Prover
from chatlayer_session.compat.search.finding import Relation
from chatlayer_session.errors import UnreadableInput

NAMES = ("a", "b", "c", "ab", "x1")
WORDS = ("", "a", "b", "ab", "abc", "x", "aaaa", "A")
PATTERNS = ("^a", "b$", "^[a-c]*$", "^x", "^.{2,3}$")
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
SCALARS: tuple[Any, ...] = (*WORDS, 0, 1, 2, 3, -1, 0.5, 1.5, 4, 6, True, False, None)


class Schemas:
    """Random schemas; ``chance`` is what decides."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def pair(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return a schema, and a changed one or, sometimes, quite another."""
        while True:
            old = self.document()
            new = self.changed(old) if self.chance.random() < 0.8 else self.document()
            if is_sound(old) and is_sound(new):
                return old, new

    def document(self) -> dict[str, Any]:
        """Return a whole schema, sometimes with definitions that it refers to, which may refer to themselves."""
        schema = self.object(3)
        if self.chance.random() < 0.3:
            schema["$defs"] = {"one": self.schema(1), "two": self.schema(1)}
            self.refer(schema)
        return schema

    def refer(self, schema: dict[str, Any]) -> None:
        """Put references where members, items or branches are."""
        places = [
            (holder, key)
            for holder in objects_in(schema)
            for key in list(holder)
            if key in {"items", "additionalProperties"} or key in NAMES
        ]
        for holder, key in self.chance.sample(places, min(2, len(places))):
            holder[key] = {"$ref": self.chance.choice(["#/$defs/one", "#/$defs/two", "#"])}

    def schema(self, depth: int) -> Any:
        """Return a schema with at most so many levels below it."""
        if self.chance.random() < 0.06:
            return self.chance.random() < 0.7
        kind = self.chance.random()
        if depth > 0 and kind < 0.35:
            return self.object(depth)
        if depth > 0 and kind < 0.5:
            return self.array(depth)
        if depth > 0 and kind < 0.66:
            return self.combined(depth)
        return self.scalar()

    def scalar(self) -> dict[str, Any]:
        """Return a schema for a value that is no container."""
        pick = self.chance.randrange(7)
        if pick == 0:
            return {"enum": self.chance.sample(SCALARS, self.chance.randint(1, 3))}
        if pick == 1:
            return {"const": self.chance.choice(SCALARS)}
        if pick == 2:
            return {"type": self.chance.sample(TYPES, self.chance.randint(1, 3))}
        if pick in {3, 4}:
            schema: dict[str, Any] = {"type": "string"}
            self.some(schema, {"minLength": self.small, "maxLength": lambda: self.small() + 1})
            self.some(schema, {"pattern": lambda: self.chance.choice(PATTERNS)}, 0.3)
            return schema
        schema = {"type": self.chance.choice(["integer", "number"])}
        bounds = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
        self.some(schema, {bound: lambda: self.chance.choice([-1, 0, 1, 2, 4, 0.5]) for bound in bounds}, 0.3)
        self.some(schema, {"multipleOf": lambda: self.chance.choice([1, 2, 3, 4, 0.5])}, 0.3)
        return schema

    def object(self, depth: int) -> dict[str, Any]:
        """Return a schema for objects."""
        schema: dict[str, Any] = {"type": "object"} if self.chance.random() < 0.8 else {}
        names = self.chance.sample(NAMES, self.chance.randint(1, 3))
        schema["properties"] = {name: self.schema(depth - 1) for name in names}
        self.some(
            schema,
            {
                "required": lambda: self.chance.sample(NAMES, self.chance.randint(1, 2)),
                "additionalProperties": lambda: self.chance.choice([False, True, self.schema(depth - 1)]),
                "dependentRequired": lambda: {self.name(): [self.name()]},
            },
            0.3,
        )
        self.some(
            schema,
            {
                "patternProperties": lambda: {self.chance.choice(PATTERNS): self.schema(depth - 1)},
                "minProperties": self.small,
                "maxProperties": lambda: self.small() + 1,
                "propertyNames": lambda: {"maxLength": self.small() + 1},
                "dependentSchemas": lambda: {self.name(): self.schema(depth - 1)},
                "allOf": lambda: [self.schema(depth - 1), self.schema(0)],
                "unevaluatedProperties": lambda: False,
            },
            0.08,
        )
        return schema

    def array(self, depth: int) -> dict[str, Any]:
        """Return a schema for arrays."""
        schema: dict[str, Any] = {"type": "array"}
        self.some(
            schema,
            {
                "items": lambda: self.schema(depth - 1),
                "minItems": self.small,
                "maxItems": lambda: self.small() + 1,
            },
            0.5,
        )
        self.some(
            schema,
            {
                "prefixItems": lambda: [self.schema(depth - 1) for _ in range(self.chance.randint(1, 2))],
                "uniqueItems": lambda: True,
                "contains": self.scalar,
            },
            0.2,
        )
        if "contains" in schema:
            self.some(schema, {"minContains": self.small, "maxContains": lambda: self.small() + 1}, 0.3)
        return schema

    def combined(self, depth: int) -> dict[str, Any]:
        """Return a schema made of others."""
        keyword = self.chance.choice(["anyOf", "oneOf", "allOf", "not", "if"])
        if keyword == "not":
            return {"not": self.schema(depth - 1)}
        if keyword == "if":
            schema = {"if": self.schema(depth - 1)}
            self.some(schema, {"then": lambda: self.schema(depth - 1), "else": lambda: self.schema(depth - 1)}, 0.7)
            return schema
        return {keyword: [self.schema(depth - 1) for _ in range(self.chance.randint(1, 3))]}

    def small(self) -> int:
        """Return a small number."""
        return self.chance.randint(0, 3)

    def name(self) -> str:
        """Return a name of a member."""
        return self.chance.choice(NAMES)

    def some(self, schema: dict[str, Any], makers: dict[str, Any], probability: float = 0.5) -> None:
        """Add each of the keywords with a probability."""
        for keyword, make in makers.items():
            if self.chance.random() < probability:
                schema[keyword] = make()

    def changed(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return a copy of a schema with one to three changes."""
        result = copy.deepcopy(schema)
        for _ in range(self.chance.randint(1, 3)):
            self.change(self.chance.choice(list(objects_in(result))))
        return result

    def change(self, schema: dict[str, Any]) -> None:
        """Change one thing in an object of a schema, if that leaves it one."""
        keyword = self.chance.choice([*schema, "new"])
        value = schema.get(keyword)
        if keyword in {"$ref", "$defs", "if"}:
            return
        if keyword == "properties" or keyword in NAMES:
            self.change_members(schema if keyword in NAMES else value)
        elif keyword == "new":
            if not set(schema) & set(NAMES) and "one" not in schema:
                fresh = self.schema(1)
                schema.update(
                    {key: fresh[key] for key in fresh if key not in schema} if isinstance(fresh, dict) else {}
                )
        elif isinstance(value, bool):
            schema.pop(keyword)
        elif isinstance(value, int | float):
            schema[keyword] = max(value + self.chance.choice([-1, 1]), 1 if keyword == "multipleOf" else 0)
        elif isinstance(value, list) and len(value) > 1 and keyword != "type":
            value.pop(self.chance.randrange(len(value)))
        elif keyword in {"items", "not", "then", "else", "contains", "additionalProperties"}:
            schema[keyword] = self.schema(1)
        elif keyword not in {"one", "two", *PATTERNS}:
            schema.pop(keyword)

    def change_members(self, members: Any) -> None:
        """Add, remove or replace a member."""
        name = self.name()
        if isinstance(members, dict):
            if name in members and self.chance.random() < 0.5 and len(members) > 1:
                del members[name]
            else:
                members[name] = self.schema(1)


def is_sound(schema: Any) -> bool:
    """Say whether a schema is one, and no reference in it leads back to itself without a step into the payload."""
    if not meta.is_valid(schema):
        return False
    corpus, file = file_of(schema)
    try:
        corpus.side("old", file)
    except UnreadableInput:
        return False
    return True


def objects_in(value: Any) -> list[dict[str, Any]]:
    """Return every object in a schema, outer ones first."""
    found: list[dict[str, Any]] = [value] if isinstance(value, dict) else []
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return found + [each for child in children for each in objects_in(child)]


class Payloads:
    """Random payloads made of what two schemas mention."""

    def __init__(self, chance: random.Random, *schemas: Any) -> None:
        self.chance = chance
        mentioned = [each for schema in schemas for each in values_in(schema)]
        numbers = [each + step for each in mentioned if type(each) in {int, float} for step in (-1, 0, 0.5, 1)]
        self.scalars = [*SCALARS, *mentioned, *numbers]

    def value(self, depth: int, *, top: bool = False) -> Any:
        """Return a payload with at most so many levels."""
        kind = self.chance.random()
        if depth > 0 and kind < (0.85 if top else 0.3):
            names = [name for name in NAMES if self.chance.random() < 0.45]
            return {name: self.value(depth - 1) for name in names}
        if depth > 0 and kind < (0.9 if top else 0.5):
            return [self.value(depth - 1) for _ in range(self.chance.randint(0, 3))]
        return self.chance.choice(self.scalars)


def values_in(value: Any) -> list[Any]:
    """Return the scalars in a schema."""
    if isinstance(value, dict):
        return [each for child in value.values() for each in values_in(child)]
    return [each for child in value for each in values_in(child)] if isinstance(value, list) else [value]


def file_of(schema: Any) -> tuple[Corpus, SchemaFile]:
    """Return a schema as a file among no others."""
    file = SchemaFile("schema", "schema.json", "urn:schema", schema, json.dumps(schema).encode())
    return Corpus((file,)), file


def run(pairs: int, instances: int, seed: int, prover: Prover) -> Counter[str]:
    """Compare so many pairs, and hold each verdict to so many payloads; return the figures, as far as they are."""
    figures: Counter[str] = Counter()
    # An interrupt ends the run, and what was found until then still counts.
    with contextlib.suppress(KeyboardInterrupt):
        figure(figures, pairs, instances, seed, prover)
    return figures


def figure(figures: Counter[str], pairs: int, instances: int, seed: int, prover: Prover) -> None:
    """Add the figures of so many pairs."""
    for number in range(pairs):
        chance = random.Random(f"{seed}:{number}")
        schemas = Schemas(chance)
        old, new = schemas.pair()
        try:
            figures.update(judged(old, new, instances, chance, prover))
        except Exception as error:
            figures["crashes"] += 1
            print(f"pair {number} crashed: {type(error).__name__}: {error}", json.dumps([old, new]))  # noqa: T201 - a script


def judged(old: Any, new: Any, instances: int, chance: random.Random, prover: Prover) -> Counter[str]:
    """Compare one pair and hold the verdicts to payloads."""
    figures: Counter[str] = Counter(pairs=1)
    comparer = Comparer(prover, effort=Effort(budget=1_500))
    before, after = file_of(old), file_of(new)
    comparison = comparer.compare(before, after)
    payloads = Payloads(chance, old, new)
    tried = [payloads.value(3, top=True) for _ in range(instances)]
    for party in PARTIES:
        effects = {change.effects.get(party) for change in comparison.changes}
        sides = sides_of(party, before, after)
        views = sides.views(extended=False)
        giving, taking = (view.read(view.places.root) for view in views)
        relation = Relation(giving, taking, sides.giving.judges, sides.taking.judges)
        if Effect.BREAKS in effects:
            figures["breaks"] += 1
            accepting, rejecting = (view.read(view.places.root) for view in sides.views(extended=True))
            wide = Relation(accepting, rejecting, relation.accepted_by, relation.rejected_by)
            for change in comparison.changes:
                if party in change.witnesses:
                    figures["witnesses"] += 1
                    payload = change.witnesses[party].payload
                    figures["wrong witnesses"] += not (relation.holds(payload) or wide.holds(payload))
        elif Effect.UNDECIDED in effects:
            figures["undecided"] += 1
            if any(relation.likely(each) and relation.holds(each) for each in tried):
                figures["undecided that break"] += 1
        else:
            figures["compatible"] += 1
            for each in tried:
                if relation.likely(each):
                    if relation.holds(each):
                        figures["counterexamples"] += 1
                        print("counterexample", party.value, json.dumps([old, new, each]))  # noqa: T201 - a script
                        break
                    figures["validators that disagree"] += 1
        figures["view wider than its file"] += any(
            relation.accepting_judges.quick(each) and not relation.accepted_by.quick(each) for each in tried
        )
    return figures


WRONG = ("counterexamples", "wrong witnesses", "crashes", "view wider than its file")


def main() -> int:
    """Run, print the figures, and say with the exit status whether all is well."""
    parser = argparse.ArgumentParser(description="Hold compat to random pairs of schemas.")
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--instances", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    started = time.monotonic()
    with contextlib.closing(Prover()) as prover:
        figures = run(options.pairs, options.instances, options.seed, prover)
    verdicts = 2 * figures["pairs"]
    for name in (
        "pairs",
        "compatible",
        "breaks",
        "witnesses",
        "undecided",
        "undecided that break",
        "validators that disagree",
        *WRONG,
    ):
        print(f"{name:26} {figures[name]:>8,}")  # noqa: T201 - a script
    share = figures["undecided"] / max(1, verdicts)
    print(f"{'undecided share':26} {share:>8.2%}")  # noqa: T201 - a script
    print(f"{'seconds':26} {time.monotonic() - started:>8.0f}")  # noqa: T201 - a script
    return int(any(figures[name] for name in WRONG) or share > 0.1)


if __name__ == "__main__":
    sys.exit(main())
