"""Every schema version says what it makes of payloads, and payloads with the same verdicts stand together."""

from __future__ import annotations

import gc
import gzip
import json
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import click
import pytest
from jsonschema import Draft202012Validator

from chatlayer_session import UnreadableInput, Validator
from chatlayer_session.analyses.versions import VersionsAccumulator, VersionsAnalysis
from chatlayer_session.cli.explain_versions import explain_versions
from chatlayer_session.cli.output import Output
from chatlayer_session.cli.progress import collect
from chatlayer_session.inputs.sources import find_sources
from chatlayer_session.reporters.versions import json as json_reporter
from chatlayer_session.runs import scheduler
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.validator import ValidatorOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from chatlayer_session.analyses.versions import VersionsResult

VERSIONS = packaged_catalog().versions()


@cache
def schema() -> Any:
    """Return a validator for the JSON report."""
    return Draft202012Validator(packaged_catalog().schema("acceptance", json_reporter.REPORT_VERSION, "acceptance"))


def acceptance_of(names: list[str], jobs: int = 1, **arguments: Any) -> VersionsResult:
    """Return what all versions say of sources."""
    options = ValidatorOptions(**arguments)
    accumulator = VersionsAccumulator.of([options], options.schema_version)
    analysis = partial(VersionsAnalysis, options, options_by_source={})
    threshold = gc.get_threshold()
    try:
        assert collect(list(find_sources(names)), analysis, jobs, accumulator)
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)
    return accumulator.result()


@pytest.fixture
def log(tmp_path: Path, documented: dict[str, Any]) -> Path:
    """Lines: four valid payloads, one with a channel that 1.0.0 does not ask after, two unstable ones, a broken one."""
    unstable = {**documented, "lastIntent": "a:b"}
    lines = [documented, unstable, {**unstable, "madeUp": 1, "another": 2}, documented, documented]
    texts = [json.dumps(line) for line in lines]
    other = json.dumps({**documented, "channel": "pigeon"})
    path = tmp_path / "log.ndjson"
    path.write_text("\n".join([texts[0], "", *texts[1:], texts[0][:-5], other]) + "\n")
    return path


def test_a_payload_is_told_with_the_verdict_of_each_version(command: Any, tmp_path: Path, realistic: Any) -> None:
    """The line names the file, then each version from the oldest on, with the verdict and the number of findings."""
    (tmp_path / "payload.json").write_text(json.dumps(realistic))
    outcome = command("validate", "--explain-versions", "payload.json")
    answers = ", ".join(f"{version} unstable (7 findings)" for version in VERSIONS)
    counts = [f"{version}: 1 payload: 0 valid, 1 unstable, 0 invalid" for version in VERSIONS]
    assert outcome.stdout.splitlines() == [f"payload.json: {answers}", *counts]
    assert (outcome.status, outcome.stderr) == (0, "")


def test_lines_with_the_same_verdicts_stand_together(command: Any, log: Path) -> None:
    """A line a group of verdicts: the fewest and the most findings, the number of payloads, and the first record."""
    outcome = command("validate", "--explain-versions", log.name)
    assert outcome.status == 1

    def line(verdict: str, findings: str, extent: str) -> str:
        answers = ", ".join(f"{version} {verdict}{findings}" for version in VERSIONS)
        return f"log.ndjson: {answers}; {extent}"

    first, *others = outcome.stdout.splitlines()
    assert first.startswith("log.ndjson: 1.0.0 valid, 1.1.0 valid (0 to 1 finding)")
    assert first.endswith("; 4 payloads, first record 1")
    assert others == [
        line("unstable", " (1 to 3 findings)", "2 payloads, first record 2"),
        line("invalid", " (1 finding)", "record 6"),
        *(f"{version}: 7 payloads: 4 valid, 2 unstable, 1 invalid" for version in VERSIONS),
    ]


def test_the_verdicts_are_those_of_each_versions_validator(examples: Path) -> None:
    """On every example, each version says what a validator of that version reports."""
    files = sorted(str(file) for file in examples.glob("**/*.json"))
    agreements = acceptance_of(files).groups
    assert [agreement.source for agreement in agreements] == files
    for file, agreement in zip(files, agreements, strict=True):
        for version, answer in zip(VERSIONS, agreement.verdicts, strict=True):
            with open(file, "rb") as stream:  # noqa: PTH123 - a name as the report has it
                report = Validator(schema_version=version).validate(stream.read())
            found = (answer.schema_version, answer.verdict, answer.min_findings, answer.max_findings)
            assert found == (version, report.verdict, len(report.findings), len(report.findings))
            assert answer.accepts is (report.verdict.value != "invalid")


def test_the_division_into_tasks_and_the_processes_change_nothing(
    log: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In pieces, compressed, or by two processes, the groups and their first records are the same."""
    whole = acceptance_of([str(log)])
    compressed = tmp_path / "log.jsonl.gz"
    compressed.write_bytes(gzip.compress(log.read_bytes()))
    monkeypatch.setattr(scheduler, "CHUNK_SIZE", 700)
    assert acceptance_of([str(log)]) == whole
    monkeypatch.setattr(scheduler, "SINGLE_PROCESS_BYTES", 1)
    assert acceptance_of([str(log)], 2) == whole
    other = json_reporter.to_dict(acceptance_of([str(compressed)]))
    expected = json.loads(json.dumps(json_reporter.to_dict(whole)).replace("log.ndjson", "log.jsonl.gz"))
    assert other == expected


def test_payloads_inside_documents_are_told_with_their_place(command: Any, tmp_path: Path, documented: Any) -> None:
    """With --at, the line names the pointer of the first payload, and names that * stands for stay private."""
    (tmp_path / "data.json").write_text(json.dumps({"data": {"+32 123": {"s": documented}, "b": {"s": documented}}}))
    outcome = command("validate", "--explain-versions", "--at", "/data/*/s", "data.json")
    answers = ", ".join(f"{version} valid" for version in VERSIONS)
    assert outcome.stdout.splitlines()[0] == f"data.json: {answers}; 2 payloads, first at /data/*/s"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [([], 1), (["--fail-on", "never"], 0), (["--at", "/nothing"], 1), (["--quiet"], 1), (["gone.json"], 4)],
)
def test_the_exit_status_is_that_of_the_chosen_version(
    command: Any, log: Path, arguments: list[str], status: int
) -> None:
    """It is what validate without the option gives."""
    for extra in ([], ["--explain-versions"]):
        outcome = command("validate", *extra, log.name, *arguments)
        assert outcome.status == status
        assert bool(outcome.stdout) is ("--quiet" not in arguments)


def test_fields_that_are_accepted_are_so_for_all_versions(command: Any, log: Path) -> None:
    """An accepted unstable field is a finding of no version, and --fail-on unstable goes by the rest."""
    accepted = [f"--accept-unstable=/{name}" for name in ("lastIntent", "madeUp", "another")]
    line = log.read_text().splitlines()[3]
    arguments = ["--explain-versions", "--fail-on", "unstable", "-"]
    assert command("validate", *arguments, stdin=line.encode()).status == 3
    outcome = command("validate", *accepted, *arguments, stdin=line.encode())
    assert outcome.status == 0
    assert outcome.stdout.startswith(f"-: {', '.join(f'{version} valid' for version in VERSIONS)}\n")


def test_the_json_report_keeps_to_its_schema(command: Any, log: Path, tmp_path: Path) -> None:
    """On standard output and in a file: the groups, the counts of each version, and what could not be read."""
    outcome = command("validate", "--explain-versions", "--format", "json", "--format", "text=t", log.name, "gone.json")
    report = json.loads(outcome.out)
    assert list(schema().iter_errors(report)) == []
    assert report["schemaVersion"] == packaged_catalog().resolve("1")
    assert [entry["schemaVersion"] for entry in report["versions"]] == list(VERSIONS)
    assert [entry["payloads"] for entry in report["agreements"]] == [4, 2, 1]
    assert [entry["record"] for entry in report["agreements"]] == [1, 2, 6]
    assert report["unreadable"] == [
        {
            "source": "gone.json",
            "message": "there is no such file or folder",
            "hint": "check the path and the working directory",
        }
    ]
    assert "gone.json: unreadable: there is no such file or folder\n" in (tmp_path / "t").read_text()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda report: report.update(extra=1),
        lambda report: report.update(schemaVersion="1"),
        lambda report: report["versions"].clear(),
        lambda report: report["agreements"][0].update(payloads=0),
        lambda report: report["agreements"][0]["answers"][0].update(verdict="fine"),
        lambda report: report["agreements"][0]["answers"][0].pop("accepts"),
    ],
)
def test_the_schema_refuses_what_no_report_has(log: Path, spoil: Callable[[dict[str, Any]], object]) -> None:
    """It is not a schema that takes anything."""
    report = json_reporter.to_dict(acceptance_of([str(log)]))
    assert schema().is_valid(report)
    spoil(report)
    assert not schema().is_valid(report)


def test_versions_without_a_schema_for_the_kind_are_told(command: Any) -> None:
    """Of a write only the versions say something that have writes; the others are named."""
    arguments = ["validate", "--explain-versions", "--kind", "write", "-"]
    write = b'{"session": {"namespace": "order", "data": {}}}'
    asked = [version for version in VERSIONS if version != "1.0.0"]
    lines = command(*arguments, stdin=write).stdout.splitlines()
    assert lines[0] == f"-: {', '.join(f'{version} valid' for version in asked)}; at /session"
    assert lines[1] == "1.0.0: no schema for payloads of this kind"
    report = json.loads(command(*arguments, "--format", "json", stdin=write).out)
    assert list(schema().iter_errors(report)) == []
    assert report["lacking"] == ["1.0.0"]


def test_a_format_that_explains_no_versions_is_a_usage_error() -> None:
    """What validate may report in but this does not is refused before anything is read, and what exists is named."""
    with pytest.raises(click.UsageError, match=r"no format 'sarif'; choose from text, json"):
        explain_versions([], ValidatorOptions(), {}, 1, (Output("sarif", None),), quiet=False)


def test_a_defect_is_told_and_hides_nothing(log: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """A payload at which the program fails is counted and named, and the others are told."""
    validate_each = Validator.validate_each

    def failing(self: Validator, payload: Any, origin: Any) -> Any:
        if origin.record == 2:
            raise KeyError("private")
        return validate_each(self, payload, origin)

    monkeypatch.setattr(Validator, "validate_each", failing)
    acceptance = acceptance_of([str(log)])
    assert acceptance.result.internal_errors == 1
    assert acceptance.result.payloads == 6
    assert capsys.readouterr().err.startswith(f"{log}, record 2: a defect of this program: KeyError at ")


def test_unreadable_inputs_are_counted_for_the_chosen_version(examples: Path) -> None:
    """They are no payload of any version."""
    acceptance = acceptance_of(["gone.json", str(examples / "session.json")], schema_version="1.0.0")
    assert acceptance.selected == "1.0.0"
    assert [isinstance(each, UnreadableInput) for each in acceptance.result.unreadable] == [True]
    assert {version: run.payloads for version, run in acceptance.results.items()} == dict.fromkeys(VERSIONS, 1)
