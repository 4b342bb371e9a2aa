"""Internal errors as one line without payload data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..inputs.records import Origin

OnError: TypeAlias = "Callable[[Origin, Exception], None]"
"""Called with an exception at a record and the origin of the record; the other records are still analysed.

`UnreadableInput` and MemoryError make the record unreadable. Any other exception is an internal error.
"""

_PACKAGE = Path(__file__).parent.parent


def format_crash(error: BaseException) -> str:
    """Return one line on an unforeseen exception: its type, and the last line of this package in its traceback.

    The message of the exception is left out, since it may quote a value.
    """
    # Imported only after a failure.
    from traceback import extract_tb  # noqa: PLC0415 - slow to load

    frames = extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    place = "an unknown place"
    if ours:
        place = f"{Path(ours[-1].filename).relative_to(_PACKAGE).as_posix()}:{ours[-1].lineno}"
    return f"internal error: {type(error).__name__} at {place}; please report this line"
