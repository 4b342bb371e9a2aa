"""The module of TypedDicts, written from the schemas."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chatlayer_session.spec.export import OPEN, PAYLOADS, ExportSource, definitions

from .descriptions import with_stability

if TYPE_CHECKING:
    from chatlayer_session.spec.catalog import Catalog, Schema

WIDTH = 116
SCALARS = {"string": "str", "number": "float", "integer": "int", "boolean": "bool", "null": "None"}

HEADER = '''"""Types of parsed payloads, for type checkers and editors: what the schemas of version {version} declare.

What is stable is the same in every 1.x. Made from the schemas by ``python -m tools.codegen types``; do not edit.
"""

import sys
from typing import Literal

# pydantic needs these from typing_extensions up to Python 3.11.
if sys.version_info >= (3, 12):
    from typing import NotRequired, TypedDict
else:
    from typing_extensions import NotRequired, TypedDict

__all__ = {names}
'''

FOOTER = '''

def variables(session: Session) -> dict[str, object]:
    """Return the variables of a session, which its type cannot name: every member but ``internal``."""
    return {name: value for name, value in session.items() if name != "internal"}
'''


def module(catalog: Catalog) -> str:
    """Return the text of the module, for the newest version.

    Raises:
        TypeError: a schema says something for which there is no type here.
    """
    version = catalog.resolve("latest", PAYLOADS)
    schemas = definitions(ExportSource(catalog, PAYLOADS, version, OPEN))
    classes = Classes({name: with_stability(schema) for name, schema in schemas.items()})
    for name in classes.definitions:
        classes.named(name)
    names = [*sorted(classes.texts), "variables"]
    listed = "[\n" + "".join(f'    "{name}",\n' for name in names) + "]"
    return HEADER.format(version=version, names=listed) + "".join(classes.texts.values()) + FOOTER


@dataclass
class Classes:
    """The classes that were written, by name and in the order in which they have to stand."""

    definitions: dict[str, Schema]
    texts: dict[str, str] = field(default_factory=dict[str, str])

    def named(self, name: str) -> str:
        """Return the type of a definition, and write its class if it is an object."""
        schema = self.definitions[name]
        class_name = _capitalised(name)
        if class_name in self.texts:
            return class_name
        return self.type_of(schema, class_name, "")

    def type_of(self, schema: Schema, name: str, owner: str) -> str:
        """Return the type of a schema; an object with members becomes a class called ``name``."""
        if "$ref" in schema:
            return self.named(schema["$ref"].rpartition("/")[2])
        if "enum" in schema:
            return f"Literal[{', '.join(_literal(value) for value in schema['enum'])}]"
        kind = schema.get("type")
        if kind is None and not {"properties", "items", "allOf", "anyOf", "oneOf"} & schema.keys():
            return "object"
        if kind == "array":
            return f"list[{self.type_of(schema.get('items', {}), name, owner)}]"
        if kind == "object":
            return self._object(schema, name, owner)
        if isinstance(kind, str) and kind in SCALARS:
            return SCALARS[kind]
        raise TypeError(f"no type is known for {schema}")

    def _object(self, schema: Schema, name: str, owner: str) -> str:
        if "properties" not in schema:
            return "dict[str, object]"
        if owner and name in {_capitalised(each) for each in self.definitions} | self.texts.keys():
            name = owner + name
        if name in self.texts:
            raise TypeError(f"two classes would be called {name}")
        required = schema.get("required", ())
        lines = [
            f"class {name}(TypedDict):",
            *_docstring(schema.get("description", f"The object {name}."), f"The object {name}."),
        ]
        for member, each in schema["properties"].items():
            hint = self.type_of(each, _capitalised(member), name)
            lines += ["", f"    {member}: {hint if member in required else f'NotRequired[{hint}]'}"]
            lines += _docstring(each.get("description", self._description(each)))
        self.texts[name] = "\n\n" + "\n".join(lines) + "\n"
        return name

    def _description(self, schema: Schema) -> str:
        target = self.definitions.get(schema.get("$ref", "").rpartition("/")[2], {})
        return str(target.get("description", ""))


def _docstring(text: str, title: str = "A field.") -> list[str]:
    if not text:
        return []
    if len(text) <= WIDTH - 6:
        return [f'    """{text}"""']
    return [f'    """{title}', "", *(f"    {line}" for line in textwrap.wrap(text, WIDTH)), '    """']


def _literal(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"no literal type is known for {value!r}")
    return f'"{value}"'


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]
