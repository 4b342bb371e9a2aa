"""The file of a contract: find it, load it with every mistake in it, and write it."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..checks.accepted import parse_date
from ..config.discovery import searched_folders
from ..config.mistakes import check_text, find_mistakes
from ..config.toml import READS, WRITES, ConfigError, places_of, read_toml, toml_string
from ..errors import InvalidPointer, UnknownChoice
from ..jsonpointer import parse_pointer
from ..spec.catalog import packaged_catalog
from ..spec.json_type import TYPES
from .model import Contract, Read
from .versions import InvalidRange, VersionRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..config.mistakes import ValueCheck
    from ..spec.catalog import Schema

CONTRACT_FILE = "chatlayer-contract.toml"
"""The name of the file that a service has its contract in."""


def find_contract(folder: Path) -> Path | None:
    """Return the nearest `CONTRACT_FILE` in a folder or above, or None."""
    return next((path for parent in searched_folders(folder) if (path := parent / CONTRACT_FILE).exists()), None)


def load_contract(path: str | Path) -> Contract:
    """Return the contract in a file.

    Raises:
        ConfigError: the file cannot be read, is not TOML, or has mistakes; the error lists all of them.
    """
    path = Path(path)
    text, content = read_toml(path)
    mistakes = find_mistakes(content, contract_schema(), _CHECKS)
    if mistakes:
        places = places_of(text, [mistake.path for mistake in mistakes])
        raise ConfigError(path, [mistake.message for mistake in mistakes], places)
    reads = tuple(map(_read, content.get(READS, ())))
    writes = tuple(entry["namespace"] for entry in content.get(WRITES, ()))
    return Contract(content["consumer"], VersionRange.parse(content["schema"]), reads, writes, path, text)


def dump_contract(contract: Contract) -> str:
    """Return a contract as the text of its file."""
    top = _entry({"consumer": contract.consumer, "schema": str(contract.schema)})
    reads = ((READS, _read_entry(read)) for read in contract.reads)
    writes = ((WRITES, {"namespace": namespace}) for namespace in contract.writes)
    return "\n".join([top, *(f"[[{name}]]\n{_entry(entry)}" for name, entry in (*reads, *writes))])


@cache
def contract_schema() -> Schema:
    """Return the newest schema of the file."""
    catalog = packaged_catalog()
    return catalog.schema("contract", catalog.versions("contract")[-1], "contract")


def _read(entry: dict[str, Any]) -> Read:
    types = entry.get("type", ())
    return Read(
        pointer=entry["pointer"],
        types=(types,) if isinstance(types, str) else tuple(types),
        required=entry.get("required", False),
        values=tuple(entry.get("values", ())),
        reason=entry.get("reason"),
        until=parse_date(str(entry["until"])) if "until" in entry else None,
    )


def _read_entry(read: Read) -> dict[str, Any]:
    return {
        "pointer": read.pointer,
        "type": read.types[0] if len(read.types) == 1 else list(read.types),
        "required": read.required,
        "values": list(read.values),
        "reason": read.reason,
        "until": read.until,
    }


def _entry(members: dict[str, Any]) -> str:
    """Return the lines of a table, without members that say nothing."""
    return "".join(f"{key} = {_toml(value)}\n" for key, value in members.items() if value not in ([], False, None))


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return toml_string(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, cast('list[object]', value)))}]"
    return json.dumps(value) if isinstance(value, bool | float | int) else str(value)


def _check_pointer(text: str) -> str | None:
    try:
        return None if parse_pointer(text) else "must name a field, such as /internal/locale"
    except InvalidPointer as error:
        return str(error)


def _check_range(text: str) -> str | None:
    try:
        VersionRange.parse(text)
    except InvalidRange as error:
        return str(error)
    return None


def _check_types(types: str | list[str]) -> str | None:
    unknown: Iterator[str] = (name for name in ([types] if isinstance(types, str) else types) if name not in TYPES)
    problem = next((str(UnknownChoice(name, TYPES, "type")) for name in unknown), None)
    return problem if types else "must not be empty; remove it if the service can handle all types"


def _check_values(values: Iterable[object]) -> str | None:
    values = list(values)
    if any(isinstance(value, float) and not math.isfinite(value) for value in values):
        return "JSON has neither NaN nor infinity; remove them"
    return None if values else "must not be empty; remove it if the service can handle all values"


_CHECKS: dict[str, ValueCheck] = {
    "consumer": check_text,
    "namespace": check_text,
    "schema": _check_range,
    "pointer": _check_pointer,
    "type": _check_types,
    "values": _check_values,
}
