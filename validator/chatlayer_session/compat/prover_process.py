"""The process of a prover: it reads pairs of schemas, one a line, and writes whether the first covers the second.

It is a separate process because the extension that proves can crash or take long.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from typing import Any

from jsonschema_rs import Draft202012, canonicalize

MAX_SECONDS = 2
"""Seconds of processor time for a proof, after which the process ends; other programs do not shorten them."""


def answer(covering: Any, covered: Any) -> dict[str, Any]:
    """Return whether a proof exists; without one, a schema describes what only the second may accept."""
    options: dict[str, Any] = {"draft": Draft202012, "validate_formats": False, "offline": True}
    wide, narrow = canonicalize(covering, **options), canonicalize(covered, **options)
    if wide.covers(narrow).value == "yes":
        return {"covers": True, "difference": None}
    try:
        difference = narrow.subtract(wide).to_json_schema()
        json.dumps(difference)
    except (ValueError, TypeError):
        difference = None
    return {"covers": False, "difference": difference}


def limit_time() -> None:
    """End the process after more processor time than a proof may take, where the system can do so."""
    # Windows does not have it.
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - not on every system

        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 1 + MAX_SECONDS, hard))


def main() -> None:
    """Answer every line of standard input."""
    for line in sys.stdin:
        limit_time()
        try:
            result = answer(*json.loads(line))
        # A panic of the extension is not an Exception.
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                return
            result = {"covers": False, "difference": None}
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
