"""Proofs that one schema covers another, in a process that can be ended."""

from __future__ import annotations

import contextlib
import json
import math
import subprocess
import sys
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING, Any, cast

from ..errors import UnreadableInput
from .model.normalizer import normalize
from .model.schema_bundle import SchemaBundle
from .model.schema_file import SchemaFile
from .watch import Watch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model.common_form import Subschema
    from .model.schema_index import SchemaIndex

TIMEOUT = 60.0
"""Seconds after which a process that does not answer is ended; the processor time of a proof has its own limit."""

COMMAND = (sys.executable, "-m", "chatlayer_session.compat.prover_process")
"""The command that starts the process of a prover."""

MIN_FAILED_SIZE = 50_000
"""Characters of two schemas whose failed proof shows that larger ones fail too."""

MAX_DIFFERENCE = 100_000
"""Characters of a difference that is used."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a schema is proven to cover another, and if known a schema for the payloads that only the other accepts.

    Without a proof, the schema can cover the other nevertheless.
    """

    covers: bool = False
    difference: SchemaIndex | None = None


UNPROVEN = Proof()


class Prover:
    """Proves in a separate process, which starts when it is first needed and ends with `close`.

    ``timeout`` is the time in seconds after which a process that does not answer is ended. Nothing is proven after the
    end of ``watch``.
    """

    def __init__(self, timeout: float = TIMEOUT, command: Sequence[str] = COMMAND, watch: Watch | None = None) -> None:
        self.timeout = timeout
        self.watch = watch or Watch()
        self.command = list(command)
        self.process: subprocess.Popen[str] | None = None
        self.proofs: dict[str, Proof] = {}
        self._failed_size = math.inf

    def close(self) -> None:
        """End the process if it runs."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for stream in (self.process.stdin, self.process.stdout):
                # Output that is still buffered cannot reach a dead process.
                with contextlib.suppress(OSError):
                    if stream is not None:
                        stream.close()
            self.process = None

    def covers(self, covering: SchemaIndex, covered: SchemaIndex) -> Proof:
        """Return a proof that the first schema accepts every payload that the second accepts.

        `UNPROVEN` if the proof takes too long or crashes the process, and for schemas as large as those of such a
        proof.
        """
        if not self.watch.seconds_left:
            return UNPROVEN
        question = json.dumps([covering.canonical(), covered.canonical()])
        if question not in self.proofs:
            line = self._ask(question) if len(question) < self._failed_size else None
            if line is None and len(question) > MIN_FAILED_SIZE:
                self._failed_size = min(self._failed_size, len(question))
            self.proofs[question] = UNPROVEN if line is None else _proof(line)
        return self.proofs[question]

    def _ask(self, question: str) -> str | None:
        """Return the line with the answer, or None if it takes too long or the process crashes."""
        process = self.process or self._start()
        if process.stdin is None or process.stdout is None:
            return None
        timer = Timer(min(self.timeout, self.watch.seconds_left), process.kill)
        timer.start()
        try:
            process.stdin.write(question + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = ""
        finally:
            timer.cancel()
        if not line.endswith("\n"):
            self.close()
            return None
        return line

    def _start(self) -> subprocess.Popen[str]:
        self.process = subprocess.Popen(  # noqa: S603 - a module of this package, or the caller's command
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        return self.process


def _proof(line: str) -> Proof:
    answer: dict[str, Any] = json.loads(line)
    return Proof(answer["covers"], _index(answer["difference"]) if len(line) < MAX_DIFFERENCE else None)


def _index(difference: Any) -> SchemaIndex | None:
    """Return a difference in the common form, None if it has none."""
    if not isinstance(difference, dict):
        return None
    file = SchemaFile("difference", "difference", "urn:difference", cast("Subschema", difference), b"")
    try:
        return normalize(SchemaBundle(file))
    except UnreadableInput:
        return None
