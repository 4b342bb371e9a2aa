"""The validator: reading, then an engine, then reports with every finding in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

from .catalog import packaged_catalog
from .documents import read
from .engines import engine_for
from .errors import NotJsonValue, SeveralPayloads, UnknownKind
from .fields import Known, fields_of
from .findings import Kind, Report, Rule
from .observations import Observation, Part, Place
from .placing import READ_ONLY, Placer, shown_path
from .pointers import WILDCARD, Selection, pointer_to, tokens_of
from .reading.records import records
from .reading.values import ForeignValue
from .showing import fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .catalog import Catalog
    from .documents import Document
    from .engines import Engine
    from .fields import Field
    from .pointers import JsonValue, Path
    from .screening.screen import Screen

AUTO = "auto"
"""The kind of payload that is told from the payload itself."""

NEWEST = "1"
"""The schema version that is meant where none is named: the newest of the first major version."""

MAX_LESSON_SIZE = 1 << 20
"""Bytes up to which a payload is learned from, which costs more than checking it."""

# What can be said of a value only if the value is there to be looked at.
_ABOUT_THE_VALUE = frozenset({Rule.WRONG_TYPE, Rule.VALUE_NOT_ALLOWED, Rule.OUT_OF_RANGE, Rule.UNKNOWN_VALUE})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from: the source's name, the record's number in it, and the line it starts on."""

    source: str | None = None
    record: int | None = None
    line: int = 1


@dataclass(frozen=True, slots=True)
class _Payload:
    """A payload inside a document, and what was observed in it.

    ``path`` is empty where the payload is the document. The paths of the observations start at the document's root.
    ``declared`` are the fields whose names may be shown, where the payload may be variables; None sets no limit.
    """

    path: Path
    kind: Kind | None
    observations: list[Observation]
    declared: Field | None = None


class Validator:
    """Holds payloads to one version of the session schemas.

    ``schema_version`` is a version or a prefix of one (``1`` is the newest 1.x), or ``latest``. ``kind`` is what the
    payloads are; ``auto`` tells it from each payload: an object with the member ``internal`` is a session.
    ``accept_unstable`` are JSON Pointers of unstable fields that give no finding, from the root of a session or from
    ``internal``, whichever the kind of the payload. ``at`` is a JSON Pointer to the payload inside a larger document,
    in which ``*`` stands for every member or item. ``show_values`` puts the payload's text into the findings.
    ``screened`` lets payloads in which nothing is to be told take a shorter way to the same report.

    Raises:
        UnknownVersion: no such schema version exists.
        NotAPointer: ``at`` or one of ``accept_unstable`` is not a JSON Pointer.
        UnknownKind: ``kind`` is none.
    """

    def __init__(
        self,
        *,
        schema_version: str = NEWEST,
        kind: Kind | str = AUTO,
        accept_unstable: Iterable[str] = (),
        at: str = "",
        show_values: bool = False,
        screened: bool = True,
        catalog: Catalog | None = None,
    ) -> None:
        catalog = catalog or packaged_catalog()
        self.schema_version = catalog.resolve(schema_version)
        self.kind = _kind_named(kind)
        self.selection = Selection.parse(at)
        pointers = (accept_unstable,) if isinstance(accept_unstable, str) else accept_unstable
        self.accepted = frozenset(str(Selection.parse(pointer)) for pointer in pointers)
        self.show_values = show_values
        self._fields = {each: fields_of(catalog, self.schema_version, each) for each in Kind}
        self._known = Known(tuple(self._fields.values()))
        self._catalog = catalog
        self._screened = screened and not self.selection.tokens and not show_values
        self._engines: dict[Kind, Engine] = {each: engine_for(catalog, self.schema_version, each) for each in Kind}

    def validate(self, payload: object, *, source: str | None = None) -> Report:
        """Return the report on one payload: bytes or a str of JSON text, or a parsed object.

        Raises:
            NotJsonValue: a parsed payload holds a value of a type that JSON does not have.
            SeveralPayloads: ``at`` has a ``*``; call `validate_each`.
        """
        if isinstance(payload, bytes) and source is None and self._screened:
            kind = self._clean_kind(payload)
            if kind is not None:
                return self._clean_reports[kind]
        if self.selection.several:
            raise SeveralPayloads(str(self.selection))
        *_, report = self.validate_each(payload, Origin(source))
        return report

    def validate_lines(self, stream: BinaryIO | TextIO | Iterable[bytes | str] | bytes) -> Iterator[Report]:
        """Yield the reports on JSON Lines, each line a document; blank lines are passed over.

        ``stream`` is a file, any other iterable of lines, or the whole content as bytes or str.
        """
        if isinstance(stream, str):
            stream = stream.split("\n")
        elif isinstance(stream, bytes | bytearray):
            stream = BytesIO(stream)
        for record in records(stream):
            yield from self.validate_each(record.data, Origin(None, record.number, record.line))

    def validate_each(self, payload: object, origin: Origin = Origin()) -> Iterator[Report]:
        """Yield the reports on the payloads that ``at`` selects in one document; one if it is the payload itself.

        What is wrong with the document outside its payloads is told with the first of them, at its root.

        Raises:
            NotJsonValue: a parsed document holds a value of a type that JSON does not have.
        """
        if self._screened and isinstance(payload, bytes):
            kind = self._clean_kind(payload)
            if kind is not None:
                yield Report((), self.schema_version, kind, origin.source, origin.record)
                return
        document = self._read(payload)
        payloads = self._payloads(document)
        placer = Placer(document, origin.line, show_values=self.show_values)
        placer.look_up(
            observation.place
            for found in payloads
            for observation in found.observations
            if isinstance(observation.place, Place)
        )
        if self._screened and document.data is not None:
            self._teach(document, payloads[0])
        for found in payloads:
            yield Report(
                findings=placer.findings(found.observations, found.path, found.kind, found.declared),
                schema_version=self.schema_version,
                kind=found.kind,
                source=origin.source,
                record=origin.record,
                at=self._shown_at(found.path),
            )

    @cached_property
    def screens(self) -> dict[Kind, Screen]:
        """The screens for the kinds of payload that are looked for, by which most payloads need not be read in full."""
        if not self._screened:
            return {}
        # Imported here: a run over payloads at a place inside documents does without.
        from .screening.screen import screens  # noqa: PLC0415 - see above

        found = screens(self._catalog, self.schema_version)
        return {kind: screen for kind, screen in found.items() if self.kind in {None, kind}}

    @cached_property
    def _clean_reports(self) -> dict[Kind, Report]:
        """The reports on payloads of which there is nothing to tell: equal, and frozen, so one for all."""
        return {kind: Report((), self.schema_version, kind) for kind in Kind}

    @cached_property
    def accepted_paths(self) -> dict[Kind, frozenset[tuple[str, ...]]]:
        """The paths to accepted unstable fields from the root of a payload, by the kind of the payload."""
        paths = {tokens_of(pointer) for pointer in self.accepted}
        paths |= {path[1:] for path in paths if path[:1] == (READ_ONLY,)}
        inside = frozenset((READ_ONLY, *path) for path in paths)
        return {Kind.INTERNAL: frozenset(paths), Kind.SESSION: inside}

    def observations(self, instance: JsonValue) -> list[Observation] | None:
        """Return what breaks a rule in a payload that reading has nothing to tell of; the paths start at its root.

        None means that which of it may be shown depends on more than the rules.
        """
        kind = self.kind or _kind_of(instance)
        if self._declared(kind, instance) is not None:
            return None
        return [seen for seen in self._engines[kind].check(instance) if not self._is_accepted(seen, kind)]

    def _clean_kind(self, payload: bytes) -> Kind | None:
        """Return the kind of a payload that the screen says nothing is to be told of, else None."""
        for kind, screen in self.screens.items():
            shape = screen.shape
            decoded = shape.payload(payload)
            if decoded is not None and shape.is_clean(decoded, self.accepted_paths[kind]):
                return kind
        return None

    def _teach(self, document: Document, payload: _Payload) -> None:
        """Let the screen learn from a payload in which nothing but unstable fields was found."""
        too_large = document.data is None or len(document.data) > MAX_LESSON_SIZE
        if too_large or any(seen.rule is not Rule.UNSTABLE_FIELD for seen in payload.observations):
            return
        screen = self.screens.get(payload.kind) if payload.kind is not None else None
        if screen is not None and document.data is not None:
            screen.learn(document.data, document.instance)

    def _read(self, payload: object) -> Document:
        try:
            return read(payload, self._known)
        except ForeignValue as error:
            path, type_name = error.path, error.type_name
        # Raised out here, the error does not carry along one that holds the whole path.
        kind = None if self.selection.tokens else self.kind or _kind_of(payload)
        declared = None if kind is None else self._declared(kind, payload)
        path = shown_path(path, kind, show_values=self.show_values, declared=declared)
        raise NotJsonValue(pointer_to(path), type_name)

    def _declared(self, kind: Kind, instance: object) -> Field | None:
        """Return the declared fields if ``instance``, taken for the read-only object, may be variables; else None."""
        looks_like = _kind_of(instance)
        if kind is Kind.SESSION:
            return None
        fields = self._fields[Kind.INTERNAL]
        names = cast("dict[object, object]", instance) if isinstance(instance, dict) else {}
        is_known = 2 * len(fields.required.intersection(names)) >= len(fields.required)
        return None if is_known and looks_like is Kind.INTERNAL else fields

    def _shown_at(self, path: Path) -> str:
        """Return the place of a payload; a name that ``*`` stands for may be a value, such as a telephone number."""
        if not self.show_values:
            pairs = zip(self.selection.tokens, path, strict=False)
            path = tuple(token if token == WILDCARD and isinstance(step, str) else step for token, step in pairs)
        return pointer_to(path)

    def _payloads(self, document: Document) -> list[_Payload]:
        """Return the payloads in a document with all that was observed, whether by reading or by the engine."""
        if not document.understood:
            return [_Payload((), self.kind, list(document.observations))]
        selected = list(self.selection.places(document.instance))
        if not selected:
            return [_Payload((), self.kind, [*document.observations, self._nothing_selected()])]
        payloads = [self._payload(path, instance, document.observations) for path, instance in selected]
        outside = [
            seen for seen in document.observations if not any(_is_inside(seen.path, each.path) for each in payloads)
        ]
        payloads[0].observations.extend(outside)
        return payloads

    def _payload(self, path: Path, instance: JsonValue, seen: tuple[Observation, ...]) -> _Payload:
        kind = self.kind or _kind_of(instance)
        inside = [observation for observation in seen if _is_inside(observation.path, path)]
        no_number = {observation.path for observation in inside if observation.rule is Rule.NOT_A_NUMBER}
        checked = [
            _moved(observation, path)
            for observation in self._engines[kind].check(instance)
            if not self._is_accepted(observation, kind)
        ]
        kept = [each for each in checked if each.path not in no_number or each.rule not in _ABOUT_THE_VALUE]
        return _Payload(path, kind, [*inside, *kept], self._declared(kind, instance))

    def _is_accepted(self, observation: Observation, kind: Kind) -> bool:
        if observation.rule is not Rule.UNSTABLE_FIELD:
            return False
        return tuple(map(str, observation.path)) in self.accepted_paths[kind]

    def _nothing_selected(self) -> Observation:
        message = f"nothing stands at {fit(str(self.selection))} in this document"
        return Observation(Rule.MISSING_FIELD, (), Place((), Part.VALUE), message, "check --at against the document")


def validate(payload: object) -> Report:
    """Return the report on one payload, held to the newest 1.x schemas, its kind told from its content.

    Raises:
        NotJsonValue: a parsed payload holds a value of a type that JSON does not have.
    """
    return _standard_validator().validate(payload)


@cache
def _standard_validator() -> Validator:
    return Validator()


def _kind_named(kind: Kind | str) -> Kind | None:
    if kind == AUTO:
        return None
    try:
        return Kind(kind)
    except ValueError:
        raise UnknownKind(str(kind), (AUTO, *(each.value for each in Kind))) from None


def _kind_of(instance: object) -> Kind:
    """Tell the kind: a session has ``internal``, even if in another case."""
    names = cast("dict[object, object]", instance) if isinstance(instance, dict) else {}
    is_session = any(isinstance(name, str) and name.lower() == READ_ONLY for name in names)
    return Kind.SESSION if is_session else Kind.INTERNAL


def _is_inside(path: Path, base: Path) -> bool:
    return path[: len(base)] == base


def _moved(observation: Observation, base: Path) -> Observation:
    """Return an observation whose paths start at the root of the document instead of the payload at ``base``."""
    if not base:
        return observation
    place = observation.place
    if isinstance(place, Place):
        place = replace(place, path=(*base, *place.path))
    return replace(observation, path=(*base, *observation.path), place=place)
