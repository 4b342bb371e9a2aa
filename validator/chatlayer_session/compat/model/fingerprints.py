"""Hashes of schemas by their meaning, which do not depend on the names of definitions."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .common_form import rewrite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .common_form import Subschema


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A schema with holes for references: the hash of its text, and the ``names`` of the definitions in the holes."""

    text: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, schema: Subschema) -> Skeleton:
        """Return the skeleton of a schema without annotations; the order of its keywords does not matter."""
        names: list[str] = []

        def leave_out(name: str) -> str:
            names.append(name)
            return ""

        # The names are in the order of the keywords.
        ordered: Subschema = json.loads(json.dumps(schema, sort_keys=True))
        text = json.dumps(rewrite(ordered, leave_out, keep_annotations=False), sort_keys=True)
        return cls(digest(text), tuple(names))


def digest(*texts: str) -> str:
    """Return a short hash of texts."""
    return "d" + hashlib.sha256("\n".join(texts).encode(errors="surrogatepass")).hexdigest()[:16]


def hash_definitions(skeletons: Mapping[str, Skeleton]) -> dict[str, str]:
    """Return a hash for each definition, equal for those that no number of steps along references tells apart."""
    kinds = dict.fromkeys(skeletons, 0)
    signatures: dict[object, int] = {}
    while True:
        count = len(signatures)
        signatures = {}
        # Each round tells apart what differs one reference further on.
        kinds = {
            name: signatures.setdefault((skeleton.text, *(kinds[other] for other in skeleton.names)), len(signatures))
            for name, skeleton in skeletons.items()
        }
        if len(signatures) == count:
            break
    of_kinds = {kinds[name]: skeleton for name, skeleton in skeletons.items()}
    hashes = {kind: _hash_kind(kind, of_kinds, kinds) for kind in of_kinds}
    return {name: hashes[kind] for name, kind in kinds.items()}


def _hash_kind(kind: int, skeletons: Mapping[int, Skeleton], kinds: Mapping[str, int]) -> str:
    """Return a hash of everything that a kind of definitions leads to, numbered by the way that leads there."""
    numbers = {kind: 0}
    texts: list[str] = []
    for reached in (order := [kind]):
        targets = [kinds[name] for name in skeletons[reached].names]
        order += [target for target in dict.fromkeys(targets) if target not in numbers]
        numbers.update({target: number for number, target in enumerate(order)})
        texts.append(f"{skeletons[reached].text} {[numbers[target] for target in targets]}")
    return digest(*texts)
