"""Proofs that one schema covers another: that it accepts every payload that the other accepts."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from dataclasses import dataclass
from enum import Enum
from threading import Timer
from typing import TYPE_CHECKING, Any, cast

from .schema_index import self_contained, with_references

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..spec.catalog import Schema
    from .schema_index import SchemaIndex

PATIENCE = 5.0
"""Seconds that a proof may take."""

COMMAND = (sys.executable, "-m", "chatlayer_session.compat.prover_process")
"""The process that proves."""

MAX_DIFFERENCE = 100_000
"""Characters of a difference that is worth looking into."""


class Covers(str, Enum):
    """Whether a schema accepts everything that another accepts."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Proof:
    """An answer; ``difference`` describes what only the second schema accepts, as far as it can be told."""

    answer: Covers
    difference: Schema | None = None


UNPROVEN = Proof(Covers.UNKNOWN)


class Prover:
    """Proves in a process of its own, which is started when it is first needed; `close` ends it.

    ``patience`` is the time in seconds that a proof may take.
    """

    def __init__(self, patience: float = PATIENCE, command: Sequence[str] = COMMAND) -> None:
        self.patience = patience
        self.command = list(command)
        self.process: subprocess.Popen[str] | None = None
        self.known: dict[str, Proof] = {}

    def close(self) -> None:
        """End the process, if there is one."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for stream in (self.process.stdin, self.process.stdout):
                # What was still to be written is of no use to a process that is gone.
                with contextlib.suppress(OSError):
                    if stream is not None:
                        stream.close()
            self.process = None

    def covers(self, covering: SchemaIndex, covered: SchemaIndex) -> Proof:
        """Say whether the first schema accepts every payload that the second accepts.

        Unknown where nothing can be proven: too hard, too long, or the process went down over it.
        """
        question = json.dumps([self_contained(covering), self_contained(covered)])
        if question not in self.known:
            self.known[question] = self._ask(question)
        return self.known[question]

    def _ask(self, question: str) -> Proof:
        process = self.process or self._started()
        if process.stdin is None or process.stdout is None:
            return UNPROVEN
        limit = Timer(self.patience, process.kill)
        limit.start()
        try:
            process.stdin.write(question + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = ""
        finally:
            limit.cancel()
        if not line.endswith("\n"):
            self.close()
            return UNPROVEN
        told: dict[str, Any] = json.loads(line)
        return Proof(Covers(told["answer"]), _useful(told["difference"]) if len(line) < MAX_DIFFERENCE else None)

    def _started(self) -> subprocess.Popen[str]:
        self.process = subprocess.Popen(  # noqa: S603 - a module of ours, or what the caller named
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        return self.process


def _useful(difference: Any) -> Schema | None:
    """Return a difference if its references lead to its own definitions."""
    if not isinstance(difference, dict):
        return None
    schema = cast("Schema", difference)
    definitions: Schema = schema.get("$defs", {})
    try:
        for each in (schema, *definitions.values()):
            with_references(each, lambda name: str(definitions[name]))
    except KeyError:
        return None
    return schema
