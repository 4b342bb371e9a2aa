"""Lines that need no engine: taken by shape, the others left for a closer look."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from ..findings import Kind
    from ..screening.screen import Screen
    from ..screening.shape import Names, Shape


@dataclass(frozen=True, slots=True)
class Screened:
    """Payloads of one kind and one shape of which nothing but unstable fields is to be told.

    ``indices`` are those of the lines they stand on, in order.
    """

    kind: Kind
    shape: Shape
    payloads: list[Any]
    indices: list[int]


class Lines:
    """The lines of a block, and the payloads among them that a screen answers for.

    ``kinds`` are tried in this order. If ``accepted`` is given, payloads with other unstable fields are not taken.
    """

    def __init__(
        self,
        screens: Mapping[Kind, Screen],
        kinds: Sequence[Kind],
        texts: list[bytes],
        accepted: Mapping[Kind, Container[Names]] | None,
    ) -> None:
        self.screens = screens
        self.kinds = kinds
        self.texts = texts
        self.accepted = accepted
        self.screened: dict[Shape, Screened] = {}
        self._first_shapes = [screens[kind].shape for kind in kinds]

    def take_all(self) -> Sequence[int]:
        """Take all lines that the screens can answer for as they are; return the indices of the others."""
        left: Sequence[int] = range(len(self.texts))
        for kind, shape in zip(self.kinds, self._first_shapes, strict=True):
            left = self._take(kind, shape, left)
        return left

    def take_by_what_was_learned(self, index: int) -> bool:
        """Take a line that was left, if a screen can answer for it by now; say whether one can."""
        for kind in self.kinds:
            shape = self.screens[kind].shape
            if shape not in self._first_shapes and not self._take(kind, shape, (index,)):
                return True
        return False

    def _take(self, kind: Kind, shape: Shape, indices: Sequence[int]) -> Sequence[int]:
        payloads, taken, left = shape.payloads(self.texts, indices)
        if self.accepted is not None and shape.sightings(payloads, self.accepted[kind])[1]:
            clean = [shape.is_clean(payload, self.accepted[kind]) for payload in payloads]
            left = sorted([*left, *(index for index, is_clean in zip(taken, clean, strict=True) if not is_clean)])
            payloads, taken = list(compress(payloads, clean)), list(compress(taken, clean))
        if taken:
            found = self.screened.setdefault(shape, Screened(kind, shape, [], []))
            found.payloads.extend(payloads)
            found.indices.extend(taken)
        return left
