"""The screen in several threads at once."""

from __future__ import annotations

import random
import sys
import threading
from typing import TYPE_CHECKING, Any

from chatlayer_session import Validator
from chatlayer_session.fastpath.learned_decoder import learned_decoders
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.spec.catalog import packaged_catalog

from .conftest import encoded

if TYPE_CHECKING:
    from collections.abc import Callable


def at_once(work: Callable[[int], None]) -> list[Exception]:
    """Return what was raised by eight threads that do the work at once, each given its number."""
    raised: list[Exception] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except Exception as error:
            raised.append(error)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=guarded, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    return raised


def test_threads_can_make_validators_of_their_own(documented: dict[str, Any]) -> None:
    """What is learned in one thread, of either kind, is in no other one's way."""

    def work(number: int) -> None:
        for turn in range(40):
            screen = learned_decoders(packaged_catalog(), "1.0.0")[list(DETECTABLE_KINDS)[number % 2]]
            screen.learn(b"", {**documented, f"field{turn}": {"a": [{"b": turn}]}})

    assert at_once(work) == []


def test_threads_can_share_a_validator(documented: dict[str, Any]) -> None:
    """Whatever shapes come at once, nothing is raised, and each report is that of a validator without a screen."""
    validator, exact = Validator(), Validator(use_fast_path=False)
    draw = random.Random(7)
    payloads = [
        encoded({**documented, f"field{draw.randrange(200)}": draw.choice([None, 1, "a", [1], {"b": {}}])})
        for _ in range(150)
    ]
    expected = {payload: exact.validate(payload) for payload in payloads}
    wrong: list[bytes] = []

    def work(seed: int) -> None:
        order = payloads[:]
        random.Random(seed).shuffle(order)
        wrong.extend(payload for payload in order if validator.validate(payload) != expected[payload])

    assert at_once(work) == []
    assert wrong == []
