"""A schema file with everything that its references lead to; nothing is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urldefrag, urljoin

from referencing import Registry

from ...errors import UnreadableInput
from .dialects import declared_dialect
from .equality import key_of
from .schema_file import Place, SchemaFile, check_schema, identifier_of, joined_uri, objects_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from referencing.jsonschema import SchemaRegistry

    from ...spec.catalog import Schema
    from .common_form import Subschema

MISSING_FILE_HINT = "name the folder that contains all schemas; references are not fetched"
MISSING_TARGET_HINT = "correct the reference, or add the definition"


class SchemaLibrary:
    """Files that references can lead to. ``read`` yields each, or the error for it, when a reference needs one."""

    def __init__(self, read: Callable[[], Iterable[tuple[str, SchemaFile | UnreadableInput]]]) -> None:
        self._read = read

    @cached_property
    def _files(self) -> dict[str, SchemaFile | UnreadableInput]:
        return dict(self._read())

    @cached_property
    def _by_identifier(self) -> tuple[dict[str, list[SchemaFile]], dict[str, list[SchemaFile]]]:
        """The files by their own identifiers, and by those of the schemas embedded in them."""
        own: dict[str, list[SchemaFile]] = {}
        embedded: dict[str, list[SchemaFile]] = {}
        for file in self._files.values():
            try:
                identifiers = file.resources if isinstance(file, SchemaFile) else {}
            except UnreadableInput:
                # A file without readable identifiers is found by its location only.
                continue
            for uri in identifiers:
                target = own if isinstance(file, SchemaFile) and uri == file.base_uri else embedded
                target.setdefault(uri, []).append(cast("SchemaFile", file))
        return own, embedded

    def find(self, uri: str) -> SchemaFile | None:
        """Return the file at a URI, or that contains the schema with this identifier.

        Raises:
            UnreadableInput: the file cannot be read, or different schemas have the identifier.
        """
        at_location = self._files.get(uri)
        if isinstance(at_location, UnreadableInput):
            raise at_location
        if at_location is not None:
            return at_location
        for by_identifier in self._by_identifier:
            files = {key_of(cast("Any", file.resources[uri][0][0])): file for file in by_identifier.get(uri, ())}
            if len(files) > 1:
                sources = " and ".join(file.source for file in files.values())
                reason = f"{sources} contain different schemas with the identifier {uri}"
                raise UnreadableInput("", reason, "give each a different identifier")
            if files:
                return next(iter(files.values()))
        return None


class SchemaBundle:
    """A schema file and the files that its references lead to; ``loaded`` are those that some reference led to.

    A reference leads to a schema in its own file if one has the identifier, else to one in the first library that has.
    """

    def __init__(self, file: SchemaFile, libraries: Iterable[SchemaLibrary] = ()) -> None:
        self.file = file
        self.libraries = (*libraries, META_SCHEMAS)
        self.loaded = {file.uri: file}

    def file_with(self, uri: str, referrer: SchemaFile) -> SchemaFile | None:
        """Return the file with the schema that a reference in ``referrer`` leads to.

        Raises:
            UnreadableInput: the file is unreadable or invalid, or different schemas have the identifier.
        """
        if uri in referrer.resources:
            return referrer
        # A schema that is embedded in the compared file is found from the files that it refers to.
        if uri in self.file.resources:
            return self.file
        for library in self.libraries:
            file = library.find(uri)
            if file is not None:
                if file.uri not in self.loaded:
                    file.check()
                    self.loaded[file.uri] = file
                return self.loaded[file.uri]
        return None

    @cached_property
    def registry(self) -> SchemaRegistry:
        """The registry of the loaded files; the compared file outweighs the others, and earlier ones the later."""
        registries: list[Any] = []
        for file in reversed(self.loaded.values()):
            resource = file.dialect.specification.create_resource(file.schema)
            locations = [(uri, resource) for uri in (file.uri, file.base_uri)]
            registries.append(_Registry().with_resources(locations).crawl())
        return cast("SchemaRegistry", _Registry().combine(*registries))

    @cached_property
    def is_ambiguous(self) -> bool:
        """Whether the loaded files contain different schemas with the same identifier."""
        keys: dict[str, str] = {}
        every = [(uri, found[0][0]) for file in self.loaded.values() for uri, found in file.resources.items()]
        return any(keys.setdefault(uri, key_of(cast("Any", one))) != key_of(cast("Any", one)) for uri, one in every)

    def retrieve(self, uri: str) -> Subschema:
        """Return the schema at a URI, or an empty one: no reference that matters leads anywhere else."""
        for file in self.loaded.values():
            if urldefrag(uri)[0] in file.resources:
                return file.resources[urldefrag(uri)[0]][0][0]
        return {}

    @property
    def patterns(self) -> frozenset[str]:
        """The regular expressions in all loaded files, whether or not references lead there."""
        return patterns_in(file.schema for file in self.loaded.values())

    def scope(self) -> ReferenceScope:
        """Return the scope of the file's root."""
        return ReferenceScope(self, self.file, self.file.root)

    def describe(self, file: SchemaFile, pointer: str) -> str:
        """Return a place for a message, with the identifier or the source of a file that is not the compared one."""
        return f"{'' if file is self.file else file.identifier or file.source}#{pointer}"

    def has_several_targets(self, reference: str, contents: Subschema) -> bool:
        """Return whether a dynamic reference, which leads to ``contents`` at first, can also lead elsewhere.

        It can if its anchor is dynamic and the files have several of that name. Otherwise it equals a plain reference.
        """
        name = reference.rpartition("#")[2]
        if not isinstance(contents, dict) or contents.get("$dynamicAnchor") != name:
            return False
        parts = (part for file in self.loaded.values() for part, _ in objects_in(file.schema))
        return {id(part) for part in parts if part.get("$dynamicAnchor") == name} != {id(contents)}


@dataclass(frozen=True, slots=True)
class ReferenceScope:
    """The scope of the references in a subschema: its file, and its place there."""

    bundle: SchemaBundle
    file: SchemaFile
    place: Place

    def enter(self, schema: Schema) -> ReferenceScope:
        """Return the scope inside a subschema, which can have an identifier and a dialect of its own.

        Raises:
            UnreadableInput: the dialect is not supported, or the identifier is malformed.
        """
        dialect = declared_dialect(schema, self.file.source) or self.place.dialect
        # Files are checked when they are read, but a reference can lead to an object that is no schema of its file.
        base_uri = joined_uri(self.place.base_uri, identifier_of(schema, dialect), self.file.source)
        return ReferenceScope(self.bundle, self.file, Place(base_uri, dialect))

    def follow(self, reference: str, pointer: str) -> tuple[Subschema, ReferenceScope]:
        """Return the target of a reference, and the scope inside it; ``pointer`` leads to the reference in this file.

        Raises:
            UnreadableInput: the reference leads nowhere or to no schema, or its target is invalid or in a dialect that
                is not supported.
        """
        source = self.bundle.file.source
        where = f"reference {reference} at {self.bundle.describe(self.file, pointer)}"
        file, contents, place = self._target(reference, where)
        if not isinstance(contents, dict | bool):
            reason = f"{where} leads to something that is not a schema"
            raise UnreadableInput(source, f"{reason}: neither object nor boolean", "correct the reference")
        if isinstance(contents, dict):
            contents = cast("Schema", contents)
            dialect = declared_dialect(contents, file.source) or place.dialect
            place = Place(place.base_uri, dialect, place.pointer)
            if id(contents) not in file.places:
                # A reference can lead to an object that is no schema of its file, for example in an unknown keyword.
                check_schema(contents, Place(place.base_uri, dialect), source, reference)
                return contents, ReferenceScope(self.bundle, file, place).enter(contents).at(place.pointer)
        return contents, ReferenceScope(self.bundle, file, place)

    def at(self, pointer: str) -> ReferenceScope:
        """Return the scope of a schema at a pointer of the file."""
        return ReferenceScope(self.bundle, self.file, Place(self.place.base_uri, self.place.dialect, pointer))

    def _target(self, reference: str, where: str) -> tuple[SchemaFile, object, Place]:
        source = self.bundle.file.source
        try:
            base = self.place.base_uri
            # Only some schemes are known to `urljoin`; a fragment refers to the base of any scheme.
            uri, fragment = (base, reference[1:]) if reference[:1] == "#" else urldefrag(urljoin(base, reference))
            file = self.bundle.file_with(uri, self.file)
            if file is not None:
                return (file, *file.follow(uri, fragment))
        except (LookupError, TypeError, ValueError) as error:
            raise UnreadableInput(source, f"unresolvable {where}", MISSING_TARGET_HINT) from error
        except UnreadableInput as error:
            leads = f"{where} leads to {error.source}: " if error.source not in {"", source} else f"{where}: "
            raise UnreadableInput(source, leads + error.cause, error.hint) from error
        raise UnreadableInput(source, f"unresolvable {where}", MISSING_FILE_HINT)


def patterns_in(schemas: Iterable[object]) -> frozenset[str]:
    """Return the regular expressions in schemas; validators also search for those of one object at a time."""
    patterns: list[object] = []
    for part, _ in (found for schema in schemas for found in objects_in(schema)):
        names: object = part.get("patternProperties")
        names = list(cast("Schema", names)) if isinstance(names, dict) else []
        patterns += [*names, "|".join(names), part.get("pattern")]
    return frozenset(pattern for pattern in patterns if isinstance(pattern, str) and pattern)


def _read_meta_schemas() -> Iterator[tuple[str, SchemaFile]]:
    # Imported when a reference leads there: it reads the meta-schemas of all dialects, and has no types.
    registry: Any = import_module("jsonschema_specifications").REGISTRY
    for uri in registry:
        yield uri, SchemaFile(uri, uri, uri, registry[uri].contents, b"")


META_SCHEMAS = SchemaLibrary(_read_meta_schemas)
# The types of this omit the constructor.
_Registry: Any = Registry
