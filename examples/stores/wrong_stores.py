"""Stores with one mistake each; docs/reference/store-contract.md shows how the contract reports them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, cast

from chatlayer_session.checks.size import MAX_BYTES, compact_size
from chatlayer_session.findings import Kind
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
    WriteResult,
)

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from chatlayer_session.testing.store.memory import StoredSession

MakeStore: TypeAlias = Callable[[Clock], SessionStore]


class ForgetsVariables(MemoryStore):
    """Starts anew with each conversation."""

    def create(self, key: SessionKey, internal: Session) -> WriteResult:
        """Start a conversation without looking whether there is a session."""
        return self._store(key, {"internal": internal})


class KeepsFirstInternal(MemoryStore):
    """Keeps the `internal` of the first conversation."""

    def create(self, key: SessionKey, internal: Session) -> WriteResult:
        """Start a conversation, and do nothing where there is a session."""
        return WriteResult.STORED if self.touch(key) else super().create(key, internal)


class Renaming(MemoryStore):
    """Keeps each session under another key."""

    def renamed(self, key: SessionKey) -> SessionKey:
        """Return the key under which a session is kept."""
        raise NotImplementedError

    def create(self, key: SessionKey, internal: Session) -> WriteResult:
        """Start a conversation."""
        return super().create(self.renamed(key), internal)

    def read(self, key: SessionKey) -> Session | None:
        """Read."""
        return super().read(self.renamed(key))

    def write(self, key: SessionKey, variables: Session) -> WriteResult:
        """Write."""
        return super().write(self.renamed(key), variables)

    def touch(self, key: SessionKey) -> bool:
        """Touch."""
        return super().touch(self.renamed(key))

    def delete(self, key: SessionKey) -> bool:
        """Delete."""
        return super().delete(self.renamed(key))


class SharesVersions(Renaming):
    """Keeps one session for DRAFT and LIVE."""

    def renamed(self, key: SessionKey) -> SessionKey:
        """Return the key of the LIVE session."""
        return replace(key, version="LIVE")


class JoinsKeys(Renaming):
    """Joins the identifiers with a colon, which may be in them too."""

    def renamed(self, key: SessionKey) -> SessionKey:
        """Return the key as one text."""
        return SessionKey(f"{key.bot_id}:{key.session_id}:{key.version}", "", key.version)


class OneByteTooMany(MemoryStore):
    """Takes one byte above the limit."""

    limit = MAX_BYTES + 1

    def _store(self, key: SessionKey, session: Session) -> WriteResult:
        if self.size(session) > self.limit:
            return WriteResult.TOO_LARGE
        text = json.dumps(session, ensure_ascii=False, separators=(",", ":")).encode()
        stored = super()._store(key, {"internal": {}})
        self._records[key] = replace(self._records[key], text=text)
        return stored

    def size(self, session: Session) -> int:
        """Return the size as this store counts it."""
        return len(json.dumps(session, ensure_ascii=False, separators=(",", ":")).encode())


class OneByteTooFew(OneByteTooMany):
    """Refuses what has exactly as many bytes as the limit."""

    limit = MAX_BYTES - 1


class CountsCharacters(OneByteTooMany):
    """Counts characters and not bytes."""

    limit = MAX_BYTES

    def size(self, session: Session) -> int:
        """Return the length of the text."""
        return len(json.dumps(session, ensure_ascii=False, separators=(",", ":")))


class LosesVariableOnRefusal(MemoryStore):
    """Takes the old value away before it sees that the new one is too large."""

    def write(self, key: SessionKey, variables: Session) -> WriteResult:
        """Remove, then write."""
        before, record = self._session(key), self._record(key)
        answer = super().write(key, variables)
        if answer is WriteResult.TOO_LARGE and before is not None and record is not None:
            rest = {name: value for name, value in before.items() if name not in variables}
            self._records[key] = replace(record, text=json.dumps(rest).encode())
        return answer


class ExpiresFromCreation(MemoryStore):
    """Counts the retention from the creation of the session."""

    def _expires_at(self, key: SessionKey, record: StoredSession) -> datetime:
        return super()._expires_at(key, replace(record, last_activity=record.created_at))


class ExpiresTooLate(MemoryStore):
    """Still has the session at the moment at which it expires."""

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
    """Brings a session back that has expired, if it was not swept yet."""

    def touch(self, key: SessionKey) -> bool:
        """Touch what is there, expired or not."""
        record = self._records.get(key)
        if record is not None:
            self._records[key] = replace(record, last_activity=self.clock())
        return record is not None


class DeletesSoftly(MemoryStore):
    """Marks a deleted session, and takes the mark off when the user comes back."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.marked: set[SessionKey] = set()

    def create(self, key: SessionKey, internal: Session) -> WriteResult:
        """Start a conversation in whatever is there."""
        self.marked.discard(key)
        return super().create(key, internal)

    def delete(self, key: SessionKey) -> bool:
        """Mark."""
        existed = self._record(key) is not None
        self.marked.add(key)
        return existed

    def _record(self, key: SessionKey) -> StoredSession | None:
        return None if key in self.marked else super()._record(key)


class DropsEmptyFields(MemoryStore):
    """Leaves out the fields of `internal` that are empty."""

    def create(self, key: SessionKey, internal: Session) -> WriteResult:
        """Start a conversation with the fields that hold something."""
        nlp = cast("Session", internal["nlp"])
        return super().create(key, {**internal, "nlp": {name: value for name, value in nlp.items() if value}})


class DropsUnstableFields(MemoryStore):
    """Stores the documented fields of `internal` only."""

    def create(self, key: SessionKey, internal: Session) -> WriteResult:
        """Start a conversation with the fields that are known."""
        known = field_tree(packaged_catalog(), packaged_catalog().resolve("1.0.0"), Kind.INTERNAL).members
        return super().create(key, {name: value for name, value in internal.items() if name in known})


class MergesInternal(MemoryStore):
    """Puts the members of an attempt on `internal` beside the platform's."""

    def write(self, key: SessionKey, variables: Session) -> WriteResult:
        """Write, and merge."""
        answer = super().write(key, variables)
        session, attempt = self._session(key), variables.get("internal")
        if session is not None and isinstance(attempt, dict):
            self._store(key, {**session, "internal": {**attempt, **cast("Session", session["internal"])}})
        return answer


class RefusesAllOfIt(MemoryStore):
    """Refuses the whole write for an attempt on `internal`."""

    def write(self, key: SessionKey, variables: Session) -> WriteResult:
        """Write, unless there is an attempt."""
        if "internal" in variables and self._record(key) is not None:
            return self.internal_policy
        return super().write(key, variables)


class SaysNothing(MemoryStore):
    """Declares that it refuses attempts on `internal`, and overrides them without a word."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, internal_policy=WriteResult.INTERNAL_REFUSED)

    def write(self, key: SessionKey, variables: Session) -> WriteResult:
        """Write, and answer as if nothing were wrong."""
        answer = super().write(key, variables)
        return WriteResult.STORED if answer is WriteResult.INTERNAL_REFUSED else answer


class DropsNul(MemoryStore):
    """Drops the character NUL."""

    def _session(self, key: SessionKey) -> Session | None:
        return _read_again(super()._session(key), lambda text: text.replace("\\u0000", ""))


class NumbersAreDoubles(MemoryStore):
    """Reads every number as a double, as JavaScript does."""

    def _session(self, key: SessionKey) -> Session | None:
        record = self._record(key)
        return None if record is None else json.loads(record.text, parse_int=lambda digits: int(float(digits)))


class FoldsCase(MemoryStore):
    """Takes names that differ in case for the same."""

    def write(self, key: SessionKey, variables: Session) -> WriteResult:
        """Write under small letters."""
        folded = {name if name == "Internal" else name.lower(): value for name, value in variables.items()}
        return super().write(key, folded)


class MergesObjects(MemoryStore):
    """Merges a variable that is an object into the one of the same name."""

    def write(self, key: SessionKey, variables: Session) -> WriteResult:
        """Write what the merger gives."""
        session = self._session(key) or {}
        merged: Session = {
            name: {**old, **value} if isinstance(value, dict) and isinstance(old := session.get(name), dict) else value
            for name, value in variables.items()
            if name != "internal"
        }
        return super().write(key, {**variables, **merged})


class LastWriterWins(MemoryStore):
    """Reads, changes and writes the session without keeping others out."""

    def write(self, key: SessionKey, variables: Session) -> WriteResult:
        """Write the whole session, as it was a moment ago."""
        session = self._session(key)
        if session is None:
            return WriteResult.NO_SESSION
        answer = self._store(key, {**session, **variables, "internal": session["internal"]})
        is_attempt = variables.get("internal", session["internal"]) != session["internal"]
        return self.internal_policy if is_attempt and answer is WriteResult.STORED else answer


class LooksBeforeItWaits(MemoryStore):
    """Sees that a write has room, then waits for its turn, and does not look again."""

    def write(self, key: SessionKey, variables: Session) -> WriteResult:
        """Look, and write what has room."""
        session = self._session(key)
        if session is None:
            return WriteResult.NO_SESSION
        rest = {name: value for name, value in variables.items() if name != "internal"}
        if compact_size({**session, **rest}) > MAX_BYTES:
            return WriteResult.TOO_LARGE
        return self.written(key, variables)

    def written(self, key: SessionKey, variables: Session) -> WriteResult:
        """Write without a limit."""
        with self._lock:
            session, record = self._session(key), self._record(key)
            if session is None or record is None:
                return WriteResult.NO_SESSION
            text = json.dumps({**session, **variables, "internal": session["internal"]}, ensure_ascii=False).encode()
            self._records[key] = replace(record, text=text, last_activity=self.clock())
            is_attempt = variables.get("internal", session["internal"]) != session["internal"]
            return self.internal_policy if is_attempt else WriteResult.STORED


class TouchWritesAll(MemoryStore):
    """Touches a session by writing all of it, without keeping others out."""

    def touch(self, key: SessionKey) -> bool:
        """Write what was read."""
        session = self._session(key)
        return session is not None and self._store(key, session) is WriteResult.STORED


class SharesObjects(MemoryStore):
    """Gives out the object that it keeps."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.cache: dict[bytes, Session] = {}

    def _session(self, key: SessionKey) -> Session | None:
        record = self._record(key)
        return None if record is None else self.cache.setdefault(record.text, json.loads(record.text))


class ReadsTuples(MemoryStore):
    """Reads arrays as tuples, so that nobody changes them."""

    def read(self, key: SessionKey) -> Session | None:
        """Return the session, frozen."""
        return cast("Session | None", _frozen(super().read(key)))


def _read_again(session: Session | None, change: Callable[[str], str]) -> Session | None:
    return None if session is None else json.loads(change(json.dumps(session)))


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return {name: _frozen(inner) for name, inner in value.items()} if isinstance(value, dict) else value


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong store, and the clause that it breaks in the shortest story."""

    store: MakeStore
    clause: Clause

    @property
    def name(self) -> str:
        """The name of the store."""
        return cast("type", self.store).__name__

    @property
    def summary(self) -> str:
        """What is wrong, in one sentence."""
        return (self.store.__doc__ or "").strip()

    def story(self) -> ContractViolation | None:
        """Return what the contract says of the store, which is None if it finds nothing wrong."""
        members = {"make_store": lambda _, clock: self.store(clock)}
        contract: SessionStoreContract = type(self.name, (SessionStoreContract,), members)()
        for name in vars(SessionStoreContract):
            if name.startswith("test_"):
                try:
                    getattr(contract, name)()
                except ContractViolation as broken:
                    return broken
        return None


MISTAKES = (
    Mistake(ForgetsVariables, Clause.CONTINUED),
    Mistake(KeepsFirstInternal, Clause.STABLE),
    Mistake(SharesVersions, Clause.APART),
    Mistake(JoinsKeys, Clause.APART),
    Mistake(OneByteTooMany, Clause.TOO_LARGE),
    Mistake(OneByteTooFew, Clause.FITS),
    Mistake(CountsCharacters, Clause.TOO_LARGE),
    Mistake(LosesVariableOnRefusal, Clause.TOO_LARGE),
    Mistake(LooksBeforeItWaits, Clause.TOO_LARGE),
    Mistake(ExpiresFromCreation, Clause.KEPT),
    Mistake(ExpiresTooLate, Clause.EXPIRED),
    Mistake(ReadsAreActivity, Clause.EXPIRED),
    Mistake(TouchRevives, Clause.EXPIRED),
    Mistake(DeletesSoftly, Clause.DELETED),
    Mistake(DropsEmptyFields, Clause.STABLE),
    Mistake(DropsUnstableFields, Clause.UNSTABLE),
    Mistake(MergesInternal, Clause.READ_ONLY),
    Mistake(RefusesAllOfIt, Clause.ATTEMPT),
    Mistake(SaysNothing, Clause.ATTEMPT),
    Mistake(DropsNul, Clause.VARIABLES),
    Mistake(NumbersAreDoubles, Clause.VARIABLES),
    Mistake(FoldsCase, Clause.VARIABLES),
    Mistake(MergesObjects, Clause.VARIABLES),
    Mistake(LastWriterWins, Clause.CONCURRENT),
    Mistake(TouchWritesAll, Clause.CONCURRENT),
    Mistake(SharesObjects, Clause.PREVIEW),
    Mistake(ReadsTuples, Clause.PREVIEW),
)
