"""Compressed inputs: which compression an input has, and its content."""

from __future__ import annotations

import io
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ..errors import UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Buffer

    OnNote: TypeAlias = Callable[[str], None]

_PIECE_SIZE = 1 << 16
_PADDING = b"\0 \t\r\n"


class Compression(NamedTuple):
    """A compression: its name, the suffix of files, their first bytes, and what creates a decompressor."""

    name: str
    suffix: str
    magic: bytes
    module: str
    function: str
    arguments: tuple[int, ...] = ()


COMPRESSIONS = (
    Compression("gzip", ".gz", b"\x1f\x8b", "zlib", "decompressobj", (31,)),
    Compression("bzip2", ".bz2", b"BZh", "bz2", "BZ2Decompressor"),
    Compression("xz", ".xz", b"\xfd7zXZ\0", "lzma", "LZMADecompressor"),
    # Part of Python from 3.14 on.
    Compression("Zstandard", ".zst", b"\x28\xb5\x2f\xfd", "compression.zstd", "ZstdDecompressor"),
)


def uncompressed_name(name: str) -> str:
    """Return a file name in lower case without the suffix of a compression."""
    name = name.lower()
    return next((name.removesuffix(item.suffix) for item in COMPRESSIONS if name.endswith(item.suffix)), name)


class DamagedData(Exception):
    """Compressed data that cannot be decompressed; ``compression`` is its name."""

    def __init__(self, compression: str) -> None:
        super().__init__(compression)
        self.compression = compression

    def __str__(self) -> str:
        """Name the compression and what can be wrong."""
        return f"the {self.compression} data is damaged or ends too early"


def ignore_note(_note: str) -> None:
    """Ignore a note on an input."""


def compression_of(raw: io.BufferedReader, name: str) -> Compression | None:
    """Return the compression of an opened input, by its first bytes; None if it is not compressed.

    Raises:
        UnreadableInput: the suffix of ``name`` promises a compression that the data does not have.
    """
    start = raw.peek(8)[:8]
    for compression in COMPRESSIONS:
        if start.startswith(compression.magic):
            return compression
    for compression in COMPRESSIONS:
        if name.lower().endswith(compression.suffix):
            reason = f"not {compression.name} data, although the name ends in {compression.suffix}"
            raise UnreadableInput(name, reason, f"compress it with {compression.name}, or rename it")
    return None


def decompressed(raw: io.BufferedReader, name: str, compression: Compression, on_note: OnNote) -> io.BufferedReader:
    """Return the content of a compressed input; reading it raises `DamagedData` if it is damaged.

    ``on_note`` is called at its end if zeros or white space follow the compressed data.

    Raises:
        UnreadableInput: this Python cannot read the compression.
    """
    try:
        create = getattr(import_module(compression.module), compression.function)
    except ImportError as error:
        reason = f"{compression.name} data, which this Python cannot read"
        raise UnreadableInput(name, reason, "decompress it first") from error
    return io.BufferedReader(_Content(raw, compression, lambda: create(*compression.arguments), on_note), _PIECE_SIZE)


class _Content(io.RawIOBase):
    """The content of compressed data: of one stream after another, then perhaps padding."""

    def __init__(
        self, raw: io.BufferedReader, compression: Compression, create: Callable[[], Any], on_note: OnNote
    ) -> None:
        self._raw = raw
        self._compression = compression
        self._create = create
        self._on_note = on_note
        self._stream = create()
        self._pending = b""
        self._is_at_end = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer)
        while not self._is_at_end:
            if self._stream.eof:
                self._start_next()
                continue
            data = self._decompress(len(view))
            if data:
                view[: len(data)] = data
                return len(data)
        return 0

    def _decompress(self, size: int) -> bytes:
        """Return at most ``size`` bytes of the current stream; none if it ends, or if more input is needed."""
        pending, self._pending = self._pending or getattr(self._stream, "unconsumed_tail", b""), b""
        is_last = False
        if not pending and getattr(self._stream, "needs_input", True):
            pending = self._raw.read1(_PIECE_SIZE)
            is_last = not pending
        try:
            data: bytes = self._stream.decompress(pending, size)
        except MemoryError:
            raise
        except Exception as error:
            # Each module has an error of its own.
            raise DamagedData(self._compression.name) from error
        if is_last and not data and not self._stream.eof:
            raise DamagedData(self._compression.name)
        return data

    def _start_next(self) -> None:
        """Go on after the end of a stream: with the next one, or to the end of the padding."""
        rest: bytes = self._stream.unused_data
        padding = 0
        while len(content := rest.lstrip(_PADDING)) < len(self._compression.magic):
            padding += len(rest) - len(content)
            piece = self._raw.read1(_PIECE_SIZE)
            rest = content + piece
            if not piece:
                break
        if content.startswith(self._compression.magic):
            self._stream, self._pending = self._create(), content
        elif content:
            raise DamagedData(self._compression.name)
        else:
            self._is_at_end = True
            if padding:
                self._on_note(f"{padding:,} bytes of padding follow the {self._compression.name} data")
