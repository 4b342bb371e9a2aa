"""A read-only view of a parsed session that warns when code reads an unstable field."""

from __future__ import annotations

import warnings
from collections.abc import ItemsView, Iterator, Mapping, MappingView, Sequence, ValuesView
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, overload

from ..checks.accepted import AcceptedField, AcceptedFields
from ..errors import InvalidSession, ReadOnlySessionError, UnknownField, UnstableFieldWarning, require_type
from ..findings import Kind
from ..jsonpointer import WILDCARD, deep_copy, format_pointer
from ..spec.catalog import DEFAULT_VERSION, packaged_catalog
from ..spec.fields import Field, field_tree
from ..suggestion import closest_match
from ..visibility import visible_path
from .reads import ACTIVE, IteratedName, record

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from ..jsonpointer import InstancePath, JsonValue
    from ..payload_types import Session

_WRITERS = frozenset(
    {"append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort"}
)
_WRITERS_OF_OBJECTS = _WRITERS | {"update"}


@dataclass(frozen=True, slots=True)
class _ViewContext:
    """The schema version of a view, and the paths of accepted unstable fields."""

    schema_version: str
    accepted: Container[InstancePath]

    def field(self, path: InstancePath) -> Field | None:
        """Return the stable field at a place, or None if the schema declares no stable field there."""
        field: Field | None = field_tree(packaged_catalog(), self.schema_version, Kind.SESSION)
        for step in path:
            field = _stable_child(field, step)
        return field


def _stable_child(field: Field | None, step: str | int) -> Field | None:
    """Return the stable field of a member or item, or None if the schema declares no stable field there."""
    if field is None:
        return None
    child = field.child(step)
    return None if child is None or child.is_unstable else child


class _View:
    """The common part of `ObjectView` and `ArrayView`: a place in a session, and the refusal of writes."""

    __slots__ = ("_context", "_field", "_path", "_value")

    _value: Any
    _path: InstancePath
    _context: _ViewContext
    _field: Field | None

    def __init__(self, value: Any, path: InstancePath, context: _ViewContext, field: Field | None) -> None:
        for name, content in (("_value", value), ("_path", path), ("_context", context), ("_field", field)):
            object.__setattr__(self, name, content)

    def plain(self) -> Any:
        """Return a deep copy as dict or list, which may be changed or written as JSON."""
        self._record_all()
        return deep_copy(self._value)

    def __len__(self) -> int:
        """Return the number of members or items."""
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        """Return whether the content is equal to that of a view, dict or list."""
        self._record_all()
        if isinstance(other, _View):
            other._record_all()
            return bool(self._value == other._value)
        return bool(self._value == other)

    # The content may change, so a view has no hash, like dict and list.
    __hash__ = None  # type: ignore[assignment]  # object declares it as a method

    def __repr__(self) -> str:
        """Return only the place and the length, since a repr ends up in logs."""
        place = f"{self._format_path(self._path)!r}, " if self._path else ""
        return f"{type(self).__name__}({place}length={len(self._value)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickle, (type(self), self._value, self._path, self._context)

    def __setattr__(self, step: object, value: object = None) -> NoReturn:
        self._refuse(step)

    __delattr__ = __setitem__ = __delitem__ = __setattr__

    def _refuse(self, *steps: object) -> NoReturn:
        names = [step if isinstance(step, int) else str(step) for step in steps]
        raise ReadOnlySessionError(self._format_path((*self._path, *names)))

    def _format_path(self, path: InstancePath) -> str:
        return format_pointer(visible_path(path, Kind.SESSION, show_values=False))

    def _record(self, step: str | int, *, present: bool) -> None:
        record((*self._path, step), present=present)

    def _record_all(self) -> None:
        """Record that the code reads every member or item."""
        if ACTIVE:
            self._record(WILDCARD, present=bool(self._value))

    def _child(self, step: str | int, value: JsonValue, level: int) -> Any:
        """Return a member or item, as a view if it is an object or array.

        ``level`` is the number of calls up to the line that reads, which the warning names.
        """
        path = (*self._path, step)
        field = _stable_child(self._field, step)
        self._warn_if_unstable(path, level + 1)
        if isinstance(value, dict):
            return ObjectView(value, path, self._context, field)
        return ArrayView(value, path, self._context, field) if isinstance(value, list) else value

    def _warn_if_unstable(self, path: InstancePath, level: int) -> None:
        """Warn about a read member that is an unstable field, not open content or inside a different unstable field."""
        field, step = self._field, path[-1]
        if field is None or not isinstance(step, str) or _stable_child(field, step) is not None:
            return
        is_unstable = step in field.members or not field.open
        if is_unstable and tuple(map(str, path)) not in self._context.accepted:
            warnings.warn(UnstableFieldWarning(self._format_path(path)), stacklevel=level + 1)


class ObjectView(_View, Mapping[str, Any]):
    """A JSON object in a session: a mapping whose members are also attributes.

    A member with the name of a method, such as ``items``, is only available as an item: ``view["items"]``.
    """

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        """Return a member, and warn if it is or would be an unstable field. Raises `UnknownField` if it is missing."""
        return self._member(name)

    def __getattr__(self, name: str) -> Any:
        """Return a member, with the same warning and error as for an item."""
        if name in _View.__slots__ or (name.startswith("__") and name.endswith("__")):
            raise AttributeError(name)
        if name in _WRITERS_OF_OBJECTS and name not in self._value:
            self._refuse()
        return self._member(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return a member, or ``default`` if it is missing, and warn if it is or would be an unstable field."""
        if ACTIVE:
            self._record(name, present=name in self._value)
        if name in self._value:
            return self._child(name, self._value[name], 2)
        self._warn_if_unstable((*self._path, name), 2)
        return default

    def items(self) -> ItemsView[str, Any]:
        """Return the members as pairs; iterating over them warns about each unstable field."""
        return _Items(self, self._items)

    def values(self) -> ValuesView[Any]:
        """Return the values of the members; iterating over them warns about each unstable field."""
        return _Values(self, self._contents)

    def __contains__(self, name: object) -> bool:
        """Return whether a member exists, without a warning."""
        if ACTIVE and isinstance(name, str):
            self._record(name, present=name in self._value)
        return name in self._value

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the members, without a warning."""
        self._record_all()
        return iter(self._value)

    def __ior__(self, other: object) -> NoReturn:
        """Raise `ReadOnlySessionError`."""
        self._refuse()

    def _items(self) -> Iterator[tuple[str, Any]]:
        self._record_all()
        for name, value in self._value.items():
            yield name, self._child(IteratedName(name), value, 2)

    def _contents(self) -> Iterator[Any]:
        self._record_all()
        for name, value in self._value.items():
            yield self._child(IteratedName(name), value, 2)

    def _member(self, name: str) -> Any:
        """Return a member for `__getitem__` or `__getattr__`; their caller is the line that reads."""
        if ACTIVE:
            self._record(name, present=name in self._value)
        if name not in self._value:
            error = self._missing(str(name))
            if error.suggestion is None:
                self._warn_if_unstable((*self._path, name), 3)
            raise error
        return self._child(name, self._value[name], 3)

    def _missing(self, name: str) -> UnknownField:
        path = (*self._path, name)
        if visible_path(path, Kind.SESSION, show_values=False) != path:
            return UnknownField(self._format_path(self._path), None)
        place, field = self._format_path(self._path), self._field
        if field is None:
            return UnknownField(place, name)
        is_optional = _stable_child(field, name) is not None and name not in field.required
        suggestion = closest_match(name, field.members.keys() & self._value.keys())
        return UnknownField(place, name, None if is_optional else suggestion, is_optional=is_optional)


class _Members(MappingView):
    """The members of an object; ``read`` iterates over them one frame below the line that reads."""

    def __init__(self, view: ObjectView, read: Callable[[], Iterator[Any]]) -> None:
        super().__init__(view)
        self._read = read

    def __iter__(self) -> Iterator[Any]:
        return self._read()


class _Items(_Members, ItemsView[str, Any]):
    """The members of an object in pairs of name and value."""


class _Values(_Members, ValuesView[Any]):
    """The values of an object's members."""


class ArrayView(_View, Sequence[Any]):
    """A JSON array in a session: a sequence whose slices are lists."""

    __slots__ = ()

    @overload
    def __getitem__(self, index: int) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...

    def __getitem__(self, index: int | slice) -> Any:
        """Return an item, or a list of the items in a slice."""
        if isinstance(index, slice):
            self._record_all()
            return [self._child(position, self._value[position], 2) for position in range(len(self._value))[index]]
        value = self._value[index]
        if ACTIVE:
            self._record(index, present=True)
        return self._child(index if index >= 0 else index + len(self._value), value, 2)

    def __getattr__(self, name: str) -> NoReturn:
        """Raise `ReadOnlySessionError` for methods that change a list, and `AttributeError` for other names."""
        if name in _WRITERS:
            self._refuse()
        raise AttributeError(f"an array in a session has no {name!r}", name=name)

    def __iadd__(self, other: object) -> NoReturn:
        """Raise `ReadOnlySessionError`."""
        self._refuse()

    def __imul__(self, other: object) -> NoReturn:
        """Raise `ReadOnlySessionError`."""
        self._refuse()


class SessionView(ObjectView):
    """A read-only view of a session: ``view.internal.nlp.intent.name``, ``view["order"]["items"][0]``.

    ``session`` is a parsed session. The view copies nothing, so later changes to ``session`` are visible. Every attempt
    to write raises `ReadOnlySessionError`. Reading an unstable field, present or not, emits an `UnstableFieldWarning`
    at the line of the caller; reading inside that field does not warn again. Iterating over ``items`` or ``values``
    counts as reading. ``schema_version`` and ``accept_unstable`` have the same meaning as for `Validator`. `plain`
    returns a dict.

    Raises:
        InvalidSession: ``session`` is not a dict.
        WrongArgumentType: a name in it is not a str.
        UnknownVersion: no such schema version exists.
        InvalidPointer: one of ``accept_unstable`` is not a JSON Pointer.
    """

    __slots__ = ()

    def __init__(
        self,
        session: dict[str, Any] | Session,
        *,
        schema_version: str = DEFAULT_VERSION,
        accept_unstable: Iterable[str | AcceptedField] | AcceptedField = (),
    ) -> None:
        if not isinstance(session, dict):  # pyright: ignore[reportUnnecessaryIsInstance]  # not all callers are typed
            raise InvalidSession("to view", f"is of the Python type {type(session).__name__}")
        for name in session:
            require_type("a name in session", name, str, "a str")
        accepted = AcceptedFields(accept_unstable).active[Kind.SESSION]
        context = _ViewContext(packaged_catalog().resolve(schema_version), accepted)
        super().__init__(session, (), context, context.field(()))


def _unpickle(kind: type[_View], value: Any, path: InstancePath, context: _ViewContext) -> _View:
    """Return a pickled view; its field is looked up again instead of being pickled."""
    view = kind.__new__(kind)
    _View.__init__(view, value, path, context, context.field(path))
    return view
