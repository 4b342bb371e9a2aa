"""The record of what code reads through `SessionView`: what counts as a read, whose reads, and the file."""

from __future__ import annotations

import asyncio
import json
import sys
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from chatlayer_session import ReadRecorder, RecordedReads, SessionView, UnknownField, UnreadableInput, record_reads
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.view.reads import ACTIVE, MAX_READS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SESSION: dict[str, Any] = {
    "internal": {
        "channel": "web",
        "user": {"firstName": "Guest"},
        "nlp": {"intents": [{"name": "a", "score": 1}, {"name": "b", "score": 0}], "entities": []},
        "extra": {"deep": [{"x": 1}]},
    },
    "order": {"items": [{"name": "umbrella"}]},
}


def view(session: dict[str, Any] = SESSION) -> Any:
    """Return a view that accepts the unstable fields of the tests."""
    return SessionView(session, accept_unstable=["/extra", "/nope"])


def counts(recorder: ReadRecorder) -> dict[str, tuple[int, int]]:
    """Return how often code found a value at each pointer, and how often not."""
    return {read.pointer: (read.present, read.absent) for read in recorder.reads().reads}


def match_channel(session: Any) -> str | None:
    """Read with a pattern."""
    match session:
        case {"internal": {"channel": channel}}:
            return str(channel)
    return None


NLP = {"/internal": (1, 0), "/internal/nlp": (1, 0)}
USER = {"/internal": (1, 0), "/internal/user": (1, 0)}
CHANNEL = {"/internal": (1, 0), "/internal/channel": (1, 0)}
INTENTS = {**NLP, "/internal/nlp/intents": (1, 0)}
EXTRA = {"/internal": (1, 0), "/internal/extra": (1, 0), "/internal/extra/deep": (1, 0)}
EVERY_MEMBER = {"/internal": (1, 0), "/internal/*": (1, 0)}
READS: dict[str, tuple[Callable[[Any], object], dict[str, tuple[int, int]]]] = {
    "attribute": (lambda session: session.internal.channel, CHANNEL),
    "item": (lambda session: session["internal"]["channel"], CHANNEL),
    "get": (lambda session: session.get("internal").get("channel"), CHANNEL),
    "pattern": (match_channel, CHANNEL),
    "get of an absent member": (
        lambda session: session.internal.get("nope"),
        {"/internal": (1, 0), "/internal/nope": (0, 1)},
    ),
    "membership": (lambda session: "channel" in session.internal, CHANNEL),
    "absence": (lambda session: "nope" in session.internal, {"/internal": (1, 0), "/internal/nope": (0, 1)}),
    "membership of a number": (lambda session: 1 in session.internal, {"/internal": (1, 0)}),
    "items": (
        lambda session: [intent.name for intent in session.internal.nlp.intents],
        {**INTENTS, "/internal/nlp/intents/*": (2, 0), "/internal/nlp/intents/*/name": (2, 0)},
    ),
    "slice": (lambda session: session.internal.nlp.intents[1:], {**INTENTS, "/internal/nlp/intents/*": (1, 0)}),
    "item in an unstable field": (
        lambda session: session.internal.extra.deep[-1].x,
        {**EXTRA, "/internal/extra/deep/*": (1, 0), "/internal/extra/deep/*/x": (1, 0)},
    ),
    "names": (lambda session: list(session.internal.user), {**USER, "/internal/user/*": (1, 0)}),
    "members": (
        lambda session: [value.get("firstName") for name, value in session.internal.items() if name == "user"],
        {**EVERY_MEMBER, "/internal/*/firstName": (1, 0)},
    ),
    "values": (lambda session: list(session.internal.values()), EVERY_MEMBER),
    "copy": (lambda session: session.internal.plain(), EVERY_MEMBER),
    "comparison": (lambda session: session.internal == {}, EVERY_MEMBER),
    "comparison with a view": (
        lambda session: session.internal.user == session.internal.nlp,
        {**NLP, **USER, "/internal": (2, 0), "/internal/user/*": (1, 0), "/internal/nlp/*": (1, 0)},
    ),
    "copy of an empty array": (
        lambda session: session.internal.nlp.entities.plain(),
        {**NLP, "/internal/nlp/entities": (1, 0), "/internal/nlp/entities/*": (0, 1)},
    ),
    "length, truth and repr": (
        lambda session: (len(session.internal), bool(session), repr(session)),
        {"/internal": (1, 0)},
    ),
    "inside a variable": (lambda session: session.order["items"][0].plain(), {"/order": (1, 0)}),
    "variable by iteration": (
        lambda session: [value.plain() for name, value in session.items() if name == "order"],
        {"/*": (1, 0)},
    ),
}


@pytest.mark.parametrize("name", READS)
def test_reads_are_recorded(name: str) -> None:
    """Each way to read gives the pointers that the code names, and ``*`` for what it does not name."""
    read, expected = READS[name]
    with record_reads() as recorder:
        read(view())
    assert counts(recorder) == expected


def test_failed_read_is_recorded_as_absent() -> None:
    """A read that raises is recorded, since the code needs the member."""
    with record_reads() as recorder, pytest.raises(UnknownField):
        view().internal.locale  # noqa: B018 - reading is the point
    assert counts(recorder) == {"/internal": (1, 0), "/internal/locale": (0, 1)}


def test_nothing_is_recorded_outside_the_block() -> None:
    """The record ends with the block, also if an error ends it, and no recorder stays in use."""
    session = view()
    session.get("before")
    with pytest.raises(UnknownField), record_reads() as recorder:
        session["inside"]
    session.get("after")
    assert counts(recorder) == {"/inside": (0, 1)}
    assert ACTIVE == []


def test_outer_block_records_inner_reads() -> None:
    """Blocks can be nested, and only the outer one records what is read after the inner one."""
    session = view()
    with record_reads() as outer:
        with record_reads() as inner:
            session.get("order")
        session.get("tags")
    assert counts(inner) == {"/order": (1, 0)}
    assert counts(outer) == {"/order": (1, 0), "/tags": (0, 1)}


def test_concurrent_tasks_record_their_own_reads() -> None:
    """Two tasks that record at the same time do not see each other, and a thread that a task waits for counts."""

    async def handle(name: str, own: asyncio.Event, other: asyncio.Event) -> dict[str, tuple[int, int]]:
        with record_reads() as recorder:
            own.set()
            await other.wait()
            view().get(name)
            await asyncio.to_thread(view().get, f"{name}-thread")
        return counts(recorder)

    async def both() -> list[dict[str, tuple[int, int]]]:
        one, two = asyncio.Event(), asyncio.Event()
        return list(await asyncio.gather(handle("a", one, two), handle("b", two, one)))

    assert asyncio.run(both()) == [{name: (0, 1), f"{name}-thread": (0, 1)} for name in ("/a", "/b")]


def test_every_thread_is_recorded_on_request() -> None:
    """A new thread does not belong to the block, unless `every_thread` is set; no read is lost."""
    session = view()
    with record_reads(every_thread=True) as every, record_reads() as own:
        threads = [Thread(target=lambda: [session.get("order") for _ in range(500)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert counts(every) == {"/order": (2000, 0)}
    assert counts(own) == {} or getattr(sys.flags, "thread_inherit_context", False)


def test_names_beyond_the_limit_are_counted() -> None:
    """Code that takes names from a payload does not make the record grow without bound."""
    names = [f"n{number:04}" for number in range(MAX_READS + 5)]
    with record_reads() as recorder:
        for name in [*names, names[0], names[-1]]:
            view().get(name)
    recorded = recorder.reads()
    assert (len(recorded.reads), recorded.omitted) == (MAX_READS, 6)
    assert [recorded.reads[0].absent, recorded.reads[-1].pointer] == [2, f"/{names[MAX_READS - 1]}"]


def test_file_is_sorted_valid_and_without_values(tmp_path: Path) -> None:
    """The file follows its schema, contains no value or private name, and is read back as it was."""
    with record_reads() as recorder:
        session = view({**SESSION, "a/b~": 1})
        for read, _ in READS.values():
            read(session)
        session.get("a/b~")
    recorded = recorder.reads()
    text = recorded.to_json()
    Draft202012Validator(packaged_catalog().schema("contract", recorded.version, "reads")).validate(json.loads(text))
    pointers = [entry["pointer"] for entry in json.loads(text)["reads"]]
    assert pointers == sorted(pointers)
    assert {"/a~1b~0", "/internal/nlp/intents/*/name"} < set(pointers)
    for private in ("Guest", "web", "umbrella", "items"):
        assert private not in text
    path = tmp_path / "reads.json"
    path.write_text(text, encoding="utf-8")
    assert RecordedReads.load(path) == recorded


@pytest.mark.parametrize(
    "content",
    [
        '{"version": "secret", "omitted": 0, "reads": []}',
        '{"omitted": 0, "reads": []}',
        "secret",
        "",
        '{"botId": "secret"}',
    ],
)
def test_different_file_is_refused_without_its_values(tmp_path: Path, content: str) -> None:
    """The error names the file and the fix, and no part of the content."""
    path = tmp_path / "reads.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        RecordedReads.load(path)
    assert str(caught.value) == (
        f"{path}: is not a file of recorded reads; record reads with `pytest --chatlayer-record-reads`"
    )
    assert caught.value.__suppress_context__


def test_missing_file_is_an_unreadable_input(tmp_path: Path) -> None:
    """The error names the file and the reason."""
    with pytest.raises(UnreadableInput, match=r"reads\.json: No such file or directory"):
        RecordedReads.load(tmp_path / "reads.json")


def test_merged_records_add_up() -> None:
    """The counts of two records of the same pointers are added, and their limits hold."""
    one, two = ReadRecorder(every_thread=False), ReadRecorder(every_thread=False)
    one.add("/a", present=1)
    two.add("/a", absent=2)
    two.add("/b", present=3)
    one.merge(two.reads())
    assert counts(one) == {"/a": (1, 2), "/b": (3, 0)}
