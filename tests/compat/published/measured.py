"""Compare two schema files, and write the figures of the command and the check of its witnesses as JSON.

This module starts the command from a process that is small: a larger one would count as memory of the command.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "chatlayer_session", "compat", "--format", "json")


def figures(old: Path, new: Path) -> dict[str, Any]:
    """Return the figures of a comparison, and the errors in its report."""
    done = subprocess.run([*COMMAND, old, new], stdout=subprocess.PIPE, check=False)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    measured: dict[str, Any] = {
        "kilobytes": max(path.stat().st_size for path in (old, new)) / 1000,
        "seconds": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss / 1000,
    }
    if done.returncode not in {0, 1, 3}:
        return {**measured, "errors": [f"the command ended with {done.returncode}"]}
    from .witnesses import count_witnesses  # noqa: PLC0415 - needs memory

    changes = [one for comparison in json.loads(done.stdout)["comparisons"] for one in comparison["changes"]]
    return {**measured, **count_witnesses(changes, {"old": old, "new": new})}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(figures(*map(Path, sys.argv[1:]))))
