"""Hypothesis strategies for valid, unstable and invalid payloads, generated from the schemas."""

from __future__ import annotations

from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from hypothesis import strategies as st

from ..errors import UnknownChoice, UnknownKind, UnknownVersion
from ..findings import Kind
from ..generate.choices import Choices
from ..generate.generator import Generator
from ..generate.mutation_sites import SCHEMA_ERRORS, CannotViolate, MutationSite, sites_of
from ..generate.mutations import BrokenPayload, UnstablePayload, broken_payload, unstable_payload
from ..generate.serialize import RawPayload, raw_payload
from ..generate.values import any_value
from ..generate.vocabulary import new_name
from ..rules import Rule
from ..spec.catalog import DEFAULT_VERSION, packaged_catalog
from ..spec.kinds import ANSWER_MEMBER, INTERNAL
from .tolerance import ContractPayloads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    from ..contract.model import Contract

T = TypeVar("T")

# UTF-8 cannot encode lone surrogates.
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_integers = lru_cache(maxsize=256)(st.integers)
_numbers = lru_cache(maxsize=256)(partial(st.floats, allow_nan=False, allow_infinity=False))


class DrawnChoices(Choices):
    """Choices that a composite strategy draws."""

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


MAX_UNSTABLE = 5
"""Most unstable fields in a payload."""

MAX_VARIABLES = 5
"""Most variables with arbitrary values in a session."""

MAX_WRITES = 3
"""Most writes in an answer."""


def payloads(
    kind: Kind | str = Kind.SESSION,
    version: str = DEFAULT_VERSION,
    *,
    unstable: bool = False,
    unknown_values: bool = True,
) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for valid parsed payloads, with realistic values, or any values that the schema allows.

    Optional fields may be missing. With ``unstable`` a payload contains up to `MAX_UNSTABLE` unstable fields, declared
    or not; otherwise none. With ``unknown_values`` open sets also get unknown values, which are reported as notes.

    Raises:
        UnknownVersion: the schema version does not exist.
        UnknownKind: the kind does not exist.
        KindNotInVersion: the version has no schema for this kind.
    """
    return _made(_payload_maker(_generator(kind, version), unstable=unstable, unknown_values=unknown_values))


def unstable_payloads(
    kind: Kind | str = Kind.SESSION, version: str = DEFAULT_VERSION, *, unknown_values: bool = False
) -> SearchStrategy[UnstablePayload]:
    """Return a strategy for payloads with one to `MAX_UNSTABLE` unstable fields, and the pointers to these fields.

    The fields are declared or not, at every depth of the read-only object where the schema lists all stable fields.
    Raises the errors of `payloads`.
    """
    generator = _generator(kind, version)
    return _made(partial(unstable_payload, generator, most=MAX_UNSTABLE, unknown_values=unknown_values))


def invalid_payloads(
    kind: Kind | str = Kind.SESSION,
    version: str = DEFAULT_VERSION,
    *,
    rules: Sequence[Rule | str] | Rule | str | None = None,
) -> SearchStrategy[BrokenPayload]:
    """Return a strategy for payloads that break one rule once, each with the rule and pointer of its finding.

    It draws every place where the schema allows a violation. ``rules`` is one rule or several; None is every rule about
    fields that makes a payload of the kind invalid. ``unknown-value`` and ``unstable-field``, which do not, are allowed
    too. Some payloads of a session have no read-only object and do not show that they are sessions, so validate
    them with their ``kind``. Raises the errors of `payloads`, and:

    Raises:
        CannotViolate: no payload of this kind can violate one of the rules.
        UnknownChoice: a rule does not exist.
    """
    generator = _generator(kind, version)
    if rules is None:
        sites_by_rule = [sites for rule in SCHEMA_ERRORS if (sites := sites_of(generator.root, rule))]
    else:
        named = (rules,) if isinstance(rules, str) else rules
        sites_by_rule = [_sites(generator, rule) for rule in named]

    def make(choices: DrawnChoices) -> BrokenPayload:
        # The rule is drawn first, so that rules with few places are as frequent as others.
        return broken_payload(generator, choices, choices.pick(choices.pick(sites_by_rule)))

    return _made(make)


def sessions(version: str = DEFAULT_VERSION, *, unstable: bool = False) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for valid sessions with variables of any name and any JSON value.

    ``unstable`` has the same meaning as for `payloads`. Raises the errors of `payloads`.
    """
    generator, limit = _generator(Kind.SESSION, version), MAX_UNSTABLE if unstable else 0

    def make(choices: DrawnChoices) -> dict[str, Any]:
        session = unstable_payload(generator, choices, least=0, most=limit, variables=False).payload
        while len(session) <= MAX_VARIABLES and choices.chance(2, 3):
            name = new_name(choices, [*session, INTERNAL])
            session[name] = any_value(choices)
        return session

    return _made(make)


def writes(version: str = DEFAULT_VERSION) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for valid writes: the data is any JSON value, and namespaces can have dots.

    For writes that break a rule, use `invalid_payloads` with the kind. Raises the errors of `payloads`.
    """
    return _made(partial(_write, _generator(Kind.WRITE, version)))


def answers(version: str = DEFAULT_VERSION) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for valid answers of back ends: without a write, with one, or with up to `MAX_WRITES`.

    For answers that break a rule, use `invalid_payloads` with the kind. Raises the errors of `payloads`.
    """
    generator, of_writes = _generator(Kind.ANSWER, version), _generator(Kind.WRITE, version)

    def make(choices: DrawnChoices) -> dict[str, Any]:
        answer = cast("dict[str, Any]", generator.payload(choices))
        if isinstance(answer.get(ANSWER_MEMBER), dict):
            answer[ANSWER_MEMBER] = _write(of_writes, choices)
        elif ANSWER_MEMBER in answer and choices.chance(1, 2):
            answer[ANSWER_MEMBER] = [_write(of_writes, choices) for _ in range(choices.integer(0, MAX_WRITES))]
        return answer

    return _made(make)


def contract_payloads(contract: Contract) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for the sessions that a service has to survive, according to its contract.

    They are valid in a schema version that the contract accepts, and have what its reads assume: required fields exist,
    and values have the expected types and values. Everything else varies: optional fields are missing, open sets have
    unknown values, unknown fields are added, and what the schema does not promise is of any type or missing.

    Raises:
        UnknownVersion: no schema version is in the range of the contract.
        ImpossibleRead: the schema allows no value that a read expects.
    """
    available = packaged_catalog().versions()
    versions = contract.schema.select(available)
    if not versions:
        raise UnknownVersion(str(contract.schema), available)
    makers = [ContractPayloads(contract.reads, _generator(Kind.SESSION, version)).make for version in versions]
    # The newest version is the simplest.
    return _made(lambda choices: choices.pick(makers[::-1])(choices))


def raw_payloads(
    kind: Kind | str = Kind.SESSION,
    version: str = DEFAULT_VERSION,
    *,
    unstable: bool = False,
    unknown_values: bool = True,
    byte_order_mark: bool = False,
) -> SearchStrategy[RawPayload]:
    """Return a strategy for valid payloads as UTF-8 text, with their parsed values.

    White space, key order, escapes and the spelling of numbers vary. With ``byte_order_mark`` some texts start with
    one, which is reported as a note. The other arguments have the same meaning as for `payloads`. Raises the errors of
    `payloads`.
    """
    make = _payload_maker(_generator(kind, version), unstable=unstable, unknown_values=unknown_values)
    return _made(lambda choices: raw_payload(make(choices), choices, byte_order_mark=byte_order_mark))


def json_values() -> SearchStrategy[Any]:
    """Return a strategy for parsed JSON values of any type. Numbers are doubles; strings can be encoded in UTF-8."""
    return _made(any_value)


@cache
def _generator(kind: Kind | str, version: str) -> Generator:
    catalog = packaged_catalog()
    try:
        return Generator(catalog, catalog.resolve(version), Kind(kind))
    except ValueError:
        if kind in tuple(Kind):
            raise
    raise UnknownKind(str(kind), [known.value for known in Kind])


def _write(generator: Generator, choices: DrawnChoices) -> dict[str, Any]:
    write = cast("dict[str, Any]", generator.payload(choices))
    if choices.chance(1, 2):
        write["data"] = any_value(choices)
    if choices.chance(1, 3):
        write["namespace"] += f".{new_name(choices, [])}"
    return write


def _sites(generator: Generator, name: str) -> tuple[MutationSite, ...]:
    if name not in tuple(Rule):
        raise UnknownChoice(str(name), [rule.value for rule in Rule], "rule")
    sites = sites_of(generator.root, Rule(name))
    if not sites:
        raise CannotViolate(Rule(name), generator.kind)
    return sites


def _payload_maker(
    generator: Generator, *, unstable: bool, unknown_values: bool
) -> Callable[[DrawnChoices], dict[str, Any]]:
    def make(choices: DrawnChoices) -> dict[str, Any]:
        if unstable:
            return unstable_payload(
                generator, choices, least=0, most=MAX_UNSTABLE, unknown_values=unknown_values
            ).payload
        return cast("dict[str, Any]", generator.payload(choices, unknown_values=unknown_values))

    return make


@st.composite
def _made(draw: DrawFn, make: Callable[[DrawnChoices], T]) -> T:
    return make(DrawnChoices(draw))
