"""The tables of docs/reference/session.md, generated from the schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlayer_session import Kind
from chatlayer_session.spec.catalog import DEFAULT_VERSION, IDENTIFIER, packaged_catalog
from chatlayer_session.spec.fields import field_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatlayer_session.spec.fields import Field


def stable_fields() -> str:
    """Return the table of the stable fields of the default version."""
    catalog = packaged_catalog()
    root = field_tree(catalog, catalog.resolve(DEFAULT_VERSION), Kind.INTERNAL)
    rows = "".join(f"| `{name}` | {presence} | {type_} |\n" for name, presence, type_ in rows_of(root))
    return f"| field | presence | type |\n| --- | --- | --- |\n{rows}"


def rows_of(field: Field, prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield the dotted name, the presence and the type of each stable field below a field."""
    for name, member in field.members.items():
        if member.stability == "stable":
            yield prefix + name, "required" if name in field.required else "optional", member.types[0]
            yield from rows_of(member, f"{prefix}{name}.")
            if member.items is not None:
                yield from rows_of(member.items, f"{prefix}{name}[].")


def platform_variables() -> str:
    """Return the table of the variables that the platform writes, of the default version."""
    catalog = packaged_catalog()
    variables = field_tree(catalog, catalog.resolve(DEFAULT_VERSION), Kind.SESSION).platform_variables
    rows = "".join(f"| `{name}` | {field.description} |\n" for name, field in variables.items())
    return f"| variable | content |\n| --- | --- |\n{rows}"


def schemas() -> str:
    """Return the table of the newest version of each schema."""
    catalog = packaged_catalog()
    rows: list[str] = []
    for family in catalog.families():
        version = catalog.versions(family)[-1]
        for name in catalog.names(family, version):
            path = f"schemas/{family}/{version}/{name}.json"
            identifier = IDENTIFIER.format(family=family, version=version, name=name)
            rows.append(f"| [{path}](../../{path}) | `{identifier}` |\n")
    return f"| file | identifier |\n| --- | --- |\n{''.join(rows)}"
