"""Two calls at the same time: the first one pauses at a line of its code while the second one runs."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

STUCK_SECONDS = 60.0
"""Time after which a call counts as endless."""

_IDLE_SECONDS = 0.02
_UNTRACED_FILES = frozenset({__file__, threading.__file__})


class Call(threading.Thread):
    """A call in a separate thread that counts the lines of Python it reaches.

    It pauses before the line ``pause_at``, counted from 1, until `release`. After `wait_until_paused`, ``place`` is the
    line of the pause, or None if the call ended earlier. ``error`` is what the call raised. Without ``traced`` the call
    counts no lines and runs at full speed.
    """

    def __init__(self, call: Callable[[], Any], pause_at: int = 0, *, traced: bool = True) -> None:
        super().__init__(daemon=True)
        self.call = call
        self.pause_at = pause_at
        self.traced = traced
        self.lines = 0
        self.place: str | None = None
        self.result: Any = None
        self.error: Exception | None = None
        self._paused = threading.Event()
        self._released = threading.Event()

    def run(self) -> None:
        """Make the call."""
        if self.traced:
            sys.settrace(self._trace_call)
        try:
            self.result = self.call()
        except Exception as error:
            self.error = error
        finally:
            sys.settrace(None)
            self._paused.set()

    def wait_until_paused(self) -> None:
        """Wait until the call reaches its line or ends."""
        self._paused.wait(STUCK_SECONDS)

    def wait_until_idle(self) -> None:
        """Wait until the call ends or reaches no line for a while, which means that it waits for the other call."""
        lines = -1
        while self.is_alive() and lines != self.lines:
            lines = self.lines
            self.join(_IDLE_SECONDS)

    def release(self) -> None:
        """Let the call continue."""
        self._released.set()

    def wait_for_end(self) -> bool:
        """Wait for the end of the call, and return whether it ended in time."""
        self.join(STUCK_SECONDS)
        return not self.is_alive()

    def _trace_call(self, frame: FrameType, _event: str, _argument: object) -> Callable[..., Any] | None:
        return None if frame.f_code.co_filename in _UNTRACED_FILES else self._trace_line

    def _trace_line(self, frame: FrameType, event: str, _argument: object) -> Callable[..., Any]:
        if event == "line":
            self.lines += 1
            if self.lines == self.pause_at:
                self.place = _format_place(frame)
                self._paused.set()
                self._released.wait(STUCK_SECONDS)
        return self._trace_line


def _format_place(frame: FrameType) -> str:
    """Return the current line in the outermost traced function."""
    while frame.f_back is not None and frame.f_back.f_code.co_filename not in _UNTRACED_FILES:
        frame = frame.f_back
    return f"{Path(frame.f_code.co_filename).name}, line {frame.f_lineno}"


def count_lines(call: Callable[[], Any]) -> int:
    """Make a call, and return how many lines of Python it reaches."""
    counted = Call(call)
    counted.start()
    counted.wait_for_end()
    return counted.lines


def run_both(first: Callable[[], Any], second: Callable[[], Any], pause_at: int) -> tuple[Call, Call]:
    """Make two calls, and wait for their ends.

    The second one runs while the first one is paused, until it ends or waits for the first.
    """
    first_call, second_call = Call(first, pause_at), Call(second)
    first_call.start()
    first_call.wait_until_paused()
    second_call.start()
    second_call.wait_until_idle()
    first_call.release()
    for call in (first_call, second_call):
        call.wait_for_end()
    return first_call, second_call
