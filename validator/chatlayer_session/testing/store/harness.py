"""A story that is told and lived at once: each step is done to the store and to the model, and then compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from ...findings import Kind
from ...jsonpointer import deep_copy as copied_value
from ...spec.catalog import packaged_catalog
from ...spec.fields import field_tree
from ...writes.diff import MISSING, iter_differences
from .clauses import Clause, ContractViolation
from .narration import JSON_TYPES, format_difference, format_duration, format_value, format_write
from .protocol import INTERNAL, INTERNAL_POLICIES, Session, SessionKey, WriteResult

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from ...jsonpointer import InstancePath, JsonValue
    from ...writes.diff import Difference, MaybeValue
    from .model import Model
    from .protocol import ManualClock, SessionStore

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ClauseMap:
    """The clauses that are broken where the session as a whole, its variables, or its ``internal`` is not as expected.

    Without one for ``internal``, the place in it decides.
    """

    session: Clause
    variables: Clause
    internal: Clause | None = None


class StoreHarness:
    """One store, the model of what it should hold, and the story so far.

    Every method is a step. It raises `ContractViolation` if the store raises, answers differently from the model, or
    afterwards contains something else than the model.
    """

    def __init__(self, store: SessionStore, clock: ManualClock, model: Model) -> None:
        self.store = store
        self.clock = clock
        self.model = model
        self.steps: list[str] = []

    def create(self, key: SessionKey, internal: Session) -> None:
        """Start a conversation."""
        blame = self._blame_of_creation(key)
        self.steps.append(f"create session {key}" if blame.session is Clause.FITS else f"continue session {key}")
        right = self.model.create(key, internal)
        self._expect(right, self._ask(Clause.CONTINUED, lambda: self.store.create(key, copy_session(internal))), key)
        if WriteResult.TOO_LARGE in right:
            blame = ClauseMap(*[Clause.TOO_LARGE] * 3)
        self.verify(key, blame)

    def write(self, key: SessionKey, variables: Session, told: str = "") -> None:
        """Write variables, and perhaps ``internal`` among them; ``told`` says what, if not the values themselves."""
        self.steps.append(f"write {told or format_write(variables, self.model.session(key))} to {key}")
        is_attempt = INTERNAL in variables
        clause = Clause.ATTEMPT if is_attempt else Clause.VARIABLES
        right = self.model.write(key, variables)
        self._expect(right, self._ask(clause, lambda: self.store.write(key, copy_session(variables))), key)
        if WriteResult.TOO_LARGE in right:
            self.verify(key, ClauseMap(*[Clause.TOO_LARGE] * 3))
        else:
            self.verify(key, ClauseMap(self._clause_of_absence(key), clause, Clause.READ_ONLY))

    def touch(self, key: SessionKey) -> None:
        """Count as activity."""
        self.steps.append(f"touch {key}")
        expected = self.model.touch(key)
        self._expect_whether(expected, self._ask(Clause.KEPT, lambda: self.store.touch(key)), key)
        self.verify(key, ClauseMap(self._clause_of_absence(key), Clause.KEPT))

    def delete(self, key: SessionKey) -> None:
        """Delete the session."""
        self.steps.append(f"delete {key}")
        expected = self.model.delete(key)
        self._expect_whether(expected, self._ask(Clause.DELETED, lambda: self.store.delete(key)), key)
        self.verify(key, ClauseMap(self._clause_of_absence(key), Clause.DELETED))

    def expire(self) -> None:
        """Have the store delete what it may delete."""
        self.steps.append("delete what has outlived its retention")
        self._ask(Clause.EXPIRED, self.store.expire)

    def advance(self, duration: timedelta) -> None:
        """Let time pass."""
        self.steps.append(f"wait {format_duration(duration)}")
        self.clock.advance(duration)

    def read(self, key: SessionKey) -> None:
        """Read a session to which nothing was done since it was looked at last."""
        clause = self._clause_of_absence(key)
        self.verify(key, ClauseMap(clause, Clause.APART, Clause.APART))
        self.steps.append(f"read {key}")

    def mutate_read_copy(self, key: SessionKey) -> None:
        """Read a session and change what was read, which the store must not notice."""
        self.verify(key, ClauseMap(self._clause_of_absence(key), Clause.APART, Clause.APART))
        found = self._ask(Clause.PREVIEW, lambda: self.store.read(key))
        self.steps.append(f"read {key}, and change what was read without writing it")
        if found is not None:
            spoil(found)
        self.verify(key, ClauseMap(*[Clause.PREVIEW] * 3))

    def mutate_written_copy(self, key: SessionKey, variables: Session) -> None:
        """Write variables, and then change what was passed, which the store must not notice."""
        written = copy_session(variables)
        self.steps.append(f"write {format_value(variables)} to {key}, and then change what was passed")
        absence = self._clause_of_absence(key)
        self._expect(
            self.model.write(key, variables), self._ask(Clause.VARIABLES, lambda: self.store.write(key, written)), key
        )
        self.verify(key, ClauseMap(absence, Clause.VARIABLES, Clause.READ_ONLY))
        spoil(written)
        self.verify(key, ClauseMap(*[Clause.PREVIEW] * 3))

    def finish(self) -> None:
        """Read every session there is or was."""
        for key in self.model.keys:
            self.read(key)

    def verify(self, key: SessionKey, blame: ClauseMap) -> None:
        """Compare what the store reads with what the model has; reading is told only if they differ."""
        expected = self.model.session(key)
        found = cast("MaybeValue", self._ask(blame.session, lambda: self.store.read(key), f"read {key}"))
        if expected is None and found is None:
            return
        if expected is None:
            raise self._broken(blame.session, f"read {key}: expected nothing, got a session")
        if found is None:
            raise self._broken(blame.session, f"read {key}: expected the session, got nothing")
        for difference in iter_differences(expected, found, exact=True):
            raise self._broken(clause_of(difference, blame), f"read {key}: {format_difference(difference)}")

    def _blame_of_creation(self, key: SessionKey) -> ClauseMap:
        if self.model.session(key) is not None:
            return ClauseMap(Clause.CONTINUED, Clause.CONTINUED)
        return ClauseMap(Clause.FITS, self._clause_of_absence(key))

    def _clause_of_absence(self, key: SessionKey) -> Clause:
        """Return why there is no session, or why there is one."""
        if self.model.has_expired(key):
            return Clause.EXPIRED
        if key in self.model.deleted:
            return Clause.DELETED
        return Clause.APART if self.model.session(key) is None else Clause.KEPT

    def _expect(self, right: tuple[WriteResult, ...], answer: object, key: SessionKey) -> None:
        got = answer.value if isinstance(answer, WriteResult) else f"{answer!r}, which is no Answer"
        if isinstance(answer, WriteResult) and answer in right:
            self.steps[-1] += "" if answer is WriteResult.STORED else f": answered {got}"
            return
        expected = " or ".join(each.value for each in right)
        raise self._broken(self._clause_of_answer(right, answer, key), f"expected {expected}, got {got}", told=True)

    def _clause_of_answer(self, right: tuple[WriteResult, ...], answer: object, key: SessionKey) -> Clause:
        if WriteResult.TOO_LARGE in right:
            return Clause.TOO_LARGE
        if answer is WriteResult.TOO_LARGE:
            return Clause.FITS
        if WriteResult.NO_SESSION in right or answer is WriteResult.NO_SESSION:
            return self._clause_of_absence(key)
        return Clause.ATTEMPT if any(each in INTERNAL_POLICIES for each in (*right, answer)) else Clause.VARIABLES

    def _expect_whether(self, expected: bool, answer: object, key: SessionKey) -> None:  # noqa: FBT001 - an answer
        if answer is not expected:
            told = {True: "a session", False: "no session"}
            got = told[answer] if isinstance(answer, bool) else f"{answer!r}, which is neither True nor False"
            raise self._broken(self._clause_of_absence(key), f"expected {told[expected]}, got {got}", told=True)

    def _ask(self, clause: Clause, call: Callable[[], T], told: str = "") -> T:
        try:
            return call()
        except Exception as error:
            raised = f"the store raised {type(error).__name__}: {error}"
            raise self._broken(clause, f"{told}: {raised}" if told else raised, told=not told) from error

    def _broken(self, clause: Clause, ending: str, *, told: bool = False) -> ContractViolation:
        """Return what to raise; ``told`` if the ending is of the last step, and no step of its own."""
        steps = [*self.steps[:-1], f"{self.steps[-1]}: {ending}"] if told else [*self.steps, ending]
        return ContractViolation(clause, steps)


def clause_of(difference: Difference, blame: ClauseMap) -> Clause:
    """Return the clause that a difference breaks."""
    if difference.after is not MISSING and type(difference.after) not in JSON_TYPES:
        return Clause.PREVIEW
    if difference.path[:1] != (INTERNAL,):
        return blame.variables
    return blame.internal or (Clause.STABLE if is_stable(difference.path[1:]) else Clause.UNSTABLE)


def is_stable(path: InstancePath) -> bool:
    """Say whether a place in ``internal`` is a stable field, or in one that the schema says nothing more of."""
    catalog = packaged_catalog()
    field = field_tree(catalog, catalog.resolve("latest"), Kind.INTERNAL)
    for step in path:
        inner = field.items if isinstance(step, int) else field.members.get(step)
        if inner is None:
            return not field.members and field.stability != "unstable"
        field = inner
    return field.stability != "unstable"


def copy_session(session: Session) -> Session:
    """Return a copy that shares no object and no array with ``session``."""
    return cast("Session", copied_value(session))


def spoil(session: Session) -> None:
    """Change every object and array in a value."""
    waiting: list[JsonValue] = [session]
    while waiting:
        container = waiting.pop()
        if isinstance(container, dict):
            waiting += container.values()
            container.clear()
            container["spoiled"] = True
        elif isinstance(container, list):
            waiting += container
            container[:] = ["spoiled"]
