"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


class AtomicFile:
    """A new content for the file at ``path``, which takes its place by `commit`, with the permissions that it had.

    A link is followed, and stays. What is no file, such as a device or a pipe, is written to as it is.

    Raises:
        OSError: the file cannot be written, from here or from any of the methods.
    """

    def __init__(self, path: Path) -> None:
        self._target = Path(os.path.realpath(path))
        if self._target.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        self._temporary: Path | None = None
        self._stream: TextIO
        if self._target.exists() and not self._target.is_file():
            self._stream = self._target.open("w", encoding="utf-8")
        else:
            # Imported here: a run that writes to standard output does without.
            import tempfile  # noqa: PLC0415 - slow to load

            handle, name = tempfile.mkstemp(dir=self._target.parent, prefix=".report-")
            self._temporary = Path(name)
            self._stream = os.fdopen(handle, "w", encoding="utf-8")

    def write(self, text: str) -> None:
        """Add to the content."""
        self._stream.write(text)

    def commit(self) -> None:
        """Put the content in its place."""
        try:
            self._stream.close()
            if self._temporary is not None:
                self._temporary.chmod(_permissions(self._target))
                self._temporary.replace(self._target)
        finally:
            self.discard()

    def discard(self) -> None:
        """Leave what was there as it was, unless the content is in its place by now."""
        try:
            self._stream.close()
        finally:
            if self._temporary is not None:
                self._temporary.unlink(missing_ok=True)


def file_id(path: str | Path) -> tuple[int, int] | None:
    """Return what tells a file from all others, whatever its names; None for what is no file, or not there."""
    try:
        status = os.stat(path)  # noqa: PTH116 - also for names that are kept as they were typed
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _permissions(path: Path) -> int:
    """Return the permissions of a file, or those that a new one gets."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
