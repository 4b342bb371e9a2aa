"""Signals that end a run, delivered only where a run can name what is missing."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from contextlib import AbstractContextManager

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals that end a run as Ctrl-C does, if the platform has them."""


def hold_interrupts() -> AbstractContextManager[None]:
    """Deliver signals of `SIGNALS` that arrive in the block when it is left."""
    return _masked("SIG_BLOCK")


def allow_interrupts() -> AbstractContextManager[None]:
    """Deliver signals of `SIGNALS` in the block, within a block of `hold_interrupts`."""
    return _masked("SIG_UNBLOCK")


@contextmanager
def _masked(how: str) -> Generator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        # A signal that waits is raised here if it is unblocked.
        signal.pthread_sigmask(getattr(signal, how), SIGNALS)
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def block_interrupts() -> None:
    """Keep signals of `SIGNALS` from this process until it ends, since Python stops handling them before its end."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
