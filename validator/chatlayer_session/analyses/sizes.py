"""Documents to what in their payloads weighs how much, as far as names may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..checks.size import MAX_BYTES
from ..checks.size_index import SizeIndex
from ..jsonpointer import format_pointer
from ..redaction import redact_path
from ..spec.kinds import detect_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..checks.size_index import SizeNode
    from ..findings import Kind, Report
    from ..inputs.records import Origin
    from ..jsonpointer import InstancePath
    from ..validator import Validator


@dataclass(frozen=True, slots=True)
class SizeEntry:
    """A member or item that may be named: the bytes it takes with its key, and its share of the payload, from 0 to 1.

    ``parts`` is what is inside, heaviest first.
    """

    pointer: str
    size: int
    share: float
    parts: tuple[SizeEntry, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the entry of the part (``schemas/report/``, ``sizes.json``)."""
        return {
            "pointer": self.pointer,
            "bytes": self.size,
            "share": round(self.share, 6),
            "parts": [part.to_dict() for part in self.parts],
        }


@dataclass(frozen=True, slots=True)
class PayloadSize:
    """A payload, the bytes it takes as compact JSON in UTF-8, and its parts, heaviest first.

    ``origin`` is the document's, ``at`` the JSON Pointer of the payload in it.
    """

    origin: Origin
    at: str
    kind: Kind
    size: int
    parts: tuple[SizeEntry, ...]

    @property
    def is_too_large(self) -> bool:
        """Whether the payload is larger than a session may be."""
        return self.size > MAX_BYTES

    def to_dict(self) -> dict[str, Any]:
        """Return the entry of the payload (``schemas/report/``, ``sizes.json``)."""
        return {
            "source": self.origin.source,
            "record": self.origin.record,
            "at": self.at,
            "kind": self.kind.value,
            "bytes": self.size,
            "parts": [part.to_dict() for part in self.parts],
        }


def measure(validator: Validator, payload: object, origin: Origin, depth: int) -> Iterator[PayloadSize | Report]:
    """Yield what the payloads that a validator selects in a document weigh, with their parts ``depth`` levels down.

    The validator says where they are, of what kind, and whether names that are values may be shown. A document that is
    not JSON, or that has nothing at the place, yields the validator's report on it.

    Raises:
        UnsupportedType: a parsed document holds a value of a type that JSON does not have.
    """
    document = validator.load(payload)
    places = list(validator.at.matches(document.instance)) if document.is_json else []
    if not places:
        yield from validator.validate_each(payload, origin)
        return
    sizes = SizeIndex.of(document, [path for path, _ in places])
    for path, value in places:
        kind = validator.kind or detect_kind(value)
        declared = validator.checker.visible_fields(kind, value)

        def shown(inside: InstancePath) -> InstancePath:
            return redact_path(
                inside,
                kind,  # noqa: B023 - called before the next turn
                show_values=validator.show_values,
                declared=declared,  # noqa: B023 - called before the next turn
                at_root=not path,  # noqa: B023 - called before the next turn
            )

        whole = sizes.measure(path, value, depth)
        yield PayloadSize(origin, validator.redacted_pointer(path), kind, whole.size, _parts(whole, whole, shown))


def _parts(weight: SizeNode, whole: SizeNode, shown: Callable[[InstancePath], InstancePath]) -> tuple[SizeEntry, ...]:
    """Return the parts of a weight that may be named."""
    return tuple(
        SizeEntry(format_pointer(member.path), member.size, member.share_of(whole), _parts(member, whole, shown))
        for member in weight.members
        if shown(member.path) == member.path
    )
