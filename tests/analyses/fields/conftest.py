"""A log of different payloads, and the fields counted in sources."""

from __future__ import annotations

import gc
import json
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from chatlayer_session.analyses.fields.analysis import FieldsAnalysis
from chatlayer_session.analyses.fields.counts import FieldCounts
from chatlayer_session.cli.progress import collect
from chatlayer_session.inputs.sources import find_sources
from chatlayer_session.reporters.fields import json as json_reporter
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.validator import ValidatorOptions

if TYPE_CHECKING:
    from pathlib import Path

    from chatlayer_session.analyses.fields import FieldInventory, FieldUsage


@cache
def schema() -> Any:
    """Return a validator for the JSON report."""
    return Draft202012Validator(packaged_catalog().schema("fields", json_reporter.REPORT_VERSION, "fields"))


def by_pointer(inventory: FieldInventory) -> dict[str, FieldUsage]:
    """Return the fields by pointer, and check that each pointer occurs once."""
    fields = {field.pointer: field for field in inventory.fields}
    assert len(fields) == len(inventory.fields)
    return fields


def inventory_of(names: list[str], jobs: int = 1) -> FieldInventory:
    """Return the fields counted in these sources."""
    counts = FieldCounts.of(packaged_catalog().resolve("1"))
    analysis = partial(FieldsAnalysis, ValidatorOptions(schema_version="1"))
    threshold = gc.get_threshold()
    try:
        assert collect(list(find_sources(names)), analysis, jobs, counts)
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)
    return counts.inventory()


@pytest.fixture
def log(tmp_path: Path, documented: dict[str, Any]) -> Path:
    """Five payloads on lines, a blank line and a broken one; they include a session, unknown fields and arrays."""
    lines = [
        {**documented, "madeUp": "Guest", "list": [{"a": 1}, {"a": None, "b": True}]},
        {"internal": {**documented, "madeUp": 7}, "order": {"name": "private"}, "cart": 1},
        {**documented, "madeUp": None, "isPaused": True, "list": []},
        {**documented, "madeUp": {"deep": {"deeper": 1.5}}},
        {**documented, "madeUp": "x", "list": [{"a": 2}]},
    ]
    texts = [json.dumps(line) for line in lines]
    path = tmp_path / "log.ndjson"
    path.write_text("\n".join([texts[0], "", *texts[1:3], '{"botId": ', *texts[3:]]) + "\n")
    return path
