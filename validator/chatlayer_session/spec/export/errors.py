"""Errors of exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import ChatlayerSessionError, UnknownChoice

if TYPE_CHECKING:
    from collections.abc import Sequence


class KeywordNotExpressible(ChatlayerSessionError, RuntimeError):
    """The export format ``format`` cannot express ``keyword`` at ``pointer`` of a schema."""

    def __init__(self, keyword: str, pointer: str, name: str) -> None:
        super().__init__(keyword, pointer, name)
        self.keyword = keyword
        self.pointer = pointer
        self.format = name

    def __str__(self) -> str:
        """Name the keyword, its place and the format."""
        return (
            f"{self.format} cannot express the keyword {self.keyword} at #{self.pointer}; "
            "add a conversion to chatlayer_session.spec.export, or write the schema without the keyword"
        )


class UnknownPathPart(UnknownChoice):
    """``value`` is not a part of any export's path."""

    noun = "path part"


class NoMatchingExport(ChatlayerSessionError, LookupError):
    """No export has all of ``parts`` in its path."""

    def __init__(self, parts: Sequence[str]) -> None:
        super().__init__(parts)
        self.parts = tuple(parts)

    def __str__(self) -> str:
        """Name the parts and the fix."""
        return f"no export has {' and '.join(map(repr, self.parts))} in its path; name fewer parts"


class WouldOverwrite(ChatlayerSessionError, OSError):
    """The export would replace ``path``, which no earlier export wrote."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        """Name the file and the fix."""
        return f"{self.path} was not written by an earlier export, or was changed; move it or use a different folder"
