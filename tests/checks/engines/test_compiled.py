"""The compiled engine: which schemas it supports, and its agreement with the reference engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Kind
from chatlayer_session.checks.engines import engine_for
from chatlayer_session.checks.engines.compiled import CompiledEngine
from chatlayer_session.checks.engines.reference import ReferenceEngine
from chatlayer_session.checks.engines.violations import issues_from
from chatlayer_session.spec.catalog import Catalog
from chatlayer_session.spec.references import UnsupportedKeyword

from .conftest import ADDED, DOCUMENTED, with_version

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("fields", "keyword", "pointer"),
    [
        ({"locale": {"const": "nl-be"}}, "const", "/properties/locale/const"),
        ({"locale": {"enum": ["nl-be", 1]}}, "enum", "/properties/locale/enum"),
        ({"locale": {"type": ["string", "null"]}}, "type", "/properties/locale/type"),
        ({"user": {"type": "object", "properties": {"a": {"$ref": "#"}}}}, "$ref", ""),
        (
            {"user": {"type": "object", "additionalProperties": False}},
            "additionalProperties",
            "/properties/user/additionalProperties",
        ),
    ],
)
def test_unsupported_schema_gets_reference_engine(
    tmp_path: Path, fields: dict[str, Any], keyword: str, pointer: str
) -> None:
    """The schema may use other keywords than the released ones, or refer to itself."""
    catalog = Catalog(with_version(tmp_path, lambda properties: properties.update(fields)))
    with pytest.raises(UnsupportedKeyword) as error:
        CompiledEngine(catalog, ADDED, Kind.INTERNAL)
    place = f"urn:chatlayer-session:session:{ADDED}:internal#{pointer}"
    assert (error.value.keyword, error.value.schema_pointer) == (keyword, place)
    engine = engine_for(catalog, ADDED, Kind.INTERNAL)
    assert isinstance(engine, ReferenceEngine)
    issues = issues_from(engine.violations({**DOCUMENTED, "locale": "nl-be", "user": {}}))
    assert [issue for issue in issues if issue.path == ("locale",)] == []
    assert issues_from(engine.violations({**DOCUMENTED, "locale": "nl-be", "user": {}, "version": 1})) != issues


@pytest.mark.parametrize(
    "schema", [{"type": "object"}, {"properties": {"a": {}}}, {"required": ["a"]}, {"additionalProperties": True}, {}]
)
def test_engines_close_the_same_objects(tmp_path: Path, schema: dict[str, Any]) -> None:
    """An object is closed if the schema describes its members and does not mention additional ones."""
    catalog = Catalog(with_version(tmp_path, lambda properties: properties.update(user=schema)))
    instance = {**DOCUMENTED, "user": {"a": 1, "b": {"c": 1}}}
    issues = issues_from(CompiledEngine(catalog, ADDED, Kind.INTERNAL).violations(instance))
    assert issues == issues_from(ReferenceEngine(catalog, ADDED, Kind.INTERNAL).violations(instance))
    closed_names = {"properties": ["b"], "required": ["a", "b"], "type": ["a", "b"]}.get(next(iter(schema), ""), [])
    assert [issue.path for issue in issues if issue.path[0] == "user"] == [("user", name) for name in closed_names]
