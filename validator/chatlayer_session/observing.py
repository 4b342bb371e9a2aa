"""A document to the payloads in it, each with all that was observed, whether by reading or by an engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, cast

from .engines import engine_for
from .fields import READ_ONLY, fields_of
from .findings import Kind, Rule
from .observations import Observation, Part, Place
from .rules.size import NOTE_BYTES
from .showing import fit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .accepted import Acceptances
    from .catalog import Catalog
    from .documents import Document
    from .engines import Engine
    from .fields import Field
    from .pointers import JsonValue, Path, Selection
    from .rules.retention import Inactivity
    from .rules.weight import Sizes

# What can be said of a value only if the value is there to be looked at.
_ABOUT_THE_VALUE = frozenset({Rule.WRONG_TYPE, Rule.VALUE_NOT_ALLOWED, Rule.OUT_OF_RANGE, Rule.UNKNOWN_VALUE})


@dataclass(frozen=True, slots=True)
class Payload:
    """A payload inside a document, and what was observed in it.

    ``path`` is empty where the payload is the document. The paths of the observations start at the document's root.
    ``declared`` are the fields whose names may be shown, where the payload may be variables; None sets no limit.
    """

    path: Path
    kind: Kind | None
    observations: list[Observation]
    declared: Field | None = None


ANSWER_MEMBER = "session"
"""The member of a back end's answer that is a write; the parameters of a code action are one as they are."""


class Observer:
    """Finds the payloads that ``selection`` selects, and observes each; ``kind`` is None to tell it from each.

    ``acceptances`` are the unstable fields that are not observed.
    ``inactivity`` is what is known of the time of the sessions.
    """

    def __init__(
        self,
        catalog: Catalog,
        version: str,
        kind: Kind | None,
        selection: Selection,
        acceptances: Acceptances,
        *,
        inactivity: Inactivity | None = None,
    ) -> None:
        self.kind = kind
        self.selection = selection
        self.acceptances = acceptances
        self.inactivity = inactivity
        self._fields = fields_of(catalog, version, Kind.INTERNAL if kind is not Kind.WRITE else kind)
        self._fields_of: Callable[[Kind], Field] = partial(fields_of, catalog, version)
        # Made when a payload is to be held to it: what the screen lets through does without.
        self._engine_for: Callable[[Kind], Engine] = cache(partial(engine_for, catalog, version))

    def payloads(self, document: Document) -> list[Payload]:
        """Return the payloads in a document; the document itself where it is not understood, or has none.

        What was observed outside the payloads goes with the first of them.
        """
        if not document.understood:
            return [Payload((), self.kind, list(document.observations))]
        depth = len(self.selection.tokens)
        if not depth and self.kind is not Kind.WRITE:
            return [self._payload((), document.instance, document.observations, _sizes(document, [()]))]
        seen: dict[Path, list[Observation]] = {}
        for observation in document.observations:
            seen.setdefault(observation.path[:depth], []).append(observation)
        selected = [self._opened(*place) for place in self.selection.places(document.instance)]
        sizes = _sizes(document, [path for path, _ in selected])
        payloads = [self._payload(path, instance, seen.pop(path[:depth], []), sizes) for path, instance in selected]
        if not payloads:
            return [Payload((), self.kind, [*document.observations, self._nothing_selected()])]
        payloads[0].observations.extend(observation for outside in seen.values() for observation in outside)
        return payloads

    def observations(self, instance: JsonValue) -> list[Observation] | None:
        """Return what breaks a rule in a payload that reading has nothing to tell of; the paths start at its root.

        None means that more than the schema is to be asked, or that which of it may be shown depends on more.
        """
        kind = self.kind or kind_of(instance)
        if self.inactivity is not None or self.declared(kind, instance) is not None:
            return None
        return self._checked(kind, instance)

    def declared(self, kind: Kind | None, instance: object) -> Field | None:
        """Return the declared fields if ``instance``, taken for the read-only object, may be variables; else None."""
        if kind is not Kind.INTERNAL:
            return self._fields if kind is Kind.WRITE else None
        required = self._fields.required
        is_known = 2 * len(required.intersection(_names(instance))) >= len(required)
        # Where the kind was told from the instance, the latter has no such member.
        return None if is_known and (self.kind is None or not has_read_only(instance)) else self._fields

    def _opened(self, path: Path, instance: JsonValue) -> tuple[Path, JsonValue]:
        """Return the payload in what was selected: of a back end's answer that is its member for the session."""
        if self.kind is Kind.WRITE and isinstance(instance, dict) and ANSWER_MEMBER in instance:
            return (*path, ANSWER_MEMBER), instance[ANSWER_MEMBER]
        return path, instance

    def _payload(self, path: Path, instance: JsonValue, seen: Sequence[Observation], sizes: Sizes | None) -> Payload:
        kind = self.kind or kind_of(instance)
        if not path and not seen and sizes is None and self.inactivity is None:
            return Payload(path, kind, self._checked(kind, instance), self.declared(kind, instance))
        no_number = {observation.path for observation in seen if observation.rule is Rule.NOT_A_NUMBER}
        if no_number:
            from .cures import with_cures  # noqa: PLC0415 - seldom needed

            seen = with_cures(seen, path, self._fields_of(kind))
        payload = Payload(path, kind, [*seen], self.declared(kind, instance))
        of_the_session = [*self._expiry(), *_size(sizes, payload, instance)]
        checked = [_moved(observation, path) for observation in (*of_the_session, *self._checked(kind, instance))]
        kept = [each for each in checked if each.path not in no_number or each.rule not in _ABOUT_THE_VALUE]
        return replace(payload, observations=[*seen, *kept])

    def _expiry(self) -> list[Observation]:
        expired = None if self.inactivity is None else self.inactivity.observation()
        return [] if expired is None else [expired]

    def _checked(self, kind: Kind, instance: JsonValue) -> list[Observation]:
        return self.acceptances.applied(kind, self._engine_for(kind).check(instance))

    def _nothing_selected(self) -> Observation:
        message = f"nothing stands at {fit(str(self.selection))} in this document"
        return Observation(Rule.MISSING_FIELD, (), Place((), Part.VALUE), message, "check --at against the document")


def _sizes(document: Document, paths: Sequence[Path]) -> Sizes | None:
    """Return the sizes of payloads in a document; None if none can be large, or if it is too deep to be weighed."""
    if document.most_bytes <= NOTE_BYTES:
        return None
    if document.text is None and any(each.rule is Rule.TOO_DEEP for each in document.observations):
        return None
    # Imported when there is something to weigh, which is seldom.
    from .rules.weight import Sizes  # noqa: PLC0415 - seldom needed

    return Sizes.of(document, paths)


def _size(sizes: Sizes | None, payload: Payload, instance: JsonValue) -> list[Observation]:
    """Return what is to be told of the size of a payload."""
    if sizes is None or payload.kind is None or not sizes.may_be_large(payload.path, instance):
        return []
    from .placing import shown_path  # noqa: PLC0415 - slow to load
    from .rules.weight import size_observation  # noqa: PLC0415 - seldom needed

    def shown(path: Path) -> Path:
        at_root = not payload.path
        return shown_path(path, payload.kind, show_values=False, declared=payload.declared, at_root=at_root)

    observation = size_observation(sizes.weigh(payload.path, instance, 2), payload.kind, shown)
    return [] if observation is None else [observation]


def kind_of(instance: object) -> Kind:
    """Tell the kind of a payload: a session has ``internal``, even if in another case."""
    return Kind.SESSION if has_read_only(instance) else Kind.INTERNAL


def has_read_only(instance: object) -> bool:
    """Say whether a payload has the member ``internal``, even if in another case."""
    for name in _names(instance):
        # A letter that becomes several in lower case becomes none of these, so the length tells most names apart.
        if isinstance(name, str) and len(name) == len(READ_ONLY) and name.lower() == READ_ONLY:
            return True
    return False


def _names(instance: object) -> Iterable[object]:
    return cast("dict[object, object]", instance) if isinstance(instance, dict) else ()


def _moved(observation: Observation, base: Path) -> Observation:
    """Return an observation whose paths start at the root of the document instead of the payload at ``base``."""
    if not base:
        return observation
    place = observation.place
    if isinstance(place, Place):
        place = replace(place, path=(*base, *place.path))
    return replace(observation, path=(*base, *observation.path), place=place)
