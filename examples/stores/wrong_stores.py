"""Stores with one mistake each, all of which the contract detects; docs/reference/store-contract.md shows how."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, cast

from chatlayer_session.checks.size import MAX_BYTES, compact_size
from chatlayer_session.findings import Kind
from chatlayer_session.jsonpointer import deep_copy
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree
from chatlayer_session.testing.store import (
    Clause,
    Clock,
    ContractViolation,
    MemoryStore,
    Session,
    SessionKey,
    SessionStore,
    SessionStoreContract,
    StoreResult,
)

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from chatlayer_session.testing.store.memory import StoredSession

MakeStore: TypeAlias = Callable[[Clock], SessionStore]


class ForgetsVariables(MemoryStore):
    """Loses all variables when a new conversation starts."""

    def create(self, key: SessionKey, internal: Session) -> StoreResult:
        """Start a conversation, and ignore an existing session."""
        return self._store(key, {"internal": internal})


class KeepsFirstInternal(MemoryStore):
    """Keeps the `internal` of the first conversation."""

    def create(self, key: SessionKey, internal: Session) -> StoreResult:
        """Start a conversation, and only touch an existing session."""
        return StoreResult.STORED if self.touch(key) else super().create(key, internal)


class RenamesKeys(MemoryStore):
    """Stores each session under a different key."""

    def renamed(self, key: SessionKey) -> SessionKey:
        """Return the key under which a session is stored."""
        raise NotImplementedError

    def create(self, key: SessionKey, internal: Session) -> StoreResult:
        """Start a conversation."""
        return super().create(self.renamed(key), internal)

    def read(self, key: SessionKey) -> Session | None:
        """Read."""
        return super().read(self.renamed(key))

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Set variables."""
        return super().set_variables(self.renamed(key), variables)

    def touch(self, key: SessionKey) -> bool:
        """Touch."""
        return super().touch(self.renamed(key))

    def delete(self, key: SessionKey) -> bool:
        """Delete."""
        return super().delete(self.renamed(key))


class SharesVersions(RenamesKeys):
    """Uses one session for DRAFT and LIVE."""

    def renamed(self, key: SessionKey) -> SessionKey:
        """Return the key of the LIVE session."""
        return replace(key, version="LIVE")


class JoinsKeys(RenamesKeys):
    """Joins the identifiers with a colon, although an identifier can contain a colon."""

    def renamed(self, key: SessionKey) -> SessionKey:
        """Return the key as one string."""
        return SessionKey(f"{key.bot_id}:{key.session_id}:{key.version}", "", key.version)


class OneByteTooMany(MemoryStore):
    """Stores a session that is one byte above the limit."""

    limit = MAX_BYTES + 1

    def _store(self, key: SessionKey, session: Session) -> StoreResult:
        if self.size(session) > self.limit:
            return StoreResult.TOO_LARGE
        text = json.dumps(session, ensure_ascii=False, separators=(",", ":")).encode()
        stored = super()._store(key, {"internal": {}})
        self._records[key] = replace(self._records[key], text=text)
        return stored

    def size(self, session: Session) -> int:
        """Return the size that this store compares with the limit."""
        return len(json.dumps(session, ensure_ascii=False, separators=(",", ":")).encode())


class OneByteTooFew(OneByteTooMany):
    """Rejects a session that is exactly as large as the limit."""

    limit = MAX_BYTES - 1


class CountsCharacters(OneByteTooMany):
    """Counts characters instead of bytes."""

    limit = MAX_BYTES

    def size(self, session: Session) -> int:
        """Return the number of characters."""
        return len(json.dumps(session, ensure_ascii=False, separators=(",", ":")))


class LosesVariableOnRefusal(MemoryStore):
    """Removes the old value before it notices that the new one is too large."""

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Remove the old variables first."""
        before, record = self._session(key), self._record(key)
        result = super().set_variables(key, variables)
        if result is StoreResult.TOO_LARGE and before is not None and record is not None:
            others = {name: value for name, value in before.items() if name not in variables}
            self._records[key] = replace(record, text=json.dumps(others).encode())
        return result


class ExpiresFromCreation(MemoryStore):
    """Counts the retention period from the creation of the session."""

    def _expires_at(self, key: SessionKey, record: StoredSession) -> datetime:
        return super()._expires_at(key, replace(record, last_activity=record.created_at))


class ExpiresTooLate(MemoryStore):
    """Still has a session at the moment it expires."""

    def _record(self, key: SessionKey) -> StoredSession | None:
        record = self._records.get(key)
        return None if record is None or self.clock() > self._expires_at(key, record) else record


class ReadsAreActivity(MemoryStore):
    """Counts a read as activity."""

    def read(self, key: SessionKey) -> Session | None:
        """Read and touch."""
        self.touch(key)
        return super().read(key)


class TouchRevives(MemoryStore):
    """Restores an expired session that was not deleted yet."""

    def touch(self, key: SessionKey) -> bool:
        """Touch the session even if it has expired."""
        record = self._records.get(key)
        if record is not None:
            self._records[key] = replace(record, last_activity=self.clock())
        return record is not None


class DeletesSoftly(MemoryStore):
    """Marks a deleted session, and removes the mark when the user returns."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.marked: set[SessionKey] = set()

    def create(self, key: SessionKey, internal: Session) -> StoreResult:
        """Start a conversation, and unmark an existing session."""
        self.marked.discard(key)
        return super().create(key, internal)

    def delete(self, key: SessionKey) -> bool:
        """Mark the session."""
        existed = self._record(key) is not None
        self.marked.add(key)
        return existed

    def _record(self, key: SessionKey) -> StoredSession | None:
        return None if key in self.marked else super()._record(key)


class DropsEmptyFields(MemoryStore):
    """Does not store empty fields of `internal`."""

    def create(self, key: SessionKey, internal: Session) -> StoreResult:
        """Start a conversation with the fields that are not empty."""
        nlp = cast("Session", internal["nlp"])
        return super().create(key, {**internal, "nlp": {name: value for name, value in nlp.items() if value}})


class DropsUnstableFields(MemoryStore):
    """Stores only the stable fields of `internal`."""

    def create(self, key: SessionKey, internal: Session) -> StoreResult:
        """Start a conversation with the fields that the schema declares."""
        known = field_tree(packaged_catalog(), packaged_catalog().resolve("1.0.0"), Kind.INTERNAL).members
        return super().create(key, {name: value for name, value in internal.items() if name in known})


class MergesInternal(MemoryStore):
    """Merges a passed `internal` into the stored one."""

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Set variables, and merge `internal`."""
        result = super().set_variables(key, variables)
        session, attempt = self._session(key), variables.get("internal")
        if session is not None and isinstance(attempt, dict):
            self._store(key, {**session, "internal": {**attempt, **cast("Session", session["internal"])}})
        return result


class RefusesAllOfIt(MemoryStore):
    """Sets no variable if `internal` is passed too."""

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Set variables, unless `internal` is passed too."""
        if "internal" in variables and self._record(key) is not None:
            return self.internal_policy
        return super().set_variables(key, variables)


class HidesRefusal(MemoryStore):
    """Declares that it refuses changes of `internal`, but returns `STORED`."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, internal_policy=StoreResult.INTERNAL_REFUSED)

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Set variables, and never return a refusal."""
        result = super().set_variables(key, variables)
        return StoreResult.STORED if result is StoreResult.INTERNAL_REFUSED else result


class DropsNul(MemoryStore):
    """Drops NUL characters."""

    def _session(self, key: SessionKey) -> Session | None:
        return _change_text(super()._session(key), lambda text: text.replace("\\u0000", ""))


class NumbersAreDoubles(MemoryStore):
    """Reads every number as a double, like JavaScript."""

    def _session(self, key: SessionKey) -> Session | None:
        record = self._record(key)
        return None if record is None else json.loads(record.text, parse_int=lambda digits: int(float(digits)))


class FoldsCase(MemoryStore):
    """Treats names that differ only in case as equal."""

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Set variables under lower-case names."""
        folded = {name if name == "Internal" else name.lower(): value for name, value in variables.items()}
        return super().set_variables(key, folded)


class MergesObjects(MemoryStore):
    """Merges an object into the existing variable of the same name."""

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Set the merged variables."""
        session = self._session(key) or {}
        merged: Session = {
            name: {**old, **value} if isinstance(value, dict) and isinstance(old := session.get(name), dict) else value
            for name, value in variables.items()
            if name != "internal"
        }
        return super().set_variables(key, {**variables, **merged})


class LastCallerWins(MemoryStore):
    """Reads, changes and stores the session without a lock."""

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Store the whole session as it was read before."""
        session = self._session(key)
        if session is None:
            return StoreResult.NO_SESSION
        result = self._store(key, {**session, **variables, "internal": session["internal"]})
        is_attempt = variables.get("internal", session["internal"]) != session["internal"]
        return self.internal_policy if is_attempt and result is StoreResult.STORED else result


class ChecksSizeBeforeLock(MemoryStore):
    """Checks the size before it waits for the lock, and not again afterwards."""

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Check the size, then set variables."""
        session = self._session(key)
        if session is None:
            return StoreResult.NO_SESSION
        others = {name: value for name, value in variables.items() if name != "internal"}
        if compact_size({**session, **others}) > MAX_BYTES:
            return StoreResult.TOO_LARGE
        return self.set_unchecked(key, variables)

    def set_unchecked(self, key: SessionKey, variables: Session) -> StoreResult:
        """Set variables without checking the size."""
        with self._lock:
            session, record = self._session(key), self._record(key)
            if session is None or record is None:
                return StoreResult.NO_SESSION
            text = json.dumps({**session, **variables, "internal": session["internal"]}, ensure_ascii=False).encode()
            self._records[key] = replace(record, text=text, last_activity=self.clock())
            is_attempt = variables.get("internal", session["internal"]) != session["internal"]
            return self.internal_policy if is_attempt else StoreResult.STORED


class TouchStoresAll(MemoryStore):
    """Touches a session by storing all of it without a lock."""

    def touch(self, key: SessionKey) -> bool:
        """Store the session that was read."""
        session = self._session(key)
        return session is not None and self._store(key, session) is StoreResult.STORED


class SharesObjects(MemoryStore):
    """Returns the stored object itself."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.cache: dict[bytes, Session] = {}

    def _session(self, key: SessionKey) -> Session | None:
        record = self._record(key)
        return None if record is None else self.cache.setdefault(record.text, json.loads(record.text))


class ReadsTuples(MemoryStore):
    """Reads arrays as tuples."""

    def read(self, key: SessionKey) -> Session | None:
        """Return the session with tuples."""
        return cast("Session | None", _with_tuples(super().read(key)))


class RoundsToSeconds(MemoryStore):
    """Stores the last activity in whole seconds."""

    def _expires_at(self, key: SessionKey, record: StoredSession) -> datetime:
        last_activity = record.last_activity.replace(microsecond=0)
        return super()._expires_at(key, replace(record, last_activity=last_activity))


class CachesReads(MemoryStore):
    """Reads a session once per handle, until this handle changes it."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.cache: dict[SessionKey, Session | None] = {}

    def another_handle(self) -> CachesReads:
        """Return a handle to the same sessions with its own cache."""
        handle = copy(self)
        handle.cache = {}
        return handle

    def read(self, key: SessionKey) -> Session | None:
        """Return what was read before, unless it has expired."""
        if key not in self.cache or self._record(key) is None:
            self.cache[key] = super().read(key)
        return deep_copy(self.cache[key])

    def create(self, key: SessionKey, internal: Session) -> StoreResult:
        """Start a conversation, and forget what was read."""
        result = super().create(key, internal)
        self.cache.clear()
        return result

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Set variables, and forget what was read."""
        result = super().set_variables(key, variables)
        self.cache.clear()
        return result

    def touch(self, key: SessionKey) -> bool:
        """Touch, and forget what was read."""
        existed = super().touch(key)
        self.cache.clear()
        return existed

    def delete(self, key: SessionKey) -> bool:
        """Delete, and forget what was read."""
        existed = super().delete(key)
        self.cache.clear()
        return existed


def _change_text(session: Session | None, change: Callable[[str], str]) -> Session | None:
    return None if session is None else json.loads(change(json.dumps(session)))


def _with_tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_with_tuples(item) for item in value)
    return {name: _with_tuples(inner) for name, inner in value.items()} if isinstance(value, dict) else value


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong store and the clause that it violates."""

    store: MakeStore
    clause: Clause

    @property
    def name(self) -> str:
        """The name of the store."""
        return cast("type", self.store).__name__

    @property
    def summary(self) -> str:
        """The mistake in one sentence."""
        return (self.store.__doc__ or "").strip()

    def violation(self) -> ContractViolation | None:
        """Return the violation that the contract detects, or None."""
        members = {
            "make_store": lambda _, clock: self.store(clock),
            "another_handle": lambda _, store, __: getattr(store, "another_handle", lambda: store)(),
        }
        contract: SessionStoreContract = type(self.name, (SessionStoreContract,), members)()
        for name in vars(SessionStoreContract):
            if name.startswith("test_"):
                try:
                    getattr(contract, name)()
                except ContractViolation as violation:
                    return violation
        return None


MISTAKES = (
    Mistake(ForgetsVariables, Clause.CONTINUED),
    Mistake(KeepsFirstInternal, Clause.STABLE),
    Mistake(SharesVersions, Clause.INDEPENDENT),
    Mistake(JoinsKeys, Clause.INDEPENDENT),
    Mistake(OneByteTooMany, Clause.TOO_LARGE),
    Mistake(OneByteTooFew, Clause.FITS),
    Mistake(CountsCharacters, Clause.TOO_LARGE),
    Mistake(LosesVariableOnRefusal, Clause.TOO_LARGE),
    Mistake(ChecksSizeBeforeLock, Clause.TOO_LARGE),
    Mistake(ExpiresFromCreation, Clause.RETAINED),
    Mistake(ExpiresTooLate, Clause.EXPIRED),
    Mistake(ReadsAreActivity, Clause.EXPIRED),
    Mistake(TouchRevives, Clause.EXPIRED),
    Mistake(DeletesSoftly, Clause.DELETED),
    Mistake(RoundsToSeconds, Clause.RETAINED),
    Mistake(DropsEmptyFields, Clause.STABLE),
    Mistake(DropsUnstableFields, Clause.UNSTABLE),
    Mistake(MergesInternal, Clause.READ_ONLY),
    Mistake(RefusesAllOfIt, Clause.ATTEMPT),
    Mistake(HidesRefusal, Clause.ATTEMPT),
    Mistake(DropsNul, Clause.VARIABLES),
    Mistake(NumbersAreDoubles, Clause.VARIABLES),
    Mistake(FoldsCase, Clause.VARIABLES),
    Mistake(MergesObjects, Clause.VARIABLES),
    Mistake(CachesReads, Clause.VARIABLES),
    Mistake(LastCallerWins, Clause.CONCURRENT),
    Mistake(TouchStoresAll, Clause.CONCURRENT),
    Mistake(SharesObjects, Clause.COPY),
    Mistake(ReadsTuples, Clause.COPY),
)
