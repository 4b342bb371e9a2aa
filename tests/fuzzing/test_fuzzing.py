"""The stored inputs of fuzzing, run on their targets, and the failures that targets must detect."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from . import corpus, targets
from .corpus import dictionary
from .oracle import NotStrictJson, is_identical, strict_value
from .targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def unlimited_digits() -> Iterator[None]:
    """Let integers have any number of digits, as in fuzzing."""
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    yield
    sys.set_int_max_str_digits(limit)


def test_every_target_has_a_corpus() -> None:
    """Each target has a file with distinct inputs, and there are no other files."""
    assert {file.stem for file in corpus.FOLDER.iterdir()} == set(TARGETS)
    for name in TARGETS:
        inputs = corpus.inputs(name)
        assert len(inputs) == len(set(inputs)) > 0


@pytest.mark.parametrize("name", TARGETS)
def test_stored_inputs_pass(name: str) -> None:
    """The property of a target holds for each of its stored inputs."""
    for data in corpus.inputs(name):
        TARGETS[name](data)


def test_corpus_round_trip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any bytes can be stored, and are read back once each, shortest first, and as files."""
    monkeypatch.setattr(corpus, "FOLDER", tmp_path / "corpus")
    corpus.keep("some", [bytes(range(256)), b"\xff\n", b"", b"\xff\n"])
    assert corpus.inputs("some") == [b"", b"\xff\n", bytes(range(256))]
    assert corpus.inputs("other") == []
    corpus.write_files("some", tmp_path)
    (tmp_path / "corpus" / "some.jsonl").unlink()
    (tmp_path / "corpus").rmdir()
    assert sorted(corpus.read_files(tmp_path)) == [b"", bytes(range(256)), b"\xff\n"]


@pytest.mark.parametrize(
    "text",
    [
        b'{"a": 1, "a": 2}',
        b"NaN",
        b"1e400",
        b"1" + b"0" * 309,
        b'"\\ud800"',
        b'"\xff"',
        b"[" * 501 + b"]" * 501,
        b"[" * 50_000 + b"]" * 50_000,
        b"[1,]",
        b"",
    ],
)
def test_oracle_rejects_lenient_json(text: bytes) -> None:
    """The standard library, as used here, rejects every text with an issue."""
    with pytest.raises(NotStrictJson):
        strict_value(text)


@pytest.mark.parametrize(
    "text", [b'\xef\xbb\xbf{"a": [1, 2.5, true, null, "\\ud83d\\ude00"]}', b"[" * 500 + b"]" * 500]
)
def test_oracle_accepts_strict_json(text: bytes) -> None:
    """A strict JSON text is accepted, with or without a byte order mark."""
    assert is_identical(strict_value(text), json.loads(text.decode("utf-8-sig")))


@pytest.mark.parametrize(
    ("one", "other"), [(1, 1.0), (1, True), (0.0, -0.0), ("1", 1), ([1], [1, 1]), ({"a": 1}, {"b": 1}), (None, False)]
)
def test_values_of_different_types_differ(one: object, other: object) -> None:
    """Values that are equal in Python but not in JSON are different."""
    assert is_identical(one, one)
    assert not is_identical(one, other)


def test_targets_detect_wrong_results(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two targets fail if the oracle or the locator returns wrong results."""
    failing: list[Callable[[bytes], None]] = [targets.check_document, targets.check_positions]
    monkeypatch.setattr(targets, "strict_value", lambda data: {"a": len(data)})
    monkeypatch.setattr(targets, "locate_all", lambda text, anchors: dict.fromkeys(anchors, len(text) - 2))
    for target in failing:
        with pytest.raises((AssertionError, ValueError)):
            target(b'{"a":1}')


def test_dictionary_has_the_format_of_libfuzzer() -> None:
    """Each line is a quoted ASCII word with escapes, and our field names are included."""
    lines = dictionary().splitlines()
    assert all(line.isascii() and line[0] == line[-1] == '"' for line in lines)
    assert '"\\x22botId\\x22:"' in lines
    assert '"\\xef\\xbb\\xbf"' in lines
