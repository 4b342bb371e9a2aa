"""The inputs that fuzzing kept, each given to its target once more, and what the targets are to catch."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from . import corpus, targets
from .oracle import Refused, same, strict_value
from .targets import TARGETS
from .tokens import dictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def digits() -> Iterator[None]:
    """Let integers be of any length in these tests only, as they are where fuzzing runs."""
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    yield
    sys.set_int_max_str_digits(limit)


def test_every_target_has_a_corpus() -> None:
    """There is a file for each target and no other, and each holds inputs, none of them twice."""
    assert {file.stem for file in corpus.FOLDER.iterdir()} == set(TARGETS)
    for name in TARGETS:
        found = corpus.inputs(name)
        assert len(found) == len(set(found)) > 0


@pytest.mark.parametrize("name", ["reading", "parsing", "diagnosis", "locating", "screening"])
def test_what_fuzzing_kept_breaks_nothing(name: str) -> None:
    """Every input of the corpus keeps the promises of its target."""
    for data in corpus.inputs(name):
        TARGETS[name](data)


def test_a_corpus_comes_back_as_it_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any bytes can be kept; they come back once each, the shortest first, and as files."""
    monkeypatch.setattr(corpus, "FOLDER", tmp_path / "corpus")
    corpus.keep("some", [bytes(range(256)), b"\xff\n", b"", b"\xff\n"])
    assert corpus.inputs("some") == [b"", b"\xff\n", bytes(range(256))]
    assert corpus.inputs("other") == []
    corpus.unpack("some", tmp_path)
    (tmp_path / "corpus" / "some.jsonl").unlink()
    (tmp_path / "corpus").rmdir()
    assert sorted(corpus.packed(tmp_path)) == [b"", bytes(range(256)), b"\xff\n"]


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
def test_the_second_opinion_is_strict(text: bytes) -> None:
    """The standard library, as it is used here, refuses everything that a strict reader tells of."""
    with pytest.raises(Refused):
        strict_value(text)


@pytest.mark.parametrize(
    "text", [b'\xef\xbb\xbf{"a": [1, 2.5, true, null, "\\ud83d\\ude00"]}', b"[" * 500 + b"]" * 500]
)
def test_the_second_opinion_takes_what_is_right(text: bytes) -> None:
    """A text that is strict JSON, with or without a byte order mark, is taken."""
    assert same(strict_value(text), json.loads(text.decode("utf-8-sig")))


@pytest.mark.parametrize(
    ("one", "other"), [(1, 1.0), (1, True), (0.0, -0.0), ("1", 1), ([1], [1, 1]), ({"a": 1}, {"b": 1}), (None, False)]
)
def test_values_of_other_types_are_not_the_same(one: object, other: object) -> None:
    """What Python takes for equal is told apart, as JSON does."""
    assert same(one, one)
    assert not same(one, other)


def test_a_promise_that_does_not_hold_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a parser that takes the first of two equal keys, two of the targets break on a text that has them."""
    broken: list[Callable[[bytes], None]] = [targets.reading, targets.locating]
    monkeypatch.setattr(targets, "strict_value", lambda data: {"a": len(data)})
    monkeypatch.setattr(targets, "locate_all", lambda text, places: dict.fromkeys(places, len(text) - 2))
    for target in broken:
        with pytest.raises((AssertionError, ValueError)):
            target(b'{"a":1}')


def test_the_dictionary_is_one_that_libfuzzer_reads() -> None:
    """Each line is a word in quotation marks, in ASCII, the rest as escapes; our field names are among them."""
    lines = dictionary().splitlines()
    assert all(line.isascii() and line[0] == line[-1] == '"' for line in lines)
    assert '"\\x22botId\\x22:"' in lines
    assert '"\\xef\\xbb\\xbf"' in lines
