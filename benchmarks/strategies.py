"""How many payloads a second the Hypothesis strategies generate.

python -m benchmarks.strategies
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings

from chatlayer_session.testing import invalid_payloads, json_values, payloads, raw_payloads, sessions, unstable_payloads

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

EXAMPLES = 2_000
"""Payloads that each strategy generates."""


def rate(strategy: SearchStrategy[Any]) -> float:
    """Return how many payloads a strategy generates per CPU second, in a test that only counts."""
    made = 0

    @settings(max_examples=EXAMPLES, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(strategy)
    def search(payload: object) -> None:
        nonlocal made
        del payload
        made += 1

    started = time.process_time()
    search()
    return made / (time.process_time() - started)


def main() -> None:
    """Print a line for each strategy."""
    strategies: dict[str, SearchStrategy[Any]] = {
        'payloads("internal")': payloads("internal"),
        'payloads("session")': payloads("session"),
        'payloads("session", unstable=True)': payloads("session", unstable=True),
        "unstable_payloads()": unstable_payloads(),
        "invalid_payloads()": invalid_payloads(),
        "sessions()": sessions(),
        "raw_payloads()": raw_payloads(),
        "json_values()": json_values(),
    }
    for name, strategy in strategies.items():
        sys.stdout.write(f"{name:36} {rate(strategy):6,.0f} a second\n")


if __name__ == "__main__":
    main()
