"""Many contracts: which schema versions each service can take, and who reads a field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from ..config.toml import READS, ConfigError
from ..errors import UnreadableInput
from ..jsonpointer import parse_pointer
from .file import load_contract
from .model import Contract
from .recorded import overlaps
from .verify import supports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from ..spec.catalog import Catalog
    from .model import Read

PATTERN = "*contract.toml"
"""The names of the contracts in a folder."""


class Support(str, Enum):
    """Whether a service can take a schema version; OUTSIDE if its contract is not for this version."""

    YES = "yes"
    NO = "no"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A contract, and whether the service can take each schema version."""

    contract: Contract
    support: Mapping[str, Support]

    @property
    def holds(self) -> bool:
        """Whether the service can take every version that its contract is for, and at least one."""
        values = set(self.support.values())
        return Support.YES in values and Support.NO not in values


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows of contracts for some schema versions."""

    versions: tuple[str, ...]
    rows: tuple[MatrixRow, ...]

    @classmethod
    def of(cls, contracts: Iterable[Contract], catalog: Catalog, today: date) -> Matrix:
        """Return the matrix of contracts and all versions in a catalog."""
        versions = catalog.versions()
        return cls(versions, tuple(_row(contract, catalog, today) for contract in contracts))


def _row(contract: Contract, catalog: Catalog, today: date) -> MatrixRow:
    versions = catalog.versions()
    support = dict.fromkeys(versions, Support.OUTSIDE)
    for version in contract.schema.select(versions):
        support[version] = Support.YES if supports(contract, catalog, version, today) else Support.NO
    return MatrixRow(contract, support)


def load_contracts(paths: Iterable[str]) -> tuple[list[Contract], list[UnreadableInput]]:
    """Return the contracts in files and folders, each once, and the files that cannot be read as a contract.

    In a folder, contracts are the files that match `PATTERN`, at any depth outside hidden folders.
    """
    contracts: list[Contract] = []
    unreadable: list[UnreadableInput] = []
    unique: dict[Path, Path] = {}
    for name in paths:
        files = [Path(name)]
        if files[0].is_dir():
            files = sorted(file for file in files[0].rglob(PATTERN) if not _is_hidden(file.relative_to(name)))
            if not files:
                hint = f"name a contract, or a folder with files that match {PATTERN}"
                unreadable.append(UnreadableInput(name, "contains no contract", hint))
        for file in files:
            unique.setdefault(file.resolve(), file)
    for file in unique.values():
        loaded = _load(file)
        contracts += [loaded] if isinstance(loaded, Contract) else []
        unreadable += [] if isinstance(loaded, Contract) else loaded
    return contracts, unreadable


def _load(file: Path) -> Contract | list[UnreadableInput]:
    """Return the contract in a file, or why it cannot be read."""
    try:
        return load_contract(file)
    except ConfigError as error:
        return [
            UnreadableInput(":".join([str(file), *map(str, place or ())]), problem)
            for problem, place in zip(error.problems, error.places, strict=True)
        ]


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "node_modules" for part in path.parts)


def readers(contracts: Sequence[Contract], pointer: str) -> Iterator[tuple[Contract, Read, tuple[int, int] | None]]:
    """Yield the reads of a field, of a part of it or of an object around it, each with its place in its file."""
    path = parse_pointer(pointer)
    for contract in contracts:
        found = [
            (index, read) for index, read in enumerate(contract.reads) if overlaps(parse_pointer(read.pointer), path)
        ]
        places = contract.places(*((READS, index, "pointer") for index, _ in found))
        for (_, read), place in zip(found, places, strict=True):
            yield contract, read, place
