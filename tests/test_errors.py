"""What is raised, and what it says."""

from __future__ import annotations

import pickle
import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import (
    AcceptedField,
    AmbiguousPointer,
    ChatlayerSessionError,
    CorruptInstallation,
    InvalidDate,
    InvalidPointer,
    InvalidRetention,
    InvalidSession,
    KindNotInVersion,
    NaiveDatetime,
    NotADateObject,
    ReadOnlySessionError,
    Retention,
    RetentionPolicy,
    SessionView,
    UnknownBotVersion,
    UnknownChoice,
    UnknownExample,
    UnknownField,
    UnknownKind,
    UnknownSchema,
    UnknownVersion,
    UnreadableInput,
    UnstableFieldWarning,
    UnsupportedType,
    Validator,
)
from chatlayer_session.analyses.fields import count_fields
from chatlayer_session.errors import (
    FieldNotDeclared,
    InvalidTimestamp,
    MissingExtra,
    TimestampWithoutOffset,
    WrongArgumentType,
)
from chatlayer_session.spec.export.dialects import KeywordNotExpressible
from chatlayer_session.spec.export.files import NoMatchingExport, UnknownPathPart
from chatlayer_session.spec.export.manifest import WouldOverwrite

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCES = [
    (UnreadableInput("a.json", "is a directory"), "a.json: is a directory"),
    (UnreadableInput("a.gz", "not gzip", "rename it"), "a.gz: not gzip; rename it"),
    (
        UnknownVersion("2", ["1.0.0", "1.1.0"]),
        "unknown schema version '2'; available: 1.0.0, 1.1.0 (or 1, 1.0, 1.1, latest); did you mean '1.1.0'?",
    ),
    (UnknownChoice("pdf", ["json"], "format"), "unknown format 'pdf'; available: json"),
    (UnknownKind("bot", ["auto", "session"]), "unknown kind of payload 'bot'; available: auto, session"),
    (UnknownExample("bot", ["a", "b"]), "unknown example 'bot'; available: a, b"),
    (
        InvalidPointer("a/b"),
        "invalid JSON Pointer 'a/b'; start it with a slash, as in /internal/user, and write ~1 for "
        "a slash and ~0 for a tilde in a name",
    ),
    (
        AmbiguousPointer("/*"),
        "'/*' can select several payloads; call validate_each, which yields one report per payload",
    ),
    (
        UnsupportedType("/order", "Decimal"),
        "unsupported Python type Decimal at /order; pass bytes, a str of JSON text, or dict, list, "
        "str, int, float, bool and None",
    ),
    (WrongArgumentType("reason", "a str or None", "int"), "reason must be a str or None, not int"),
    (
        UnsupportedType("", "object"),
        "unsupported Python type object; pass bytes, a str of JSON text, or dict, list, str, int, float, bool and None",
    ),
    (
        KindNotInVersion("write", "1.0.0", ["1.1.0"]),
        "schema version 1.0.0 has no kind 'write'; versions that have it: 1.1.0",
    ),
    (
        NaiveDatetime("now", datetime(2026, 11, 22)),  # noqa: DTZ001 - that is the point
        "now has no time zone (2026-11-22T00:00:00); pass an aware datetime, such as datetime.now(timezone.utc)",
    ),
    (InvalidDate("soon"), "invalid date 'soon'; use YYYY-MM-DD"),
    (
        NotADateObject("until", "2026-12-31"),
        "until must be a datetime.date, not str; pass one like datetime.date(2026, 12, 31)",
    ),
    (InvalidRetention(0), "invalid number of retention days 0; pass a whole number of at least 1"),
    (UnknownBotVersion("TEST", ["DRAFT", "LIVE"]), "unknown bot version 'TEST'; available: DRAFT, LIVE"),
    (InvalidSession("to view", "is a string"), "the session to view is a string; pass a JSON object"),
    (
        InvalidTimestamp("now"),
        "invalid timestamp 'now'; use a format like 2026-11-22T10:00:00Z or 2026-11-22T11:00:00+01:00",
    ),
    (
        TimestampWithoutOffset("2026-11-22T10:00:00"),
        "timestamp '2026-11-22T10:00:00' has no UTC offset; write 2026-11-22T10:00:00Z for UTC, or "
        "2026-11-22T10:00:00+01:00",
    ),
    (
        ReadOnlySessionError(""),
        "cannot change the root: this view is read-only; change a copy made with plain()",
    ),
    (UnknownField("/order", None), "/order has no such member"),
    (UnknownField("", "a", "b"), "the session has no member 'a'; did you mean 'b'?"),
    (
        UnstableFieldWarning("/internal/input"),
        "/internal/input is an unstable field and may change without notice; "
        "use a documented field instead, or accept this one with accept_unstable",
    ),
    (
        MissingExtra("chatlayer_session.testing", "hypothesis", "testing"),
        "chatlayer_session.testing needs hypothesis, which is not installed; "
        "install chatlayer-session again, with its extra 'testing'",
    ),
    (CorruptInstallation("catalog.json is gone"), "catalog.json is gone; reinstall chatlayer-session"),
    (
        UnknownSchema("x", ["internal", "session"], "version 1.0.0"),
        "unknown schema 'x' in version 1.0.0; available: internal, session",
    ),
    (
        FieldNotDeclared("/botid", "/botId"),
        "no field is declared at /botid, so a field there is unstable; did you mean /botId?",
    ),
    (
        FieldNotDeclared("/x"),
        "no field is declared at /x, so a field there is unstable; run `schema show` to list all fields",
    ),
    (UnknownPathPart("x", ["flat", "open"]), "unknown path part 'x'; available: flat, open"),
    (UnknownPathPart("flt", ["flat"]), "unknown path part 'flt'; did you mean 'flat'?"),
    (NoMatchingExport(["a", "b"]), "no export has 'a' and 'b' in its path; name fewer parts"),
    (
        KeywordNotExpressible("if", "/properties/a", "openapi-3.0"),
        "openapi-3.0 cannot express the keyword if at #/properties/a; add a conversion to chatlayer"
        "_session.spec.export, or write the schema without the keyword",
    ),
    (
        WouldOverwrite("out/index.json"),
        "out/index.json was not written by an earlier export, or was changed; move it or use a different folder",
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
        (InvalidPointer("x"), ValueError),
        (AmbiguousPointer("/*"), ValueError),
        (UnsupportedType("", "x"), TypeError),
        (CorruptInstallation("x"), RuntimeError),
        (MissingExtra("x", "y", "z"), ImportError),
        (UnknownSchema("x", [], "y"), LookupError),
        (FieldNotDeclared("x"), LookupError),
        (UnknownPathPart("x", []), LookupError),
        (NoMatchingExport(["x"]), LookupError),
        (KeywordNotExpressible("x", "", "y"), RuntimeError),
        (WouldOverwrite("x"), OSError),
    ],
)
def test_an_error_can_be_caught_as_the_builtin_that_it_is(error: Exception, base: type[Exception]) -> None:
    """Each error is one of Python's own kinds."""
    assert isinstance(error, base)


def test_an_unreadable_input_becomes_an_entry_of_the_report_format() -> None:
    """The entry has the source, the reason and the hint."""
    entry = UnreadableInput("a.gz", "not gzip", "rename it").to_dict()
    assert entry == {"source": "a.gz", "message": "not gzip", "hint": "rename it"}


AWARE = datetime(2026, 11, 27, tzinfo=timezone.utc)
NONE: Any = None
NUMBER: Any = 5
TEXT: Any = "2026"
BYTES: Any = b"/a"
LIST: Any = []


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: AcceptedField(NUMBER), "pointer must be a str, not int"),
        (lambda: AcceptedField("/a", reason=NUMBER), "reason must be a str or None, not int"),
        (lambda: AcceptedField("/a", ticket=LIST), "ticket must be a str or None, not list"),
        (lambda: Validator(retention=NUMBER), "retention must be a Retention or None, not int"),
        (lambda: Validator(schema_version=NUMBER), "schema_version must be a str, not int"),
        (lambda: Validator(at=NONE), "at must be a str, not NoneType"),
        (lambda: Validator(show_values=TEXT), "show_values must be a bool, not str"),
        (lambda: Validator(use_fast_path=NONE), "use_fast_path must be a bool, not NoneType"),
        (lambda: Validator(now=TEXT), "now must be an aware datetime, such as "),
        (lambda: Validator(last_activity=TEXT), "last_activity must be an aware datetime, such as "),
        (
            lambda: Validator(accept_unstable=NUMBER),
            "accept_unstable must be pointers or AcceptedField objects, not int",
        ),
        (
            lambda: Validator(accept_unstable=BYTES),
            "accept_unstable must be pointers or AcceptedField objects, not int",
        ),
        (lambda: Retention().expires_at(TEXT), "last_activity must be an aware datetime, such as "),
        (lambda: Retention().is_expired(AWARE, NUMBER), "now must be an aware datetime, such as "),
        (lambda: RetentionPolicy().for_session("LIVE", NUMBER), "created_at must be an aware datetime, such as "),
        (lambda: count_fields(b"{}"), "payloads must be an iterable of documents, not bytes"),
        (lambda: count_fields({}), "payloads must be an iterable of documents, not dict"),
        (lambda: count_fields(NUMBER), "payloads must be an iterable of documents, not int"),
        (lambda: SessionView({NUMBER: 2}), "a name in session must be a str, not int"),
    ],
)
def test_argument_of_a_wrong_type_is_named(call: Callable[[], object], message: str) -> None:
    """The error names the argument, the type that it must have, and its type, and is a TypeError."""
    with pytest.raises(TypeError, match=f"^{re.escape(message)}") as caught:
        call()
    assert isinstance(caught.value, ChatlayerSessionError)


def test_expiry_beyond_the_calendar_names_the_days() -> None:
    """A moment after the year 9999 cannot be computed; `is_expired` works for any number of days."""
    with pytest.raises(OverflowError, match=r"^4000000 days after last_activity is beyond"):
        Retention(4_000_000).expires_at(AWARE)
    assert not Retention(4_000_000).is_expired(AWARE, AWARE)
