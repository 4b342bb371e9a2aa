"""The results of mutation testing: how many mutants are noticed, and what the others change."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

NOTICED = frozenset({"killed", "timeout", "segfault"})
"""The statuses of a mutant on which a test fails or does not end."""

_LINE = re.compile(r"^\s*(?P<name>\S+): (?P<status>[a-z ]+)$")
_FUNCTION = re.compile(r"^chatlayer_session\.(?P<module>.+)\.x(?P<function>[_\u01c1].+)__mutmut_\d+$")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change, with its module, its function and its status."""

    name: str
    module: str
    function: str
    status: str

    @property
    def noticed(self) -> bool:
        """Whether a test fails on it."""
        return self.status in NOTICED


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no test notices: the original line, the changed line, and the reason."""

    mutant: Mutant
    line: str
    changed: str
    reason: str | None


def mutants_in(results: str) -> list[Mutant]:
    """Return the mutants in the output of ``mutmut results --all true``."""
    mutants: list[Mutant] = []
    for line in results.splitlines():
        match = _LINE.match(line)
        named = match and _FUNCTION.match(match["name"])
        if match and named:
            function = named["function"].removeprefix("_").replace("\u01c1", ".").strip(".")
            mutants.append(Mutant(match["name"], named["module"], function, match["status"]))
    return mutants


def survivor(mutant: Mutant, diff: str, reasons: Mapping[str, str]) -> Survivor:
    """Return a mutant with its change, given the diff of mutmut, and with the reason for that change.

    ``reasons`` are by `key`, or by a tilde and a regular expression that matches the key.
    """
    lines = diff.splitlines()
    removed = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    added = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    line, changed = " ".join(removed), " ".join(added)
    name = key(mutant, changed)
    patterns = ((entry[1:], reason) for entry, reason in reasons.items() if entry.startswith("~"))
    matching_reason = next((reason for pattern, reason in patterns if re.search(pattern, name)), None)
    return Survivor(mutant, line, changed, reasons.get(name, matching_reason))


def key(mutant: Mutant, changed: str) -> str:
    """Return the key of a change, which does not depend on other mutants."""
    return f"{mutant.module}:{mutant.function}: {changed}"


def page(parts: Mapping[str, Callable[[str], bool]], mutants: Sequence[Mutant], survivors: Iterable[Survivor]) -> str:
    """Return the results as Markdown. ``parts`` has a function for each part that returns whether a module is in it."""
    rows = ["| part | mutants | noticed | share |", "|---|---|---|---|"]
    rows_of_parts: list[tuple[str, Callable[[str], bool] | None]] = [*parts.items(), ("all", None)]
    for name, has_module in rows_of_parts:
        counts = Counter(mutant.noticed for mutant in mutants if has_module is None or has_module(mutant.module))
        total = counts.total()
        share = f"{counts[True] / total:.1%}" if total else "none"
        rows.append(f"| {name} | {total} | {counts[True]} | {share} |")
    lines = ["| where | line | changed to | reason |", "|---|---|---|---|"]
    for entry in survivors:
        cells = (f"`{entry.mutant.module}` {entry.mutant.function}", _code(entry.line), _code(entry.changed))
        lines.append(f"| {' | '.join(cells)} | {entry.reason or '**not explained**'} |")
    return "\n".join([*rows, "", "## Unnoticed mutants", "", *lines, ""])


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|").replace("`", "'") + "`" if text else "nothing"


Reach: TypeAlias = "dict[str, tuple[float, set[str]]]"
"""The seconds that each test took and the functions that it reached, by the name of the test."""


def select_tests(names: Sequence[str], reach: Reach, seconds: float) -> set[str]:
    """Return at least one test, up to ``seconds`` in total; short tests that reach few functions come first."""
    selected: set[str] = set()
    for name in sorted(names, key=lambda name: reach[name][0] * len(reach[name][1])):
        seconds -= reach[name][0]
        if seconds < 0 and selected:
            break
        selected.add(name)
    return selected
