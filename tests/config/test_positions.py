"""Places of keys and items in TOML text, compared with what the parser reads."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatlayer_session.config.loader import read
from chatlayer_session.config.positions import key_offsets, position
from chatlayer_session.config.toml import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from chatlayer_session.jsonpointer import InstancePath

MARK = re.compile(r"90\d{4}")
FRAGMENTS = [
    *(
        "a",
        "b.c",
        '"d e"',
        "'f.g'",
        '"\\u0041"',
        "=",
        " = ",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        ",",
        "\n",
        "\r\n",
        " ",
        "1",
    ),
    *("# [x] = {\n", '"""\n[a]\n"""', '"""a"""""', "'''b''''", '"]"', "1979-05-27 07:32:00", "1.5e3", '"\\""', "true"),
    *("a = 1\n", "[t]\n", "[[l]]\n", "b.c = [1, {d = 2}]\n", "[l.m]\n"),
]


def paths_of(value: object, path: InstancePath = ()) -> Iterator[tuple[InstancePath, object]]:
    """Yield the path of each key and item in a parsed document, with its value."""
    if isinstance(value, dict):
        members: Any = cast("dict[str, object]", value).items()
    else:
        members = enumerate(cast("list[object]", value)) if isinstance(value, list) else ()
    for step, member in members:
        yield (*path, step), member
        yield from paths_of(member, (*path, step))


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
@example("[[l]]\na = 1\n[l.m]\nb = 2\n[[l]]\n[[l.n]]\n'f.g'.x = {\"d e\" = [[], {}], c.d = 1}\n")
@example('a = """x\n[no]\n"" \\""" # y\n"""\nb = [ # c ]\n 1, \'\'\'\n]\'\'\', 1979-05-27 07:32:00, ]\n')
def test_places_are_those_of_the_parsed_document(text: str) -> None:
    """Every path of a text that the parser accepts has a place, and no other path has one."""
    try:
        content = tomllib.loads(text)
    except ValueError:
        return
    offsets = key_offsets(text.replace("\r\n", "\n"))
    assert offsets.keys() == {path for path, _ in paths_of(content)}


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw a document with tables, arrays of tables, and values in several lines, each with its own number."""
    numbers = iter(range(900_000, 910_000))
    names = draw(st.permutations([chr(letter) for letter in range(97, 123)]))

    def value(depth: int) -> str:
        form = draw(st.integers(0, 3 if depth else 0))
        if form == 0:
            return str(next(numbers))
        if form == 1:
            return f'"""\n[x]\n# {next(numbers)} \\""""'
        gap = draw(st.sampled_from([" ", "\n", " # ] }\n"]))
        items = [value(depth - 1) for _ in range(draw(st.integers(0, 3)))]
        if form == 2:
            return f"[{gap}{f',{gap}'.join(items)}{gap}]"
        return "{ " + ", ".join(f"k{number}.'x y' = {next(numbers)}" for number in range(len(items))) + " }"

    lines: list[str] = []
    for name in names[: draw(st.integers(1, 5))]:
        lines.append(
            draw(st.sampled_from(["", f"[{name}]", f"[[{name}]]", f"[[{name}]]\nz = {next(numbers)}\n[[{name}]]"]))
        )
        key = draw(st.sampled_from([f"{name}1", f"'{name}.2'", f'{name}."\\u00e9"']))
        lines.append(f"{key} = {value(2)}{draw(st.sampled_from(['', ' # 1']))}")
    return "\n".join(lines)


@given(documents())
def test_place_is_just_before_the_value(text: str) -> None:
    """Between the place of a value and the value itself, no other value has its place."""
    offsets = key_offsets(text)
    members = [(path, member) for path, member in paths_of(tomllib.loads(text)) if isinstance(member, int | str)]
    leaves = {path: MARK.findall(str(member))[0] for path, member in members}
    for path, mark in leaves.items():
        place, at = offsets[path], text.index(mark)
        assert place == max(offsets[other] for other in leaves if offsets[other] <= at)
    assert position("a\nbc", 3) == (2, 2)


@pytest.mark.parametrize("prefix", ["", "tool.chatlayer-session"])
def test_every_mistake_has_its_line(tmp_path: Path, prefix: str) -> None:
    """Wrong types, unknown keys, values out of range and missing keys, also in arrays and overrides."""
    file = tmp_path / ("pyproject.toml" if prefix else "chatlayer-session.toml")
    dot = f"{prefix}." if prefix else ""
    heading = f"[{prefix}]\n" if prefix else "# no prefix\n"
    file.write_text(
        f"{heading}jobs = '4'\nknd = 1\nmax-findings = -1\naccept-unstable = [\n  '/a',\n  5,\n]\n"
        f"[[{dot}accepted]]\npointer = '/a'\nreason = 'x'\nuntil = 2999-01-01\n\n[[{dot}accepted]]\npointer = 1\n"
        f"[[{dot}overrides]]\npaths = ['a']\njobs = 3\n[[{dot}overrides]]\nkind = []\n"
    )
    with pytest.raises(ConfigError) as caught:
        read(file, {})
    lines = [place and place[0] for place in caught.value.places]
    assert lines == [2, 3, 4, 7, 15, 14, 14, 18, 20, 19]
    assert str(caught.value).startswith(f"{file}:2:1: ")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"jobs = 1\njobs = 2\n", "2:9"),
        (b"[a]\n[b]\n[a]\n", "3:3"),
        (b"jobs = 1\nkind = [", "2:9"),
        (b"# \xc3\xa9\n  \xff", "2:3"),
        (b"\xef\xbb\xbfjobs = 1\n", "1:1"),
    ],
)
def test_text_that_is_not_toml_has_its_place(tmp_path: Path, content: bytes, place: str) -> None:
    """Duplicate keys and tables, open values, invalid bytes and byte order marks."""
    file = tmp_path / "chatlayer-session.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read(file, {})
    assert str(caught.value).startswith(f"{file}:{place}: ")
    assert "(at " not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "chatlayer-session.toml",
            "[tool.chatlayer-session]\njobs = 1\n",
            "1:1: unknown key 'tool'; leave out the prefix",
        ),
        (
            "chatlayer-session.toml",
            "[chatlayer-session]\n",
            "1:1: unknown key 'chatlayer-session'; leave out the prefix",
        ),
        (
            "pyproject.toml",
            "[tool.chatlayer-session]\n[[accepted]]\npointer = '/a'\n",
            "2:1: unknown table [accepted]; rename it to [tool.chatlayer-session.accepted]",
        ),
    ],
)
def test_wrong_prefix_is_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    """Tables have the prefix in one of the two files only."""
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read(file, {})
    assert f"{name}:{message}" in str(caught.value)
