"""A store under test: the harness performs each step on the store and on the model, and compares the two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias, TypeVar, cast

from ...findings import Kind
from ...jsonpointer import deep_copy
from ...spec.catalog import packaged_catalog
from ...spec.fields import field_tree
from ...writes.diff import MISSING, iter_differences
from .clauses import Clause, ContractViolation
from .narration import JSON_TYPES, format_difference, format_duration, format_value, format_variables
from .protocol import INTERNAL, INTERNAL_POLICIES, Session, SessionKey, StoreResult
from .samples import FILLER, filler

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from ...jsonpointer import InstancePath, JsonValue
    from ...writes.diff import Difference, MaybeValue
    from .model import Model
    from .protocol import ManualClock, SessionStore

T = TypeVar("T")
P = ParamSpec("P")

Step: TypeAlias = Callable[["StoreHarness"], None]
"""Performs one step of a scenario on a harness, regardless of the steps before."""


@dataclass(frozen=True, slots=True)
class ClauseMap:
    """The clauses that a difference in the whole session, in its variables or in its ``internal`` violates.

    If ``internal`` is None, the clause depends on the place of the difference.
    """

    session: Clause
    variables: Clause
    internal: Clause | None = None

    @classmethod
    def of(cls, clause: Clause) -> ClauseMap:
        """Return a map in which every difference violates the same clause."""
        return cls(clause, clause, clause)


def recorded(step: Callable[Concatenate[StoreHarness, P], None]) -> Callable[Concatenate[StoreHarness, P], None]:
    """Return a method of the harness that also records its calls, so that they can be repeated on a new store."""

    @wraps(step)
    def perform(harness: StoreHarness, /, *args: P.args, **kwargs: P.kwargs) -> None:
        harness.story.append(lambda other: perform(other, *args, **kwargs))
        step(harness, *args, **kwargs)

    return perform


class StoreHarness:
    """A store, the model of its contents, and the steps so far.

    ``handles`` are the stores that access the same sessions; each step uses the current one. Every recorded method is a
    step. It raises `ContractViolation` if the store raises or returns something else than the model. After a step, each
    handle is compared with the model; ``is_replay`` leaves this to the comparisons that ``story`` contains.
    """

    def __init__(self, handles: Sequence[SessionStore], clock: ManualClock, model: Model, *, is_replay: bool) -> None:
        self.handles = handles
        self.clock = clock
        self.model = model
        self.is_replay = is_replay
        self.steps: list[str] = []
        self.story: list[Step] = []
        self._current = 0

    @property
    def store(self) -> SessionStore:
        """The current handle."""
        return self.handles[self._current]

    @recorded
    def use(self, handle: int) -> None:
        """Use a different handle from now on, if the store has so many."""
        self._current = min(handle, len(self.handles) - 1)

    @recorded
    def create(self, key: SessionKey, internal: Session) -> None:
        """Start a conversation."""
        clauses = self._clauses_of_creation(key)
        verb = "create" if clauses.session is Clause.FITS else "continue"
        self.add_step(f"{verb} session {key}")
        expected = self.model.create(key, internal)
        result = self._call(Clause.CONTINUED, lambda: self.store.create(key, deep_copy(internal)))
        self._check_result(expected, result, key)
        self.verify(key, ClauseMap.of(Clause.TOO_LARGE) if StoreResult.TOO_LARGE in expected else clauses)

    @recorded
    def set_variables(self, key: SessionKey, variables: Session) -> None:
        """Set variables, possibly with ``internal`` among them."""
        self._set(key, variables, format_variables(variables, self.model.session(key)))

    @recorded
    def fill(self, key: SessionKey, size: int) -> None:
        """Set a string that makes the session ``size`` bytes long."""
        session = self.model.session(key)
        text = "" if session is None else filler(session, FILLER, size)
        self._set(key, {FILLER: text}, f'{{"{FILLER}": a string that makes the session {size:,} bytes long}}')

    @recorded
    def touch(self, key: SessionKey) -> None:
        """Record activity."""
        self.add_step(f"touch {key}")
        expected = self.model.touch(key)
        self._check_existence(expected, self._call(Clause.RETAINED, lambda: self.store.touch(key)), key)
        self.verify(key, ClauseMap(self._clause_of_existence(key), Clause.RETAINED))

    @recorded
    def delete(self, key: SessionKey) -> None:
        """Delete the session."""
        self.add_step(f"delete {key}")
        expected = self.model.delete(key)
        self._check_existence(expected, self._call(Clause.DELETED, lambda: self.store.delete(key)), key)
        self.verify(key, ClauseMap(self._clause_of_existence(key), Clause.DELETED))

    @recorded
    def expire(self) -> None:
        """Let the store delete expired sessions."""
        self.add_step("delete expired sessions")
        self._call(Clause.EXPIRED, self.store.expire)

    @recorded
    def advance(self, duration: timedelta) -> None:
        """Let time pass."""
        self.steps.append(f"wait {format_duration(duration)}")
        self.clock.advance(duration)

    @recorded
    def perform(self, step: Step) -> None:
        """Perform a step that several callers make together."""
        step(self)

    def read(self, key: SessionKey) -> None:
        """Read a session that no step changed since it was verified."""
        clauses = ClauseMap(self._clause_of_existence(key), Clause.INDEPENDENT, Clause.INDEPENDENT)
        self.compare(key, clauses, self._current)

    def mutate_read_copy(self, key: SessionKey) -> None:
        """Read a session and change the copy, which must not change the session."""
        self.read(key)
        self._change_read_copy(key)

    def mutate_passed_copy(self, key: SessionKey, variables: Session) -> None:
        """Set variables and then change the passed object, which must not change the session."""
        self.set_variables(key, variables)
        self._change_passed_copy(key, variables)

    def finish(self) -> None:
        """Read every session that exists or existed."""
        for key in self.model.keys:
            self.read(key)

    def add_step(self, text: str) -> None:
        """Add a step that uses the current handle."""
        self.steps.append(f"{text}{self._with_handle(self._current)}")

    def verify(self, key: SessionKey, clauses: ClauseMap) -> None:
        """Compare what each handle reads with the model, unless the story contains these comparisons."""
        if not self.is_replay:
            for handle in range(len(self.handles)):
                self.compare(key, clauses, handle)

    @recorded
    def compare(self, key: SessionKey, clauses: ClauseMap, handle: int) -> None:
        """Read a session with a handle, and compare it with the model."""
        step = f"read {key}{self._with_handle(handle)}"
        expected = self.model.session(key)
        actual = cast("MaybeValue", self._call(clauses.session, lambda: self.handles[handle].read(key), step))
        if (expected is None) != (actual is None):
            ending = "expected nothing, got a session" if expected is None else "expected the session, got nothing"
            raise self._violation(clauses.session, f"{step}: {ending}")
        for difference in iter_differences(expected, actual, exact=True):
            raise self._violation(clause_of(difference, clauses), f"{step}: {format_difference(difference)}")
        self.steps.append(step)

    @recorded
    def _change_read_copy(self, key: SessionKey) -> None:
        session = self._call(Clause.COPY, lambda: self.store.read(key))
        self.add_step(f"read {key} and change the returned object")
        if session is not None:
            mutate(session)
        self.verify(key, ClauseMap.of(Clause.COPY))

    @recorded
    def _change_passed_copy(self, key: SessionKey, variables: Session) -> None:
        passed = deep_copy(variables)
        self.add_step(f"set {format_value(variables)} in {key} and change the passed object afterwards")
        expected = self.model.set_variables(key, variables)
        self._check_result(expected, self._call(Clause.VARIABLES, lambda: self.store.set_variables(key, passed)), key)
        mutate(passed)
        self.verify(key, ClauseMap.of(Clause.COPY))

    def _set(self, key: SessionKey, variables: Session, description: str) -> None:
        self.add_step(f"set {description} in {key}")
        clause = Clause.ATTEMPT if INTERNAL in variables else Clause.VARIABLES
        expected = self.model.set_variables(key, variables)
        result = self._call(clause, lambda: self.store.set_variables(key, deep_copy(variables)))
        self._check_result(expected, result, key)
        if StoreResult.TOO_LARGE in expected:
            self.verify(key, ClauseMap.of(Clause.TOO_LARGE))
        else:
            self.verify(key, ClauseMap(self._clause_of_existence(key), clause, Clause.READ_ONLY))

    def _with_handle(self, handle: int) -> str:
        return f" with handle {handle + 1}" if handle else ""

    def _clauses_of_creation(self, key: SessionKey) -> ClauseMap:
        if self.model.session(key) is not None:
            return ClauseMap(Clause.CONTINUED, Clause.CONTINUED)
        return ClauseMap(Clause.FITS, self._clause_of_existence(key))

    def _clause_of_existence(self, key: SessionKey) -> Clause:
        """Return the clause that requires the session to exist or not to exist."""
        if self.model.has_expired(key):
            return Clause.EXPIRED
        if key in self.model.deleted:
            return Clause.DELETED
        return Clause.INDEPENDENT if self.model.session(key) is None else Clause.RETAINED

    def _check_result(self, expected: tuple[StoreResult, ...], result: object, key: SessionKey) -> None:
        actual = result.value if isinstance(result, StoreResult) else f"{result!r}, which is not a StoreResult"
        if isinstance(result, StoreResult) and result in expected:
            self.steps[-1] += "" if result is StoreResult.STORED else f": returned {actual}"
            return
        choices = " or ".join(choice.value for choice in expected)
        clause = self._clause_of_result(expected, result, key)
        raise self.violation_in_step(clause, f"expected {choices}, got {actual}")

    def _clause_of_result(self, expected: tuple[StoreResult, ...], result: object, key: SessionKey) -> Clause:
        if StoreResult.TOO_LARGE in expected:
            return Clause.TOO_LARGE
        if result is StoreResult.TOO_LARGE:
            return Clause.FITS
        if StoreResult.NO_SESSION in expected or result is StoreResult.NO_SESSION:
            return self._clause_of_existence(key)
        is_attempt = any(choice in INTERNAL_POLICIES for choice in (*expected, result))
        return Clause.ATTEMPT if is_attempt else Clause.VARIABLES

    def _check_existence(self, expected: bool, result: object, key: SessionKey) -> None:  # noqa: FBT001 - a result
        if result is not expected:
            actual = result if isinstance(result, bool) else f"{result!r}, which is not a bool"
            ending = f"expected {expected}, got {actual}"
            raise self.violation_in_step(self._clause_of_existence(key), ending)

    def _call(self, clause: Clause, call: Callable[[], T], step: str = "") -> T:
        """Return the result of a call to the store; ``step`` describes the call if it is not the last step."""
        try:
            return call()
        except Exception as error:
            ending = f"the store raised {type(error).__name__}: {error}"
            if step:
                raise self._violation(clause, f"{step}: {ending}") from error
            raise self.violation_in_step(clause, ending) from error

    def _violation(self, clause: Clause, step: str) -> ContractViolation:
        """Return a violation in a further step."""
        return ContractViolation(clause, [*self.steps, step])

    def violation_in_step(self, clause: Clause, ending: str) -> ContractViolation:
        """Return a violation in the last step."""
        return ContractViolation(clause, [*self.steps[:-1], f"{self.steps[-1]}: {ending}"])


def clause_of(difference: Difference, clauses: ClauseMap) -> Clause:
    """Return the clause that a difference violates."""
    if difference.after is not MISSING and type(difference.after) not in JSON_TYPES:
        return Clause.COPY
    if difference.path[:1] != (INTERNAL,):
        return clauses.variables
    return clauses.internal or (Clause.STABLE if is_stable(difference.path[1:]) else Clause.UNSTABLE)


def is_stable(path: InstancePath) -> bool:
    """Return whether a place in ``internal`` is a stable field, or inside one whose contents the schema leaves open."""
    catalog = packaged_catalog()
    field = field_tree(catalog, catalog.resolve("latest"), Kind.INTERNAL)
    for step in path:
        child = field.child(step)
        if child is None:
            return not field.members and not field.is_unstable
        field = child
    return not field.is_unstable


def mutate(session: Session) -> None:
    """Change every object and array in a session."""
    stack: list[JsonValue] = [session]
    while stack:
        container = stack.pop()
        if isinstance(container, dict):
            stack += container.values()
            container.clear()
            container["mutated"] = True
        elif isinstance(container, list):
            stack += container
            container[:] = ["mutated"]
