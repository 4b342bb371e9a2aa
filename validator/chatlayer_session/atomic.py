"""Files that are written atomically."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


class AtomicFile:
    """A file that `commit` replaces with the written content; its permissions stay.

    A link is followed and stays. A device or a pipe is written directly.

    Raises:
        OSError: the file cannot be written. All methods raise it.
    """

    def __init__(self, path: Path) -> None:
        self._target = Path(os.path.realpath(path))
        if self._target.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        self._temporary: Path | None = None
        self._stream: TextIO
        # A link such as /dev/stdout leads to a pipe that has no path of its own.
        if path.exists() and not path.is_file():
            self._stream = path.open("w", encoding="utf-8")
        else:
            import tempfile  # noqa: PLC0415 - slow to load, and not needed for standard output

            handle, name = tempfile.mkstemp(dir=self._target.parent, prefix=".report-")
            self._temporary = Path(name)
            self._stream = os.fdopen(handle, "w", encoding="utf-8")

    def write(self, text: str) -> None:
        """Append to the content."""
        self._stream.write(text)

    def commit(self) -> None:
        """Replace the file with the content."""
        try:
            self._stream.close()
            if self._temporary is not None:
                self._temporary.chmod(_permissions(self._target))
                self._temporary.replace(self._target)
        finally:
            self.discard()

    def discard(self) -> None:
        """Drop the content, unless it is committed; the file stays unchanged."""
        try:
            self._stream.close()
        finally:
            if self._temporary is not None:
                self._temporary.unlink(missing_ok=True)


def file_id(path: str | Path) -> tuple[int, int] | None:
    """Return an identifier of a file that all its names share, or None if no file has this path."""
    try:
        status = os.stat(path)  # noqa: PTH116 - accepts str and Path
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _permissions(path: Path) -> int:
    """Return the permissions of a file, or those of a new file."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
