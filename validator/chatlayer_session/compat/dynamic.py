"""What a reference cannot tell by itself: the dialect of its target, and where a dynamic one leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from .documents import DRAFTS, draft_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from referencing.jsonschema import SchemaRegistry

    from .schema_index import Subschema


def is_ambiguous(contents: Subschema, schema: Subschema, registry: SchemaRegistry, reference: str) -> bool:
    """Say whether a dynamic reference, at first leading to ``contents``, can lead to another place.

    It can if its anchor is dynamic and is not the only one of that name in the schema and in all that is registered
    beside it. Otherwise it means the same as a plain reference.
    """
    name = reference.rpartition("#")[2]
    if not isinstance(contents, dict) or contents.get("$dynamicAnchor") != name:
        return False
    documents = [schema, *(registry.contents(uri) for uri in registry)]
    found = {id(each) for document in documents for each in _objects(document) if each.get("$dynamicAnchor") == name}
    return found != {id(contents)}


def drafts_of(schema: Subschema, registry: SchemaRegistry) -> dict[int, Any]:
    """Return the dialect of each object in what is registered, by the identity of the object."""
    drafts: dict[int, Any] = {}
    for document in [schema, *(registry.contents(uri) for uri in registry)]:
        draft = DRAFTS.get(draft_name(document) or "")
        if draft is not None:
            drafts.update((id(each), draft) for each in _objects(document))
    return drafts


def _objects(value: object) -> Iterator[dict[str, Any]]:
    children: list[object] = []
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        yield members
        children = list(members.values())
    elif isinstance(value, list):
        children = cast("list[object]", value)
    for child in children:
        yield from _objects(child)
