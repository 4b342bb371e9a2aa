"""A process that proves: it reads pairs of schemas, one a line, and writes whether the first covers the second.

It is a process of its own because what proves is an extension that may run for long or take its process down.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from jsonschema_rs import Draft202012, canonicalize


def answer(covering: Any, covered: Any) -> dict[str, Any]:
    """Say ``yes``, ``no`` or ``unknown``; if not ``yes``, with what the second accepts and the first may reject."""
    options: dict[str, Any] = {"draft": Draft202012, "validate_formats": False, "offline": True}
    wide, narrow = canonicalize(covering, **options), canonicalize(covered, **options)
    contained = wide.covers(narrow).value
    if contained == "yes":
        return {"answer": contained, "difference": None}
    try:
        difference = narrow.subtract(wide).to_json_schema()
        json.dumps(difference)
    except (ValueError, TypeError):
        difference = None
    return {"answer": contained, "difference": difference}


def main() -> None:
    """Answer until there are no more questions."""
    for line in sys.stdin:
        covering, covered = json.loads(line)
        try:
            told = answer(covering, covered)
        # A panic of the extension is no Exception.
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                return
            told = {"answer": "unknown", "difference": None}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
