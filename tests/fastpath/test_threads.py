"""The fast path in several threads."""

from __future__ import annotations

import random
import sys
import threading
from typing import TYPE_CHECKING, Any

from chatlayer_session import Kind, Validator
from chatlayer_session.fastpath.learned_decoder import learned_decoders
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.spec.catalog import packaged_catalog

from .conftest import encoded, new_decoder

if TYPE_CHECKING:
    from collections.abc import Callable


def errors_in_threads(work: Callable[[int], None]) -> list[Exception]:
    """Run the work in eight threads at once, each with its number, and return the errors."""
    errors: list[Exception] = []

    def run(number: int) -> None:
        try:
            work(number)
        except Exception as error:
            errors.append(error)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    return errors


def test_threads_learn_independently(documented: dict[str, Any]) -> None:
    """Decoders of both kinds that learn at the same time do not disturb each other."""

    def work(number: int) -> None:
        for turn in range(40):
            decoder = new_decoder(list(DETECTABLE_KINDS)[number % 2])
            decoder.learn({**documented, f"field{turn}": {"a": [{"b": turn}]}})
            decoder.learn({**documented, f"field{turn}": {"a": [{"b": turn}]}})

    assert errors_in_threads(work) == []


def test_threads_share_what_is_learned(documented: dict[str, Any]) -> None:
    """Every report of every validator equals that of a validator without the fast path."""
    validators, exact = [Validator(), Validator(), Validator(accept_unstable="/*")], Validator(use_fast_path=False)
    source = random.Random(7)
    payloads = [
        encoded({**documented, f"field{source.randrange(20)}": source.choice([None, 1, "a", [1], {"b": {}}])})
        for _ in range(150)
    ]
    expected = {payload: exact.validate(payload) for payload in payloads}
    clean = Validator(accept_unstable="/*", use_fast_path=False).validate(payloads[0])
    wrong: list[bytes] = []

    def work(seed: int) -> None:
        order = payloads[:]
        random.Random(seed).shuffle(order)
        validator = validators[seed % 3]
        for payload in order:
            wrong.extend([payload] * (validator.validate(payload) != (clean if seed % 3 == 2 else expected[payload])))

    assert errors_in_threads(work) == []
    assert wrong == []
    decoder = learned_decoders(packaged_catalog(), exact.schema_version)[Kind.INTERNAL].decoder
    # A thread learns nothing while a different one does, so the number depends on their turns: 19 to 35 were seen.
    assert sum(decoder.decode(payload) is not None for payload in payloads) > 5
