"""Encodings of standard output: UTF-8 for programs, that of the console for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Command

NAME = "naïve😀"
PLAIN = [
    *(("validate", "--format", name, "wide.json") for name in ("junit", "github", "markdown")),
    *(("fields", "--format", name, "wide.json") for name in ("csv", "svg")),
    ("baseline", "wide.json"),
    ("compat", "--format", "github", "1.0.0", "1.1.0"),
    ("generate", "--count", "20", "--with-unstable"),
]
"""Runs whose output has characters beyond ASCII as they are."""

ESCAPED = [
    ("validate", "--format", "ndjson", f"{NAME}.ndjson"),
    ("validate", "--explain-versions", "--format", "json", f"{NAME}.ndjson"),
    ("fields", "--format", "json", "wide.json"),
    ("diff", "--format", "json", "narrow.json", "wide.json"),
    ("size", "--format", "json", f"{NAME}.ndjson"),
    ("config", "show", "--format", "json", "--config", f"{NAME}.toml"),
    ("compat", "--format", "json", "1.0.0", "1.1.0"),
    ("explain", "--format", "json", "unstable-field"),
    ("explain", "unstable-field"),
    ("rules", "--format", "json"),
]
"""Runs whose output is ASCII, in which nothing can go wrong as long as it stays so."""


@pytest.fixture
def folder(tmp_path: Path, documented: dict[str, Any]) -> Path:
    """Return a folder with a payload whose unstable field has a name that few encodings have, and a clean one."""
    (tmp_path / "narrow.json").write_text(json.dumps(documented), encoding="utf-8")
    (tmp_path / "wide.json").write_text(json.dumps({**documented, NAME: 1}), encoding="utf-8")
    (tmp_path / f"{NAME}.ndjson").write_text(json.dumps({**documented, NAME: 1}), encoding="utf-8")
    (tmp_path / f"{NAME}.toml").write_text(f'[[accepted]]\npointer = "/{NAME}"\nreason = "x"\nuntil = 2999-01-01\n')
    return tmp_path


@pytest.mark.parametrize("run", [*PLAIN, *ESCAPED], ids=lambda run: "-".join(run[:3]))
def test_machine_formats_are_utf_8(command: Command, folder: Path, run: tuple[str, ...]) -> None:
    """The bytes are the same under every encoding of the console."""
    del folder
    expected = command(*run, env={"PYTHONIOENCODING": "utf-8"})
    assert expected.stdout != ""
    assert expected.stdout.isascii() is (run in ESCAPED)
    outcome = command(*run, env={"PYTHONIOENCODING": "cp1252"})
    assert (outcome.status, outcome.out) == (expected.status, expected.out)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_redirected_baseline_is_a_configuration(command: Command, folder: Path, encoding: str) -> None:
    """The entries accept the field under every encoding of the console."""
    env = {"PYTHONIOENCODING": encoding}
    (folder / "gate.toml").write_bytes(command("baseline", "--no-config", "wide.json", env=env).out)
    outcome = command("validate", "--config", "gate.toml", "--fail-on", "unstable", "wide.json", env=env)
    assert (outcome.status, outcome.out) == (0, b"1 payload: 1 valid, 0 unstable, 0 invalid\n")


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1252", "naïve\\U0001f600"), ("ascii", "na\\xefve\\U0001f600"), ("utf-8", NAME)]
)
def test_text_uses_the_encoding_of_the_console(command: Command, folder: Path, encoding: str, text: str) -> None:
    """Missing characters are escaped. The same report in a file is UTF-8."""
    env = {"PYTHONIOENCODING": encoding}
    for run in (("validate", "--format", "text", "--format", "text=report.txt"), ("fields",), ("diff", "narrow.json")):
        assert f"/{text}" in command(*run, "wide.json", env=env).out.decode(encoding), run
    assert f"/{NAME}" in (folder / "report.txt").read_text(encoding="utf-8")
