"""The compiled engine, the fast path and the lines checker agree exactly with the reference engine."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import Origin, Report, Rule, Validator, Verdict, issues
from chatlayer_session.checks.engines.compiled import CompiledEngine
from chatlayer_session.checks.engines.reference import ReferenceEngine
from chatlayer_session.checks.engines.violations import issues_from
from chatlayer_session.fastpath.learned_decoder import learned_decoders
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.runs.lines import LinesChecker
from chatlayer_session.spec.catalog import packaged_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatlayer_session.runs.results import RunResult

CATALOG = packaged_catalog()
VERSIONS = CATALOG.versions()
REFERENCE = {(v, k): ReferenceEngine(CATALOG, v, k) for v in VERSIONS for k in CATALOG.kinds(v)}
COMPILED = {(v, k): CompiledEngine(CATALOG, v, k) for v in VERSIONS for k in CATALOG.kinds(v)}


def _examples() -> list[Any]:
    folder = CATALOG.root.joinpath("session").joinpath("1.0.0").joinpath("examples")
    names = ("documented.json", "realistic.json", "first-turn.json", "session.json")
    return [json.loads(folder.joinpath(name).read_bytes()) for name in names]


EXAMPLES = _examples()
NAMES = (
    "x",
    "nmae",
    "name",
    "currentDialogState",
    "internal",
    "Internal",
    "score",
    "caf\u00e9",
    "a/b",
    "~",
    "user",
    'q"',
    "messagetype",
    "mesageContent",
)
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 0.5, 1.0, 1.5, 10**25, "", "DRAFT", "draft", "text", "joyful", "a:b", 'a"b',
    "\u00e9\U0001f600", "http://x", [], {}, [{}], [1, [2]], {"name": "a", "score": 1},
    {"name": "a", "score": 2, "more": 1}, {"a": {"b": [None]}},
)  # fmt: skip
LIMITS = (issues.MAX_ISSUES, 1, 2, 5)
SEEDS = st.integers(min_value=0, max_value=2**32)


def _mutate(instance: Any, rnd: random.Random) -> Any:
    """Return a copy of a payload with a few members removed, replaced or added at any depth."""
    instance = copy.deepcopy(instance)
    for _ in range(rnd.randint(0, 4)):
        node: Any = instance
        while True:
            steps: list[Any] = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not steps:
                break
            step = rnd.choice(steps)
            if isinstance(node[step], dict | list) and rnd.random() < 0.6:
                node = node[step]
                continue
            if rnd.random() < 0.3:
                del node[step]
            elif rnd.random() < 0.5:
                node[step] = copy.deepcopy(rnd.choice(VALUES))
            elif isinstance(node, dict):
                node[rnd.choice(NAMES)] = copy.deepcopy(rnd.choice(VALUES))
            else:
                node.append(copy.deepcopy(rnd.choice(VALUES)))
            break
    return instance


def _serialize(instance: Any, rnd: random.Random) -> bytes:
    """Return a payload as text on one line, in one of the styles that programs write."""
    separators = rnd.choice([(",", ":"), (", ", ": "), (" ,", " : ")])
    text = json.dumps(instance, ensure_ascii=rnd.random() < 0.3, separators=separators)
    if rnd.random() < 0.15:
        text = _corrupt(text, rnd)
    return text.encode("utf-8", "surrogatepass")


def _corrupt(text: str, rnd: random.Random) -> str:
    """Return a text that is not JSON, or that loses something when it is parsed."""
    corruptions: tuple[Callable[[str], str], ...] = (
        lambda text: text.replace('"nlp"', '"locale": "x", "nlp"', 1),
        lambda text: text.replace('"botId"', '"zzz": {"a": 1, "a": 2}, "botId"', 1),
        lambda text: text.replace('"botId"', '"zzz": [{"a": "\\u0022", "a": ""}], "botId"', 1),
        lambda text: text.replace('"botId"', '"zzz": "\\ud800", "botId"', 1),
        lambda text: text.replace('"botId"', '"zzz": 1e999, "botId"', 1),
        lambda text: text.replace('"botId"', f'"zzz": 1{"0" * 400}, "botId"', 1),
        lambda text: text.replace('"botId"', f'"zzz": {"[" * 600}{"]" * 600}, "botId"', 1),
        lambda text: text.replace('"botId"', '"\\u0062otId": "x", "botId"', 1),
        lambda text: text.replace("}", ",}", 1),
        lambda text: text[: rnd.randrange(len(text))],
        lambda text: text.replace("e", "\udc80", 1),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("o", "\\u006f"),
    )
    return rnd.choice(corruptions)(text)


def _lines(rnd: random.Random, count: int) -> list[bytes]:
    return [_serialize(_mutate(rnd.choice(EXAMPLES), rnd), rnd) for _ in range(count)]


@given(SEEDS)
def test_compiled_engine_agrees_with_reference_engine(seed: int) -> None:
    """Both keep the same issues in the same order and count the same others, for any instance, kind and version."""
    rnd = random.Random(seed)
    instance = _mutate(rnd.choice(EXAMPLES), rnd)
    for version in VERSIONS:
        for kind in CATALOG.kinds(version):
            with patch.object(issues, "MAX_ISSUES", rnd.choice(LIMITS)):
                compiled, reference = (
                    issues_from(engine[version, kind].violations(instance)) for engine in (COMPILED, REFERENCE)
                )
            assert (compiled, compiled.omitted) == (reference, reference.omitted)


@given(SEEDS, st.sampled_from(["auto", "internal", "session"]))
def test_fast_path_agrees_with_full_validation(seed: int, kind: str) -> None:
    """The report on a payload does not depend on the payloads that were learned before."""
    rnd = random.Random(seed)
    learned_decoders.cache_clear()
    learned = Validator(kind=kind)
    exact = Validator(kind=kind, use_fast_path=False)
    for line in _lines(rnd, 6):
        expected = exact.validate(line)
        # The fast path may notice the payload's names, then learn the payload, and then match it.
        for _ in range(3):
            assert learned.validate(line) == expected


@given(SEEDS, st.sampled_from(["auto", "internal"]), st.booleans())
def test_lines_checker_agrees_with_single_lines(seed: int, kind: str, listing: bool) -> None:  # noqa: FBT001 - drawn
    """A chunk of lines gives the counts, groups and lists of the reports on its lines."""
    expected, actual = _check_both_ways(random.Random(seed), kind, listing=listing)
    assert actual == expected


@given(SEEDS, st.sampled_from(["auto", "internal"]), st.booleans())
def test_counts_agree_beyond_the_limit(seed: int, kind: str, listing: bool) -> None:  # noqa: FBT001 - drawn
    """The counts of payloads with more findings than are kept are exact for a chunk of lines and for single lines."""
    rnd = random.Random(seed)
    with patch.object(issues, "MAX_ISSUES", rnd.choice(LIMITS[1:])):
        expected, actual = _check_both_ways(rnd, kind, listing=listing)
    assert (actual.verdicts, actual.rules, actual.sources) == (expected.verdicts, expected.rules, expected.sources)


def _check_both_ways(rnd: random.Random, kind: str, *, listing: bool) -> tuple[RunResult, RunResult]:
    """Return the results of single lines, and of the same lines as one chunk."""
    learned_decoders.cache_clear()
    pool = _lines(rnd, 4)
    lines = [rnd.choice([*pool, b"", b" \r"]) for _ in range(30)]
    data = b"\n".join(lines) + rnd.choice([b"", b"\n"])
    accepted = rnd.choice([(), ("/lastIntent",), ("/internal/history", "/user/fullName")])
    exact = Validator(kind=kind, accept_unstable=accepted, use_fast_path=False)
    reports = {line: list(exact.validate_each(line, Origin("-", 1, 1))) for line in pool}
    expected = RunCollector("1.0.0", listing=listing)
    records = 0
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            records += 1
            for report in reports[line]:
                expected.add(_moved(report, records, number))
    errors: list[object] = []
    validator = Validator(kind=kind, accept_unstable=accepted)
    for line in rnd.choice([pool * 2, []]):
        validator.validate(line)
    actual = RunCollector("1.0.0", listing=listing, source="-")
    checker = LinesChecker(validator, lambda *error: errors.append(error))
    assert checker.check(data, actual)[0] == records
    assert not errors
    return expected.run(), actual.run()


def _moved(report: Report, record: int, line: int) -> Report:
    """Return the report on the first line of a source as that on a different line."""
    return replace(
        report, record=record, findings=tuple(replace(one, line=one.line and line) for one in report.findings)
    )


def test_fast_path_reports_duplicate_keys() -> None:
    """A duplicate key is reported anywhere, even if the fast path has learned everything around it."""
    validator = Validator()
    base = {**EXAMPLES[0], "zzz": [{"a": "b"}]}
    clean = json.dumps(base, separators=(",", ":")).encode()
    for _ in range(3):
        assert validator.validate(clean).verdict is Verdict.UNSTABLE
    for old, new in (
        (b'{"a":"b"}', b'{"a":"b","a":"b"}'),
        (b'{"a":"b"}', b'{"a":"\\u0022\\u0022","a":"b"}'),
        (b'"locale":', b'"locale":"x","locale":'),
        (b'"score":1}', b'"score":0,"score":1}'),
        (b'{"a":"b"}', b'{"a":1,"a":"b"}'),
    ):
        report = validator.validate(clean.replace(old, new, 1))
        assert Counter(finding.rule for finding in report.findings)[Rule.DUPLICATE_KEY] == 1, new


@pytest.mark.parametrize("broken", [0, 5_000, 9_999])
def test_one_broken_line_among_many_has_its_record(broken: int) -> None:
    """The broken line is reported with its record and line, and the other 9,999 lines are counted."""
    good = json.dumps(EXAMPLES[0], separators=(",", ":")).encode()
    lines = [good] * 10_000
    lines[broken] = good[:-1]
    collector = RunCollector("1.0.0", listing=True, source="x")
    checker = LinesChecker(Validator(), lambda *error: pytest.fail(str(error)))
    assert checker.check(b"\n".join(lines), collector) == (10_000, 10_000)
    run = collector.run()
    assert run.verdicts == {Verdict.VALID: 9_999, Verdict.INVALID: 1}
    (listed,) = run.listed
    report: Report = listed
    assert (report.record, report.findings[0].line) == (broken + 1, broken + 1)
