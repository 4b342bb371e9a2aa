"""The end of comparisons: after some seconds, or when somebody asks for it."""

from __future__ import annotations

import math
import time


class Stopped(Exception):
    """The comparison has no work or no time left."""


class Watch:
    """Ends comparisons after ``seconds``, or once `stop` is called."""

    def __init__(self, seconds: float = math.inf) -> None:
        self._end = time.monotonic() + seconds

    @property
    def seconds_left(self) -> float:
        """The seconds until the end, 0 after it."""
        return max(0.0, self._end - time.monotonic())

    def stop(self) -> None:
        """End what is under way."""
        self._end = -math.inf

    def check(self) -> None:
        """Return before the end; raise `Stopped` after it."""
        if not self.seconds_left:
            raise Stopped

    def show(self, name: str) -> None:
        """Learn which schema is being compared; called again and again while it is."""
