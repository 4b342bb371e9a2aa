"""The process of a prover: it reads questions, one a line, and writes the answers.

A pair of schemas asks whether the first covers the second, and an object asks for a search of texts for patterns. Both
run in a separate process because the extension that proves can crash, and each can take long.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
import time
import warnings
from typing import Any, cast

from jsonschema_rs import Draft202012, canonicalize


def search_seconds(patterns: list[str], texts: list[str]) -> float:
    """Search all texts for all patterns that Python can read, and return the seconds that this takes."""
    # Python warns of patterns that are ambiguous only in its own dialect.
    warnings.simplefilter("ignore", FutureWarning)
    seconds = 0.0
    for pattern in patterns:
        with contextlib.suppress(re.error, OverflowError, RecursionError):
            compiled = re.compile(pattern)
            start = time.process_time()
            for text in texts:
                compiled.search(text)
            seconds += time.process_time() - start
    return seconds


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


def main() -> None:
    """Answer every line of standard input."""
    for line in sys.stdin:
        question = json.loads(line)
        try:
            result = (
                search_seconds(**cast("dict[str, Any]", question)) if isinstance(question, dict) else answer(*question)
            )
        # A panic of the extension is not an Exception.
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                return
            result = 1 if isinstance(question, dict) else {"covers": False, "difference": None}
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
