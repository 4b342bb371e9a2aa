"""Words for a fuzzer: the punctuation of JSON and of similar formats, and the names of our fields."""

from __future__ import annotations

from .targets import KNOWN

MARKS = (
    *('"', "'", "\\", "\\\\", '\\"', "\\u0022", "\\ud83d", "\\ude00", "{", "}", "[", "]", ":", ",", "{}", "[]"),
    *("true", "false", "null", "NaN", "Infinity", "-Infinity", "undefined", "None", "True", "1e400", "-0", "0.5"),
    *("//", "/*", "*/", "#", "\n", "\r\n", "\t", "\ufeff", "\u00a0", "\u201c", "\u201d", "...", "data: ", "<html>"),
)


def dictionary() -> str:
    """Return the words in the format of libFuzzer's dictionaries: one quoted word per line."""
    names = [f'"{name}":' for name in sorted(KNOWN.names)]
    return "".join(f'"{_escaped(word)}"\n' for word in (*MARKS, *names))


def _escaped(word: str) -> str:
    return "".join(
        chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\' else f"\\x{byte:02x}" for byte in word.encode()
    )
