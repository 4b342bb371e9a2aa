"""The dialects of JSON Schema that can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import jsonschema
import jsonschema_rs
from referencing import jsonschema as specifications

from ...errors import UnreadableInput

if TYPE_CHECKING:
    from ...spec.catalog import Schema

_NEWER_THAN_DRAFT7 = frozenset(
    {"dependentRequired", "dependentSchemas", "prefixItems", "unevaluatedItems", "unevaluatedProperties"}
    | {"minContains", "maxContains", "$dynamicRef"}
)
_NEWER_THAN_DRAFT6 = _NEWER_THAN_DRAFT7 | {"if", "then", "else"}
_NEWER_THAN_DRAFT4 = _NEWER_THAN_DRAFT6 | {"const", "contains", "propertyNames"}


@dataclass(frozen=True, slots=True, eq=False)
class Dialect:
    """A dialect: its ``specification`` for references, and the keywords of later dialects that are ``unknown`` to it.

    ``validator`` is the name of its class in both validator libraries. In a ``legacy`` dialect, a reference replaces
    everything beside it.
    """

    name: str
    specification: Any
    validator: str
    legacy: bool = True
    unknown: frozenset[str] = frozenset()

    @property
    def reference_class(self) -> Any:
        """The class of python-jsonschema."""
        return getattr(jsonschema, self.validator)

    @property
    def fast_class(self) -> Any:
        """The class of jsonschema-rs."""
        return getattr(jsonschema_rs, self.validator)


DRAFT4 = Dialect("draft-04", specifications.DRAFT4, "Draft4Validator", unknown=_NEWER_THAN_DRAFT4)
DRAFT6 = Dialect("draft-06", specifications.DRAFT6, "Draft6Validator", unknown=_NEWER_THAN_DRAFT6)
DRAFT7 = Dialect("draft-07", specifications.DRAFT7, "Draft7Validator", unknown=_NEWER_THAN_DRAFT7)
DRAFT202012 = Dialect("Draft 2020-12", specifications.DRAFT202012, "Draft202012Validator", legacy=False)
DIALECTS = {
    "https://json-schema.org/draft/2020-12/schema": DRAFT202012,
    "http://json-schema.org/draft-07/schema": DRAFT7,
    "http://json-schema.org/draft-06/schema": DRAFT6,
    "http://json-schema.org/draft-04/schema": DRAFT4,
}
"""The supported dialects, by the identifiers of their meta-schemas."""


@cache
def meta_validator(dialect: Dialect) -> Any:
    """Return the fast validator of schemas in a dialect. It ignores formats, because patterns are not Python's."""
    return dialect.fast_class(dialect.reference_class.META_SCHEMA, validate_formats=False)


def dialect_name(schema: object) -> str | None:
    """Return the identifier of the meta-schema that a schema names."""
    name: object = cast("Schema", schema).get("$schema") if isinstance(schema, dict) else None
    return name.rstrip("#") if isinstance(name, str) else None


def declared_dialect(schema: object, source: str) -> Dialect | None:
    """Return the dialect that a schema names, or None.

    Raises:
        UnreadableInput: the dialect is not supported; ``source`` is the name of the file.
    """
    name = dialect_name(schema)
    if name is not None and name not in DIALECTS:
        raise UnreadableInput(source, f"unsupported dialect {name}", "use Draft 2020-12, or draft-04, -06 or -07")
    return None if name is None else DIALECTS[name]
