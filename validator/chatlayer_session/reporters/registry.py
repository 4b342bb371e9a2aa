"""The registry of report formats: one folder per kind of result, in which every module is a format.

A format adds itself when its module is imported, which happens when somebody asks for that format. A new format is a
new module in the folder and needs no entry elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from .formatting import dump_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..findings import Report
    from .style import Style

ResultT = TypeVar("ResultT")
ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class ReportStream(Generic[ResultT]):
    """Functions that write a report in parts: one for each payload, then one for the summary.

    ``summary`` takes the result and the number of findings in the parts before.
    """

    payload: Callable[[Report], str]
    summary: Callable[[ResultT, int], str]


@dataclass(frozen=True, slots=True)
class ReportFormat(Generic[ResultT]):
    """One format: ``render`` returns a whole report, and ignores the style if the format is for programs.

    ``lists_payloads`` is whether the report has an entry for each payload with findings. ``stream`` writes the report
    in parts, None if the format cannot be streamed.
    """

    render: Callable[[ResultT, Style], str]
    lists_payloads: bool = False
    stream: ReportStream[ResultT] | None = None


class FormatRegistry(Generic[ResultT]):
    """The formats for one kind of result: the modules of ``package``, which are the files in ``folder``.

    ``names`` starts with the formats in ``leading``; the others follow in alphabetical order.
    """

    def __init__(self, package: str, folder: str, leading: Iterable[str] = ("text", "json")) -> None:
        self.package = package
        modules = {path.stem for path in Path(folder).glob("*.py")} - {"__init__"}
        first = tuple(name for name in leading if name in modules)
        self.names = (*first, *sorted(modules.difference(first)))
        self._formats: dict[str, ReportFormat[ResultT]] = {}

    def register(
        self, *, lists_payloads: bool = False, stream: ReportStream[ResultT] | None = None
    ) -> Callable[[Callable[[ResultT, Style], str]], Callable[[ResultT, Style], str]]:
        """Return a decorator that adds a ``render`` function as the format with the name of its module."""

        def add(render: Callable[[ResultT, Style], str]) -> Callable[[ResultT, Style], str]:
            self._formats[render.__module__.rpartition(".")[2]] = ReportFormat(render, lists_payloads, stream)
            return render

        return add

    def register_lines(
        self, lines: Callable[[ResultT, Style], Iterator[str]]
    ) -> Callable[[ResultT, Style], Iterator[str]]:
        """Add a function that yields the lines of a report as the format with the name of its module."""

        @wraps(lines)
        def render(result: ResultT, style: Style) -> str:
            return "".join(f"{line}\n" for line in lines(result, style))

        self.register()(render)
        return lines

    def register_json(
        self, *, indent: int = 2, lists_payloads: bool = False
    ) -> Callable[[Callable[[ResultT], ValueT]], Callable[[ResultT], ValueT]]:
        """Return a decorator that adds a function to a JSON value as the format with the name of its module."""

        def add(to_json: Callable[[ResultT], ValueT]) -> Callable[[ResultT], ValueT]:
            @wraps(to_json)
            def render(result: ResultT, _style: Style) -> str:
                return dump_json(to_json(result), indent)

            self.register(lists_payloads=lists_payloads)(render)
            return to_json

        return add

    def load(self, name: str) -> ReportFormat[ResultT]:
        """Return the format called ``name``, one of ``names``, and import its module if necessary."""
        import_module(f"{self.package}.{name}")
        return self._formats[name]
