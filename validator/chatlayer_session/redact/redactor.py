"""Replacement of the values in a payload by stand-ins, in its text, so that every place stays the same."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..errors import WeakKey, require_type
from ..findings import Kind
from ..inputs.records import DEFAULT_LIMITS, UNKNOWN_ORIGIN, exceeds
from ..jsonpointer import WILDCARD, parse_pointer
from ..parsing.grammar import MAX_NESTING
from ..parsing.tokens import TOKEN
from ..spec.catalog import DEFAULT_VERSION, packaged_catalog
from ..spec.fields import KnownFields, field_tree
from ..spec.kinds import ANSWER_MEMBER, INTERNAL, detect_kind
from ..validator import AUTO, Validator
from ..visibility import visible_path
from .stand_ins import StandIns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..document import Document
    from ..inputs.records import Limits, Origin
    from ..jsonpointer import InstancePath, JsonValue
    from ..spec.fields import Field

    PayloadT = TypeVar("PayloadT", bytes, str, JsonValue)

MIN_KEY_BYTES = 16
"""Fewest bytes of a key; a shorter one can be found by trying all."""

CACHED_STAND_INS = 4096
"""Stand-ins that are kept for reuse, of each string and number."""

_UNIT = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)
"""The text of one character in a string."""


class Redactor:
    """Replaces the values in payloads with stand-ins, so that the payloads can be shared, for example as fixtures.

    Structure, types, lengths, values that the schema lists, `true`, `false` and `null` stay, and so do the names that
    findings show: those of fields under `internal`, known or not, and of variables. All other names are replaced as
    values are, unless ``keep_names`` is set. ``keep`` are JSON Pointers from the root of the payload to what stays as
    it is, with ``*`` for every item or member. ``/internal/...`` also works for the object `internal` alone.

    The same string or number has the same stand-in. It depends on ``key``, by default a new secret one for each
    redactor. The values can be computed from the key. The other arguments are those of `Validator`. A redacted
    payload has the same findings as before, at the same lines and columns.

    Raises:
        WeakKey: the key is too short.
        InvalidPointer: one of ``keep`` is not a JSON Pointer.
        UnknownVersion, UnknownKind, KindNotInVersion: as for `Validator`.
    """

    def __init__(
        self,
        *,
        key: bytes | None = None,
        keep: Iterable[str] = (),
        keep_names: bool = False,
        schema_version: str = DEFAULT_VERSION,
        kind: Kind | str = AUTO,
        at: str = "",
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        require_type("key", key, (bytes, type(None)), "bytes or None")
        if key is not None and len(key) < MIN_KEY_BYTES:
            raise WeakKey(len(key), MIN_KEY_BYTES)
        self.keep = tuple(parse_pointer(pointer) for pointer in ([keep] if isinstance(keep, str) else keep))
        self.keep_names = keep_names
        self.validator = Validator(schema_version=schema_version, kind=kind, at=at, use_fast_path=False, limits=limits)
        catalog, version = packaged_catalog(), self.validator.schema_version
        self.fields = {kind: field_tree(catalog, version, kind) for kind in catalog.kinds(version)}
        known = KnownFields(tuple(self.fields.values()))
        values = {
            str(value)
            for root in known.roots
            for _, field in root.walk()
            for value in (*field.values, *field.known_values, *field.forbidden)
        }
        reserved = {*values, *known.names, *self.validator.at.tokens, ANSWER_MEMBER}
        stand_ins = StandIns(key or secrets.token_bytes(32), lambda text: text in reserved or text.lower() == INTERNAL)
        self.string_stand_in = lru_cache(CACHED_STAND_INS)(stand_ins.string)
        self.number_stand_in = stand_ins.number

    def redact(self, payload: PayloadT, origin: Origin = UNKNOWN_ORIGIN) -> PayloadT:
        """Return a payload with stand-ins, as the type that it has: JSON text as bytes or str, or a parsed object.

        Raises:
            InvalidPayload: the payload is not JSON in UTF-8, or a parsed one is too deep.
            UnsupportedType: a parsed payload contains a value of a type that JSON does not have.
            UnreadableInput: the text exceeds the limit of a document.
        """
        limit = self.validator.limits.document
        if isinstance(payload, bytes | str) and exceeds(payload, limit):
            raise origin.beyond_document(self.validator.limits)
        document = self.validator.load(payload)
        text = self._text(payload) if document.is_json else None
        if text is None:
            for report in self.validator.validate_fully(payload, origin):
                report.raise_for_invalid()
        redacted = _Redaction(self, document).run(text or "")
        result: Any = redacted
        if not isinstance(payload, str):
            result = redacted.encode() if isinstance(payload, bytes) else json.loads(redacted)
        return cast("PayloadT", result)

    def _text(self, payload: bytes | str | JsonValue) -> str | None:
        """Return the JSON text of a payload; None if it has none that can be redacted."""
        if isinstance(payload, str):
            return payload
        try:
            return payload.decode() if isinstance(payload, bytes) else json.dumps(payload)
        except (UnicodeDecodeError, ValueError, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class _PayloadPlace:
    """A payload in a document: the path to it, its kind, and its declared fields."""

    path: InstancePath
    kind: Kind
    root: Field
    visible_fields: Field | None


@dataclass(slots=True)
class _OpenValue:
    """A value that is open, or about to be replaced.

    ``path`` ends with its step, and is None if it is too deep to matter. ``step`` is the name or index of its member at
    the present offset; an index is None in an object. ``payload`` is the payload that it is in, and ``field`` its
    declaration there.
    """

    path: InstancePath | None
    payload: _PayloadPlace | None
    field: Field | None
    is_kept: bool
    step: str | int = -1
    expects_key: bool = False


class _Redaction:
    """The redaction of one document."""

    def __init__(self, redactor: Redactor, document: Document) -> None:
        self.redactor = redactor
        self.payloads: dict[InstancePath, _PayloadPlace] = {}
        validator = redactor.validator
        for path, value in validator.checker.select(document):
            kind = validator.kind or detect_kind(value)
            visible_fields = validator.checker.visible_fields(kind, value)
            self.payloads[path] = _PayloadPlace(path, kind, redactor.fields[kind], visible_fields)

    def run(self, text: str) -> str:
        """Return the text with stand-ins, in one pass without recursion for any depth."""
        pieces: list[str] = []
        frames: list[_OpenValue] = []
        offset = int(text.startswith("\ufeff"))
        written = 0
        while (token := TOKEN.match(text, offset)) is not None:
            offset, group = token.end(), str(token.lastgroup)
            start = token.start(group)
            raw = token[group]
            top = frames[-1] if frames else None
            if raw in {"]", "}"}:
                frames.pop()
            elif raw == ",":
                # Only an object has names, and only an array has indices.
                frames[-1].expects_key = isinstance(frames[-1].step, str)
            elif top is not None and top.expects_key:
                name = _string(raw)
                top.step, top.expects_key = name, False
                if not self.keeps_name(top, name):
                    pieces += text[written:start], self._text_of(raw, name)
                    written = offset
            elif raw != ":":
                child = self.child(top)
                if raw in {"[", "{"}:
                    child.step, child.expects_key = (-1, False) if raw == "[" else ("", True)
                    frames.append(child)
                elif group in {"string", "number"} and not child.is_kept:
                    pieces += text[written:start], self.stand_in(child, raw, group)
                    written = offset
        return "".join([*pieces, text[written:]])

    def child(self, parent: _OpenValue | None) -> _OpenValue:
        """Return the frame of the value at the present step of a container, or of the root."""
        if parent is None:
            path: InstancePath | None = ()
            payload, field, is_kept = None, None, False
        else:
            if isinstance(parent.step, int):
                parent.step += 1
            path = _below(parent.path, parent.step)
            payload, is_kept = parent.payload, parent.is_kept
            field = None if parent.field is None else parent.field.child(parent.step)
        if path is not None and path in self.payloads:
            payload = self.payloads[path]
            field = payload.root
        if not is_kept and path is not None and payload is not None:
            is_kept = any(_matches(pattern, _inside(path, payload)) for pattern in self._patterns(payload))
        return _OpenValue(path, payload, field, is_kept)

    def keeps_name(self, owner: _OpenValue, name: str) -> bool:
        """Return whether the name of a member stays."""
        if owner.is_kept or self.redactor.keep_names:
            return True
        path = _below(owner.path, name)
        if path is None:
            return False
        payload = owner.payload
        if payload is None:
            at = self.redactor.validator.at.tokens
            is_answer = len(path) > len(at) and path in self.payloads
            return is_answer or (at[len(path) - 1 : len(path)] == (name,) and _matches(at[: len(path)], path))
        inside = _inside(path, payload)
        visible = visible_path(
            inside,
            payload.kind,
            show_values=False,
            visible_fields=payload.visible_fields,
            at_root=not payload.path,
        )
        return visible == inside or any(
            pattern[len(inside) - 1 : len(inside)] == (name,) and _matches(pattern[: len(inside)], inside)
            for pattern in self._patterns(payload)
        )

    def stand_in(self, place: _OpenValue, raw: str, group: str) -> str:
        """Return the text to write instead of a string or number."""
        if group == "number":
            return self.redactor.number_stand_in(raw, place.field)
        value, field = _string(raw), place.field
        # Where names are forbidden, the value is the name of a variable.
        if field is not None and (field.forbidden or value in field.values or value in field.known_values):
            return raw
        return self._text_of(raw, value)

    def _patterns(self, payload: _PayloadPlace) -> list[tuple[str, ...]]:
        """Return the paths that stay, from the root of a payload."""
        is_internal = payload.kind is Kind.INTERNAL
        return [tokens[1:] if is_internal and tokens[:1] == (INTERNAL,) else tokens for tokens in self.redactor.keep]

    def _text_of(self, raw: str, value: str) -> str:
        """Return the stand-in for a string as JSON text, with escapes where ``raw`` has them."""
        stand_in = self.redactor.string_stand_in(value)
        if "\\" not in raw:
            return f'"{stand_in}"'
        units = zip(_UNIT.findall(raw[1:-1]), value, stand_in, strict=True)
        return f'"{"".join(unit if new == old else _escaped_like(unit, new) for unit, old, new in units)}"'


def _string(raw: str) -> str:
    return str(json.loads(raw)) if "\\" in raw else raw[1:-1]


def _escaped_like(unit: str, character: str) -> str:
    """Return a character, escaped if ``unit`` is an escape."""
    if not unit.startswith("\\"):
        return character
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[start : start + 2].hex()}" for start in range(0, len(units), 2))


def _below(path: InstancePath | None, step: str | int) -> InstancePath | None:
    """Return the path to a member; None if findings cannot be so deep, since long paths take time."""
    return None if path is None or len(path) > MAX_NESTING else (*path, step)


def _inside(path: InstancePath, payload: _PayloadPlace) -> InstancePath:
    return path[len(payload.path) :]


def _matches(pattern: tuple[str, ...], path: InstancePath) -> bool:
    return len(pattern) == len(path) and all(
        token in (WILDCARD, str(step)) for token, step in zip(pattern, path, strict=True)
    )
