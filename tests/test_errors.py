"""What is raised, and what it says."""

from __future__ import annotations

import pickle

import pytest

from chatlayer_session import (
    DamagedCatalog,
    NotAPointer,
    NotJsonValue,
    SeveralPayloads,
    UnknownExample,
    UnknownKind,
    UnknownVersion,
    UnreadableInput,
)

SENTENCES = [
    (UnreadableInput("a.json", "is a directory"), "a.json: is a directory"),
    (UnreadableInput("a.gz", "not gzip", "rename it"), "a.gz: not gzip; rename it"),
    (
        UnknownVersion("2", ["1.0.0", "1.1.0"]),
        "there is no schema version '2'; choose from latest, 1.0.0, 1.1.0",
    ),
    (UnknownKind("bot", ["auto", "session"]), "there is no kind of payload 'bot'; choose from auto, session"),
    (UnknownExample("bot", ["a", "b"]), "there is no example 'bot'; choose from a, b"),
    (
        NotAPointer("a/b"),
        "'a/b' is not a JSON Pointer; start it with a slash, "
        "and write ~1 for a slash and ~0 for a tilde inside a name, as in /internal/user",
    ),
    (SeveralPayloads("/*"), "'/*' can select several payloads; call validate_each, which yields a report for each"),
    (
        NotJsonValue("/order", "Decimal"),
        "the payload holds a value at /order of the Python type Decimal, which JSON does not have; "
        "pass bytes, a str of JSON text, or dict, list, str, int, float, bool and None",
    ),
    (
        NotJsonValue("", "object"),
        "the payload holds a value of the Python type object, which JSON does not have; "
        "pass bytes, a str of JSON text, or dict, list, str, int, float, bool and None",
    ),
    (DamagedCatalog("catalog.json is gone"), "catalog.json is gone; install chatlayer-session anew"),
]


@pytest.mark.parametrize(("error", "sentence"), SENTENCES)
def test_an_error_says_what_is_wrong_and_what_cures_it(error: Exception, sentence: str) -> None:
    """The text of an error is written from its data."""
    assert str(error) == sentence


@pytest.mark.parametrize(("error", "sentence"), SENTENCES)
def test_an_error_pickles(error: Exception, sentence: str) -> None:
    """An error raised in another process arrives with its data and its text."""
    arrived = pickle.loads(pickle.dumps(error))  # noqa: S301 - made by this very test
    assert type(arrived) is type(error)
    assert str(arrived) == sentence
    assert vars(arrived) == vars(error)


@pytest.mark.parametrize(
    ("error", "base"),
    [
        (UnknownVersion("2", []), LookupError),
        (UnknownKind("x", []), ValueError),
        (UnknownExample("x", []), LookupError),
        (NotAPointer("x"), ValueError),
        (SeveralPayloads("/*"), ValueError),
        (NotJsonValue("", "x"), TypeError),
        (DamagedCatalog("x"), RuntimeError),
    ],
)
def test_an_error_can_be_caught_as_the_builtin_that_it_is(error: Exception, base: type[Exception]) -> None:
    """Each error is one of Python's own kinds."""
    assert isinstance(error, base)


def test_an_unreadable_input_becomes_an_entry_of_the_report_format() -> None:
    """The entry has the source, the reason and the hint."""
    entry = UnreadableInput("a.gz", "not gzip", "rename it").to_dict()
    assert entry == {"source": "a.gz", "message": "not gzip", "hint": "rename it"}
