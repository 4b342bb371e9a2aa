"""The verdicts of all schema versions, with payloads grouped by equal verdicts."""

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


def result_of(names: list[str], jobs: int = 1, **arguments: Any) -> VersionsResult:
    """Return the verdicts of all versions on the payloads of these sources."""
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
    """Lines with four valid payloads (one with a channel unknown to 1.1.0), two unstable ones and a broken one."""
    unstable = {**documented, "lastIntent": "a:b"}
    lines = [documented, unstable, {**unstable, "madeUp": 1, "another": 2}, documented, documented]
    texts = [json.dumps(line) for line in lines]
    other = json.dumps({**documented, "channel": "pigeon"})
    path = tmp_path / "log.ndjson"
    path.write_text("\n".join([texts[0], "", *texts[1:], texts[0][:-5], other]) + "\n")
    return path


def test_line_names_the_verdict_of_each_version(command: Any, tmp_path: Path, realistic: Any) -> None:
    """The line names the file, then each version from the oldest on, with its verdict and its number of findings."""
    (tmp_path / "payload.json").write_text(json.dumps(realistic))
    outcome = command("validate", "--explain-versions", "payload.json")
    verdicts = ", ".join(f"{version} unstable (7 findings)" for version in VERSIONS)
    counts = [f"{version}: 1 payload: 0 valid, 1 unstable, 0 invalid" for version in VERSIONS]
    assert outcome.stdout.splitlines() == [f"payload.json: {verdicts}", *counts]
    assert (outcome.status, outcome.stderr) == (0, "")


def test_payloads_with_equal_verdicts_are_grouped(command: Any, log: Path) -> None:
    """A group names the fewest and the most findings, the number of payloads and the first record."""
    outcome = command("validate", "--explain-versions", log.name)
    assert outcome.status == 1

    def line(verdict: str, findings: str, payloads: str) -> str:
        verdicts = ", ".join(f"{version} {verdict}{findings}" for version in VERSIONS)
        return f"log.ndjson: {verdicts}; {payloads}"

    first, *others = outcome.stdout.splitlines()
    assert first.startswith("log.ndjson: 1.0.0 valid, 1.1.0 valid (0 to 1 finding)")
    assert first.endswith("; 4 payloads, first record 1")
    assert others == [
        line("unstable", " (1 to 3 findings)", "2 payloads, first record 2"),
        line("invalid", " (1 finding)", "record 6"),
        *(f"{version}: 7 payloads: 4 valid, 2 unstable, 1 invalid" for version in VERSIONS),
    ]


def test_verdicts_are_those_of_each_validator(examples: Path) -> None:
    """The verdict of a version on an example is that of a validator of that version."""
    files = sorted(str(file) for file in examples.glob("**/*.json"))
    groups = result_of(files).groups
    assert [group.source for group in groups] == files
    for file, group in zip(files, groups, strict=True):
        for version, verdict in zip(VERSIONS, group.verdicts, strict=True):
            with open(file, "rb") as stream:  # noqa: PTH123 - a name as the report has it
                report = Validator(schema_version=version).validate(stream.read())
            actual = (verdict.schema_version, verdict.verdict, verdict.min_findings, verdict.max_findings)
            assert actual == (version, report.verdict, len(report.findings), len(report.findings))
            assert verdict.accepts is (report.verdict.value != "invalid")


def test_division_of_input_changes_no_group(log: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The groups and their first records are the same in chunks, compressed, and with two processes."""
    whole = result_of([str(log)])
    compressed = tmp_path / "log.jsonl.gz"
    compressed.write_bytes(gzip.compress(log.read_bytes()))
    monkeypatch.setattr(scheduler, "CHUNK_SIZE", 700)
    assert result_of([str(log)]) == whole
    monkeypatch.setattr(scheduler, "SINGLE_PROCESS_BYTES", 1)
    assert result_of([str(log)], 2) == whole
    other = json_reporter.to_dict(result_of([str(compressed)]))
    expected = json.loads(json.dumps(json_reporter.to_dict(whole)).replace("log.ndjson", "log.jsonl.gz"))
    assert other == expected


def test_payloads_inside_documents_name_their_pointer(command: Any, tmp_path: Path, documented: Any) -> None:
    """With --at, the line names the pointer of the first payload, and names matched by * stay private."""
    (tmp_path / "data.json").write_text(json.dumps({"data": {"+32 123": {"s": documented}, "b": {"s": documented}}}))
    outcome = command("validate", "--explain-versions", "--at", "/data/*/s", "data.json")
    verdicts = ", ".join(f"{version} valid" for version in VERSIONS)
    assert outcome.stdout.splitlines()[0] == f"data.json: {verdicts}; 2 payloads, first at /data/*/s"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [([], 1), (["--fail-on", "never"], 0), (["--at", "/nothing"], 1), (["--quiet"], 1), (["gone.json"], 4)],
)
def test_exit_code_is_that_of_the_selected_version(command: Any, log: Path, arguments: list[str], status: int) -> None:
    """The exit code is that of validate without the option."""
    for extra in ([], ["--explain-versions"]):
        outcome = command("validate", *extra, log.name, *arguments)
        assert outcome.status == status
        assert bool(outcome.stdout) is ("--quiet" not in arguments)


def test_accepted_fields_apply_to_all_versions(command: Any, log: Path) -> None:
    """An accepted unstable field is a finding of no version, and --fail-on unstable ignores it."""
    accepted = [f"--accept-unstable=/{name}" for name in ("lastIntent", "madeUp", "another")]
    line = log.read_text().splitlines()[3]
    arguments = ["--explain-versions", "--fail-on", "unstable", "-"]
    assert command("validate", *arguments, stdin=line.encode()).status == 3
    outcome = command("validate", *accepted, *arguments, stdin=line.encode())
    assert outcome.status == 0
    assert outcome.stdout.startswith(f"-: {', '.join(f'{version} valid' for version in VERSIONS)}\n")


def test_json_report_is_valid_under_its_schema(command: Any, log: Path, tmp_path: Path) -> None:
    """The JSON report has the groups, the counts of each version and the unreadable inputs."""
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
            "message": "no such file or folder",
            "hint": "check the path and the working directory",
        }
    ]
    assert "gone.json: unreadable: no such file or folder\n" in (tmp_path / "t").read_text()


@pytest.mark.parametrize(
    "corrupt",
    [
        lambda report: report.update(extra=1),
        lambda report: report.update(schemaVersion="1"),
        lambda report: report["versions"].clear(),
        lambda report: report["agreements"][0].update(payloads=0),
        lambda report: report["agreements"][0]["answers"][0].update(verdict="fine"),
        lambda report: report["agreements"][0]["answers"][0].pop("accepts"),
    ],
)
def test_schema_rejects_a_corrupted_report(log: Path, corrupt: Callable[[dict[str, Any]], object]) -> None:
    """The schema of the report rejects extra, missing and wrong members."""
    report = json_reporter.to_dict(result_of([str(log)]))
    assert schema().is_valid(report)
    corrupt(report)
    assert not schema().is_valid(report)


def test_versions_without_the_kind_are_listed(command: Any) -> None:
    """Versions without a schema for writes have no verdict, and the report lists them."""
    arguments = ["validate", "--explain-versions", "--kind", "write", "-"]
    write = b'{"namespace": "order", "data": {}}'
    supported = [version for version in VERSIONS if version != "1.0.0"]
    lines = command(*arguments, stdin=write).stdout.splitlines()
    assert lines[0] == f"-: {', '.join(f'{version} valid' for version in supported)}"
    assert lines[1] == "1.0.0: no schema for payloads of this kind"
    report = json.loads(command(*arguments, "--format", "json", stdin=write).out)
    assert list(schema().iter_errors(report)) == []
    assert report["lacking"] == ["1.0.0"]


def test_format_without_version_report_is_a_usage_error() -> None:
    """A format of validate without a report on versions is rejected before any input is read."""
    with pytest.raises(click.UsageError, match=r"cannot write 'sarif'; available: text, json"):
        explain_versions([], ValidatorOptions(), {}, 1, (Output("sarif", None),), quiet=False, allow_empty=False)


def test_internal_error_hides_no_other_payload(log: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """A payload at which the program fails is counted and named, and the others are reported."""
    validate_each = Validator.validate_each

    def failing(self: Validator, payload: Any, origin: Any) -> Any:
        if origin.record == 2:
            raise KeyError("private")
        return validate_each(self, payload, origin)

    monkeypatch.setattr(Validator, "validate_each", failing)
    result = result_of([str(log)])
    assert result.result.internal_errors == 1
    assert result.result.payloads == 6
    assert capsys.readouterr().err.startswith(f"{log}, record 2: internal error: KeyError at ")


def test_unreadable_inputs_belong_to_the_selected_version(examples: Path) -> None:
    """An unreadable input is not a payload of any version."""
    result = result_of(["gone.json", str(examples / "session.json")], schema_version="1.0.0")
    assert result.selected == "1.0.0"
    assert [isinstance(failure, UnreadableInput) for failure in result.result.unreadable] == [True]
    assert {version: run.payloads for version, run in result.results.items()} == dict.fromkeys(VERSIONS, 1)
