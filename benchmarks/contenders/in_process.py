"""The time of calls inside one process, in turn: arguments are a file and its form.

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


def time_call(call: Callable[[bytes], Any], payloads: list[bytes]) -> float:
    """Return the mean seconds of a call over the payloads."""
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
    calls: dict[str, Callable[[bytes], Any]] = {"orjson": orjson.loads, "ours-library": validate}
    seconds: dict[str, list[float]] = {key: [] for key in calls}
    for call in calls.values():
        time_call(call, payloads)
    for _ in range(TURNS[form]):
        for key, call in calls.items():
            seconds[key].append(time_call(call, payloads))
    sys.stdout.write(json.dumps({key: statistics.median(times) for key, times in seconds.items()}) + "\n")


main()
