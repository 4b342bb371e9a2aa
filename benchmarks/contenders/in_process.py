"""Times calls inside one process, turn by turn: arguments are a file and its form.

Prints the median seconds of one call for each contender.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from chatlayer_session import validate

if TYPE_CHECKING:
    from collections.abc import Callable

TURNS = {"lines": 15, "document": 5}
PAYLOADS = 1000


def timed(call: Callable[[bytes], Any], payloads: list[bytes]) -> float:
    """Return the seconds that a call takes, as the mean over the payloads."""
    start = time.perf_counter()
    for payload in payloads:
        call(payload)
    return (time.perf_counter() - start) / len(payloads)


def main() -> None:
    """Time the calls on the payloads of a file."""
    path, form = sys.argv[1:3]
    with Path(path).open("rb") as stream:
        lines = (line.rstrip(b"\n") for line in stream)
        payloads = list(islice(lines, PAYLOADS)) if form == "lines" else [stream.read()]
    timed_calls: dict[str, Callable[[bytes], Any]] = {"orjson": orjson.loads, "ours-library": validate}
    seconds: dict[str, list[float]] = {key: [] for key in timed_calls}
    for call in timed_calls.values():
        timed(call, payloads)
    for _ in range(TURNS[form]):
        for key, call in timed_calls.items():
            seconds[key].append(timed(call, payloads))
    sys.stdout.write(json.dumps({key: statistics.median(each) for key, each in seconds.items()}) + "\n")


main()
