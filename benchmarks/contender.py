"""A contender: its command, its output, and the faults that it cannot detect."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeAlias

from .faults import TEXT_FAULTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from .counts import Reader
    from .workloads import Workload

Command: TypeAlias = "Callable[[Workload, str, int], list[str]]"
"""Returns the arguments of a command, given a workload, the path of its input and the number of payloads."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A program that checks payloads.

    ``counts`` reads its counts; None if it only parses. ``blind`` are the faults that it does not detect. ``sample`` is
    the number of payloads after which it stops; its figures are scaled. ``takes_head`` is True if it cannot stop early,
    and ends at text that is not JSON: its input is the head of the workload.
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
        """Return the number of payloads of a workload that are checked."""
        return min(workload.payloads, self.sample or workload.payloads)

    def input_of(self, workload: Workload) -> str:
        """Return the path of the input."""
        return (self.takes_head and workload.head) or workload.path

    def expected(self, workload: Workload) -> int:
        """Return the number of payloads that the contender should report as invalid."""
        blind = self.blind | TEXT_FAULTS.keys() if self.takes_head else self.blind
        return workload.invalid(frozenset(blind), self.payloads(workload))

    def reason_missing(self) -> str | None:
        """Return why the contender cannot run; None if it can."""
        absent = [name for name in self.needs if find_spec(name) is None]
        return self.missing or (f"not installed: {', '.join(absent)}" if absent else None)
