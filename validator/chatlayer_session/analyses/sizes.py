"""The sizes of payloads and of the parts in them whose names may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ..checks.size import MAX_BYTES
from ..checks.size_index import Detail, SizeIndex
from ..spec.catalog import packaged_catalog
from ..spec.fields import field_tree
from ..spec.kinds import detect_kind
from ..visibility import PointerFormatter, visible_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..checks.size_index import SizeNode
    from ..findings import Kind, Report
    from ..inputs.records import Origin
    from ..jsonpointer import InstancePath
    from ..spec.fields import Field
    from ..validator import Validator


@dataclass(frozen=True, slots=True)
class SizeEntry:
    """The size of a member or item in bytes, with its key, and its share of the payload, from 0 to 1.

    ``parts`` are the entries inside it, largest first. ``written_by`` is ``platform`` for a variable if the schema says
    that the platform writes it.
    """

    pointer: str
    size: int
    share: float
    parts: tuple[SizeEntry, ...]
    written_by: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the entry in the JSON report (``schemas/report/``, ``sizes.json``)."""
        return {
            "pointer": self.pointer,
            "bytes": self.size,
            "share": round(self.share, 6),
            "parts": [part.to_dict() for part in self.parts],
            **({} if self.written_by is None else {"writtenBy": self.written_by}),
        }


@dataclass(frozen=True, slots=True)
class PayloadSize:
    """The size of a payload in bytes of compact JSON in UTF-8, and its parts, largest first.

    ``origin`` is that of the document, and ``at`` is the JSON Pointer to the payload in it.
    """

    origin: Origin
    at: str
    kind: Kind
    size: int
    parts: tuple[SizeEntry, ...]

    @property
    def is_too_large(self) -> bool:
        """Whether the payload exceeds the maximum size of a session."""
        return self.size > MAX_BYTES

    def to_dict(self) -> dict[str, Any]:
        """Return the entry in the JSON report (``schemas/report/``, ``sizes.json``)."""
        return {
            "source": self.origin.source,
            "record": self.origin.record,
            "at": self.at,
            "kind": self.kind.value,
            "bytes": self.size,
            "parts": [part.to_dict() for part in self.parts],
        }


def measure(validator: Validator, payload: object, origin: Origin, depth: int) -> Iterator[PayloadSize | Report]:
    """Yield the sizes of the payloads that ``validator`` selects in a document, with parts ``depth`` levels down.

    The pointer, kind and ``show_values`` of the validator apply. If the document is not JSON, or the pointer selects
    nothing, yield the validator's report on it.

    Raises:
        UnsupportedType: a parsed document contains a value of a type that JSON does not have.
    """
    document = validator.load(payload, validator.at)
    if not document.is_json or next(document.select(validator.at), None) is None:
        yield from validator.validate_each(payload, origin)
        return

    def is_above(inside: InstancePath) -> bool:
        return len(inside) < depth

    sizes = SizeIndex.of(document, (path for path, _ in document.select(validator.at)))
    for path, value in document.select(validator.at):
        kind = validator.kind or detect_kind(value)
        visible = partial(
            visible_path,
            kind=kind,
            show_values=validator.show_values,
            visible_fields=validator.checker.visible_fields(kind, value),
            at_root=not path,
        )
        whole = sizes.measure(path, value, Detail(is_above))
        declared = field_tree(packaged_catalog(), validator.schema_version, kind)
        parts = _parts(whole, whole, visible, declared, PointerFormatter())
        yield PayloadSize(origin, validator.visible_pointer(path), kind, whole.size, parts)


def _parts(
    node: SizeNode,
    whole: SizeNode,
    visible: Callable[[InstancePath], InstancePath],
    declared: Field,
    pointers: PointerFormatter,
) -> tuple[SizeEntry, ...]:
    """Return the entries of the members whose names may be shown."""
    return tuple(
        SizeEntry(
            pointers.format(member.path),
            member.size,
            member.share_of(whole),
            _parts(member, whole, visible, declared, pointers),
            declared.writer_of(member.path[0]) if node is whole else None,
        )
        for member in node.members
        if visible(member.path) == member.path
    )
