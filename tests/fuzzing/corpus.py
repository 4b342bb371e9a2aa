"""The stored inputs of each target: one JSON string per line, with one character per byte."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from chatlayer_session.config.mistakes import configuration_schema

from .targets import KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).with_name("corpus")


def inputs(target: str) -> list[bytes]:
    """Return the stored inputs of a target, shortest first; none if it has no file."""
    file = FOLDER / f"{target}.jsonl"
    lines = file.read_text(encoding="ascii").splitlines() if file.exists() else []
    return [json.loads(line).encode("latin-1") for line in lines]


def keep(target: str, contents: Iterable[bytes]) -> None:
    """Replace the stored inputs of a target."""
    ordered = sorted(set(contents), key=lambda data: (len(data), data))
    lines = [json.dumps(data.decode("latin-1")) + "\n" for data in ordered]
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{target}.jsonl").write_text("".join(lines), encoding="ascii")


def write_files(target: str, folder: Path) -> None:
    """Write the inputs of a target to a folder, one file each, for libFuzzer."""
    for data in inputs(target):
        (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def read_files(folder: Path) -> list[bytes]:
    """Return the contents of the files in a folder."""
    return [file.read_bytes() for file in folder.iterdir()]


MARKS = (
    *('"', "'", "\\", "\\\\", '\\"', "\\u0022", "\\ud83d", "\\ude00", "{", "}", "[", "]", ":", ",", "{}", "[]"),
    *("true", "false", "null", "NaN", "Infinity", "-Infinity", "undefined", "None", "True", "1e400", "-0", "0.5"),
    *("//", "/*", "*/", "#", "\n", "\r\n", "\t", "\ufeff", "\u00a0", "\u201c", "\u201d", "...", "data: ", "<html>"),
    *("[[accepted]]", "[[overrides]]", "::", "##vso[", "##[", "](", "@", "=", "**/", "**", "*", "?", "[!", "./"),
)


def dictionary() -> str:
    """Return the words in the format of libFuzzer's dictionaries: one quoted word per line."""
    names = [f'"{name}":' for name in sorted(KNOWN.names)]
    settings = [f"{name} = " for name in configuration_schema()["properties"]]
    return "".join(f'"{_escaped(word)}"\n' for word in (*MARKS, *names, *settings))


def _escaped(word: str) -> str:
    return "".join(
        chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\' else f"\\x{byte:02x}" for byte in word.encode()
    )
