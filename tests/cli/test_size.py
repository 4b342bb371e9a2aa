"""The output and the exit codes of ``chatlayer-session size``."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import Origin, Validator
from chatlayer_session.analyses.sizes import PayloadSize, SizeEntry, measure
from chatlayer_session.checks.size import compact_size

if TYPE_CHECKING:
    from ..conftest import Command

TEXT = """{
   "internal": {"botId": "1", "history": ["LONG", 1.50]},
   "order": {"secret name": "\\u0078SHORT"},
   "total": 84.0
}""".replace("LONG", "l" * 80).replace("SHORT", "s" * 49)


def test_tree_is_sorted_by_size(command: Command) -> None:
    """Each part has its bytes, its share and its place, without names inside variables."""
    (command.folder / "a.json").write_text(TEXT, encoding="utf-8")
    done = command.forked("size", "a.json")
    assert done.stdout == (
        "a.json: 216 bytes, 0.0% of the size limit\n"
        "         124  57.4%  /internal\n"
        "          99  45.8%    /internal/history\n"
        "          11   5.1%    /internal/botId\n"
        "          76  35.2%  /order\n"
        "          12   5.6%  /total\n"
    )
    assert (done.status, done.stderr) == (0, "")


def test_depth_and_number_of_parts_can_be_set(command: Command) -> None:
    """Parts beyond them are counted, and `--show-values` shows names inside variables."""
    done = command.forked("size", "--depth", "3", "--top", "1", "-", stdin=TEXT.encode())
    assert done.stdout.splitlines()[1:] == [
        "         124  57.4%  /internal",
        "          99  45.8%    /internal/history",
        "          82  38.0%      /internal/history/0",
        "           4   1.9%      (1 more)",
        "          11   5.1%    (1 more)",
        "          88  40.7%  (2 more)",
    ]
    done = command.forked("size", "--depth", "0", "-", stdin=TEXT.encode())
    assert done.stdout.splitlines()[1:] == []
    done = command.forked("size", "--show-values", "-", stdin=TEXT.encode())
    assert "    /order/secret name\n" in done.stdout


def test_variables_of_the_platform_are_marked(command: Command) -> None:
    """Text and JSON say which variables the platform writes; a member of the same name elsewhere is none."""
    session = {"internal": {"botId": "1", "sys": {}}, "sys": {"sys": "ab"}, "order": {"sys": "c"}}
    (command.folder / "a.json").write_text(json.dumps(session), encoding="utf-8")
    lines = command.forked("size", "--show-values", "a.json").stdout.splitlines()[1:]
    assert sorted(line.split("%")[1].strip() for line in lines) == [
        "/internal",
        "/internal/botId",
        "/internal/sys",
        "/order",
        "/order/sys",
        "/sys (written by the platform)",
        "/sys/sys",
    ]
    (payload,) = json.loads(command.forked("size", "--format", "json", "a.json").out)["payloads"]
    assert {part["pointer"]: part.get("writtenBy") for part in payload["parts"]} == {
        "/internal": None,
        "/sys": "platform",
        "/order": None,
    }
    done = command.forked("size", "--kind", "internal", "-", stdin=b'{"botId": "1", "sys": {}}')
    assert "written by" not in done.stdout


def test_inputs_are_those_of_validate(command: Command) -> None:
    """Lines, compressed files, folders and documents; a bad input does not hide others."""
    lines = b"\n".join([TEXT.replace("\n", " ").join(['{"data": {"s": ', "}}"]).encode(), b"", b"{", b'{"data": {}}'])
    (command.folder / "in").mkdir()
    (command.folder / "in" / "a.ndjson.gz").write_bytes(gzip.compress(lines))
    done = command.forked("size", "--at", "/data/s", "--format", "json", "in", "gone.json")
    written = json.loads(done.out)
    assert done.status == 4
    assert [
        (payload["source"], payload["record"], payload["at"], payload["bytes"]) for payload in written["payloads"]
    ] == [("in/a.ndjson.gz", 1, "/data/s", 216)]
    assert [(report["record"], report["findings"][0]["rule"]) for report in written["notWeighed"]] == [
        (2, "syntax"),
        (3, "missing-field"),
    ]
    assert [failure["source"] for failure in written["unreadable"]] == ["gone.json"]
    done = command.forked("size", "--at", "/data/s", "in", "gone.json")
    assert (done.status, done.stdout.splitlines()[0]) == (
        4,
        "in/a.ndjson.gz, record 1, at /data/s: 216 bytes, 0.0% of the size limit",
    )
    assert "in/a.ndjson.gz:3:2: error[syntax]" in done.stdout
    assert "gone.json: unreadable: no such file or folder" in done.stdout


@pytest.mark.parametrize(("content", "status"), [(b"{}", 0), (b"{", 1), (b'{"a": "' + b"x" * 10_485_760 + b'"}', 1)])
def test_exit_code_reports_unfit_payloads(command: Command, content: bytes, status: int) -> None:
    """It is 1 for invalid JSON and for a payload above the limit."""
    assert command.forked("size", "-", stdin=content).status == status


@pytest.mark.parametrize(
    "arguments", [["--depth", "-1"], ["--depth", "101"], ["--top", "0"], ["--at", "x"], ["--kind", "write"]]
)
def test_usage_error_ends_with_2(command: Command, arguments: list[str]) -> None:
    """Nothing is measured."""
    done = command.forked("size", *arguments, "-", stdin=b"{}")
    assert (done.status, done.stdout) == (2, "")


@pytest.mark.parametrize("output", ["text", "json"])
def test_no_value_is_shown(command: Command, output: str) -> None:
    """Neither values, nor names that may be inside a variable."""
    session = {"internal": {"a": "qzjx"}, "v": {"qzjx": {"qzjx": ["qzjx"]}}}
    done = command.forked("size", "--format", output, "--depth", "5", "-", stdin=json.dumps(session).encode())
    assert done.status == 0
    assert b"qzjx" not in done.out + done.err
    unknown = json.dumps({"a": {"qzjx": {"b": 1}}}).encode()
    for arguments in ([], ["--at", "/a"], ["--at", "/*/*"]):
        done = command.forked("size", "--format", output, "--depth", "5", *arguments, "-", stdin=unknown)
        assert b"qzjx" not in done.out + done.err


def measured(payload: object, depth: int) -> PayloadSize:
    """Return the size of a payload, with all names."""
    (size,) = measure(Validator(show_values=True), payload, Origin(), depth)
    assert isinstance(size, PayloadSize)
    return size


def all_parts(parts: tuple[SizeEntry, ...]) -> list[SizeEntry]:
    """Return parts and all parts below them."""
    return [descendant for part in parts for descendant in (part, *all_parts(part.parts))]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
)
CONTAINERS = st.lists(VALUES, max_size=5) | st.dictionaries(st.text(), VALUES, max_size=5)


@given(CONTAINERS, st.integers(0, 5), st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_size_does_not_depend_on_the_text(value: Any, depth: int, ascii_only: bool, indent: Any) -> None:  # noqa: FBT001 - drawn
    """White space and escapes do not count, and parts add up to the whole."""
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    from_text, from_value = measured(text, depth), measured(value, depth)
    assert (from_text.size, from_text.parts) == (from_value.size, from_value.parts)
    assert (
        from_value.size
        == compact_size(value)
        == len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
    )
    for part in all_parts(from_text.parts):
        assert part.share == part.size / from_text.size
        assert sum(inner.size for inner in part.parts) < part.size
    if depth:
        assert sum(part.size for part in from_text.parts) + max(len(value), 1) + 1 == from_text.size
