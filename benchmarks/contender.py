"""The description of a contender."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeAlias

from .faults import TEXT_FAULTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from .answers import Reader
    from .workloads import Workload

Command: TypeAlias = "Callable[[Workload, str, int], list[str]]"
"""Returns the words of a command from a workload, the path of its text and the number of payloads."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to get an answer.

    ``counts`` is None if it validates nothing. ``blind`` are the faults that it accepts. ``sample`` is the number of
    payloads after which it stops; its figures are scaled. ``takes_head`` is whether it gets the head of the workload,
    because it cannot stop early and ends at text that is not JSON.
    """

    key: str
    label: str
    command: Command
    counts: Reader | None = None
    blind: frozenset[str] = frozenset()
    takes_head: bool = False
    sample: int | None = None
    statuses: frozenset[int] = frozenset({0})
    needs: tuple[str, ...] = ()
    missing: str | None = None

    def payloads(self, workload: Workload) -> int:
        """Return how many payloads of a workload the contender gets."""
        return min(workload.payloads, self.sample or workload.payloads)

    def text_of(self, workload: Workload) -> str:
        """Return the path of the text that the contender gets."""
        return (self.takes_head and workload.head) or workload.path

    def expected(self, workload: Workload) -> int:
        """Return how many of the payloads the contender should reject."""
        blind = self.blind | TEXT_FAULTS.keys() if self.takes_head else self.blind
        return workload.invalid(frozenset(blind), self.payloads(workload))

    def reason_missing(self) -> str | None:
        """Return why the contender cannot run; None if it can."""
        absent = [name for name in self.needs if find_spec(name) is None]
        return self.missing or (f"not installed: {', '.join(absent)}" if absent else None)
