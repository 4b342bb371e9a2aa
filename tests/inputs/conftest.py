"""A folder of its own for each test, and what its files are read as."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.sources import InputFormat, Source, find_sources

if TYPE_CHECKING:
    from pathlib import Path

DAMAGED = "the gzip data is damaged or ends too early"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let names be relative to a folder of the test's own."""
    monkeypatch.chdir(tmp_path)


def names(*given: str, form: InputFormat | None = None) -> list[str]:
    """Return the names of what is found, and the reasons where nothing is."""
    return [
        each.name if isinstance(each, Source) else f"{each.source}: {each.reason}"
        for each in find_sources(list(given), form)
    ]


def contents(name: str, form: InputFormat = InputFormat.JSON) -> list[bytes | str]:
    """Return the data of the records in a source."""
    return [data for _, data in Source(name, form).records()]


def failure(name: str, form: InputFormat = InputFormat.JSON) -> UnreadableInput:
    """Return why a source cannot be read."""
    with pytest.raises(UnreadableInput) as refused:
        list(Source(name, form).records())
    return refused.value
