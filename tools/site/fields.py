"""The reference of the fields: a page for each field of the schemas, in every version that declares it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatlayer_session.cli.describe_field import field_entries
from chatlayer_session.findings import Kind
from chatlayer_session.jsonpointer import WILDCARD, parse_pointer
from chatlayer_session.spec.catalog import DEFAULT_VERSION, packaged_catalog
from chatlayer_session.spec.fields import field_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLES = {
    Kind.INTERNAL: "Fields of `internal`",
    Kind.SESSION: "Variables of the platform",
    Kind.WRITE: "Members of a write",
    Kind.ANSWER: "Members of an answer",
}
EXAMPLES = {
    Kind.INTERNAL: ("documented", "realistic"),
    Kind.SESSION: ("session",),
    Kind.WRITE: ("writes/parameters",),
    Kind.ANSWER: ("writes/answer",),
}
"""The example payloads in which a value of a field is looked up, in this order."""

STABLE = "The field is stable: you can rely on it in every later version with the same first number."
UNSTABLE = """\
The field is unstable: it may change without notice. Use a stable field if one has what you need, or ask the platform's
support about this one. To use it nevertheless, accept it with a date and a reason
([Accept unstable fields until a date](../../how-to/baseline.md)), and let your code work without it."""
WRITTEN = "The platform writes this variable. No version promises anything about it."


def field_pages() -> dict[str, str]:
    """Return the pages by path, with an index for each kind of payload."""
    catalog = packaged_catalog()
    pages: dict[str, str] = {}
    for kind, title in TITLES.items():
        declared: dict[str, dict[str, dict[str, Any]]] = {}
        for version in catalog.versions():
            if kind in catalog.kinds(version):
                for entry in _own_entries(version, kind):
                    declared.setdefault(entry["pointer"], {})[version] = entry
        rows: list[str] = []
        for pointer, by_version in declared.items():
            entry = [*by_version.values()][-1]
            name = page_name(pointer)
            pages[f"fields/{kind.value}/{name}.md"] = _page(kind, by_version)
            rows.append(f"| [`{pointer}`]({name}.md) | {_types(entry)} | {_stability(entry)} |")
        head = f"# {title}\n\nFrom the schemas. Each field has a page of its own.\n\n"
        table = "| field | type | stability |\n| --- | --- | --- |\n"
        pages[f"fields/{kind.value}/index.md"] = head + table + "\n".join(rows) + "\n"
    return pages


def page_name(pointer: str) -> str:
    """Return the name of the page of a field, in which ``items`` stands for the items of an array."""
    return ".".join("items" if token == WILDCARD else token for token in parse_pointer(pointer))


def _own_entries(version: str, kind: Kind) -> Iterator[dict[str, Any]]:
    """Yield the entries of a kind, except those of the object ``internal`` in a session and of a write in an answer."""
    for entry in field_entries(field_tree(packaged_catalog(), version, kind)):
        if kind is not Kind.SESSION or not entry["pointer"].startswith("/internal/"):
            yield entry


def _page(kind: Kind, by_version: dict[str, dict[str, Any]]) -> str:
    """Return the page of a field; it shows what the newest version says."""
    entry = [*by_version.values()][-1]
    rows = {
        "type": _types(entry),
        "presence": entry["presence"],
        "stability": _stability(entry),
        "values": ", ".join(f"`{value}`" for value in entry.get("values", ())),
        "known values": ", ".join(f"`{value}`" for value in entry.get("knownValues", ())) + "; others may be added",
        "range": f"{entry.get('minimum')} to {entry.get('maximum')}",
        "personal data": entry.get("personalData"),
        "source": entry["source"],
        "schema versions": ", ".join(by_version),
        "schema": f"`{entry['schema']}`",
    }
    absent = {"known values": "knownValues" not in entry, "range": "minimum" not in entry, "values": not rows["values"]}
    table = "".join(f"| {name} | {text} |\n" for name, text in rows.items() if text and not absent.get(name))
    parts = [f"# {entry['pointer']}", entry.get("description", ""), f"| property | value |\n| --- | --- |\n{table}"]
    example = _example(kind, parse_pointer(entry["pointer"]))
    if example is not None:
        parts.append(f"## Example\n\n```json\n{example}\n```")
    stability = {"stable": STABLE, "unstable": UNSTABLE}.get(entry.get("stability", ""), WRITTEN)
    parts.append(f"## What you can rely on\n\n{stability}")
    return "\n\n".join(part for part in parts if part) + "\n"


def _types(entry: dict[str, Any]) -> str:
    return " or ".join(entry["types"]) or "any JSON value"


def _stability(entry: dict[str, Any]) -> str:
    if "stability" not in entry:
        return "written by the platform"
    return f"{entry['stability']} since {entry['since']}"


def _example(kind: Kind, tokens: tuple[str, ...]) -> str | None:
    """Return the value of a field in the first example that has it, as JSON."""
    catalog = packaged_catalog()
    folder = Path(str(catalog.root)) / "session" / catalog.resolve(DEFAULT_VERSION) / "examples"
    for name in EXAMPLES[kind]:
        value: Any = json.loads((folder / f"{name}.json").read_bytes())
        for token in tokens:
            if isinstance(value, list):
                value = value[0] if value and token == WILDCARD else None
            else:
                value = value.get(token) if isinstance(value, dict) else None
        if value is not None:
            return json.dumps(value[:2] if isinstance(value, list) else value, indent=2, ensure_ascii=False)
    return None
