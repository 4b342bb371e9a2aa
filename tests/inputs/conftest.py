"""Helpers that read sources in an empty working directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.sources import InputFormat, Source, find_sources

if TYPE_CHECKING:
    from pathlib import Path

DAMAGED = "the gzip data is damaged or ends too early"


@pytest.fixture(autouse=True)
def empty_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test in an empty folder, so that names can be relative."""
    monkeypatch.chdir(tmp_path)


def names_of(*names: str, input_format: InputFormat | None = None) -> list[str]:
    """Return the names of the sources found, and the reasons for names without a source."""
    return [
        source.name if isinstance(source, Source) else f"{source.source}: {source.reason}"
        for source in find_sources(list(names), input_format)
    ]


def contents(name: str, input_format: InputFormat = InputFormat.JSON) -> list[bytes | str | UnreadableInput]:
    """Return the data of the records in a source."""
    return [data for _, data in Source(name, input_format).records()]


def failure(name: str, input_format: InputFormat = InputFormat.JSON) -> UnreadableInput:
    """Return the error raised when a source is read."""
    with pytest.raises(UnreadableInput) as caught:
        list(Source(name, input_format).records())
    return caught.value
