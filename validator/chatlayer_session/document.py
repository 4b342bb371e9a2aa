"""JSON documents: the text of a payload with its value, or with the reasons why it is not JSON."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .issues import Issue
from .parsing.decode import decode_bytes, normalize_text
from .parsing.python_values import inspect_python
from .rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .jsonpointer import InstancePath, JsonValue, PointerPattern
    from .parsing.decode import DecodedText
    from .parsing.outline import Outline
    from .spec.fields import KnownFields

OUTLINED = 10_000_000
"""Bytes or characters of a document beyond which payloads that are selected from it are parsed one at a time."""

# Rules of issues that stay true however text that is not JSON was meant.
_CERTAIN = frozenset({Rule.ENCODING, Rule.TOO_DEEP})


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON document.

    ``data`` or ``decoded`` is its text, as bytes or as str; both are None for a parsed payload. ``instance`` is its
    value if ``is_json``. ``max_size`` is an upper bound of its size as compact JSON in UTF-8. ``is_clean`` is True if
    the text was parsed without any issue of its own. ``omitted`` counts the issues that are not in ``issues``, by rule.
    ``outline`` has the payloads of a large document; ``instance`` then is the value of the outline.
    """

    instance: JsonValue = field(repr=False)
    is_json: bool
    issues: tuple[Issue, ...]
    data: bytes | None = field(default=None, repr=False)
    decoded: str | None = field(default=None, repr=False)
    max_size: float = 0
    is_clean: bool = False
    omitted: Counter[Rule] = field(default_factory=Counter[Rule])
    outline: Outline | None = field(default=None, repr=False)

    @property
    def text(self) -> str | None:
        """The text without byte order mark, decoded at each access; None for a parsed payload."""
        return self.decoded if self.data is None else self.data.decode()

    def extents(self, text: str, paths: Iterable[InstancePath]) -> Mapping[InstancePath, tuple[int, int]] | Outline:
        """Return the extents in ``text``, the text of the document, of the values at some paths."""
        if self.outline is not None:
            return self.outline
        # Seldom needed.
        from .parsing.positions import locate_values  # noqa: PLC0415 - slow to load

        return locate_values(text, [*paths])

    def select(self, selection: PointerPattern) -> Iterator[tuple[InstancePath, JsonValue]]:
        """Yield the path and the value of each payload that was selected when a document that is JSON was loaded."""
        for path, value in selection.matches(self.instance):
            yield path, value if self.outline is None else self.outline.parse(value)


def load_document(payload: object, known: KnownFields, selection: PointerPattern | None = None) -> Document:
    """Return the document of a payload: bytes or a str of JSON text, or a parsed value.

    ``known`` are the fields that help to diagnose text that is not JSON. If ``selection`` is given, a large document
    may have an outline.

    Raises:
        NonJsonValue: a parsed payload contains a value of a type that JSON does not have.
    """
    if selection is not None and selection.has_wildcard and isinstance(payload, bytes | bytearray | str):
        outlined = _load_outlined(payload, len(selection.tokens)) if len(payload) > OUTLINED else None
        if outlined is not None:
            return outlined
    if isinstance(payload, bytes | bytearray):
        # Imported only for text: its decoder takes longer to load than the rest of the package.
        from .parsing.fast import NeedsStrictParse, parse_fast  # noqa: PLC0415 - slow to load

        data = bytes(payload)
        # Text that is not JSON is diagnosed outside the handlers, whose exceptions keep the values parsed so far.
        with suppress(NeedsStrictParse):
            instance = parse_fast(data)
            return Document(instance, is_json=True, issues=(), data=data, max_size=len(data), is_clean=True)
        decoded = decode_bytes(data)
        return _load_decoded(decoded, known) if decoded.issues else _load_strictly(decoded, known)
    if isinstance(payload, str):
        return _load_decoded(normalize_text(payload), known)
    instance, issues, max_size = inspect_python(payload)
    return Document(instance, is_json=True, issues=tuple(issues), max_size=max_size, omitted=issues.omitted)


def _load_outlined(payload: bytes | bytearray | str, depth: int) -> Document | None:
    """Return the document of a text with payloads ``depth`` steps from the root; None if the text may have issues."""
    from .parsing.fast import NeedsStrictParse  # noqa: PLC0415 - slow to load
    from .parsing.outline import Outline  # noqa: PLC0415 - seldom needed

    with suppress(NeedsStrictParse, UnicodeDecodeError):
        text, size = (payload, 4 * len(payload)) if isinstance(payload, str) else (payload.decode(), len(payload))
        outline = Outline(text, depth)
        value = outline.instance
        return Document(value, is_json=True, issues=(), decoded=text, max_size=size, is_clean=True, outline=outline)
    return None


def _load_decoded(decoded: DecodedText, known: KnownFields) -> Document:
    """Return the document of a text, parsed fast if possible."""
    from .parsing.fast import NeedsStrictParse, parse_fast  # noqa: PLC0415 - slow to load

    if decoded.text is None:
        return Document(None, is_json=False, issues=decoded.issues, decoded="")
    text, issues = decoded.text, decoded.issues
    with suppress(NeedsStrictParse):
        instance = parse_fast(text.encode())
        return Document(instance, is_json=True, issues=issues, decoded=text, max_size=4 * len(text), is_clean=True)
    return _load_strictly(decoded, known)


def _load_strictly(decoded: DecodedText, known: KnownFields) -> Document:
    # Imported only if the fast parser fails: most payloads do not need it.
    from .parsing.parser import JsonSyntaxError, parse_strict  # noqa: PLC0415 - slow to load

    text = decoded.text or ""
    try:
        instance, issues = parse_strict(text)
        found, size = (*decoded.issues, *issues), 4 * len(text)
        return Document(instance, is_json=True, issues=found, decoded=text, max_size=size, omitted=issues.omitted)
    except JsonSyntaxError as error:
        offset, issues = error.offset, error.issues
    # Imported only for text that is not JSON: the import takes longer than most whole runs.
    from .diagnosis import diagnose  # noqa: PLC0415 - slow to load

    problems = diagnose(text, offset, known)
    certain = [issue for issue in issues if issue.rule in _CERTAIN]
    syntax = [Issue(problem.rule, (), problem.offset, problem.message, problem.hint) for problem in problems]
    omitted = Counter({rule: count for rule, count in issues.omitted.items() if rule in _CERTAIN})
    found = (*decoded.issues, *certain, *syntax)
    return Document(None, is_json=False, issues=found, decoded=text, omitted=omitted)
