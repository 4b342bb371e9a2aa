"""What is raised, and what it says."""

from __future__ import annotations

import pickle
from datetime import datetime

import pytest

from chatlayer_session import (
    DamagedCatalog,
    KindNotInVersion,
    NaiveMoment,
    NoSuchMember,
    NotADate,
    NotADay,
    NotAPointer,
    NotARetention,
    NotASession,
    NotJsonValue,
    ReadOnlySession,
    SeveralPayloads,
    UnknownBotVersion,
    UnknownExample,
    UnknownKind,
    UnknownSchema,
    UnknownVersion,
    UnreadableInput,
    UnstableFieldWarning,
)
from chatlayer_session.errors import (
    MissingExtra,
    NaiveTimestamp,
    NotATimestamp,
    UndeclaredField,
)
from chatlayer_session.exports.errors import ForeignFile, NoSuchArtefact, NotExpressible, UnknownPart

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
    (
        KindNotInVersion("write", "1.0.0", ["1.1.0"]),
        "schema version 1.0.0 does not have the kind 'write'; versions that do: 1.1.0",
    ),
    (
        NaiveMoment("now", datetime(2026, 11, 22)),  # noqa: DTZ001 - that is the point
        "now has no time zone (2026-11-22T00:00:00); pass an aware datetime, such as datetime.now(timezone.utc)",
    ),
    (NotADay("soon"), "'soon' is not a date; write one as in 2026-12-31"),
    (
        NotADate("until", "2026-12-31"),
        "until is of the type str, and has to be a datetime.date, without a time, as in datetime.date(2026, 12, 31)",
    ),
    (NotARetention(0), "a session cannot be kept for 0 days; pass a whole number from 1 on"),
    (UnknownBotVersion("TEST", ["DRAFT", "LIVE"]), "there is no version 'TEST' of a bot; choose from DRAFT, LIVE"),
    (NotASession("to view", "is a string"), "the session to view is a string; pass a JSON object"),
    (
        NotATimestamp("now"),
        "'now' is not a timestamp; write one as in 2026-11-22T10:00:00Z or 2026-11-22T11:00:00+01:00",
    ),
    (
        NaiveTimestamp("2026-11-22T10:00:00"),
        "'2026-11-22T10:00:00' does not say how far it is from UTC; "
        "write 2026-11-22T10:00:00Z for UTC, or 2026-11-22T10:00:00+01:00",
    ),
    (
        ReadOnlySession(""),
        "the root cannot be written: this is a view of a session, for reading; "
        "take a copy with plain() and change that",
    ),
    (NoSuchMember("/order", None), "there is no such member in /order"),
    (NoSuchMember("", "a", "b"), "there is no member 'a' in the session; did you mean 'b'?"),
    (
        UnstableFieldWarning("/internal/input"),
        "/internal/input is not covered by the stability promise and may change or go any day; "
        "read a documented field instead, or accept this one with accept_unstable",
    ),
    (
        MissingExtra("chatlayer_session.testing", "hypothesis", "testing"),
        "chatlayer_session.testing needs hypothesis, which is not installed; "
        "run: pip install 'chatlayer-session[testing]'",
    ),
    (DamagedCatalog("catalog.json is gone"), "catalog.json is gone; install chatlayer-session anew"),
    (
        UnknownSchema("x", "version 1.0.0", ["internal", "session"]),
        "there is no schema 'x' in version 1.0.0; choose from internal, session",
    ),
    (
        UndeclaredField("/botid", "/botId"),
        "no field is declared at /botid, so a field there is unstable; did you mean /botId?",
    ),
    (
        UndeclaredField("/x"),
        "no field is declared at /x, so a field there is unstable; `schema show` without a pointer lists all",
    ),
    (UnknownPart("x", ["flat", "open"]), "no artefact has 'x' in its path; choose from flat, open"),
    (UnknownPart("flt", ["flat"], "flat"), "no artefact has 'flt' in its path; did you mean 'flat'?"),
    (NoSuchArtefact(["a", "b"]), "no artefact has 'a' and 'b' in its path; name fewer parts"),
    (
        NotExpressible("if", "/properties/a", "openapi-3.0"),
        "the keyword if at #/properties/a has no counterpart in the form openapi-3.0; "
        "add one to chatlayer_session.exports, or write the schema without it",
    ),
    (
        ForeignFile("out/index.json"),
        "out/index.json is in the way: no earlier export wrote it as it is; move it away or name another folder",
    ),
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
        (MissingExtra("x", "y", "z"), ImportError),
        (UnknownSchema("x", "y", []), LookupError),
        (UndeclaredField("x"), LookupError),
        (UnknownPart("x", []), LookupError),
        (NoSuchArtefact(["x"]), LookupError),
        (NotExpressible("x", "", "y"), RuntimeError),
        (ForeignFile("x"), OSError),
    ],
)
def test_an_error_can_be_caught_as_the_builtin_that_it_is(error: Exception, base: type[Exception]) -> None:
    """Each error is one of Python's own kinds."""
    assert isinstance(error, base)


def test_an_unreadable_input_becomes_an_entry_of_the_report_format() -> None:
    """The entry has the source, the reason and the hint."""
    entry = UnreadableInput("a.gz", "not gzip", "rename it").to_dict()
    assert entry == {"source": "a.gz", "message": "not gzip", "hint": "rename it"}
