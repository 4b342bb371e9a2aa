"""Nothing that a payload holds is shown: its strings, numbers and inner keys carry markers, which are looked for."""

from __future__ import annotations

import gzip
import json
import pickle
import random
import re
import traceback
from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

import pytest

from chatlayer_session import InvalidPayload, Kind, UnreadableInput, UnsupportedType, Validator, validate
from chatlayer_session.diagnosis import KnownFields
from chatlayer_session.document import load_document
from chatlayer_session.inputs.records import split_lines
from chatlayer_session.inputs.sources import find_sources
from chatlayer_session.reporters.runs import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .conftest import Command, Outcome

MARK = "qzjx"
NUMBER = 0.4815162342
MARKERS = re.compile(r"qzjx|4815|1623|2342", re.IGNORECASE)

DIALOG_STATE = {"name": f"{MARK} dialog", "id": f"25b8-{MARK}", "type": MARK.upper()}
SCORED = {"name": f"{MARK} intent", "score": NUMBER}
PAYLOAD: dict[str, Any] = {
    "order": {
        f"{MARK}-key": {f"{MARK} inner": [f"{MARK}\u00e9", NUMBER, {f"{MARK}": None}]},
        f"{MARK}/~": [[4815], True],
        "firstName": MARK,
    },
    "phone": f"+32 {MARK}",
    "list": [f"{MARK} \U0001f600", 4815162342, {f"{MARK}Name": f"it's {MARK}"}],
    "internal": {
        "botId": f"bot {MARK}",
        "sessionId": f"emulator-{MARK}",
        "version": MARK,
        "channel": f"{MARK}-channel",
        "user": {"firstName": MARK, "lastName": f"{MARK} last"},
        "preferredLanguage": MARK,
        "locale": f"en-{MARK}",
        "nlp": {
            "expression": f'say "{MARK}" \\ twice\n',
            "intent": SCORED,
            "entities": [{"value": MARK, "position": 4815}],
            "intents": [SCORED, SCORED],
            "sentiment": {"name": MARK, "score": NUMBER},
        },
        "currentDialogstate": DIALOG_STATE,
        "previousDialogstate": DIALOG_STATE,
        "messageContent": f"{MARK} " * 30,
        "messageType": MARK,
        "history": [{"text": MARK, "time": 4815162342}],
    },
}
COMPACT = json.dumps(PAYLOAD)
INDENTED = json.dumps(PAYLOAD, indent=2, ensure_ascii=False)


def truncated() -> Iterator[bytes]:
    """Yield payloads that end too early, or start too late."""
    data = INDENTED.encode()
    for offset in range(1, len(data), 29):
        yield data[:offset]
        yield data[offset:]


def mutated() -> Iterator[bytes]:
    """Yield payloads with one to three bytes replaced, left out or put in."""
    chance = random.Random(20)
    for _ in range(400):
        data = bytearray((INDENTED if chance.random() < 0.5 else COMPACT).encode())
        for _ in range(chance.randint(1, 3)):
            start = chance.randrange(len(data))
            data[start : start + chance.randint(0, 2)] = chance.choice(
                [b"{", b"}", b"[", b"]", b",", b":", b'"', b"'", b"\\", b"\xff", b"\x00", b"\n", b"//", b"x", b"-", b""]
            )
        yield bytes(data)


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value inside one."""
    members: Any = ()
    if isinstance(value, dict):
        members = cast("dict[str, object]", value).items()
    elif isinstance(value, list):
        members = enumerate(cast("list[object]", value))
    for step, inner in members:
        yield (*path, step)
        yield from places(inner, (*path, step))


def changed(path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """Return the payload with another value at a path."""
    payload = deepcopy(PAYLOAD)
    parent: Any = payload
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    return payload


def wrongly_typed() -> Iterator[bytes]:
    """Yield payloads with values of other types at every place."""
    for path in places(PAYLOAD):
        for value in (4815, MARK, [MARK, NUMBER], {MARK: NUMBER} if path[0] != "internal" else {"x": MARK}, None):
            yield json.dumps(changed(path, value)).encode()
        yield json.dumps(changed(path, float("nan"))).encode()


def misspelt() -> Iterator[bytes]:
    """Yield payloads with wrong names around what is private."""
    for name in ("intrnal", "Internal", "user", "nlp", "locale", "other"):
        yield COMPACT.replace('"internal"', f'"{name}"').encode()
    yield json.dumps({**PAYLOAD["internal"], **PAYLOAD}).encode()
    yield json.dumps(PAYLOAD["internal"]).encode()
    variables = {name: value for name, value in PAYLOAD.items() if name != "internal"}
    yield json.dumps(variables).encode()
    yield json.dumps({**variables, "user": PAYLOAD["order"], "nlp": PAYLOAD["order"]}).replace("null", "NaN").encode()


def other_texts() -> Iterator[bytes]:
    """Yield what people have instead of JSON."""
    key = f'"{MARK}-key": '
    yield COMPACT.replace(key, key + "1, " + key).encode()
    yield COMPACT.replace('"firstName": ', '"firstName": 4815, "firstName": ').encode()
    yield COMPACT.replace('"', "'").encode()
    yield re.sub(r'"(\w+)":', r"\1:", COMPACT).encode()
    yield repr(PAYLOAD).encode()
    yield repr(COMPACT.encode()).encode()
    yield json.dumps(COMPACT).encode()
    yield COMPACT.replace('"', "\u201c").encode()
    yield INDENTED.replace(",\n", "\n").encode()
    yield INDENTED.replace(",\n", f", // {MARK}\n").encode()
    yield INDENTED.replace("\n}", ",\n}").encode()
    yield COMPACT.replace(MARK, f"{MARK}\n{MARK}").encode()
    yield COMPACT.replace(MARK, f"{MARK}\\ud800").encode()
    yield COMPACT.replace("4815", "04815").encode()
    yield COMPACT.replace("4815162342", "1" + "4815" * 100).encode()
    yield COMPACT.replace(f'"{MARK}"', f"{MARK}").encode()
    yield COMPACT.replace("null", MARK).encode()
    for encoding in ("utf-16", "utf-32", "utf-16-le", "utf-8-sig"):
        yield INDENTED.encode(encoding)
    yield INDENTED.replace("\U0001f600", "").encode("latin-1")
    yield COMPACT.encode() * 2
    yield f"<html>{MARK}</html>".encode()
    yield f"{MARK}: 4815\nuser: {MARK}".encode()
    yield f"{{{MARK}…}}".encode()
    deep = f'{{"{MARK}": ' * 600 + f'"{MARK}"' + "}" * 600
    yield f'{{"internal": {json.dumps(PAYLOAD["internal"])}, "order": {deep}}}'.encode()
    yield f'{{"order": {deep}}}'.encode()


FORMS = [
    COMPACT.encode(),
    INDENTED.encode(),
    *truncated(),
    *mutated(),
    *wrongly_typed(),
    *misspelt(),
    *other_texts(),
]
OPTIONS: list[tuple[str, ...]] = [
    (),
    ("--kind", "internal"),
    ("--kind", "session"),
    ("--at", "/*"),
    ("--at", "/order/*"),
    ("--at", "/*/nlp/*"),
    ("--at", "/internal"),
    ("--at", "/nothing"),
    ("--max-findings", "3"),
]


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """Return a folder of all forms: as documents, compressed, damaged after that, and as JSON Lines."""
    folder = tmp_path / "forms"
    folder.mkdir()
    for index, form in enumerate(FORMS):
        (folder / f"{index}.json").write_bytes(form)
    lines = b"\n".join(form.replace(b"\n", b" ") for form in FORMS[::5])
    packed = gzip.compress(lines)
    (folder / "some.ndjson.gz").write_bytes(packed)
    (folder / "cut.ndjson.gz").write_bytes(packed[: len(packed) // 2])
    (folder / "damaged.json.gz").write_bytes(packed[:100] + b"x" * 50 + packed[150:])
    (folder / "plain.json.gz").write_bytes(COMPACT.encode())
    return folder


def assert_silent(outcome: Outcome) -> None:
    """Fail if the output of a run contains a marker, or if the run ended in an internal error."""
    # A fingerprint may have the digits of a marker by chance.
    written = re.sub(r'"[0-9a-f]{32}(:1)?"', "", outcome.stdout)
    assert MARKERS.search(written.replace(str(len(FORMS)), "")) is None
    assert MARKERS.search(outcome.stderr) is None
    assert outcome.status in {0, 1, 4}


def test_the_markers_are_everywhere_in_the_payload() -> None:
    """Every string and every number carries one; without that the other tests say little."""
    for path in places(PAYLOAD):
        value: Any = PAYLOAD
        for step in path:
            value = value[step]
        if isinstance(value, str | int | float) and value is not True:
            assert MARKERS.search(str(value)), path
    assert len(FORMS) > 900


@pytest.mark.parametrize(
    ("form", "options"),
    [*((name, ()) for name in FORMATS.names if name != "json"), *(("json", options) for options in OPTIONS)],
)
def test_no_report_shows_what_a_payload_holds(
    command: Command, forms: Path, form: str, options: tuple[str, ...]
) -> None:
    """For every mistake in a payload and every way of reading it, no format contains a marker."""
    outcome = command.forked("validate", "--format", form, *options, forms)
    assert_silent(outcome)
    assert outcome.out


@pytest.mark.parametrize("form", FORMATS.names)
@pytest.mark.parametrize("at", ["", "/data"])
def test_hint_names_a_misspelt_key_only_where_it_may_be_shown(command: Command, form: str, at: str) -> None:
    """Inside a larger document the payload may be variables, whose names are private; the hint still helps."""
    fields = {"channel": "x", "local3": "en"}
    payload = json.dumps({"data": fields} if at else fields).encode()
    written = command.forked("validate", "--at", at, "--format", form, "-", stdin=payload).stdout
    # Markdown escapes the marks of code.
    written = re.sub(r"&#96;|\\u0060", "`", written)
    assert (("rename `local3` to `locale`" in written), ("local3" in written)) == (not at, not at)
    assert "rename the similar key to `locale`" in written or not at
    shown = command.forked("validate", "--at", at, "--show-values", "--format", form, "-", stdin=payload).stdout
    assert "rename `local3` to `locale`" in re.sub(r"&#96;|\\u0060", "`", shown)


def test_no_finding_on_standard_input_shows_what_a_payload_holds(command: Command) -> None:
    """The same holds for what is piped in, by processes of their own."""
    for form in (INDENTED.encode()[:900], COMPACT.encode(), gzip.compress(COMPACT.encode()), repr(PAYLOAD).encode()):
        assert_silent(command("validate", "-", stdin=form))
        assert_silent(command("validate", "--input-format", "lines", "--format", "json", "-", stdin=form))


def test_values_appear_when_they_are_asked_for(command: Command, forms: Path) -> None:
    """With --show-values every format has markers, so that the other tests look in the right place."""
    for form in FORMATS.names:
        outcome = command.forked("validate", "--format", form, "--show-values", forms)
        assert MARK in outcome.stdout
        assert MARKERS.search(outcome.stderr) is None


@pytest.mark.parametrize("kind", ["auto", "internal", "session"])
def test_no_object_of_the_library_shows_what_a_payload_holds(kind: str) -> None:
    """The repr, str and pickle of reports and findings, and the error that an invalid one raises, have no marker."""
    validator = Validator(kind=kind)
    for form in FORMS[:: 1 if kind == "auto" else 4]:
        for report in (validator.validate(form), *validator.validate_lines([form.replace(b"\n", b" ")])):
            shown = [repr(report), str(report), *map(repr, report.findings), repr(report.to_dict())]
            shown.append(pickle.dumps(report).decode("latin-1"))
            try:
                report.raise_for_invalid()
            except InvalidPayload as error:
                shown += [str(error), repr(error), traceback.format_exc(), pickle.dumps(error).decode("latin-1")]
            assert MARKERS.search("\n".join(shown)) is None, form


def test_the_repr_of_what_holds_the_payload_leaves_it_out() -> None:
    """Documents and records carry the text, and a log that prints them does not show it."""
    for form in FORMS:
        assert MARKERS.search(repr(load_document(form, KnownFields()))) is None
        assert MARKERS.search(repr([origin for origin, _ in split_lines([form])])) is None
    assert MARKERS.search(repr(load_document(PAYLOAD, KnownFields()))) is None


FOREIGN = [{1, MARK}, (MARK,), MARK.encode(), {NUMBER: MARK}, {MARK: object()}, complex(NUMBER, 1)]


@pytest.mark.parametrize("kind", ["auto", *Kind])
@pytest.mark.parametrize("value", FOREIGN, ids=lambda value: type(value).__name__)
def test_misuse_is_told_without_what_a_payload_holds(value: object, kind: str) -> None:
    """Neither the error, nor what it was raised from, nor its traceback has a marker."""
    for path in places(PAYLOAD):
        if path[0] == "internal":
            continue
        with pytest.raises(UnsupportedType) as caught:
            Validator(kind=kind).validate(changed(path, value))
        assert_error_is_silent(caught.value)


def test_a_damaged_archive_is_told_without_what_it_holds(forms: Path) -> None:
    """The error of a source that cannot be read on has no marker, and neither has its cause."""
    failures = 0
    for source in find_sources([str(forms / "cut.ndjson.gz"), str(forms / "damaged.json.gz")]):
        assert not isinstance(source, UnreadableInput)
        try:
            list(source.records())
        except UnreadableInput as error:
            failures += 1
            assert_error_is_silent(error)
    assert failures == 2


def test_a_cycle_is_told_without_what_a_payload_holds() -> None:
    """A variable that contains itself is named, and its inner keys are not."""
    inner: dict[str, Any] = {}
    inner[MARK] = {MARK: inner}
    with pytest.raises(UnsupportedType) as caught:
        validate({**PAYLOAD, "order": inner})
    assert caught.value.pointer == "/order"
    assert_error_is_silent(caught.value)


def assert_error_is_silent(error: BaseException) -> None:
    """Fail if an error, what it was raised from, or its traceback has a marker."""
    shown = ["".join(traceback.format_exception(error)), pickle.dumps(error).decode("latin-1")]
    link: BaseException | None = error
    while link is not None:
        shown += [str(link), repr(link), repr(vars(link))]
        link = link.__cause__ or link.__context__
    assert MARKERS.search("\n".join(shown)) is None
