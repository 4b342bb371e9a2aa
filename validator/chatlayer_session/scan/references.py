"""References: the places in a text that read or write fields of a session."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from ..jsonpointer import WILDCARD
from ..spec.kinds import INTERNAL
from ..writes.model import RESERVED, WHITE_SPACE

if TYPE_CHECKING:
    from ..rules import Rule


class Access(Enum):
    """What a reference does with a field."""

    READ = "read"
    WRITE = "write"


class Language(str, Enum):
    """The language of a text."""

    TEMPLATE = "template"
    JSON = "json"
    JAVASCRIPT = "javascript"
    TYPESCRIPT = "typescript"
    TSX = "tsx"
    PYTHON = "python"


SILENT = frozenset({Language.TEMPLATE, Language.JSON})
"""The languages in which a field that does not exist is an empty string, so that nobody notices."""

SUFFIXES = {
    ".js": Language.JAVASCRIPT,
    ".mjs": Language.JAVASCRIPT,
    ".cjs": Language.JAVASCRIPT,
    ".jsx": Language.JAVASCRIPT,
    ".ts": Language.TYPESCRIPT,
    ".mts": Language.TYPESCRIPT,
    ".cts": Language.TYPESCRIPT,
    ".tsx": Language.TSX,
    ".py": Language.PYTHON,
    ".pyi": Language.PYTHON,
    ".json": Language.JSON,
    ".txt": Language.TEMPLATE,
    ".html": Language.TEMPLATE,
    ".htm": Language.TEMPLATE,
    ".mustache": Language.TEMPLATE,
    ".hbs": Language.TEMPLATE,
    ".tmpl": Language.TEMPLATE,
    ".tpl": Language.TEMPLATE,
    ".liquid": Language.TEMPLATE,
    ".eml": Language.TEMPLATE,
}
"""The languages of the files that a folder is searched for, by the ends of their names."""


def language_of(name: str) -> Language:
    """Return the language that the name of a file implies; a template if its suffix is not known."""
    name = name.lower()
    return next((language for suffix, language in SUFFIXES.items() if name.endswith(suffix)), Language.TEMPLATE)


@dataclass(frozen=True, slots=True)
class Reference:
    """A read or write of a session field.

    ``path`` starts at the root of the session, and ``*`` stands for an index or a computed name. ``offsets`` has the
    place of each step in the text, in characters, and None for steps that are written elsewhere, such as where an alias
    is declared. A reference that is not ``is_certain`` counts only in a text with words of the platform.
    """

    path: tuple[str, ...]
    offsets: tuple[int | None, ...]
    language: Language
    access: Access = Access.READ
    is_certain: bool = True

    @property
    def offset(self) -> int:
        """The place of the first step that is written here."""
        return next((offset for offset in self.offsets if offset is not None), 0)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a text shows beside its references: a rule, the name of its message, and a place."""

    rule: Rule
    template: str
    offset: int


@dataclass(slots=True)
class Extract:
    """What one text refers to; extractors add to it. With ``is_narrow``, they may leave out reads of variables."""

    language: Language
    is_narrow: bool = False
    references: list[Reference] = field(default_factory=list[Reference])
    remarks: list[Remark] = field(default_factory=list["Remark"])

    def read(self, path: tuple[str, ...], offsets: tuple[int | None, ...], *, is_certain: bool = True) -> None:
        """Add a read; one of the whole session or of nothing that is written here is left out."""
        if path and offsets[-1] is not None:
            self.references.append(Reference(path, offsets, self.language, is_certain=is_certain))

    def write(self, namespace: str, offset: int, *members: tuple[str, int], is_certain: bool = True) -> None:
        """Add a write to a namespace, whose name starts at ``offset``, and one for each of the written members."""
        names = namespace.strip(WHITE_SPACE).split(".")
        path = tuple(name.strip(WHITE_SPACE) for name in names)
        if not path[0]:
            return
        start = offset + len(namespace) - len(namespace.lstrip(WHITE_SPACE))
        starts = tuple(start + sum(len(name) + 1 for name in names[:number]) for number in range(len(names)))
        for steps, places in [((), ()), *(((name,), (place,)) for name, place in members)]:
            self.references.append(
                Reference((*path, *steps), (*starts, *places), self.language, Access.WRITE, is_certain)
            )


_NAME = r"[\w$]+(?:-[\w$]+)*"
_INDEX = r"""\[\s*(?:(\d+)|"([^"\]]*)"|'([^'\]]*)')\s*\]"""
_PATH = re.compile(rf"\s*(?!\d){_NAME}(?:\.{_NAME}|{_INDEX})*\s*")
_STEP = re.compile(rf"{_INDEX}|({_NAME})")


def parse_path(text: str, offset: int = 0) -> tuple[tuple[str, ...], tuple[int | None, ...]] | None:
    """Return the steps of a dotted path that is the whole text, and their places; None for any other text."""
    if _PATH.fullmatch(text) is None:
        return None
    steps: list[str] = []
    places: list[int | None] = []
    for match in _STEP.finditer(text):
        index, name = match[1] or match[4], match[2] or match[3] or match[4] or ""
        steps.append(WILDCARD if index and index.isdigit() else name)
        places.append(offset + match.start(match.lastindex or 0))
    return tuple(steps), tuple(places)


_WORDS = ("nternal", "NTERNAL", "SessionVariable", RESERVED[1], "\\u00")
_MENTIONS = re.compile(
    rf"(?:\b|\\[bfnrt]|\\u[0-9a-fA-F]{{4}})(?i:{INTERNAL})\b|SessionVariable|\b{RESERVED[1]}\b|\\u00[4-7]"
)


def mentions(text: str) -> bool:
    """Return whether a text may have a finding: other texts are not parsed."""
    # Most files have none of the words, for which this search is much faster.
    return any(word in text for word in _WORDS) and _MENTIONS.search(text) is not None


EVIDENCE = re.compile(
    r"(?i)chatlayer|SessionVariable|SessionView|sessionDataToSet|dialogstate|preferredLanguage|\bnlp\b|\bsinch"
)
"""Words of the platform: in a text without any, only certain references count."""

_ACCESS = {
    language: re.compile(
        rf"\{{\s*{INTERNAL}[.\[]" if language in SILENT else rf"""{INTERNAL}(?:["']\s*[\]),]|\??\.\w)"""
    )
    for language in Language
}
"""What seems to read `internal` in a text that cannot be parsed."""


def counted(extract: Extract, text: str) -> Extract:
    """Return what counts of an extract, with the references in the order of their places.

    That a text cannot be parsed counts only if the text seems to read `internal`.
    """
    certain = [reference for reference in extract.references if reference.is_certain]
    inner = (reference for reference in certain if len(reference.path) > 1)
    is_evident = any(reference.path[0] == INTERNAL for reference in inner) or EVIDENCE.search(text) is not None
    references = extract.references if is_evident else certain
    is_told = is_evident or _ACCESS[extract.language].search(text) is not None
    remarks = [remark for remark in extract.remarks if is_told or remark.template != "file"]
    references = sorted(references, key=lambda reference: reference.offset)
    return Extract(extract.language, extract.is_narrow, references, remarks)
