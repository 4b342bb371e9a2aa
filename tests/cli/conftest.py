"""File permissions that also apply to root."""

from __future__ import annotations

import ctypes
import os

PR_CAPBSET_DROP = 24
CAPABILITIES_OVER_PERMISSIONS = (1, 2)


def heed_permissions() -> None:
    """Make file permissions apply to root in the process that is about to start."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in CAPABILITIES_OVER_PERMISSIONS:
            libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
