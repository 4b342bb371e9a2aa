"""Hashes of schemas by their meaning, which do not depend on the names of definitions."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .common_form import rewrite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..watch import Watch
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


def hash_definitions(skeletons: Mapping[str, Skeleton], watch: Watch) -> dict[str, str]:
    """Return a hash for each definition, equal for those that no number of steps along references tells apart.

    Raises:
        Stopped: the watch ended.
    """
    hashes = _hash_finite(skeletons)
    endless = {name: skeleton for name, skeleton in skeletons.items() if name not in hashes}
    kinds: dict[str, int | str] = {**hashes, **dict.fromkeys(endless, 0)}
    signatures: dict[object, int] = {}
    while endless:
        watch.check()
        count = len(signatures)
        signatures = {}
        # Each round tells apart what differs one reference further on.
        kinds |= {
            name: signatures.setdefault((skeleton.text, *(kinds[other] for other in skeleton.names)), len(signatures))
            for name, skeleton in endless.items()
        }
        if len(signatures) == count:
            break
    of_kinds = {kinds[name]: skeleton for name, skeleton in endless.items()}
    of_endless = {kind: _hash_kind(kind, of_kinds, kinds, watch) for kind in of_kinds}
    return {name: hashes.get(name) or of_endless[kinds[name]] for name in skeletons}


def _hash_finite(skeletons: Mapping[str, Skeleton]) -> dict[str, str]:
    """Return a hash for each definition that leads to no circle of references."""
    missing = {name: set(skeleton.names) for name, skeleton in skeletons.items()}
    users: dict[str, list[str]] = {}
    for name, targets in missing.items():
        for target in targets:
            users.setdefault(target, []).append(name)
    hashes: dict[str, str] = {}
    ready = [name for name, targets in missing.items() if not targets]
    for name in ready:
        hashes[name] = digest(skeletons[name].text, *(hashes[target] for target in skeletons[name].names))
        for user in users.get(name, ()):
            missing[user].remove(name)
            if not missing[user]:
                ready.append(user)
    return hashes


def _hash_kind(
    kind: int | str, skeletons: Mapping[int | str, Skeleton], kinds: Mapping[str, int | str], watch: Watch
) -> str:
    """Return a hash of everything that a kind of definitions leads to, numbered by the way that leads there."""
    watch.check()
    numbers = {kind: 0}
    texts: list[str] = []
    for reached in (order := [kind]):
        targets = [kinds[name] for name in skeletons[reached].names]
        for target in targets:
            if target in skeletons and target not in numbers:
                numbers[target] = len(order)
                order.append(target)
        # The definitions that are not numbered have a hash already.
        texts.append(f"{skeletons[reached].text} {[numbers.get(target, target) for target in targets]}")
    return digest(*texts)
