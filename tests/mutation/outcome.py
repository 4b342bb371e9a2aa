"""What became of the mutants: how many were noticed, and what the others change."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

NOTICED = frozenset({"killed", "timeout", "segfault"})
"""What a mutant comes to that some test fails on, or that never comes to an end."""

_LINE = re.compile(r"^\s*(?P<name>\S+): (?P<status>[a-z ]+)$")
_FUNCTION = re.compile(r"^chatlayer_session\.(?P<module>.+)\.x(?P<function>[_\u01c1].+)__mutmut_\d+$")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the module and the function that it is made in, and what became of it."""

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
    """A mutant that no test notices: the line as it is and as it was changed to, and why that is so."""

    mutant: Mutant
    line: str
    changed: str
    reason: str | None


def mutants_in(results: str) -> list[Mutant]:
    """Return the mutants in what ``mutmut results --all true`` prints."""
    found: list[Mutant] = []
    for line in results.splitlines():
        match = _LINE.match(line)
        named = match and _FUNCTION.match(match["name"])
        if match and named:
            function = named["function"].removeprefix("_").replace("\u01c1", ".").strip(".")
            found.append(Mutant(match["name"], named["module"], function, match["status"]))
    return found


def survivor(mutant: Mutant, diff: str, reasons: Mapping[str, str]) -> Survivor:
    """Return a mutant with what it changes, as mutmut shows it, and the reason given for that change.

    ``reasons`` has them by `key`, or behind a tilde by a regular expression that is found in it.
    """
    lines = diff.splitlines()
    removed = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    added = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    line, changed = " ".join(removed), " ".join(added)
    name = key(mutant, changed)
    patterns = ((each[1:], reason) for each, reason in reasons.items() if each.startswith("~"))
    found = next((reason for pattern, reason in patterns if re.search(pattern, name)), None)
    return Survivor(mutant, line, changed, reasons.get(name, found))


def key(mutant: Mutant, changed: str) -> str:
    """Return what a change is known by, however many others there are."""
    return f"{mutant.module}:{mutant.function}: {changed}"


def page(parts: Mapping[str, Callable[[str], bool]], mutants: Sequence[Mutant], survivors: Iterable[Survivor]) -> str:
    """Return the results as Markdown. ``parts`` say of each module whether it is in them."""
    rows = ["| part | mutants | noticed | share |", "|---|---|---|---|"]
    rest: list[tuple[str, Callable[[str], bool] | None]] = [*parts.items(), ("all", None)]
    for name, holds in rest:
        counts = Counter(mutant.noticed for mutant in mutants if holds is None or holds(mutant.module))
        total = counts.total()
        share = f"{counts[True] / total:.1%}" if total else "none"
        rows.append(f"| {name} | {total} | {counts[True]} | {share} |")
    lines = ["| where | line | changed to | why no test notices |", "|---|---|---|---|"]
    for each in survivors:
        cells = (f"`{each.mutant.module}` {each.mutant.function}", _code(each.line), _code(each.changed))
        lines.append(f"| {' | '.join(cells)} | {each.reason or '**not explained**'} |")
    return "\n".join([*rows, "", "## What is not noticed", "", *lines, ""])


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|").replace("`", "'") + "`" if text else "nothing"
