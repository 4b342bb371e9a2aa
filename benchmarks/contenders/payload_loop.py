"""The loop that contenders share: check each payload, count, and print the counts with the setup time."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def schema() -> Any:
    """Return the schema named on the command line."""
    return json.loads(Path(sys.argv[4]).read_bytes())


def count(is_valid: Callable[[bytes], bool]) -> None:
    """Call ``is_valid`` with each requested payload, and print the counts."""
    setup = time.process_time()
    form, path, limit = sys.argv[1:4]
    remaining = int(limit)
    valid = invalid = 0
    with Path(path).open("rb") as stream:
        for payload in [stream.read()] if form == "document" else stream:
            if is_valid(payload):
                valid += 1
            else:
                invalid += 1
            remaining -= 1
            if not remaining:
                break
    sys.stdout.write(json.dumps({"valid": valid, "invalid": invalid, "setup": setup}) + "\n")
