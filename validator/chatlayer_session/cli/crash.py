"""Defects of our own, told without anything that a payload holds."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def format_crash(error: BaseException) -> str:
    """Return one line on an unforeseen exception: its type and the place in our code, but not its message.

    The message of an exception may quote the value that caused it.
    """
    # Imported when something has failed: other runs do without.
    from traceback import extract_tb  # noqa: PLC0415 - slow to load

    frames = extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    place = "an unknown place"
    if ours:
        place = f"{Path(ours[-1].filename).relative_to(_PACKAGE).as_posix()}:{ours[-1].lineno}"
    return f"a defect of this program: {type(error).__name__} at {place}; please report this line"
