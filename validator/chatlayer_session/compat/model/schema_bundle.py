"""Schema files, and the resolution of their references through `referencing`; nothing is fetched."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin, urlsplit

from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing import Registry
from referencing.exceptions import NoSuchResource, Unresolvable
from referencing.jsonschema import DRAFT7, DRAFT202012, SchemaRegistry

from ...errors import UnreadableInput
from ...jsonpointer import format_pointer

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from ...spec.catalog import Schema
    from .common_form import Subschema

DRAFTS = {
    "https://json-schema.org/draft/2020-12/schema": DRAFT202012,
    "http://json-schema.org/draft-07/schema": DRAFT7,
}
"""The supported dialects, by the identifiers of their meta-schemas."""
MISSING_FILE_HINT = "name the folder that contains all schemas; references are not fetched"
MISSING_TARGET_HINT = "correct the reference, or add the definition"


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """One schema: ``name`` pairs it with its counterpart, messages call it ``source``, and ``data`` are its bytes.

    References resolve against its own identifier, or else against ``uri``.
    """

    name: str
    source: str
    uri: str
    schema: Subschema = field(repr=False)
    data: bytes = field(repr=False)

    @property
    def identifier(self) -> str | None:
        """The ``$id`` of the schema."""
        identifier: object = self.schema.get("$id") if isinstance(self.schema, dict) else None
        return identifier if isinstance(identifier, str) else None

    @property
    def base_uri(self) -> str:
        """The URI against which references resolve.

        Raises:
            UnreadableInput: the identifier is malformed.
        """
        return _joined(self.uri, self.identifier or "", self.source)

    @property
    def draft(self) -> Any:
        """The dialect, Draft 2020-12 if the schema names none.

        Raises:
            UnreadableInput: the dialect is not supported.
        """
        return declared_draft(self.schema, self.source) or DRAFT202012

    def check_identifiers(self) -> None:
        """Check the identifiers of the schema, and of those embedded in it.

        Raises:
            UnreadableInput: an identifier is malformed.
        """
        pending: list[tuple[str, Any]] = [(self.base_uri, self.draft.create_resource(self.schema))]
        while pending:
            uri, resource = pending.pop()
            pending += [(_joined(uri, part.id() or "", self.source), part) for part in resource.subresources()]


def draft_name(schema: object) -> str | None:
    """Return the identifier of the meta-schema that a schema names."""
    name: object = cast("Schema", schema).get("$schema") if isinstance(schema, dict) else None
    return name.rstrip("#") if isinstance(name, str) else None


def declared_draft(schema: object, source: str) -> Any:
    """Return the dialect that a schema names, or None.

    Raises:
        UnreadableInput: the dialect is not supported; ``source`` is the name of the file.
    """
    name = draft_name(schema)
    if name is not None and name not in DRAFTS:
        raise UnreadableInput(source, f"unsupported dialect {name}", "use Draft 2020-12 or draft-07")
    return None if name is None else DRAFTS[name]


def check_schema(schema: Subschema, draft: Any, source: str, reference: str = "") -> None:
    """Check a schema, which is the target of ``reference`` or a whole file, against the meta-schema of its dialect.

    Raises:
        UnreadableInput: the schema violates the meta-schema; ``source`` is the name of the file.
    """
    is_draft7 = draft is DRAFT7
    validator = Draft7Validator if is_draft7 else Draft202012Validator
    try:
        # The validators check patterns themselves: Python's dialect is not that of JSON Schema.
        validator.check_schema(schema, format_checker=cast("Any", None))
    except SchemaError as error:
        pointer = f"{reference}{format_pointer(tuple(error.absolute_path))}" or "the root"
        dialect = "draft-07" if is_draft7 else "Draft 2020-12"
        hint = None if is_draft7 else "for a draft-07 schema, set `$schema`"
        reason = f"invalid {dialect} schema: {pointer} violates `{error.validator}` of the meta-schema"
        raise UnreadableInput(source, reason, hint) from error


@dataclass(frozen=True)
class SchemaBundle:
    """A schema file, and the other files that its references can lead to."""

    file: SchemaFile
    others: tuple[SchemaFile, ...] = field(default=(), repr=False)

    @cached_property
    def by_uri(self) -> dict[str, SchemaFile]:
        """The files by their own and their base URIs; only the first file with an identifier is included."""
        files: dict[str, SchemaFile] = {}
        for file in (self.file, *self.others):
            if file.identifier is None or file.base_uri not in files:
                files.setdefault(file.uri, file)
                files.setdefault(file.base_uri, file)
        return files

    @cached_property
    def registry(self) -> SchemaRegistry:
        """The registry that resolves references to the files and to the meta-schemas."""
        resources = [(uri, file.draft.create_resource(file.schema)) for uri, file in self.by_uri.items()]
        registry: SchemaRegistry = _Registry(retrieve=_retrieve_meta_schema)
        return registry.with_resources(resources).crawl()

    @cached_property
    def drafts(self) -> dict[int, Any]:
        """The dialects of the objects in files that name one, by the identity of the object."""
        return {id(part): draft for part, draft in self._objects() if draft is not None}

    @cached_property
    def patterns(self) -> frozenset[str]:
        """The regular expressions in all files that were read, whether or not references lead there."""
        return patterns_in(file.schema for file in self.by_uri.values() if file.data)

    @cached_property
    def checked(self) -> set[int]:
        """The identities of the schema objects that a check of their file includes, or that were checked alone."""
        pending = [file.draft.create_resource(file.schema) for file in self.by_uri.values()]
        identities: set[int] = set()
        while pending:
            resource = pending.pop()
            identities.add(id(resource.contents))
            pending += resource.subresources()
        return identities

    def retrieve(self, uri: str) -> Subschema:
        """Return the schema at a URI: a file, an embedded schema or a meta-schema.

        Raises:
            LookupError: no schema has the URI.
        """
        return cast("Subschema", self.registry.get_or_retrieve(uri).value.contents)

    def scope(self) -> ReferenceScope:
        """Return the scope of the file's root."""
        return ReferenceScope(self, self.registry.resolver(self.file.base_uri), self.file.draft)

    def has_several_targets(self, reference: str, contents: Subschema) -> bool:
        """Return whether a dynamic reference, which leads to ``contents`` at first, can also lead elsewhere.

        It can if its anchor is dynamic and the files have several of that name. Otherwise it equals a plain reference.
        """
        name = reference.rpartition("#")[2]
        if not isinstance(contents, dict) or contents.get("$dynamicAnchor") != name:
            return False
        return {id(part) for part, _ in self._objects() if part.get("$dynamicAnchor") == name} != {id(contents)}

    def _objects(self) -> Iterator[tuple[Schema, Any]]:
        """Yield every object in the files, and the dialect that its file names."""
        for file in {id(file): file for file in self.by_uri.values()}.values():
            yield from _objects_in(file.schema, None)


@dataclass(frozen=True, slots=True)
class ReferenceScope:
    """The scope of the references in a subschema: their base URI, within ``resolver``, and their dialect."""

    bundle: SchemaBundle
    resolver: Any
    draft: Any

    def enter(self, schema: Schema) -> ReferenceScope:
        """Return the scope inside a subschema, which can have an identifier and a dialect of its own.

        Raises:
            UnreadableInput: the dialect is not supported, or the identifier is malformed.
        """
        source = self.bundle.file.source
        draft = declared_draft(schema, source) or self.draft
        resource = draft.create_resource(schema)
        # Files are checked when they are read, but a reference can lead to an object that is no schema of its file.
        with _malformed_is_unreadable(resource.id(), source):
            return ReferenceScope(self.bundle, self.resolver.in_subresource(resource), draft)

    def follow(self, reference: str, pointer: str) -> tuple[Subschema, ReferenceScope]:
        """Return the target of a reference, and the scope inside it; ``pointer`` is where the reference is.

        Raises:
            UnreadableInput: the reference leads nowhere or to no schema, or its target is invalid or in a dialect that
                is not supported.
        """
        source = self.bundle.file.source
        try:
            target = self.resolver.lookup(reference)
        except (Unresolvable, ValueError, TypeError) as error:
            # A malformed URI, and a name where a list needs an index, raise ValueError; a step into a number TypeError.
            # Only a missing file raises the base class itself.
            hint = MISSING_FILE_HINT if type(error) is Unresolvable else MISSING_TARGET_HINT
            raise UnreadableInput(source, f"unresolvable reference {reference} at {pointer}", hint) from error
        contents: Subschema = target.contents
        if not isinstance(cast("object", contents), dict | bool):
            reason = f"reference {reference} at {pointer} leads to something that is not a schema"
            raise UnreadableInput(source, f"{reason}: neither object nor boolean", "correct the reference")
        draft = declared_draft(contents, source) or self.bundle.drafts.get(id(contents), self.draft)
        if isinstance(contents, dict) and id(contents) not in self.bundle.checked:
            # A reference can lead to an object that is no schema of its file, for example in an unknown keyword.
            check_schema(contents, draft, source, reference)
            self.bundle.checked.add(id(contents))
        return contents, ReferenceScope(self.bundle, target.resolver, draft)


def _joined(base: str, identifier: str, source: str) -> str:
    with _malformed_is_unreadable(identifier, source):
        uri = urljoin(base, identifier)
        # The result can be malformed even if both parts are not.
        urlsplit(uri)
        return uri


@contextmanager
def _malformed_is_unreadable(identifier: str | None, source: str) -> Generator[None, None, None]:
    """Raise `UnreadableInput` instead of the error of a malformed identifier."""
    try:
        yield
    except ValueError as error:
        raise UnreadableInput(source, f"malformed `$id` {identifier}", "set `$id` to a valid URI") from error


def _objects_in(value: object, draft: Any) -> Iterator[tuple[Schema, Any]]:
    children: list[object] = []
    if isinstance(value, dict):
        members = cast("Schema", value)
        draft = DRAFTS.get(draft_name(members) or "", draft)
        yield members, draft
        children = list(members.values())
    elif isinstance(value, list):
        children = cast("list[object]", value)
    for child in children:
        yield from _objects_in(child, draft)


def patterns_in(schemas: Iterable[object]) -> frozenset[str]:
    """Return the regular expressions in schemas; validators also search for those of one object at a time."""
    patterns: list[object] = []
    for part, _ in (found for schema in schemas for found in _objects_in(schema, None)):
        names: object = part.get("patternProperties")
        names = list(cast("Schema", names)) if isinstance(names, dict) else []
        patterns += [*names, "|".join(names), part.get("pattern")]
    return frozenset(pattern for pattern in patterns if isinstance(pattern, str) and pattern)


def _retrieve_meta_schema(uri: str) -> Any:
    # Imported when a reference leads there: it reads the meta-schemas of all dialects, and has no types.
    resource = import_module("jsonschema_specifications").REGISTRY.get(uri)
    if resource is None:
        raise _NoSuchResource(ref=uri)
    return resource


# The types of these omit their constructors.
_Registry: Any = Registry
_NoSuchResource: Any = NoSuchResource
