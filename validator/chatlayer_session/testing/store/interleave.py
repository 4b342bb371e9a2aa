"""Two calls at the same time: one is held at a line of its code while the other runs."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

STUCK_SECONDS = 60.0
"""After this time a call is taken for one that never ends."""

_STILL_SECONDS = 0.02
_OWN_CODE = frozenset({__file__, threading.__file__})


class Call(threading.Thread):
    """A call in a thread of its own, which counts the lines of Python that it comes to.

    It stops before the line ``hold_at``, counted from 1, until `release`. Once `wait_until_held` returns, ``place`` is
    the line that it has come to by then, or is None if the call had ended before. ``error`` is what the call raised.
    Where it is not ``traced``, it counts no lines, and is as fast as ever.
    """

    def __init__(self, call: Callable[[], Any], hold_at: int = 0, *, traced: bool = True) -> None:
        super().__init__(daemon=True)
        self.call = call
        self.hold_at = hold_at
        self.traced = traced
        self.lines = 0
        self.place: str | None = None
        self.answer: Any = None
        self.error: Exception | None = None
        self._is_held = threading.Event()
        self._may_go = threading.Event()

    def run(self) -> None:
        """Make the call."""
        if self.traced:
            sys.settrace(self._entered)
        try:
            self.answer = self.call()
        except Exception as error:
            self.error = error
        finally:
            sys.settrace(None)
            self._is_held.set()

    def wait_until_held(self) -> None:
        """Wait until the call stands before its line, or has ended."""
        self._is_held.wait(STUCK_SECONDS)

    def wait_while_it_runs(self) -> None:
        """Wait until the call has ended or has come to no further line for a while, so that it waits for the other."""
        lines = -1
        while self.is_alive() and lines != self.lines:
            lines = self.lines
            self.join(_STILL_SECONDS)

    def release(self) -> None:
        """Let the call go on."""
        self._may_go.set()

    def has_ended(self) -> bool:
        """Wait for the end, and return whether it came."""
        self.join(STUCK_SECONDS)
        return not self.is_alive()

    def _entered(self, frame: FrameType, _event: str, _argument: object) -> Callable[..., Any] | None:
        return None if frame.f_code.co_filename in _OWN_CODE else self._at

    def _at(self, frame: FrameType, event: str, _argument: object) -> Callable[..., Any]:
        if event == "line":
            self.lines += 1
            if self.lines == self.hold_at:
                self.place = _place_of(frame)
                self._is_held.set()
                self._may_go.wait(STUCK_SECONDS)
        return self._at


def _place_of(frame: FrameType) -> str:
    """Return the line that the call has come to in the code that it calls first, wherever it is below that."""
    while frame.f_back is not None and frame.f_back.f_code.co_filename not in _OWN_CODE:
        frame = frame.f_back
    return f"{Path(frame.f_code.co_filename).name}, line {frame.f_lineno}"


def lines_of(call: Callable[[], Any]) -> int:
    """Return how many lines of Python a call comes to, and make it."""
    counted = Call(call)
    counted.start()
    counted.has_ended()
    return counted.lines


def at_the_same_time(first: Callable[[], Any], second: Callable[[], Any], hold_at: int) -> tuple[Call, Call]:
    """Make two calls, the second while the first is held before a line, as far as it comes by then."""
    held, other = Call(first, hold_at), Call(second)
    held.start()
    held.wait_until_held()
    other.start()
    other.wait_while_it_runs()
    held.release()
    return held, other
