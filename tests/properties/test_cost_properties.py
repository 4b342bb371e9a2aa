"""Time and memory grow no faster than the input, for families of input that a search found to cost much."""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING

import pytest

from chatlayer_session import Validator, document
from chatlayer_session.diagnosis import lexer

from ..test_architecture import MODULES
from .cost import ENTRANCES, FAMILIES, MEMBERS, Family, member, peak_memory, seconds, traced_memory

if TYPE_CHECKING:
    from collections.abc import Callable

SEARCHED = [(entrance, tuple(family)) for entrance, family in json.loads(FAMILIES.read_text(encoding="utf-8"))]

FOUND_IN_USE: list[tuple[str, Family]] = [
    ("bytes", ('{"a":', "1", "", "", "x}")),
    ("bytes", ('{"a": "', "] ", "", "", ',\n"b": 1}')),
    ("bytes", ('["x\n"a"', " ", "", "", "x\n]")),
    ("bytes", ("", "\0", "", "", "")),
    ("bytes", (MEMBERS + ', "nlp": {"intents": [', '{"name":"a","score":1},', "", "", "1]}}")),
    ("bytes", (MEMBERS + ",", '"k<number>":1,', "", "", '"b": 1}')),
    ("text", ('{"a": "', "\\ud800", "", "", '"}')),
    ("run", ("", MEMBERS + ', "k<number>": 1}\n', "", "", "")),
]
"""Families that took quadratic time once, or that real payloads resemble."""

MEASURABLE = 0.05
"""Seconds of processor time from which growth can be measured."""

MAX_SIZE = 500_000
"""Characters of the smaller of two inputs whose cost is compared, even if it costs less than `MEASURABLE`."""

REPEATS = 5
MAX_GROWTH = 6
"""Times that four times the input may cost; time that grows with the square costs sixteen times."""

SPARE_MEMORY = 100_000_000
MEMORY_PER_BYTE = 8
PROGRAM_MEMORY = 40_000_000
"""Of `SPARE_MEMORY`, what the interpreter and the package take before any input."""

MEGABYTE = 1_000_000
FEW_MARKS = 16_000

MAX_STEP = 3
"""Times that one more of what a limit counts may cost."""

NO_STEP = 0.002
"""Seconds below which a step is not measured."""


def action_of(entrance: str, text: str) -> Callable[[], object]:
    """Return the validation of a text through an entrance that takes it."""
    action = ENTRANCES[entrance](text)
    assert action is not None
    return action


def grows_too_fast(entrance: str, family: Family, least: float = MEASURABLE) -> bool:
    """Return whether four times the input costs more than `MAX_GROWTH` times as much; each cost is the best of five.

    The smaller input costs at least ``least`` seconds.
    """
    size = 4_000
    while size < MAX_SIZE and seconds(action_of(entrance, member(family, size))) < least:
        size *= 2
    small, large = (action_of(entrance, member(family, length)) for length in (size, 4 * size))
    limit = MAX_GROWTH * min(seconds(small) for _ in range(REPEATS))
    costs: list[float] = []
    assert peak_memory(lambda: costs.append(seconds(large))) < SPARE_MEMORY + MEMORY_PER_BYTE * 4 * size
    return costs[0] > limit and all(seconds(large) > limit for _ in range(REPEATS - 1))


@pytest.mark.parametrize(("entrance", "family"), [*FOUND_IN_USE, *SEARCHED])
def test_cost_grows_with_the_input(entrance: str, family: Family) -> None:
    """Four times the input costs less than six times as much.

    A failure is repeated with larger inputs: quadratic time stays quadratic, a disturbance by the machine goes.
    """
    assert not grows_too_fast(entrance, family) or not grows_too_fast(entrance, family, 4 * MEASURABLE)


def marks(start: str, piece: str, size: int) -> str:
    """Return a text that is not JSON: a start, and one piece again and again."""
    return start + piece * (size // len(piece))


MEMORY_OF_MARKS = SPARE_MEMORY - PROGRAM_MEMORY + MEMORY_PER_BYTE * MEGABYTE
"""Bytes that the diagnosis of a megabyte may take."""


@pytest.mark.parametrize("start", ["", "["])
@pytest.mark.parametrize("piece", ["]", ":a", "-", "[],", "{}", "1,", "[,,,", '""', '"a":'])
def test_marks_take_memory_in_proportion(start: str, piece: str) -> None:
    """A text of one token, or of two in turns, takes no more for each byte than a megabyte of it may take."""
    action_of("bytes", marks(start, piece, 100))()
    text = marks(start, piece, FEW_MARKS)
    assert traced_memory(action_of("bytes", text)) < MEMORY_OF_MARKS * len(text) / MEGABYTE


def test_megabyte_of_marks_takes_bounded_memory() -> None:
    """A megabyte of the marks that take the most memory for each byte is diagnosed in 8 MB and what a run may take."""
    assert peak_memory(action_of("bytes", marks("[", "[],", MEGABYTE))) < MEMORY_OF_MARKS


MEMORY_OF_PAYLOADS = 3
"""Bytes that may be allocated at once for each byte of a large document with many payloads; one is its text."""


@pytest.mark.parametrize("at", ["/data/*", "/*/*"])
@pytest.mark.parametrize("more", [{"nlp": "{}"}, {"zz": "1"}])
def test_payloads_of_a_large_document_are_not_in_memory_together(
    at: str, more: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The payloads that a pattern selects, with findings or without, take memory one after the other."""
    monkeypatch.setattr(document, "OUTLINED", 100_000)
    data = f'{{"data": [{", ".join([payload(**more)] * 1_000)}]}}'.encode()
    validator = Validator(at=at)

    def validate() -> None:
        for report in validator.validate_each(data):
            assert bool(report.findings) == ("zz" in more)

    # What is built once for all documents does not count.
    assert len(list(validator.validate_each(f'{{"data": [{payload(**more)}]}}'.encode()))) == 1
    assert traced_memory(validate) < MEMORY_OF_PAYLOADS * len(data)


def payload(**members: str) -> str:
    """Return a valid payload with more members, whose values are JSON text."""
    return member((MEMBERS, "", "", "", _more(members)), 0)


def session(**members: str) -> str:
    """Return a valid session with more variables, whose values are JSON text."""
    return f'{{"internal": {payload()}{_more(members)}'


def _more(members: dict[str, str]) -> str:
    return "".join(f', "{name}": {value}' for name, value in members.items()) + "}"


def items(count: int, item: str) -> str:
    """Return an array of equal items."""
    return f"[{', '.join([item] * count)}]"


def unknown(count: int, name: str = "k") -> dict[str, str]:
    """Return undocumented members with different names."""
    return {f"{name}{number}": "1" for number in range(count)}


def intents(item: str, count: int) -> str:
    """Return the member ``nlp`` with equal intents."""
    return f'{{"intents": {items(count, item)}}}'


ZZ_INTENT = '{"name": "a", "score": 1, "zz": 1}'
LONG = f'"{"a" * 95}"'
LIMITS: dict[str, tuple[str, Callable[[int], str]] | str] = {
    "MAX_ANCHORS": ("bytes", lambda count: payload(x=items(20_000, '"zz"'), nlp=intents(ZZ_INTENT, count))),
    "MAX_BYTES": ("bytes", lambda count: session(x=items(count // 99, LONG))),
    "MAX_CACHED": ("bytes", lambda count: payload(**unknown(count))),
    "MAX_CACHED_ISSUES": (
        "run",
        lambda count: "".join(payload(**unknown(40, f"k{n}x")) + "\n" for n in range(count // 40)),
    ),
    "MAX_CANDIDATES": ("run", lambda count: (payload(**unknown(count)) + "\n") * 4),
    "MAX_CLOSERS": ("bytes", lambda count: "[" * count),
    "MAX_DEPTH": ("run", lambda count: (payload(x='{"a": ' * count + "1" + "}" * count) + "\n") * 100),
    "MAX_EDITS": "letters between two names",
    "MAX_FLOAT_LENGTH": "the longest spelling of a number",
    "MAX_GROUPS": ("run", lambda count: "".join(payload(**unknown(100, f"k{n}x")) + "\n" for n in range(count // 100))),
    "MAX_ISSUES": ("bytes", lambda count: payload(nlp=intents("1", count))),
    "MAX_KNOWN_VALUES": "values of the schema in a message",
    "MAX_LESSON": "a budget in steps, not in parts of the input",
    "MAX_LINES": ("run", lambda count: "1\n" * count),
    "MAX_LISTED": ("run", lambda count: "1\n" * count),
    "MAX_MEMBERS": ("run", lambda count: (payload(**unknown(count)) + "\n") * 100),
    "MAX_NAME": ("bytes", lambda count: payload(**{"k" * count: "1"})),
    "MAX_NAMED": "names in the message of one finding",
    "MAX_NAMES": ("run", lambda count: (payload(**unknown(count // 4), x=json.dumps(unknown(count))) + "\n") * 20),
    "MAX_NAME_LENGTH": ("bytes", lambda count: payload(**{"k" * count: "1"})),
    "MAX_NESTING": ("bytes", lambda count: payload(x="[" * count + "]" * count)),
    "MAX_OCCURRENCES": ("bytes", lambda count: payload(x=items(count, '"zz"'), nlp=intents(ZZ_INTENT, 120))),
    "MAX_OPEN": ("bytes", lambda count: "[" * count),
    "MAX_PLACES": ("run", lambda count: (payload(x=items(count // 2, "{}"), y=items(count // 2, "[]")) + "\n") * 10),
    "MAX_POINTER": ("bytes", lambda count: payload(nlp=f'{{"{"k" * count}": 1}}')),
    "MAX_PROBLEMS": ("bytes", lambda count: "{" + "\n".join(f'"k{number}": 1' for number in range(count + 1)) + "}"),
    "MAX_REWORDED": "a cache of messages",
    "MAX_SAMPLE": ("run", lambda count: (payload(x=items(count, "1")) + "\n") * 100),
    "MAX_SOURCES": "files that a report lists",
    "MAX_TOKENS": ("bytes", lambda count: "[" + "," * count),
    "MAX_VALUE_LENGTH": "characters that a finding shows",
    "MAX_WRITTEN_BITS": ("object", lambda bits: payload(x=str(1 << bits))),
    "NOTE_BYTES": ("bytes", lambda count: session(x=items(count // 99, LONG))),
}
"""The limits on the way of a payload: an entrance and inputs of so many parts, or why no input reaches the limit."""


def limits_of_the_package() -> dict[str, int]:
    """Return the limits in the modules that a payload passes."""
    values: dict[str, int] = {}
    for name in MODULES:
        if name.split(".")[1:2] and name.split(".")[1] in PASSED:
            constants = vars(importlib.import_module(name)).items()
            values.update({key: value for key, value in constants if key.startswith(("MAX_", "NOTE_"))})
    return values


LOWERED = {"MAX_TOKENS": lexer}
"""Limits so high that a tenth of them is tested, with the only module that reads each."""

PASSED = {
    "checks",
    "diagnosis",
    "document",
    "escaping",
    "fastpath",
    "findings",
    "issues",
    "parsing",
    "runs",
    "suggestion",
}


def test_every_limit_is_listed() -> None:
    """A new limit needs an input that reaches it, or the reason why it has no step."""
    assert sorted(limits_of_the_package()) == sorted(LIMITS)


@pytest.mark.parametrize("name", [name for name, case in LIMITS.items() if not isinstance(case, str)])
def test_limit_is_no_step(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One part more than a limit costs less than three times what the limit costs."""
    case, limit = LIMITS[name], limits_of_the_package()[name]
    assert not isinstance(case, str)
    if name in LOWERED:
        limit //= 10
        monkeypatch.setattr(LOWERED[name], name, limit)
    entrance, text = case
    below, above = (action_of(entrance, text(limit + more)) for more in (-limit // 100, 1 + limit // 100))
    steps = (seconds(above) / max(NO_STEP, seconds(below)) for _ in range(REPEATS))
    assert any(step < MAX_STEP for step in steps)
