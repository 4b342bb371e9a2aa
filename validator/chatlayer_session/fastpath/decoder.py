"""The shape of payloads of one kind: a decoder that takes them and no others, and what it says of those it takes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from ..checks.size import NOTE_BYTES
from ..parsing.fast import has_no_duplicate_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence

Names: TypeAlias = tuple[str, ...]
"""The way to a member through objects only."""

_TYPE_NAMES: dict[type, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
    list: "array",
}
_REFUSALS = (msgspec.MsgspecError, UnicodeError, RecursionError)
_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class UnstableFieldCount:
    """An unstable field of one JSON type in a list of payloads: in how many of them, and as which Python types."""

    path: Names
    type_name: str
    count: int
    types: frozenset[type]


@dataclass(frozen=True, slots=True, eq=False)
class PayloadDecoder:
    """A decoder that takes payloads in which nothing but unstable fields can be found, and no others.

    ``unstable`` are the paths of those fields, each with what gets it from a decoded payload, UNSET where absent.
    A payload it takes may still have a key twice: what is written of the decoded payload tells.
    """

    decoder: Any
    unstable: Mapping[Names, Callable[[Any], Any]]

    def decodes(self, data: bytes) -> bool:
        """Say whether the decoder takes a payload."""
        try:
            self.decoder.decode(data)
        except _REFUSALS:
            return False
        return True

    def payload(self, data: bytes) -> Any:
        """Return the decoded payload if nothing but unstable fields is to be told of it, else None.

        None means that this is not certain, not that anything is wrong.
        """
        if len(data) > NOTE_BYTES:
            return None
        try:
            decoded = self.decoder.decode(data)
        except _REFUSALS:
            return None
        return decoded if has_no_duplicate_keys(data, _encoder.encode(decoded)) else None

    def payloads(self, texts: Sequence[bytes], indices: Sequence[int]) -> tuple[list[Any], list[int], list[int]]:
        """Return the decoded payloads of the texts at some indices, the indices of these, and those of the others.

        The others are the texts for which `payload` would return None.
        """
        decode = self.decoder.decode
        payloads: list[Any] = []
        taken: list[int] = []
        others = [index for index in indices if len(texts[index]) > NOTE_BYTES]
        for index in [index for index in indices if index not in others] if others else indices:
            try:
                payloads.append(decode(texts[index]))
                taken.append(index)
            except _REFUSALS:  # noqa: PERF203 - the try statement costs nothing where nothing is raised
                others.append(index)
        # Marks that one text has too many no other text has too few of: equal sums are equal parts.
        if has_no_duplicate_keys(b"\n".join([texts[index] for index in taken]), _encoder.encode_lines(payloads)[:-1]):
            return payloads, taken, sorted(others)
        sure = [
            has_no_duplicate_keys(texts[index], _encoder.encode(payload))
            for index, payload in zip(taken, payloads, strict=True)
        ]
        others = sorted([*others, *(index for index, is_sure in zip(taken, sure, strict=True) if not is_sure)])
        return list(compress(payloads, sure)), list(compress(taken, sure)), others

    def block(self, data: bytes) -> list[Any] | None:
        """Return the decoded payloads of a block of lines if `payload` would return each, and no line is blank.

        None means that this is not certain. The decoder takes documents that share a line or are spread over several:
        a line break between a closing and an opening brace is between documents, wherever it is.
        """
        if len(data) > NOTE_BYTES:
            return None
        try:
            decoded: list[Any] = self.decoder.decode_lines(data)
        except _REFUSALS:
            return None
        written = _encoder.encode_lines(decoded)
        if written == data or written[:-1] == data:
            return decoded
        one_a_line = (
            data.count(b"}\n{") == len(decoded) - 1 == data.count(b"\n", 0, -1)
            and data.startswith(b"{")
            and data.endswith((b"}\n", b"}"))
        )
        return decoded if one_a_line and has_no_duplicate_keys(data, written) else None

    def is_clean(self, decoded: Any, accepted: Container[Names]) -> bool:
        """Say whether a decoded payload has no unstable field but accepted ones."""
        unset = msgspec.UNSET
        return all(get(decoded) is unset for path, get in self.unstable.items() if path not in accepted)

    def unstable_fields(
        self, decoded: Sequence[Any], accepted: Container[Names]
    ) -> tuple[list[UnstableFieldCount], int]:
        """Return the unstable fields in decoded payloads but for accepted ones, and how many payloads have any."""
        seen: list[UnstableFieldCount] = []
        getters: list[tuple[int, Callable[[Any], Any]]] = []
        for path, get in self.unstable.items():
            if path in accepted:
                continue
            kinds = Counter(map(type, map(get, decoded)))
            absent = kinds.pop(msgspec.UnsetType, 0)
            if kinds:
                seen.extend(_unstable_fields(path, kinds))
                getters.append((absent, get))
        return seen, len(decoded) - _count_without(decoded, getters)

    def index_of_first(self, sighting: UnstableFieldCount, decoded: Sequence[Any]) -> int:
        """Return the index of the first of the decoded payloads that has what was sighted in them."""
        get = self.unstable[sighting.path]
        return next(index for index, payload in enumerate(decoded) if type(get(payload)) in sighting.types)


def _unstable_fields(path: Names, kinds: Counter[type]) -> list[UnstableFieldCount]:
    by_name: dict[str, list[type]] = {}
    for kind in kinds:
        by_name.setdefault(_TYPE_NAMES.get(kind, "object"), []).append(kind)
    return [
        UnstableFieldCount(path, name, sum(kinds[kind] for kind in types), frozenset(types))
        for name, types in by_name.items()
    ]


def _count_without(decoded: Sequence[Any], getters: list[tuple[int, Callable[[Any], Any]]]) -> int:
    """Return how many payloads have none of some fields, each given with the number of payloads that lack it."""
    unset = msgspec.UNSET
    # The field that is lacking least often leaves the fewest payloads to look at for the others.
    for absent, get in sorted(getters, key=lambda pair: pair[0]):
        if not absent:
            return 0
        decoded = [payload for payload in decoded if get(payload) is unset]
    return len(decoded)
