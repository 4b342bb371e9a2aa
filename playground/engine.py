"""The program inside the playground: what the web worker calls, with JSON on both sides."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from chatlayer_session.analyses.sizes import PayloadSize, measure
from chatlayer_session.cli.commands.diff import compare, describe_change
from chatlayer_session.cli.commands.diff import run_of as run_of_comparison
from chatlayer_session.cli.describe_field import find_field
from chatlayer_session.diagnosis import diagnose
from chatlayer_session.errors import ChatlayerSessionError, FieldNotDeclared, UnreadableInput
from chatlayer_session.findings import DETECTABLE_KINDS, Kind, Verdict
from chatlayer_session.inputs.records import Origin
from chatlayer_session.jsonpointer import parse_pointer
from chatlayer_session.parsing.decode import decode_bytes
from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict
from chatlayer_session.parsing.positions import LineIndex
from chatlayer_session.reporters.runs import FORMATS
from chatlayer_session.reporters.style import Style
from chatlayer_session.rules import RULES, Rule
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import KnownFields, field_tree
from chatlayer_session.validator import ValidatorOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatlayer_session.analyses.sizes import SizeEntry
    from chatlayer_session.diagnosis import SyntaxProblem
    from chatlayer_session.findings import Finding, Report
    from chatlayer_session.runs.results import RunResult
    from chatlayer_session.spec.fields import Field
    from chatlayer_session.validator import Validator

SOURCE = "-"
"""The name of the payload in reports, which is that of standard input."""

MAX_SHOWN = 500
"""Most findings that the page lists and marks; the verdict and the counts are about all of them."""

DEPTH = 6
"""Levels of the tree of sizes."""

MAX_PARTS = 100
"""Most members that the tree of sizes shows in one object."""

_RENAME = RULES[Rule.MISSING_FIELD].templates["required"].hints["misspelled"].partition("{member}")
_GUESS = RULES[Rule.UNSTABLE_FIELD].templates["undocumented"].hints["misspelled"].partition("{name}")
_TYPE_HINTS = RULES[Rule.WRONG_TYPE].templates["type"].hints
_JSON = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces the text from ``start`` up to ``end`` with ``text``; offsets are code points of the decoded text."""

    start: int
    end: int
    text: str


@lru_cache(maxsize=8)
def _validator(options: str) -> Validator:
    """Return the validator for the options of the page, which are its arguments as JSON."""
    chosen: dict[str, Any] = json.loads(options)
    accepted = tuple(chosen.pop("accept_unstable", ()))
    return ValidatorOptions(**chosen, accept_unstable=accepted).create_validator()


def _run(data: bytes, options: str) -> tuple[RunResult, list[Report]]:
    """Validate one payload as ``validate --format json`` does with standard input."""
    validator = _validator(options)
    collector = RunCollector(validator.schema_version)
    reports: list[Report] = []
    try:
        for report in validator.validate_each(data, Origin(SOURCE)):
            reports.append(report)
            collector.add(report)
    except UnreadableInput as error:
        collector.add_unreadable(error)
    return replace(collector.run(), fail_on=Verdict.INVALID), reports


def report(data: bytes, options: str, format_name: str) -> str:
    """Return the report on a payload in a format of the command, byte for byte."""
    run, _ = _run(data, options)
    return FORMATS.load(format_name).render(run, Style())


def check(data: bytes, options: str) -> str:
    """Return the verdict on a payload, the counts by rule, and the first findings with their places and fixes."""
    try:
        run, reports = _run(data, options)
    except ChatlayerSessionError as error:
        return json.dumps({"problem": str(error)})
    if run.unreadable:
        return json.dumps({"problem": str(run.unreadable[0])})
    (verdict,) = run.verdicts
    document = EditorText.of(data)
    findings = reports[0].findings
    return json.dumps(
        {
            "verdict": verdict.value,
            "kind": None if reports[0].kind is None else reports[0].kind.value,
            "schemaVersion": run.schema_version,
            "counts": {rule.value: run.rules[rule] for rule in Rule if rule in run.rules},
            "total": run.findings,
            "findings": [*_entries(findings[:MAX_SHOWN], document, _validator(options).schema_version)],
        }
    )


def sizes(data: bytes, options: str) -> str:
    """Return what takes space in a payload: a tree with the writer and the stability of each member."""
    try:
        validator = _validator(options)
        if validator.kind not in {None, *DETECTABLE_KINDS}:
            return json.dumps({"problem": "only a session or the object internal has a size; choose its kind"})
        (payload,) = measure(validator, data, Origin(SOURCE), DEPTH)
    except ChatlayerSessionError as error:
        return json.dumps({"problem": str(error)})
    if not isinstance(payload, PayloadSize):
        return json.dumps({"problem": "the payload is not JSON; fix it first"})
    root = field_tree(packaged_catalog(), validator.schema_version, payload.kind)
    parts = [_part(part, root, payload.kind) for part in payload.parts[:MAX_PARTS]]
    return json.dumps({"bytes": payload.size, "kind": payload.kind.value, "parts": parts, "more": _more(payload.parts)})


def write(before: bytes, after: bytes, kind: str) -> str:
    """Return what changes between a session and the one after a write, or what a write or an answer changes in it."""
    try:
        compared = compare(before, after, Kind(kind), "", SOURCE, show_values=False)
    except (ChatlayerSessionError, UnreadableInput) as error:
        return json.dumps({"problem": str(error)})
    return json.dumps(
        {
            "verdict": compared.verdict.value,
            "findings": [*_entries(compared.findings[:MAX_SHOWN], EditorText.of(after), compared.schema_version)],
            "total": run_of_comparison(compared).findings,
            "changes": [
                {"pointer": change.pointer, "text": describe_change(change), "writtenBy": change.written_by}
                for change in (compared.changes or ())[:MAX_SHOWN]
            ],
            "allowed": len(compared.changes or ()),
        }
    )


class EditorText:
    """The text of a payload, and offsets in it as the editor counts them.

    The editor counts UTF-16 units, and a line break is one character in it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = LineIndex(text)
        self._breaks = array("q", (index for index in _indices(text, "\r\n")))
        self._astral = array("q")
        if not text.isascii():
            self._astral.extend(index for index, character in enumerate(text) if character > "\uffff")

    @classmethod
    def of(cls, data: bytes) -> EditorText:
        """Return the text of the bytes of a payload."""
        return cls(decode_bytes(data).text or "")

    def offset(self, line: int, column: int) -> int:
        """Return the offset in the text of a place in a finding."""
        return min(self.lines.starts[line - 1] + column - 1, len(self.text))

    def in_editor(self, offset: int) -> int:
        """Return the offset in the editor of one in the text."""
        return offset + bisect_left(self._astral, offset) - bisect_left(self._breaks, offset)

    def end_of_token(self, offset: int) -> int:
        """Return where the string, the word or the character at an offset ends; the end of a line has none."""
        if self.text[offset : offset + 1] in {"", "\n", "\r"}:
            return offset
        if self.text[offset : offset + 1] == '"':
            try:
                return _JSON.raw_decode(self.text, offset)[1]
            except ValueError:
                return offset + 1
        end = offset
        while end < len(self.text) and (self.text[end].isalnum() or self.text[end] in "_+-."):
            end += 1
        return max(end, offset + 1)


def _indices(text: str, part: str) -> Iterator[int]:
    index = text.find(part)
    while index >= 0:
        yield index
        index = text.find(part, index + len(part))


def _entries(findings: tuple[Finding, ...], document: EditorText, version: str) -> Iterator[dict[str, Any]]:
    """Yield the entry of each finding, with its place in the editor and, if its hint can be applied, the edits."""
    problems = _problems(findings, document, version)
    for finding in findings:
        entry = finding.to_dict()
        if finding.line is not None and finding.column is not None:
            start = document.offset(finding.line, finding.column)
            entry["from"], entry["to"] = (document.in_editor(end) for end in (start, document.end_of_token(start)))
            edits = fix(finding, document, problems)
            if edits is not None:
                entry["fix"] = [
                    {"from": document.in_editor(edit.start), "to": document.in_editor(edit.end), "insert": edit.text}
                    for edit in edits
                ]
        yield entry


def _problems(
    findings: tuple[Finding, ...], document: EditorText, version: str
) -> dict[tuple[int, str], SyntaxProblem]:
    """Return the problems that keep a text from being JSON, by offset and message."""
    if not any(finding.rule is Rule.SYNTAX for finding in findings):
        return {}
    catalog = packaged_catalog()
    known = KnownFields(tuple(field_tree(catalog, version, kind) for kind in DETECTABLE_KINDS))
    try:
        parse_strict(document.text)
    except JsonSyntaxError as error:
        problems = diagnose(document.text, error.offset, known)
        return {(problem.offset, problem.message): problem for problem in problems}
    return {}


def fix(
    finding: Finding, document: EditorText, problems: dict[tuple[int, str], SyntaxProblem]
) -> tuple[Edit, ...] | None:
    """Return the edits that do what the hint of a finding says; None if the hint leaves a choice to people."""
    start = document.offset(finding.line or 1, finding.column or 1)
    hint = finding.hint or ""
    if finding.rule is Rule.BYTE_ORDER_MARK:
        return ()  # the text in the editor has none
    if finding.rule is Rule.SYNTAX:
        problem = problems.get((start, finding.message))
        # What was cut off is lost: closing the brackets would only hide it.
        if problem is None or not problem.edits or "complete payload" in hint or "its own file" in hint:
            return None
        return tuple(Edit(edit.start, edit.end, edit.text) for edit in problem.edits)
    end = document.end_of_token(start)
    token = document.text[start:end]
    name = _suggested_name(finding, hint)
    if name is not None and token.startswith('"') and len(token) > 1:
        return (Edit(start, end, json.dumps(name, ensure_ascii=False)),)
    if finding.rule is Rule.WRONG_TYPE:
        return _retyped(hint, start, end, token)
    return None


def _suggested_name(finding: Finding, hint: str) -> str | None:
    """Return the name that a hint suggests for the name at the place of a finding."""
    before, _, after = _RENAME
    if finding.rule is Rule.MISSING_FIELD and hint.startswith(before):
        return hint.rpartition(after.partition("{name}")[0])[2].removesuffix("`")
    before, _, after = _GUESS
    if finding.rule is Rule.UNSTABLE_FIELD and hint.startswith(before) and hint.endswith(after):
        return hint[len(before) : -len(after)]
    return None


def _retyped(hint: str, start: int, end: int, token: str) -> tuple[Edit, ...] | None:
    """Return the edit that adds or removes the quotes of a value."""
    if hint == _TYPE_HINTS["quoted"]:
        return (Edit(start, end, json.loads(token)),)
    if hint == _TYPE_HINTS["unquoted"]:
        return (Edit(start, end, f'"{token}"'),)
    return None


def _part(part: SizeEntry, root: Field, kind: Kind) -> dict[str, Any]:
    return {
        "pointer": part.pointer,
        "bytes": part.size,
        "share": part.share,
        "writtenBy": part.written_by,
        "stability": _stability(part.pointer, root, kind),
        "parts": [_part(inner, root, kind) for inner in part.parts[:MAX_PARTS]],
        "more": _more(part.parts),
    }


def _more(parts: tuple[SizeEntry, ...]) -> dict[str, int]:
    return {"count": len(parts[MAX_PARTS:]), "bytes": sum(part.size for part in parts[MAX_PARTS:])}


def _stability(pointer: str, root: Field, kind: Kind) -> str:
    """Return ``stable`` or ``unstable`` for a field, and ``variable`` for what the builder of a bot wrote."""
    tokens = parse_pointer(pointer)
    if kind is Kind.SESSION and tokens[:1] != ("internal",):
        return "variable"
    try:
        field, _, inner = find_field(root, tokens)
    except FieldNotDeclared:
        return "unstable"
    owners = [find_field(root, tokens[:length])[0] for length in range(1, len(tokens) - len(inner))]
    return "unstable" if any(each.is_unstable for each in (*owners, field)) or (inner and not field.types) else "stable"
