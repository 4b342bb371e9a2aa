"""Recordings: redacted payloads in files beside the tests that use them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..atomic import AtomicFile
from ..errors import ChatlayerSessionError
from ..redact.redactor import Redactor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

FOLDER = "recordings"
"""The folder beside a test file that contains its recordings."""


class MissingRecording(ChatlayerSessionError, AssertionError):
    """A test needs a recording that does not exist."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        """Name the file, and the option that makes it."""
        return f"{self.path} does not exist; run the test with --chatlayer-record to record it"


@dataclass(frozen=True, slots=True)
class Recordings:
    """The recordings in ``folder``; with ``is_recording``, they are made again.

    ``key`` is the key of all stand-ins.
    """

    folder: Path
    is_recording: bool
    key: bytes = field(repr=False)

    def load(self, name: str, fetch: Callable[[], Any], *, keep: Iterable[str] = (), keep_names: bool = False) -> Any:
        """Return the payload of a recording as a new parsed object.

        When recording, ``fetch`` returns the real payload: bytes or a str of JSON text, or a parsed object. Only its
        redacted form is written and returned. ``keep`` and ``keep_names`` have the same meaning as for `Redactor`.

        Raises:
            MissingRecording: the recording does not exist, and the run does not record.
            InvalidPayload: the real payload is not JSON.
        """
        __tracebackhide__ = True
        path = self.folder / f"{name}.json"
        if self.is_recording:
            try:
                self._record(path, Redactor(key=self.key, keep=keep, keep_names=keep_names), fetch())
            except ChatlayerSessionError as error:
                # The frames below have the payload, which pytest would print.
                raise error.with_traceback(None) from None
        elif not path.is_file():
            raise MissingRecording(path)
        return json.loads(path.read_text(encoding="utf-8"))

    def _record(self, path: Path, redactor: Redactor, payload: Any) -> None:
        redacted = redactor.redact(payload)
        value = json.loads(redacted) if isinstance(redacted, bytes | str) else redacted
        path.parent.mkdir(parents=True, exist_ok=True)
        file = AtomicFile(path)
        try:
            file.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
            file.commit()
        finally:
            file.discard()
