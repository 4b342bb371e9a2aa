"""Hypothesis strategies for payloads, made from the schema files: valid, unstable, invalid, and in any spelling."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, cast

from hypothesis import strategies as st

from ..errors import UnknownKind
from ..findings import Kind
from ..generate.choices import Choices
from ..generate.generator import Generator
from ..generate.mutation_sites import SHAPE_RULES, CannotViolate, MutationSite, sites_of
from ..generate.mutations import BrokenPayload, UnstablePayload, broken_payload, unstable_payload
from ..generate.serialize import RawPayload, raw_payload
from ..generate.values import any_value
from ..generate.vocabulary import new_name
from ..rules import Rule
from ..spec.catalog import DEFAULT_VERSION, packaged_catalog
from ..spec.kinds import INTERNAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy


# UTF-8 has no lone surrogates, and so neither has a payload.
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


class DrawnChoices(Choices):
    """Choices drawn in a composite strategy."""

    odds_of_arbitrary = 5

    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw

    def integer(self, low: int, high: int) -> int:
        """Draw an integer from ``low`` to ``high``."""
        return low if low == high else self._draw(_integers(low, high))

    def number(self, low: float | None, high: float | None) -> float:
        """Draw a finite number from ``low`` to ``high``."""
        return self._draw(_numbers(low, high))

    def text(self) -> str:
        """Draw a text without surrogates."""
        return self._draw(_TEXTS)


@lru_cache(maxsize=256)
def _integers(low: int, high: int) -> SearchStrategy[int]:
    return st.integers(low, high)


@lru_cache(maxsize=256)
def _numbers(low: float | None, high: float | None) -> SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, allow_infinity=False)


MAX_UNSTABLE = 5
"""Unstable fields in a payload at most."""

MAX_VARIABLES = 5
"""Variables of any value in a session at most."""


def payloads(
    kind: Kind | str = Kind.SESSION,
    version: str = DEFAULT_VERSION,
    *,
    unstable: bool = False,
    unknown_values: bool = True,
) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for valid payloads, parsed, with realistic values and with any that the schema allows.

    Each optional field is there or not. ``version`` is a schema version as `Validator` takes it. With ``unstable``
    a payload has up to `MAX_UNSTABLE` unstable fields, declared ones and others; without, none. ``unknown_values``
    lets values of open sets be others than the known ones, which is told as a note.

    Raises:
        UnknownVersion: no such schema version exists.
        UnknownKind: ``kind`` is none.
        KindNotInVersion: the version has no schema for this kind.
    """
    return _payloads(_generator(kind, version), unstable=unstable, unknown_values=unknown_values)


def unstable_payloads(
    kind: Kind | str = Kind.SESSION, version: str = DEFAULT_VERSION, *, unknown_values: bool = False
) -> SearchStrategy[UnstablePayload]:
    """Return a strategy for payloads with one to `MAX_UNSTABLE` unstable fields, and with the pointers to these.

    The fields are declared unstable ones and others, at every depth under the read-only object where the schema closes
    what it declares. Raises as `payloads` does.
    """
    return _unstable_payloads(_generator(kind, version), unknown_values=unknown_values)


def invalid_payloads(
    kind: Kind | str = Kind.SESSION,
    version: str = DEFAULT_VERSION,
    *,
    rules: Sequence[Rule | str] | Rule | str | None = None,
) -> SearchStrategy[BrokenPayload]:
    """Return a strategy for payloads that break one of some rules of the shape, once, with the rule and the pointer.

    Every place at which the schema lets a rule be broken is drawn. ``rules`` are those to be broken, or the one; None
    is all that make payloads of the kind invalid. ``unknown-value`` and ``unstable-field``, which do not, can be named
    too. One of the payloads of a session has no read-only object; that it is a session cannot be told from it, so hold
    payloads to their ``kind``. Raises as `payloads` does, and:

    Raises:
        CannotViolate: no payload of this kind breaks a rule that is named.
        ValueError: a rule is named that there is not.
    """
    generator = _generator(kind, version)
    if rules is None:
        return _invalid_payloads(
            generator, [found for rule in SHAPE_RULES if (found := sites_of(generator.root, rule))]
        )
    named = (rules,) if isinstance(rules, str) else rules
    return _invalid_payloads(generator, [_sites(generator, Rule(rule)) for rule in named])


def sessions(version: str = DEFAULT_VERSION, *, unstable: bool = False) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for valid sessions whose variables have any names and hold any JSON values.

    ``unstable`` is as for `payloads`, which raises what this does.
    """
    return _sessions(_generator(Kind.SESSION, version), unstable=unstable)


def raw_payloads(
    kind: Kind | str = Kind.SESSION,
    version: str = DEFAULT_VERSION,
    *,
    unstable: bool = False,
    unknown_values: bool = True,
    byte_order_mark: bool = False,
) -> SearchStrategy[RawPayload]:
    """Return a strategy for valid payloads as UTF-8 text, with the values that they stand for.

    White space, the order of keys, escapes and the spelling of numbers vary. With ``byte_order_mark`` some texts start
    with one, which is told as a note. The rest is as for `payloads`, which raises what this does.
    """
    values = payloads(kind, version, unstable=unstable, unknown_values=unknown_values)
    return _raw_payloads(values, byte_order_mark=byte_order_mark)


def json_values() -> SearchStrategy[Any]:
    """Return a strategy for JSON values of any type, parsed: every number fits a double, every text UTF-8."""
    return _json_values()


@cache
def _generator(kind: Kind | str, version: str) -> Generator:
    catalog = packaged_catalog()
    try:
        return Generator(catalog, catalog.resolve(version), Kind(kind))
    except ValueError:
        if kind in tuple(Kind):
            raise
    raise UnknownKind(str(kind), [each.value for each in Kind])


def _sites(generator: Generator, rule: Rule) -> tuple[MutationSite, ...]:
    sites = sites_of(generator.root, rule)
    if not sites:
        raise CannotViolate(rule, generator.kind)
    return sites


@st.composite
def _payloads(draw: DrawFn, generator: Generator, *, unstable: bool, unknown_values: bool) -> dict[str, Any]:
    choices = DrawnChoices(draw)
    if unstable:
        most = MAX_UNSTABLE
        return unstable_payload(generator, choices, least=0, most=most, unknown_values=unknown_values).payload
    return cast("dict[str, Any]", generator.payload(choices, unknown_values=unknown_values))


@st.composite
def _unstable_payloads(draw: DrawFn, generator: Generator, *, unknown_values: bool) -> UnstablePayload:
    return unstable_payload(generator, DrawnChoices(draw), most=MAX_UNSTABLE, unknown_values=unknown_values)


@st.composite
def _invalid_payloads(draw: DrawFn, generator: Generator, sites: Sequence[Sequence[MutationSite]]) -> BrokenPayload:
    choices = DrawnChoices(draw)
    # The rule first: one with few places comes as often as one with many.
    return broken_payload(generator, choices, choices.pick(choices.pick(sites)))


@st.composite
def _sessions(draw: DrawFn, generator: Generator, *, unstable: bool) -> dict[str, Any]:
    choices = DrawnChoices(draw)
    least, most = 0, MAX_UNSTABLE if unstable else 0
    session = unstable_payload(generator, choices, least=least, most=most, variables=False).payload
    while len(session) <= MAX_VARIABLES and choices.chance(2, 3):
        name = new_name(choices, [*session, INTERNAL])
        session[name] = any_value(choices)
    return session


@st.composite
def _raw_payloads(draw: DrawFn, values: SearchStrategy[dict[str, Any]], *, byte_order_mark: bool) -> RawPayload:
    return raw_payload(draw(values), DrawnChoices(draw), byte_order_mark=byte_order_mark)


@st.composite
def _json_values(draw: DrawFn) -> Any:
    return any_value(DrawnChoices(draw))
