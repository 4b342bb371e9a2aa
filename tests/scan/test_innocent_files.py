"""Files that merely use the word internal have no findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatlayer_session import scan_text
from chatlayer_session.scan.references import Language, language_of

FILES = sorted((Path(__file__).parent / "innocent").iterdir())


def language(file: Path) -> Language:
    """Return the language of a file; a second suffix keeps Python from the linters of this project."""
    return language_of(file.name.removesuffix(".in"))


def test_there_are_at_least_20_files() -> None:
    """Each language of files is among them."""
    assert len(FILES) >= 20
    assert len({language(file) for file in FILES}) == 6


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_innocent_file_has_no_finding(file: Path) -> None:
    """The word internal is the name of a package, a namespace, a host, a flag or a modifier there."""
    text = file.read_text(encoding="utf-8")
    assert "internal" in text
    assert scan_text(text, language(file)).findings == ()
