"""The common part of contenders that validate: loop over the payloads, count, and print the cost of the set-up."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def schema() -> Any:
    """Return the schema that the command line names."""
    return json.loads(Path(sys.argv[4]).read_bytes())


def count(judge: Callable[[bytes], bool]) -> None:
    """Call ``judge`` with each payload that the command line asks for, and print the counts."""
    setup = time.process_time()
    form, path, limit = sys.argv[1:4]
    left = int(limit)
    valid = invalid = 0
    with Path(path).open("rb") as stream:
        for payload in [stream.read()] if form == "document" else stream:
            if judge(payload):
                valid += 1
            else:
                invalid += 1
            left -= 1
            if not left:
                break
    sys.stdout.write(json.dumps({"valid": valid, "invalid": invalid, "setup": setup}) + "\n")
