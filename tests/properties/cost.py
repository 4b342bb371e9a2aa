"""Families of input that cost much: ``python -m tests.properties.cost`` searches for them and writes families.json.

A family is five pieces of text. The second and the fourth are repeated to reach a size, so that cost can be compared
between sizes. The search changes tokens at random and keeps, for each set of functions that a member of the family
runs through, the family with the highest cost for each character.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import time
import tracemalloc
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from chatlayer_session import Validator
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.runs.lines import LinesChecker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import FrameType

FAMILIES = Path(__file__).with_name("families.json")
SAMPLE_SIZE = 300
"""Characters of the member whose functions describe a family."""

SEARCH_SIZE = 6_000
"""Characters of the member whose cost is measured in the search."""

NUMBER = "<number>"
"""In a repeated piece, the number of the repetition."""

MEMBERS = "<members>"
"""In a piece, the start of an `internal` object with all members that it needs."""

_MEMBERS = json.dumps(
    {
        "botId": "1457",
        "sessionId": "a",
        "version": "DRAFT",
        "channel": "web",
        "user": {"firstName": "Guest"},
        "preferredLanguage": "en",
        "locale": "en-us",
        "currentDialogstate": {"name": "a", "id": "a", "type": "MESSAGE"},
        "previousDialogstate": {"name": "a", "id": "a", "type": "MESSAGE"},
    }
)[:-1]
SHELLS = (
    *(("", ""), ("{", '"b": 1}'), ("[", "1]"), ('{"a": "', '"}'), ("{\n", '"b": 1\n}\n'), ("[\n", "1\n]\n")),
    *((MEMBERS + start, end) for start, end in ((",", '"b": 1}'), (', "nlp": {"intents": [', "1]}}"))),
    *((MEMBERS + start, end) for start, end in ((', "x": [', "1]}"), (', "x": {', '"b": 1}}'), (', "x": "', '"}'))),
    *(('{"internal":' + MEMBERS + start, end) for start, end in (("},", '"b": 1}'), (',"lastIntent": [', "1]}}"))),
)
"""Starts of JSON documents, with their ends."""

STARTS = (*dict(SHELLS), '{"a":', '{"a": 1', '["', '{"internal":', "{'a': ", '{"a": "b')
ENDS = (*dict.fromkeys(end for _, end in SHELLS), "}", "]", '"', "x}", ',\n"b": 1}', "]}", "\n")
RECORDS = (MEMBERS + "}\n", '{"internal":' + MEMBERS + "}}\n", "{}\n", "\n")
ITEMS = (
    "1,",
    "null,",
    '"zz",',
    '"",',
    "1e999,",
    f"{NUMBER},",
    "[],",
    "{},",
    "[[]],",
    '"\\ud800",',
    '"\\u00e9",',
    "[1.5],",
)
OBJECTS = ('{"a":1},', '{"name":"a","score":1},', '{"name":"a","score":1,"zz":1},', '{"name":1,"score":"a"},')
NAMED = (
    '"a": 1,',
    '"zz":1,',
    f'"k{NUMBER}":1,',
    f'"k{NUMBER}":{{}},',
    f'"locale{NUMBER}":1,',
    '"locale": 1,',
    '"internal":{},',
)
TOKENS = (
    *("{", "}", "[", "]", ",", ":", '"', "'", "\\", "/", "*", "#", "=", ";", "<", "-", "+", ".", "$", "(", "%"),
    *(" ", "\n", "\t", "\r", "\0", "\xa0", "\x85", "\u2028", "\u201c", "\u2026", "\ufffd", "\xe9", "\U0001f600"),
    *(
        "a",
        "1",
        "0",
        "e",
        "true",
        "null",
        "None",
        "NaN",
        "Infinity",
        '"a"',
        '"a":',
        "1.5",
        "//",
        "/*",
        "*/",
        "=>",
        "...",
    ),
    *("\\u", "\\u00e9", "\\ud800", '\\"', "\\\\", "{}", "[]", f'"k{NUMBER}",', f'{{"z{NUMBER}":1}},'),
    *('"internal":', '"nlp":', '"intents":', '"locale":', '"sessionId":'),
    *(*ITEMS, *OBJECTS, *NAMED),
)

Family: TypeAlias = "tuple[str, str, str, str, str]"


def member(family: Family, size: int) -> str:
    """Return the member of a family with about this number of characters."""
    start, first, middle, second, end = (piece.replace(MEMBERS, _MEMBERS) for piece in family)
    length = max(1, len(first) + len(second))
    count = max(1, (size - len(start + middle + end)) // length)
    return start + _repeated(first, count) + middle + _repeated(second, count) + end


def _repeated(piece: str, count: int) -> str:
    return "".join(piece.replace(NUMBER, str(number)) for number in range(count)) if NUMBER in piece else piece * count


def validate_bytes(text: str) -> Callable[[], object]:
    """Return the validation of a text as bytes."""
    data = text.encode()
    return lambda: Validator().validate(data)


def validate_text(text: str) -> Callable[[], object]:
    """Return the validation of a text as str."""
    return lambda: Validator().validate(text)


def validate_object(text: str) -> Callable[[], object] | None:
    """Return the validation of a parsed object; None if the text is not JSON that Python parses."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return lambda: Validator().validate(value)


def validate_lines(text: str) -> Callable[[], object]:
    """Return the validation of a text as JSON Lines."""
    data = text.encode()
    return lambda: list(Validator().validate_lines(data))


def check_lines(text: str) -> Callable[[], object]:
    """Return the check of a text as JSON Lines in a run over many payloads."""
    data = text.encode()

    def check() -> object:
        collector = RunCollector("1.1.0", listing=True, source="x")
        return LinesChecker(Validator(), _fail).check(data, collector)

    return check


def _fail(origin: object, error: Exception) -> None:
    del origin
    raise error


ENTRANCES: dict[str, Callable[[str], Callable[[], object] | None]] = {
    "bytes": validate_bytes,
    "text": validate_text,
    "object": validate_object,
    "lines": validate_lines,
    "run": check_lines,
}
"""The public ways into validation."""


def seconds(action: Callable[[], object]) -> float:
    """Return the processor time of an action."""
    # What other tests left is no work for the garbage collector.
    gc.freeze()
    try:
        started = time.process_time()
        action()
        return time.process_time() - started
    finally:
        gc.unfreeze()


def peak_memory(action: Callable[[], object]) -> int:
    """Return by how many bytes an action makes this process grow; 0 where the system does not tell."""
    status, peak = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not peak.exists():
        action()
        return 0
    gc.collect()
    peak.write_text("5", encoding="ascii")
    before = status.read_text(encoding="ascii")
    action()
    return 1024 * (_kilobytes("VmHWM", status.read_text(encoding="ascii")) - _kilobytes("VmRSS", before))


def traced_memory(action: Callable[[], object]) -> int:
    """Return how many bytes that an action allocates in Python exist at once; slower than `peak_memory`, and exact."""
    gc.collect()
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _kilobytes(name: str, status: str) -> int:
    return int(status.partition(f"{name}:")[2].split()[0])


class Candidate(NamedTuple):
    """A family, its entrance, its cost in seconds for each character, and the functions that it runs through."""

    cost: float
    entrance: str
    family: Family
    functions: frozenset[str]


def growth(entrance: str, family: Family, size: int, repeats: int = 1) -> float:
    """Return how many times the cost of a size is that of a quarter of it."""
    costs: list[float] = []
    for action in (ENTRANCES[entrance](member(family, part)) for part in (size // 4, size)):
        assert action is not None
        costs.append(min(seconds(action) for _ in range(repeats)))
    return costs[1] / costs[0]


def functions_of(action: Callable[[], object]) -> frozenset[str]:
    """Return the functions of the package that an action runs."""
    called: set[str] = set()

    def note(frame: FrameType, event: str, argument: object) -> None:
        del argument
        if event == "call" and "chatlayer_session" in frame.f_code.co_filename:
            called.add(f"{frame.f_code.co_filename}:{frame.f_code.co_firstlineno}")

    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(None)
    return frozenset(called)


def search(minutes: float, randomness: random.Random) -> dict[tuple[str, frozenset[str]], Candidate]:
    """Return the family of the highest cost for each entrance and set of functions."""
    best: dict[tuple[str, frozenset[str]], Candidate] = {}
    # First each token alone after each start, then changes of what was expensive, and random pieces.
    first = [(start, token, "", "", randomness.choice(ENDS)) for start in STARTS for token in TOKENS]
    randomness.shuffle(first)
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        parent = randomness.choice(list(best.values())) if not first and randomness.random() < 0.4 else None
        entrance = "bytes" if first else parent.entrance if parent else randomness.choice([*ENTRANCES])
        family = (
            first.pop() if first else _changed(parent.family, randomness) if parent else _drawn(entrance, randomness)
        )
        sample, action = (ENTRANCES[entrance](member(family, size)) for size in (SAMPLE_SIZE, SEARCH_SIZE))
        if not family[1] or sample is None or action is None:
            continue
        key = (entrance, functions_of(sample))
        cost = seconds(action) / SEARCH_SIZE
        if key not in best or best[key].cost < cost:
            best[key] = Candidate(cost, entrance, family, key[1])
    return best


def _drawn(entrance: str, randomness: random.Random) -> Family:
    def piece(tokens: tuple[str, ...]) -> str:
        return "".join(randomness.choices(tokens, k=randomness.choice((1, 1, 1, 2, 3))))

    if entrance == "object" or randomness.random() < 0.3:
        start, end = randomness.choice(SHELLS)
        tokens = randomness.choice((NAMED, (*ITEMS, *OBJECTS), ITEMS, ("\\\\", "\\n", "a", "\xe9", "{")))
        return start, piece(tokens), "", piece(tokens) if randomness.random() < 0.4 else "", end
    first = piece(TOKENS)
    if entrance in {"lines", "run"} and randomness.random() < 0.7:
        first = "".join(randomness.choices([*RECORDS, first, first + "\n", MEMBERS + "," + first + '"b": 1}\n'], k=2))
    middle = randomness.choice(("", "", "", *ENDS))
    second = piece(TOKENS) if randomness.random() < 0.3 else ""
    return randomness.choice(STARTS), first, middle, second, randomness.choice(ENDS)


def _changed(family: Family, randomness: random.Random) -> Family:
    pieces = [*family]
    index = randomness.randrange(5)
    token = randomness.choice(TOKENS)
    if index == 0:
        pieces[0] = randomness.choice((*STARTS, pieces[0] + token))
    elif index == 4:
        pieces[4] = randomness.choice((*ENDS, token + pieces[4]))
    else:
        cut = randomness.randint(0, len(pieces[index]))
        left, right = pieces[index][:cut], pieces[index][cut:]
        pieces[index] = randomness.choice((left, right, left + token + right, left + token, token + right))[:200]
    start, first, middle, second, end = pieces
    return start, first, middle, second, end


def selected(candidates: Iterable[Candidate], count: int) -> list[Candidate]:
    """Return families of high cost, equally many for each entrance, that run through many functions together."""
    chosen: list[Candidate] = []
    ordered = sorted(candidates, key=itemgetter(0), reverse=True)
    for entrance in ENTRANCES:
        covered: set[str] = set()
        new = [
            one for one in ordered if one.entrance == entrance and not one.functions <= covered and _add(covered, one)
        ]
        rest = [one for one in ordered if one.entrance == entrance and one not in new]
        chosen += [*new, *rest][: count // len(ENTRANCES)]
    return chosen


def _add(covered: set[str], candidate: Candidate) -> bool:
    covered |= candidate.functions
    return True


def main() -> int:
    """Search, write families of high cost, and print how their cost grows."""
    parser = argparse.ArgumentParser(prog="python -m tests.properties.cost", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="minutes of the search (default: 10)")
    parser.add_argument("--families", type=int, default=40, help="families to write (default: 40)")
    parser.add_argument("--seed", type=int, default=1, help="random seed (default: 1)")
    options = parser.parse_args()
    candidates = selected(search(options.minutes, random.Random(options.seed)).values(), options.families)
    FAMILIES.write_text(
        "[\n" + ",\n".join(json.dumps([one.entrance, one.family]) for one in candidates) + "\n]\n", encoding="utf-8"
    )
    for candidate in candidates:
        grown = growth(candidate.entrance, candidate.family, 16 * SEARCH_SIZE, repeats=2)
        sys.stdout.write(f"{candidate.cost * 1e6:9.2f} us x{grown:.1f} {candidate.entrance} {candidate.family}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
