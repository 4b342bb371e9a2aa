"""Files that are written atomically."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


_IRREPLACEABLE = frozenset({errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM, errno.EROFS})
"""Errors of files that cannot be replaced, but perhaps written: mounted files, and files in a read-only folder."""


class AtomicFile:
    """A file that `commit` replaces with the written content; its permissions stay.

    A link is followed and stays. A device, a pipe, or a file that this process has open for writing, such as that of
    standard output, is written directly.

    Raises:
        OSError: the file cannot be written. All methods raise it.
    """

    def __init__(self, path: Path) -> None:
        self._target = Path(os.path.realpath(path))
        if self._target.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        self._temporary: Path | None = None
        self._stream: TextIO
        descriptor = _open_descriptor(path)
        if descriptor is not None:
            self._stream = os.fdopen(os.dup(descriptor), "w", encoding="utf-8")
        # A link such as /dev/stdout leads to a pipe that has no path of its own.
        elif path.exists() and not path.is_file():
            self._stream = path.open("w", encoding="utf-8")
        else:
            handle, name = _create_temporary(self._target)
            self._temporary = Path(name)
            self._stream = os.fdopen(handle, "w", encoding="utf-8")

    def write(self, text: str) -> None:
        """Append to the content."""
        self._stream.write(text)

    def commit(self) -> bool:
        """Replace the file with the content, and return False if the file could only be written in place."""
        try:
            self._stream.close()
            return self._temporary is None or self._replace(self._temporary)
        finally:
            self.discard()

    def _replace(self, temporary: Path) -> bool:
        try:
            temporary.chmod(_permissions(self._target))
            temporary.replace(self._target)
        except OSError as error:
            if error.errno not in _IRREPLACEABLE or not self._target.exists():
                raise
            self._target.write_bytes(temporary.read_bytes())
            return False
        return True

    def discard(self) -> None:
        """Drop the content, unless it is committed; the file stays unchanged."""
        try:
            self._stream.close()
        finally:
            if self._temporary is not None:
                self._temporary.unlink(missing_ok=True)


def file_id(path: str | Path | int) -> tuple[int, int] | None:
    """Return an identifier of a file that all its names and descriptors share, or None if there is no such file."""
    try:
        status = os.stat(path)  # noqa: PTH116 - accepts descriptors too
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _open_descriptor(path: Path) -> int | None:
    """Return a descriptor that this process has open for writing to a file, or None if it has none."""
    identifier = file_id(path)
    if identifier is not None:
        folder = Path("/dev/fd")
        for descriptor in [int(path.name) for path in folder.iterdir()] if folder.is_dir() else range(3):
            if file_id(descriptor) == identifier and _is_writable(descriptor):
                return descriptor
    return None


def _is_writable(descriptor: int) -> bool:
    try:
        os.write(descriptor, b"")
    except OSError:
        return False
    return True


def _create_temporary(target: Path) -> tuple[int, str]:
    """Create a file beside the target or, if that can only be written in place, in the folder for temporary files."""
    from tempfile import mkstemp  # noqa: PLC0415 - slow to load, and not needed for standard output

    try:
        return mkstemp(dir=target.parent, prefix=".report-")
    except OSError as error:
        if error.errno not in _IRREPLACEABLE or not os.access(target, os.W_OK):
            raise
        return mkstemp(prefix=".report-")


def _permissions(path: Path) -> int:
    """Return the permissions of a file, or those of a new file."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
