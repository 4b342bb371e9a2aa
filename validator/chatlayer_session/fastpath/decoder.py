"""Decoders that accept a payload only if it certainly has no findings except unstable fields."""

from __future__ import annotations

from collections import Counter
from itertools import compress, islice
from typing import TYPE_CHECKING, Any

import msgspec

from ..checks.size import NOTE_BYTES
from ..parsing.fast import has_no_duplicate_keys
from ..spec.json_type import NAMES_BY_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence

    from ..jsonpointer import InstancePath

_DECODE_ERRORS = (msgspec.MsgspecError, UnicodeError, RecursionError)
_encoder = msgspec.json.Encoder()


class UnstableFieldCount(msgspec.Struct, frozen=True):
    """How many payloads have an unstable field of one JSON type, which is one of several Python ``types``."""

    path: InstancePath
    type_name: str
    count: int
    types: frozenset[type]


class PayloadDecoder(msgspec.Struct, frozen=True, eq=False):
    """A decoder that accepts payloads without findings except unstable fields and, until checked, duplicate keys.

    ``unstable`` has a getter for each unstable field of a decoded payload; it returns UNSET if the field is missing.
    """

    decoder: Any
    unstable: Mapping[InstancePath, Callable[[Any], Any]]

    def decode(self, data: bytes) -> Any:
        """Return the decoded payload if it has no findings except unstable fields.

        None means that this is not certain, not that the payload has other findings.
        """
        if len(data) > NOTE_BYTES:
            return None
        try:
            payload = self.decoder.decode(data)
        except _DECODE_ERRORS:
            return None
        return payload if has_no_duplicate_keys(data, _encoder.encode(payload)) else None

    def decode_texts(self, texts: Sequence[bytes], indices: Sequence[int]) -> tuple[list[Any], list[int], list[int]]:
        """Decode the texts at some indices; return the payloads, their indices, and the indices of the other texts.

        The other texts are those for which `decode` returns None.
        """
        decode = self.decoder.decode
        payloads: list[Any] = []
        decoded: list[int] = []
        others = [index for index in indices if len(texts[index]) > NOTE_BYTES]
        for index in [index for index in indices if index not in others] if others else indices:
            try:
                payloads.append(decode(texts[index]))
                decoded.append(index)
            except _DECODE_ERRORS:  # noqa: PERF203 - the try statement costs nothing where nothing is raised
                others.append(index)
        # No text has fewer quotation marks than its encoded payload, so equal sums mean that all are equal.
        if has_no_duplicate_keys(b"\n".join([texts[index] for index in decoded]), _encoder.encode_lines(payloads)[:-1]):
            return payloads, decoded, sorted(others)
        certain = [
            has_no_duplicate_keys(texts[index], _encoder.encode(payload))
            for index, payload in zip(decoded, payloads, strict=True)
        ]
        others += [index for index, is_certain in zip(decoded, certain, strict=True) if not is_certain]
        return list(compress(payloads, certain)), list(compress(decoded, certain)), sorted(others)

    def decode_block(self, data: bytes) -> list[Any] | None:
        """Return the payloads of a block of lines if `decode` accepts each line, and no line is blank.

        None means that this is not certain.
        """
        if len(data) > NOTE_BYTES:
            return None
        try:
            payloads: list[Any] = self.decoder.decode_lines(data)
        except _DECODE_ERRORS:
            return None
        encoded = _encoder.encode_lines(payloads)
        if encoded == data or encoded[:-1] == data:
            return payloads
        # The decoder also accepts several documents on a line, and a document on several lines. A line break between a
        # closing and an opening brace always separates documents.
        is_one_per_line = (
            data.count(b"}\n{") == len(payloads) - 1 == data.count(b"\n", 0, -1)
            and data.startswith(b"{")
            and data.endswith((b"}\n", b"}"))
        )
        return payloads if is_one_per_line and has_no_duplicate_keys(data, encoded) else None

    def is_clean(self, payload: Any, accepted: Container[InstancePath]) -> bool:
        """Return whether every unstable field of a decoded payload is accepted."""
        unset = msgspec.UNSET
        return all(get(payload) is unset for path, get in self.unstable.items() if path not in accepted)

    def count_unstable_fields(
        self, payloads: Sequence[Any], accepted: Container[InstancePath]
    ) -> tuple[list[UnstableFieldCount], int]:
        """Return the unstable fields of decoded payloads that are not accepted, and how many payloads have any."""
        counts: list[UnstableFieldCount] = []
        getters: list[tuple[int, Callable[[Any], Any]]] = []
        for path, get in self.unstable.items():
            if path in accepted:
                continue
            types = Counter(map(type, map(get, payloads)))
            missing = types.pop(msgspec.UnsetType, 0)
            if types:
                counts.extend(_counts_by_json_type(path, types))
                getters.append((missing, get))
        return counts, len(payloads) - _count_without(payloads, getters)

    def has_field(self, path: InstancePath, payloads: Sequence[Any]) -> bool:
        """Return whether one of some decoded payloads has an unstable field."""
        get = self.unstable[path]
        return any(get(payload) is not msgspec.UNSET for payload in payloads)

    def first_indices(self, count: UnstableFieldCount, payloads: Sequence[Any], most: int) -> list[int]:
        """Return the indices of the first decoded payloads that are included in a count, ``most`` at most."""
        get = self.unstable[count.path]
        return list(
            islice((index for index, payload in enumerate(payloads) if type(get(payload)) in count.types), most)
        )


def _counts_by_json_type(path: InstancePath, types: Counter[type]) -> list[UnstableFieldCount]:
    by_name: dict[str, list[type]] = {}
    for type_ in types:
        by_name.setdefault(NAMES_BY_TYPE.get(type_, "object"), []).append(type_)
    return [
        UnstableFieldCount(path, name, sum(types[type_] for type_ in same), frozenset(same))
        for name, same in by_name.items()
    ]


def _count_without(payloads: Sequence[Any], getters: list[tuple[int, Callable[[Any], Any]]]) -> int:
    """Return how many payloads have none of some fields; each getter has the number of payloads without it."""
    unset = msgspec.UNSET
    # The most frequent field comes first, because it leaves the fewest payloads for the others.
    for missing, get in sorted(getters, key=lambda pair: pair[0]):
        if not missing:
            return 0
        payloads = [payload for payload in payloads if get(payload) is unset]
    return len(payloads)
