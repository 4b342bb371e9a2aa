"""A check of the witnesses in a report, by two validators and without any code of the project."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from jsonschema.validators import validator_for
from referencing import Registry
from referencing.jsonschema import DRAFT202012, specification_with

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PRESENCE = ("property-added", "property-removed")
"""Changes whose witnesses contain the property."""


# The types of this omit the constructor.
_Registry: Any = Registry


def count_witnesses(changes: list[dict[str, Any]], files: dict[str, Path]) -> dict[str, Any]:
    """Return the number of changes, breaks and witnesses by their outcome, with a description of each error."""
    validators = {side: _validators(path) for side, path in files.items()}
    counts: dict[str, Any] = dict.fromkeys(("changes", "breaking", "undecided", "witnesses", "confirmed"), 0)
    counts |= {"presence": 0, "contained": 0, "errors": []}
    for change in changes:
        effects, place = set(change["effects"].values()), f"{change['id']} {change['instance']}"
        counts["changes"] += 1
        counts["breaking"] += "breaks" in effects
        counts["undecided"] += "undecided" in effects and "breaks" not in effects
        for witness in change["witnesses"].values():
            counts["witnesses"] += 1
            payload = witness["payload"]
            sides = (witness["acceptedBy"], True), (witness["rejectedBy"], False)
            answers = [is_valid(payload) is expected for side, expected in sides for is_valid in validators[side]]
            if all(answers):
                counts["confirmed"] += 1
            else:
                counts["errors"].append(f"{place}: a validator does not confirm the witness")
            if change["id"] in PRESENCE:
                counts["presence"] += 1
                if contains(payload, steps_of(change["instance"])):
                    counts["contained"] += 1
                else:
                    counts["errors"].append(f"{place}: the witness lacks the property")
    return counts


def steps_of(pointer: str) -> list[str]:
    """Return the steps of a JSON Pointer."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def contains(payload: Any, steps: list[str]) -> bool:
    """Return whether a payload has a value at a path, in which ``*`` stands for any member or item."""
    if not steps:
        return True
    step, rest = steps[0], steps[1:]
    if isinstance(payload, dict):
        values = [payload[step]] if step in payload else list(payload.values()) if step == "*" else []
    elif isinstance(payload, list):
        values = payload if step == "*" else payload[int(step) : int(step) + 1] if step.isdigit() else []
    else:
        return False
    return any(contains(value, rest) for value in values)


def _validators(path: Path) -> list[Callable[[Any], bool]]:
    """Return the answers of python-jsonschema and of jsonschema-rs for a schema, which can refer to its neighbours."""
    schemas = {file: json.loads(file.read_bytes()) for file in path.parent.glob("*.json")}
    schema = schemas[path]
    specification = specification_with(schema.get("$schema", "").rstrip("#"), default=DRAFT202012)
    resources = [specification.create_resource(one) for one in schemas.values() if isinstance(one, dict)]
    named = [(uri, resource) for resource in resources if (uri := resource.id())]
    registry = _Registry().with_resources(named)
    reference: Any = validator_for(schema)(schema, registry=registry)
    contents = {uri: resource.contents for uri, resource in named}
    fast = jsonschema_rs.validator_for(schema, validate_formats=False, retriever=lambda uri: contents[uri])

    def is_valid(payload: Any) -> bool:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            return bool(reference.is_valid(payload))

    return [is_valid, fast.is_valid]
