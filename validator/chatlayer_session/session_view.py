"""A parsed session for services to read: nothing can be written, and reading an unstable field warns."""

from __future__ import annotations

import warnings
from collections.abc import ItemsView, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, overload

from .checks.accepted import AcceptedField, AcceptedFields
from .errors import InvalidSession, ReadOnlySessionError, UnknownField, UnstableFieldWarning
from .findings import Kind
from .jsonpointer import deep_copy, format_pointer
from .redaction import redact_path
from .spec.catalog import DEFAULT_VERSION, packaged_catalog
from .spec.fields import Field, field_tree
from .suggestion import closest_match

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from .jsonpointer import InstancePath, JsonValue

_WRITERS = frozenset(
    {"append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort"}
)
_WRITERS_OF_OBJECTS = _WRITERS | {"update"}


@dataclass(frozen=True, slots=True)
class _ViewContext:
    """What a view goes by: a version of the schemas, and the paths of unstable fields that are accepted."""

    schema_version: str
    accepted: Container[tuple[str, ...]]

    def field(self, path: InstancePath) -> Field | None:
        """Return what the schema says of a place; None where it says nothing, or nothing that is promised."""
        here: Field | None = field_tree(packaged_catalog(), self.schema_version, Kind.SESSION)
        for step in path:
            here = _inside(here, step)
        return here


def _inside(declared: Field | None, step: str | int) -> Field | None:
    """Return what the schema says of a member or item of a place; None where nothing is promised from there on."""
    if declared is None:
        return None
    below = declared.items if isinstance(step, int) else declared.members.get(step)
    return None if below is None or below.stability == "unstable" else below


class _View:
    """What the views of objects and of arrays have in common: a place in a session, and that it cannot be written."""

    __slots__ = ("_declared", "_path", "_promise", "_value")

    _value: Any
    _path: InstancePath
    _promise: _ViewContext
    _declared: Field | None

    def __init__(self, value: Any, path: InstancePath, promise: _ViewContext, declared: Field | None) -> None:
        for name, content in (("_value", value), ("_path", path), ("_promise", promise), ("_declared", declared)):
            object.__setattr__(self, name, content)

    def plain(self) -> Any:
        """Return a copy as dict and list, which may be changed or written as JSON; it shares nothing with the view."""
        return deep_copy(self._value)

    def __len__(self) -> int:
        """Return how many members or items there are."""
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        """Compare with another view, or with a dict or list, by what is in them."""
        return bool(self._value == (other._value if isinstance(other, _View) else other))

    # What compares by content and may change underneath has no hash; neither have dict and list.
    __hash__ = None  # type: ignore[assignment]  # object declares it as a method

    def __repr__(self) -> str:
        """Name the place and the size; a repr ends up in logs, so it holds nothing else."""
        place = f"{self._shown(self._path)!r}, " if self._path else ""
        return f"{type(self).__name__}({place}{len(self._value)} inside)"

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickle, (type(self), self._value, self._path, self._promise)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        self._refuse(name)

    def __delattr__(self, name: str) -> NoReturn:
        self._refuse(name)

    def __setitem__(self, step: object, value: object) -> NoReturn:
        self._refuse(step)

    def __delitem__(self, step: object) -> NoReturn:
        self._refuse(step)

    def _refuse(self, *steps: object) -> NoReturn:
        names = [step if isinstance(step, int) else str(step) for step in steps]
        raise ReadOnlySessionError(self._shown((*self._path, *names)))

    def _shown(self, path: InstancePath) -> str:
        return format_pointer(redact_path(path, Kind.SESSION, show_values=False))

    def _child(self, step: str | int, value: JsonValue, level: int) -> Any:
        """Return what is at a member or item, in a view if it is a container.

        ``level`` counts the calls up to the line that reads, which a warning is to name.
        """
        path = (*self._path, step)
        below = _inside(self._declared, step)
        if below is None and isinstance(step, str) and self._is_unstable(path):
            warnings.warn(UnstableFieldWarning(self._shown(path)), stacklevel=level + 1)
        if isinstance(value, dict):
            return ObjectView(value, path, self._promise, below)
        return ArrayView(value, path, self._promise, below) if isinstance(value, list) else value

    def _is_unstable(self, path: InstancePath) -> bool:
        """Say whether a member that nothing is promised of is an unstable field, rather than free or inside one."""
        declared = self._declared
        if declared is None or tuple(map(str, path)) in self._promise.accepted:
            return False
        return path[-1] in declared.members or not declared.open


class ObjectView(_View, Mapping[str, Any]):
    """A JSON object in a session: a mapping whose members are attributes as well.

    A member whose name is that of a method, such as ``items``, is reached as an item: ``view["items"]``.
    """

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        """Return a member; raises `UnknownField` if there is none, and warns if it is an unstable field."""
        return self._member(name)

    def __getattr__(self, name: str) -> Any:
        """Return a member, as an item is returned."""
        if name in _View.__slots__ or (name.startswith("__") and name.endswith("__")):
            raise AttributeError(name)
        if name in _WRITERS_OF_OBJECTS and name not in self._value:
            self._refuse()
        return self._member(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return a member, or ``default`` if there is none; warns if it is an unstable field."""
        return self._child(name, self._value[name], 2) if name in self._value else default

    def items(self) -> ItemsView[str, Any]:
        """Return the members as pairs; going through them warns of each unstable field."""
        return _Items(self, self._items)

    def values(self) -> ValuesView[Any]:
        """Return the values of the members; going through them warns of each unstable field."""
        return _Values(self, self._contents)

    def __contains__(self, name: object) -> bool:
        """Say whether there is a member of this name, without reading it."""
        return name in self._value

    def __iter__(self) -> Iterator[str]:
        """Go through the names, without reading what they stand for."""
        return iter(self._value)

    def __ior__(self, other: object) -> NoReturn:
        """Refuse to be updated."""
        self._refuse()

    def _items(self) -> Iterator[tuple[str, Any]]:
        for name, value in self._value.items():
            yield name, self._child(name, value, 2)

    def _contents(self) -> Iterator[Any]:
        for name, value in self._value.items():
            yield self._child(name, value, 2)

    def _member(self, name: str) -> Any:
        """Return a member for `__getitem__` or `__getattr__`, whose caller is the line that reads."""
        if name not in self._value:
            raise self._missing(str(name))
        return self._child(name, self._value[name], 3)

    def _missing(self, name: str) -> UnknownField:
        path = (*self._path, name)
        if redact_path(path, Kind.SESSION, show_values=False) != path:
            return UnknownField(self._shown(self._path), None)
        present = () if self._declared is None else self._declared.members.keys() & self._value.keys()
        return UnknownField(self._shown(self._path), name, closest_match(name, present))


class _Items(ItemsView[str, Any]):
    """The members of an object; ``read`` goes through them, in one frame below the line that asks for the next."""

    def __init__(self, view: ObjectView, read: Callable[[], Iterator[tuple[str, Any]]]) -> None:
        super().__init__(view)
        self._read = read

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return self._read()


class _Values(ValuesView[Any]):
    """The values of an object's members; ``read`` is as for `_Items`."""

    def __init__(self, view: ObjectView, read: Callable[[], Iterator[Any]]) -> None:
        super().__init__(view)
        self._read = read

    def __iter__(self) -> Iterator[Any]:
        return self._read()


class ArrayView(_View, Sequence[Any]):
    """A JSON array in a session: a sequence; a slice is a list of views."""

    __slots__ = ()

    @overload
    def __getitem__(self, index: int) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...

    def __getitem__(self, index: int | slice) -> Any:
        """Return an item, or a list of those in a slice."""
        if isinstance(index, slice):
            return [self._child(place, self._value[place], 2) for place in range(len(self._value))[index]]
        value = self._value[index]
        return self._child(index if index >= 0 else index + len(self._value), value, 2)

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse the names of the methods that change a list; there are no other attributes."""
        if name in _WRITERS:
            self._refuse()
        raise AttributeError(f"an array in a session has no {name!r}", name=name)

    def __iadd__(self, other: object) -> NoReturn:
        """Refuse to be extended."""
        self._refuse()

    def __imul__(self, other: object) -> NoReturn:
        """Refuse to be repeated."""
        self._refuse()


class SessionView(ObjectView):
    """A whole session to be read: ``view.internal.nlp.intent.name``, ``view["order"]["items"][0]``.

    ``session`` is a parsed session, a dict; the view holds it and copies nothing, so what its owner changes is seen.
    Every attempt to write raises `ReadOnlySessionError`. Reading an unstable field warns with `UnstableFieldWarning`
    at the line that reads, once by Python's default filter. Reading inside that field gives no second warning. Going
    through all members with ``items`` or ``values`` is reading too. ``schema_version`` says by which schemas, and
    ``accept_unstable`` are unstable fields that give no warning, as for `Validator`. For programs that
    want a dict, such as `json`, there is `plain`.

    Raises:
        InvalidSession: ``session`` is no object.
        UnknownVersion: no such schema version exists.
        InvalidPointer: one of ``accept_unstable`` is not a JSON Pointer.
    """

    __slots__ = ()

    def __init__(
        self,
        session: dict[str, Any],
        *,
        schema_version: str = DEFAULT_VERSION,
        accept_unstable: Iterable[str | AcceptedField] | AcceptedField = (),
    ) -> None:
        if not isinstance(session, dict):  # pyright: ignore[reportUnnecessaryIsInstance]  # not all callers are typed
            raise InvalidSession("to view", f"is of the Python type {type(session).__name__}")
        entries = (accept_unstable,) if isinstance(accept_unstable, str | AcceptedField) else accept_unstable
        accepted = AcceptedFields(entries).active[Kind.SESSION]
        promise = _ViewContext(packaged_catalog().resolve(schema_version), accepted)
        super().__init__(session, (), promise, promise.field(()))


def _unpickle(kind: type[_View], value: Any, path: InstancePath, promise: _ViewContext) -> _View:
    """Return the view that was pickled; what the schema says is looked up anew instead of being carried along."""
    view = kind.__new__(kind)
    _View.__init__(view, value, path, promise, promise.field(path))
    return view
