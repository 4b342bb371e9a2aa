"""Scanning any text ends without an exception, finds references at their places, and takes linear work."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import scan_text
from chatlayer_session.parsing.positions import LineIndex
from chatlayer_session.scan.analysis import _extract
from chatlayer_session.scan.references import Language

if TYPE_CHECKING:
    from types import FrameType

WORDS = st.sampled_from(
    [
        *"{}[]()|.,:;=\"'`$\\/\n\t #*?!<>-+0",
        *("internal", "args", "session", "user", "usr", "nlp", "sys", "const ", "let ", "=>", "function ", "${", "{{"),
        *(
            "_.get(",
            ".get(",
            "addSessionVariable(",
            "new R()",
            "def f(",
            "for i in ",
            "if ",
            "return ",
            "=> {",
            "\u00e9",
        ),
        *(
            '"internal.usr"',
            "{internal.usr}",
            "args.internal.usr",
            'session["internal"]["usr"]',
            "\U0001f642",
            "\ud800",
        ),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(WORDS).map("".join))
SAFE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="{}[]\"'`\\/$\r")).map(
    lambda text: text.replace("\n", " \n")
)


@pytest.mark.parametrize("language", Language)
@given(text=TEXTS)
def test_any_text_has_a_report(language: Language, text: str) -> None:
    """Findings have a place in the text, and come in its order."""
    report = scan_text(text, language)
    places = [(finding.line or 0, finding.column or 0) for finding in report.findings]
    assert places == sorted(places)
    lines = text.split("\n")
    assert all(1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1 for line, column in places)


@pytest.mark.parametrize("language", Language)
@given(text=TEXTS)
def test_findings_need_no_reads_of_variables(language: Language, text: str) -> None:
    """What a scan leaves out to be faster has no finding."""
    all_of_it, needed = (
        {(found.path, found.offsets, found.is_certain) for found in extract.references if found.path[0] == "internal"}
        for extract in (_extract(text, language), _extract(text, language, is_narrow=True))
    )
    assert needed == all_of_it


SURROUNDINGS = {
    Language.TEMPLATE: ("{text}", "{internal.", "usr", ".x} {text}"),
    Language.JAVASCRIPT: ("/*{text}*/ const y = `{text}`;", "args.internal.", "usr", ".x; /*{text}*/"),
    Language.TYPESCRIPT: ("/*{text}*/ const y: string = `{text}`;", "args.internal!.", "usr", ";"),
    Language.PYTHON: ("'''{text}''' ;", "session['internal']['", "usr", "']"),
}


@pytest.mark.parametrize("language", SURROUNDINGS)
@given(text=SAFE)
def test_reference_is_found_at_its_place_in_any_surrounding(language: Language, text: str) -> None:
    """Comments, strings and other text around it do not move it."""
    before, start, name, after = (part.replace("{text}", text) for part in SURROUNDINGS[language])
    source = before + start + name + after
    if "*/" in text or "\x00" in text or "\x0c" in text:
        return
    places = [
        (finding.line, finding.column)
        for finding in scan_text(source, language).findings
        if finding.pointer == "/internal/usr"
    ]
    assert LineIndex(source.removeprefix("\ufeff")).position(len(before + start)) in places


@given(before=st.text(), ascii_only=st.booleans())
def test_reference_is_found_in_any_string_of_json(before: str, *, ascii_only: bool) -> None:
    """However the string is escaped, the column is that of the name in the file."""
    text = before.replace("{", "(").encode(errors="replace").decode()
    source = json.dumps({"a": [text + "{internal.usr}"]}, ensure_ascii=ascii_only)
    (finding,) = scan_text(source, "json").findings
    assert LineIndex(source).position(source.index("internal.usr}") + len("internal.")) == (
        finding.line,
        finding.column,
    )


def work(text: str, language: Language) -> int:
    """Return the number of calls that a scan makes."""
    count = 0

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    scan_text("{internal.usr}", language)
    sys.setprofile(profile)
    try:
        scan_text(text, language)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    ("language", "piece", "end"),
    [
        (Language.TEMPLATE, "{internal.usr} ", ""),
        (Language.TEMPLATE, "{internal[", ""),
        (Language.TEMPLATE, '{internal + "', ""),
        (Language.TEMPLATE, "{internal.a(", ""),
        (Language.TEMPLATE, "{internal.locale" + ".x" * 5, "}"),
        (Language.JSON, '["\\n{internal.usr}\\u00e9"],', "1"),
        (Language.JSON, '"\\"internal{', ""),
        (Language.JAVASCRIPT, "const a = args.internal; a.usr;", ""),
        (Language.JAVASCRIPT, "a().args.internal.", "x"),
        (Language.JAVASCRIPT, "({internal}) => {", ""),
        (Language.JAVASCRIPT, "r.setSessionVariable('a', {b: args.internal.usr});", ""),
        (Language.TYPESCRIPT, "const \u00e9 = args.internal!.usr;\n", ""),
        (Language.PYTHON, "a = session['internal']['usr']; a['b']\n", ""),
        (Language.PYTHON, "'\u00e9', session['internal']['usr'], ", "1"),
    ],
)
def test_work_grows_with_the_text(language: Language, piece: str, end: str) -> None:
    """Four times the text takes at most about four times the calls."""
    small, large = (work(piece * count + end, language) for count in (100, 400))
    assert large < 4.6 * small
