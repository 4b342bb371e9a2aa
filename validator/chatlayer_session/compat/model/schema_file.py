"""One schema file: the schemas in it, and what its own references can lead to."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from jsonschema.exceptions import SchemaError

from ...errors import UnreadableInput
from ...issues import Anchor, AnchorPart
from ...jsonpointer import format_pointer, parse_pointer
from ...parsing.positions import LineIndex, locate_all
from ..changes import SchemaPlace
from .dialects import DIALECTS, DRAFT202012, Dialect, declared_dialect, dialect_name, meta_validator
from .equality import copy_with, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from ...spec.catalog import Schema
    from .common_form import Subschema


@dataclass(frozen=True, slots=True)
class Place:
    """Where a schema is: the base of its references, its dialect, and its JSON Pointer in the file."""

    base_uri: str
    dialect: Dialect
    pointer: str = ""


@dataclass(frozen=True)
class SchemaFile:
    """One schema: ``name`` pairs it with its counterpart, messages call it ``source``, and ``data`` are its bytes.

    ``path`` is the file on disk of which this is a revision, if it is one. References resolve against the schema's own
    identifier, or else against ``uri``.
    """

    name: str
    source: str
    uri: str
    schema: Subschema = field(repr=False)
    data: bytes = field(repr=False)
    path: str = ""

    @cached_property
    def dialect(self) -> Dialect:
        """The dialect, Draft 2020-12 if the schema names none.

        Raises:
            UnreadableInput: the dialect is not supported.
        """
        return declared_dialect(self.schema, self.source) or DRAFT202012

    @cached_property
    def identifier(self) -> str | None:
        """The identifier of the schema."""
        return identifier_of(self.schema, self.dialect)

    @cached_property
    def base_uri(self) -> str:
        """The URI against which references resolve.

        Raises:
            UnreadableInput: the identifier is malformed.
        """
        return joined_uri(self.uri, self.identifier, self.source)

    @property
    def root(self) -> Place:
        """The place of the whole schema."""
        return Place(self.base_uri, self.dialect)

    @cached_property
    def places(self) -> dict[int, Place]:
        """The place of each schema object, by the identity of the object.

        Raises:
            UnreadableInput: an identifier is malformed.
        """
        return {id(resource.contents): place for resource, place in self._crawled}

    @cached_property
    def resources(self) -> dict[str, list[tuple[Subschema, Place]]]:
        """The different schemas with an identifier, and where they are, by their URIs; the file itself comes first."""
        found: dict[str, list[tuple[Subschema, Place]]] = {}
        for uri in (self.uri, self.base_uri):
            found[urldefrag(uri)[0]] = [(self.schema, self.root)]
        for resource, place in self._crawled:
            if identifier_of(resource.contents, place.dialect) is not None:
                known = found.setdefault(place.base_uri, [])
                if key_of(resource.contents) not in {key_of(cast("Any", contents)) for contents, _ in known}:
                    known.append((resource.contents, place))
        return found

    @cached_property
    def anchors(self) -> dict[tuple[str, str], tuple[Subschema, Place]]:
        """The schemas with an anchor, and where they are, by the URI of the resource and the name."""
        found: dict[tuple[str, str], tuple[Subschema, Place]] = {}
        for resource, place in self._crawled:
            for anchor in resource.anchors():
                found.setdefault((place.base_uri, anchor.name), (resource.contents, place))
        return found

    @cached_property
    def _crawled(self) -> list[tuple[Any, Place]]:
        pointers = {id(part): pointer for part, pointer in objects_in(self.schema)}
        root = self.dialect.specification.create_resource(self.schema)
        crawled = [(root, self.root)]
        for resource, place in crawled:
            # Nothing is in a part that is not a schema, which the meta-schema rejects.
            with suppress(AttributeError, LookupError, TypeError, ValueError):
                for part in resource.subresources():
                    contents: Any = part.contents
                    if id(contents) in pointers:
                        dialect = DIALECTS.get(dialect_name(contents) or "", place.dialect)
                        base_uri = joined_uri(place.base_uri, identifier_of(contents, dialect), self.source)
                        crawled.append((part, Place(base_uri, dialect, pointers[id(contents)])))
        return crawled

    def check(self) -> None:
        """Check each schema that names a dialect against the meta-schema of the dialect, and all identifiers.

        Raises:
            UnreadableInput: an identifier is malformed, or a schema is invalid or in a dialect that is not supported.
        """
        embedded = {
            id(resource.contents): (resource.contents, place)
            for resource, place in self._crawled[1:]
            if dialect_name(resource.contents) is not None
        }
        for contents, place in ((self.schema, self.root), *embedded.values()):
            # An embedded schema in an unsupported dialect matters only to references.
            if not place.pointer or dialect_name(contents) in DIALECTS:
                removed = embedded.keys() - {id(contents)}
                own = copy_with(contents, partial(_empty, removed))
                check_schema(cast("Subschema", own), place, self.source)

    def locate(self, pointers: Iterable[str]) -> dict[str, SchemaPlace]:
        """Return the place of the key or item that each JSON Pointer leads to, or of its nearest ancestor."""
        anchors = {pointer: self._anchor(pointer) for pointer in pointers}
        if not self.data:
            return {pointer: SchemaPlace(self.source, pointer, name=self.name, path=self.path) for pointer in anchors}
        lines = LineIndex(self.data.decode())
        offsets = locate_all(lines.text, anchors.values(), unique_keys=True)
        return {
            pointer: SchemaPlace(self.source, pointer, *lines.position(offsets[anchor]), self.name, self.path)
            for pointer, anchor in anchors.items()
        }

    def place_of(self, pointer: str = "") -> SchemaPlace:
        """Return the place of a JSON Pointer, by default of the whole schema."""
        return self.locate([pointer])[pointer]

    def _anchor(self, pointer: str) -> Anchor:
        value: Any = self.schema
        path: list[str | int] = []
        with suppress(LookupError, TypeError, ValueError):
            for token in parse_pointer(pointer):
                step = _step(value, token)
                value = value[step]
                path.append(step)
        is_member = bool(path) and isinstance(path[-1], str)
        return Anchor(tuple(path), AnchorPart.KEY if is_member else AnchorPart.VALUE)

    def follow(self, uri: str, fragment: str) -> tuple[Any, Place]:
        """Return the value that a reference to this file leads to, and its place.

        Raises:
            LookupError: the reference leads nowhere.
            UnreadableInput: the identifier is not unique in this file.
        """
        targets = self.resources[uri]
        if len(targets) > 1:
            reason = f"{len(targets)} different schemas have the identifier {uri}"
            raise UnreadableInput(self.source, reason, "give each a different identifier")
        contents, place = targets[0]
        if not fragment.startswith("/"):
            return self.anchors[place.base_uri, unquote(fragment)] if fragment else (contents, place)
        value: Any = contents
        pointer = place.pointer
        for text in unquote(fragment[1:]).split("/"):
            token = text.replace("~1", "/").replace("~0", "~")
            # A name or a sign where a list needs an index raises ValueError; a step into a number or text TypeError.
            step = _step(value, token)
            value = value[step]
            pointer += format_pointer((step,))
            place = self.places.get(id(value), place)
        return value, Place(place.base_uri, place.dialect, pointer)


def _step(value: object, token: str) -> str | int:
    """Return the index in an array, or the name of a member, that a token of a pointer is."""
    return int(f"0{token}") if isinstance(value, list) else token


def identifier_of(schema: Subschema, dialect: Dialect) -> str | None:
    """Return the identifier of a schema, None if it is not a text."""
    try:
        identifier: str | None = dialect.specification.create_resource(schema).id()
    except AttributeError:
        return None
    return identifier


def check_schema(schema: Subschema, place: Place, source: str, reference: str = "") -> None:
    """Check a schema, which is the target of ``reference`` or a whole file, against the meta-schema of its dialect.

    Raises:
        UnreadableInput: the schema violates the meta-schema; ``source`` is the name of the file.
    """
    # jsonschema-rs checks faster, and python-jsonschema says what is wrong.
    with suppress(ValueError, OverflowError):
        if meta_validator(place.dialect).is_valid(schema):
            return
    try:
        # The validators check patterns themselves: Python's dialect is not that of JSON Schema.
        place.dialect.reference_class.check_schema(schema, format_checker=cast("Any", None))
    except SchemaError as error:
        path = place.pointer + format_pointer(tuple(error.absolute_path))
        pointer = f"{reference}{path}" or "the root"
        hint = "for a draft-07 schema, set `$schema`" if place.dialect is DRAFT202012 else None
        reason = f"invalid {place.dialect.name} schema: {pointer} violates `{error.validator}` of the meta-schema"
        raise UnreadableInput(source, reason, hint) from error


def joined_uri(base: str, identifier: str | None, source: str) -> str:
    """Return the base URI inside a schema with an identifier.

    Raises:
        UnreadableInput: the identifier is malformed; ``source`` is the name of the file.
    """
    try:
        uri = urldefrag(urljoin(base, identifier or ""))[0]
        # The result can be malformed even if both parts are not.
        urlsplit(uri)
    except ValueError as error:
        raise UnreadableInput(source, f"malformed `$id` {identifier}", "set `$id` to a valid URI") from error
    return uri


def objects_in(value: object, pointer: str = "") -> Iterator[tuple[Schema, str]]:
    """Yield every object in a value with its JSON Pointer."""
    children: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        yield cast("Schema", value), pointer
        children = list(cast("dict[str | int, object]", value).items())
    elif isinstance(value, list):
        children = list(enumerate(cast("list[object]", value)))
    for step, child in children:
        if isinstance(child, dict | list):
            yield from objects_in(cast("object", child), pointer + format_pointer((step,)))


def _empty(removed: AbstractSet[int], part: object) -> object:
    return {} if id(part) in removed else part
