"""Files in revisions of the git repository around the working directory. Nothing is written, fetched or filtered."""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
from dataclasses import dataclass
from shutil import which
from typing import TYPE_CHECKING, NamedTuple

from ..errors import UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENVIRONMENT = {
    "LC_ALL": "C",
    # A partial clone must not fetch what it lacks.
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
_OBJECT = re.compile(rb"[0-9a-f]{40,64}\n")
_DRIVE = re.compile(r"[A-Za-z]:" if os.name == "nt" else r"[A-Za-z]:[\\/]")


class Blob(NamedTuple):
    """A regular file in a tree: its path there, its object and its size."""

    path: str
    object: str
    size: int


@dataclass(frozen=True, slots=True)
class RevisionPath:
    """A path in a revision, from the root of the repository; ``worktree`` is the root of its files, if it has any."""

    source: str
    revision: str
    path: str
    worktree: str

    @classmethod
    def of(cls, source: str) -> RevisionPath | None:
        """Return the path that ``REVISION:PATH`` names, None if this is no such name.

        Raises:
            UnreadableInput: git is not installed, or the working directory is in no repository.
        """
        revision, colon, path = source.partition(":")
        if not revision or not colon or "\0" in source or _DRIVE.match(source):
            return None
        if _git(source, ["rev-parse", "--git-dir"]) is None:
            raise UnreadableInput(source, "git finds no repository here", "change to a folder of the repository")
        prefix, worktree = (
            os.fsdecode((_git(source, ["rev-parse", option]) or b"").removesuffix(b"\n"))
            for option in ("--show-prefix", "--show-toplevel")
        )
        if path.startswith(("./", "../")) or path in {".", ".."}:
            path = posixpath.join(prefix, path)
        normal = posixpath.normpath(path or ".")
        return cls(source, revision, "" if normal == "." else normal, worktree)

    def is_folder(self) -> bool:
        """Return whether the path is a folder.

        Raises:
            UnreadableInput: the repository has no such revision, or the revision no such path.
        """
        named = self._object(f"{self._tree()}:{self.path}")
        if named is None:
            hint = "name a path from the root of the repository, or from the working directory with ./"
            raise UnreadableInput(self.source, f"revision {self.revision} has no path {self.path}", hint)
        return self._object(f"{named}^{{tree}}") is not None

    def _tree(self) -> str:
        # No revision starts with a hyphen, but an option does.
        tree = None if self.revision.startswith("-") else self._object(f"{self.revision}^{{tree}}")
        if tree is None:
            reason = f"this repository has no revision {self.revision}"
            raise UnreadableInput(self.source, reason, "correct its name, or fetch it")
        return tree

    def _object(self, name: str) -> str | None:
        found = _git(self.source, ["rev-parse", "--verify", "--quiet", name])
        return found.decode().strip() if found is not None and _OBJECT.fullmatch(found) else None

    def blobs(self, folder: str) -> list[Blob]:
        """Return the regular files in a folder of the revision and in all folders below; their paths start there."""
        tree = self._object(f"{self._tree()}:{folder}") or ""
        listed = _git(self.source, ["ls-tree", "-r", "-l", "-z", "--full-tree", tree])
        if listed is None:
            raise self._unreadable(folder)
        blobs: list[Blob] = []
        for line in filter(None, listed.split(b"\0")):
            fields, _, path = line.partition(b"\t")
            mode, _, name, size = fields.split()
            # Symbolic links and submodules have other modes.
            if mode.startswith(b"100"):
                blobs.append(Blob(os.fsdecode(path), name.decode(), int(size)))
        return blobs

    def read(self, blobs: Sequence[Blob], limit: int) -> list[bytes]:
        """Return the contents of files, and one byte more than the limit for each larger one."""
        names = "".join(f"{blob.object}\n" for blob in blobs if blob.size <= limit).encode()
        output = _git(self.source, ["cat-file", "--batch"], names) or b""
        contents: list[bytes] = []
        offset = 0
        for blob in blobs:
            if blob.size > limit:
                contents.append(bytes(limit + 1))
                continue
            header = f"{blob.object} blob {blob.size}\n".encode()
            if not output.startswith(header, offset):
                raise self._unreadable(blob.path)
            start, offset = offset + len(header), offset + len(header) + blob.size + 1
            contents.append(output[start : offset - 1])
        return contents

    def _unreadable(self, path: str) -> UnreadableInput:
        return UnreadableInput(self.source, f"git cannot read {path or 'the root'}", "fetch the whole revision")


def _git(source: str, arguments: Sequence[str], stdin: bytes = b"") -> bytes | None:
    """Return the output of a command of git that only reads, None if it fails."""
    program = which("git")
    if program is None:
        raise UnreadableInput(source, "git is not installed", "install it, or name a file or a folder")
    done = subprocess.run(  # noqa: S603 - a fixed command; no argument starts with a hyphen
        [program, "--no-pager", "--no-replace-objects", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **_ENVIRONMENT},
    )
    return done.stdout if done.returncode == 0 else None
