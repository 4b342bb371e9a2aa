"""What is raised by exports: misuse, files that are in the way, and schemas that a form has no words for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class NotExpressible(RuntimeError):
    """A schema says something that an export has no words for: ``keyword`` at ``pointer``, in the form ``form``."""

    def __init__(self, keyword: str, pointer: str, form: str) -> None:
        super().__init__(keyword, pointer, form)
        self.keyword = keyword
        self.pointer = pointer
        self.form = form

    def __str__(self) -> str:
        """Name the keyword, its place and the form that lacks it."""
        return (
            f"the keyword {self.keyword} at #{self.pointer} has no counterpart in the form {self.form}; "
            "add one to chatlayer_session.exports, or write the schema without it"
        )


class UnknownPart(LookupError):
    """``part`` was given as a part of an artefact's path and is none; ``available`` lists those that exist."""

    def __init__(self, part: str, available: Sequence[str], meant: str | None = None) -> None:
        super().__init__(part, available, meant)
        self.part = part
        self.available = tuple(available)
        self.meant = meant

    def __str__(self) -> str:
        """Name the word, the one that was probably meant, and those that exist."""
        cure = f"did you mean {self.meant!r}?" if self.meant else f"choose from {', '.join(self.available)}"
        return f"no artefact has {self.part!r} in its path; {cure}"


class NoSuchArtefact(LookupError):
    """No artefact has all of ``parts`` in its path."""

    def __init__(self, parts: Sequence[str]) -> None:
        super().__init__(parts)
        self.parts = tuple(parts)

    def __str__(self) -> str:
        """Name the parts and the cure."""
        return f"no artefact has {' and '.join(map(repr, self.parts))} in its path; name fewer parts"


class ForeignFile(OSError):
    """A file that an export would replace did not come from an earlier export: ``path``."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        """Name the file and the cure."""
        return f"{self.path} is in the way: no earlier export wrote it as it is; move it away or name another folder"
