"""`chatlayer-session contract`: verification, the matrix of services and versions, and who reads a field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from chatlayer_session import schemas
from chatlayer_session.spec.catalog import packaged_catalog

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Command

FILE = "chatlayer-contract.toml"
TODAY = ("--today", "2026-12-01")


def contract(*reads: str, consumer: str = "orders", schema: str = "1") -> str:
    """Return the text of a contract; each read is the lines of its table."""
    tables = "".join(f"[[reads]]\npointer = {read}\n" for read in reads)
    return f'consumer = "{consumer}"\nschema = "{schema}"\n{tables}'


HOLDS = contract('"/internal/locale"\ntype = "string"\nrequired = true')
FAILS = contract('"/internal/user/firstName"\nrequired = true')
UNSTABLE = contract('"/internal/lastTopic"')
ENDING = contract('"/internal/lastTopic"\nreason = "r"\nuntil = 2026-12-10')


@pytest.mark.parametrize(
    ("text", "options", "status", "line"),
    [
        (HOLDS, (), 0, "1 input: 1 valid, 0 unstable, 0 invalid"),
        (FAILS, (), 1, f"{FILE}:5:1: error[unguaranteed-read] /internal/user/firstName: required, but can be missing"),
        (UNSTABLE, (), 3, f"{FILE}:4:1: unstable[unstable-read] /internal/lastTopic: reads an undocumented field; may"),
        (UNSTABLE, ("--fail-on", "invalid"), 0, "1 input: 0 valid, 1 unstable, 0 invalid"),
        (FAILS, ("--fail-on", "never"), 0, "1 input: 0 valid, 0 unstable, 1 invalid"),
        (ENDING, (), 0, "note: /internal/lastTopic is accepted only until 2026-12-10"),
    ],
)
def test_contract_is_verified(command: Command, text: str, options: tuple[str, ...], status: int, line: str) -> None:
    """The nearest contract is verified; the exit codes are those of `validate`, with unstable reads as failures."""
    (command.folder / FILE).write_text(text)
    outcome = command("contract", "verify", *TODAY, *options)
    assert outcome.status == status
    assert any(found.startswith(line) for found in (outcome.out + outcome.err).decode().splitlines())


def test_missing_contract_is_a_usage_error(command: Command) -> None:
    """Without a file, the message says what to pass."""
    outcome = command("contract", "verify")
    assert outcome.status == 2
    assert b"no chatlayer-contract.toml here or above; pass the file of the contract" in outcome.err


def test_mistakes_in_a_contract_are_usage_errors(command: Command) -> None:
    """Each mistake has its place."""
    (command.folder / "c.toml").write_text('consumer = "c"\nschema = "1"\n[[reads]]\npointr = "/internal"\n')
    outcome = command("contract", "verify", "--contract", "c.toml")
    assert outcome.status == 2
    assert b"c.toml:4:1: [reads] entry 1: unknown key 'pointr'; did you mean 'pointer'?" in outcome.err
    assert b"c.toml:3:1: [reads] entry 1: required key `pointer` is missing" in outcome.err


def test_witness_is_in_the_report_and_in_a_file(command: Command) -> None:
    """The JSON report has the payload that proves a finding, and --witnesses writes it."""
    (command.folder / FILE).write_text(FAILS)
    outcome = command("contract", "verify", "--format", "json", "--witnesses", "w")
    report = json.loads(outcome.out)
    Draft202012Validator(schemas.load("report"), registry=schemas.registry()).validate(report)
    (finding,) = report["payloads"][0]["findings"]
    assert finding["witness"]["internal"]["user"] == {}
    (file,) = (command.folder / "w").iterdir()
    assert file.name == "01-internal-user-firstName.json"
    assert json.loads(file.read_bytes()) == finding["witness"]
    assert outcome.err == b""
    note = command("contract", "verify").err
    assert note == b"note: 1 witness not shown; write the payloads with --witnesses DIR\n"


def test_witnesses_that_cannot_be_written_fail_the_run(command: Command) -> None:
    """The exit code is that of an unwritable report."""
    (command.folder / FILE).write_text(FAILS)
    (command.folder / "w").write_text("")
    outcome = command("contract", "verify", "--witnesses", "w/x")
    assert outcome.status == 4
    assert b"w/x: cannot write the witnesses: " in outcome.err


def test_payloads_are_compared_with_the_contract(command: Command) -> None:
    """A payload that breaks an assumption is reported at its place; variables are compared too, if there are any."""
    text = contract(
        '"/internal/locale"\ntype = ["null", "string"]\nrequired = true',
        '"/order/items/*/price"\ntype = "number"\nrequired = true',
        '"/internal/channel"\nvalues = ["web"]',
    )
    (command.folder / FILE).write_text(text)
    payloads = [
        {"internal": {"locale": None, "channel": "web"}, "order": {"items": []}},
        {"internal": {"locale": 1, "channel": "sms"}, "order": {"items": [{"price": 1}, {"price": "1"}, {}]}},
        {"locale": "en", "botId": "1", "channel": "web"},
        {"internal": {"channel": "web"}},
    ]
    (command.folder / "p.ndjson").write_text("".join(f"{json.dumps(payload)}\n" for payload in payloads) + "{\n")
    outcome = command("contract", "verify", "--payloads", "p.ndjson", "--format", "json")
    assert outcome.status == 1
    found = {entry["record"]: entry for entry in json.loads(outcome.out)["payloads"] if entry["record"]}
    places = [(finding["rule"], finding["pointer"], finding["column"]) for finding in found[2]["findings"]]
    assert places == [
        ("broken-assumption", "/internal/locale", 25),
        ("broken-assumption", "/internal/channel", 39),
        ("broken-assumption", "/order", 91),
        ("broken-assumption", "/order", 97),
    ]
    messages = [finding["message"] for finding in found[2]["findings"]]
    assert messages == [
        "expected `/internal/locale` to be null or a string, found a number",
        "the value of `/internal/channel` is not in `values`",
        "expected `/order/items/*/price` to be a number, found a string",
        "`/order/items/*/price` is missing, and the contract requires it",
    ]
    assert [finding["pointer"] for finding in found[4]["findings"]] == ["/internal/locale"]
    assert found[5]["findings"][0]["rule"] == "syntax"
    assert found.keys() == {2, 4, 5}


def test_reads_in_code_must_be_declared(command: Command) -> None:
    """A read in a template or in code that the contract does not declare is reported at its place."""
    (command.folder / FILE).write_text(contract('"/internal/user/firstName"', '"/internal/nlp"'))
    (command.folder / "src").mkdir()
    (command.folder / "src" / "reply.txt").write_text(
        "{internal.user.firstName} {internal.nlp.sentiment.name} {order.total}\n{internal.locale}\n"
    )
    outcome = command("contract", "verify", "src")
    assert outcome.status == 1
    assert outcome.out.decode().splitlines() == [
        "src/reply.txt:2:11: error[undeclared-read] /internal/locale: the contract does not declare this read",
        "  hint: add it to `reads` in the contract",
        "2 inputs: 1 valid, 0 unstable, 1 invalid",
    ]


def test_recorded_reads_are_compared_with_declared_ones(command: Command) -> None:
    """A read that no test makes is a note, and a recorded read that is not declared an error."""
    (command.folder / FILE).write_text(contract('"/internal/nlp/intents/*/name"', '"/internal/user"', '"/order"'))
    reads = [
        {"pointer": pointer, "present": 1, "absent": 0}
        for pointer in ("", "/internal/locale", "/internal/nlp/intents", "/order/total", "/basket")
    ]
    (command.folder / "reads.json").write_text(json.dumps({"version": "1.0.0", "omitted": 0, "reads": reads}))
    outcome = command("contract", "verify", "--recorded", "reads.json")
    assert outcome.status == 1
    assert [line for line in outcome.out.decode().splitlines() if "hint" not in line] == [
        "reads.json: error[undeclared-read] /internal/locale: the contract does not declare this read",
        f"{FILE}:6:1: note[unused-read] /internal/user: no recorded test reads this field",
        "2 inputs: 1 valid, 0 unstable, 1 invalid",
    ]
    outcome = command("contract", "verify", "--recorded", "missing.json")
    assert outcome.status == 4
    assert b"missing.json" in outcome.out


STORY: dict[str, dict[str, Any]] = {
    "1.0.0": {"name": "stable", "plan": "stable", "score": "stable"},
    "1.1.0": {"name": "stable", "plan": "stable", "score": "stable", "language": "stable"},
    "2.0.0": {"name": "stable", "plan": "unstable", "language": "stable"},
}
"""The fields of `internal` by version, with their stability: all are required while they are stable."""


def field(stability: str) -> dict[str, Any]:
    """Return the declaration of a field."""
    declared = {"description": "A field.", "x-stability": stability, "x-since": "1.0.0"}
    return {**declared, "type": "string"} if stability == "stable" else declared


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Return the folder of the catalog."""
    root = tmp_path / "story"
    for version, fields in STORY.items():
        folder = root / "session" / version
        folder.mkdir(parents=True)
        identifier = f"urn:chatlayer-session:session:{version}"
        internal = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{identifier}:internal",
            "type": "object",
            "required": [name for name, stability in fields.items() if stability == "stable"],
            "properties": {name: field(stability) for name, stability in fields.items()},
        }
        session = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{identifier}:session",
            "type": "object",
            "required": ["internal"],
            "properties": {"internal": {"$ref": f"{identifier}:internal"}},
            "additionalProperties": True,
        }
        for name, schema in (("internal", internal), ("session", session)):
            (folder / f"{name}.json").write_text(json.dumps(schema))
    session_versions: dict[str, Any] = {version: {"internal": {}, "session": {}} for version in STORY}
    families = {"session": session_versions, "report": {}}
    (root / "catalog.json").write_text(json.dumps({"families": families}))
    return root


THREE = {
    "billing": ("billing", ">=1", '"/internal/name"\ntype = "string"\nrequired = true'),
    "plans": ("plans", ">=1", '"/internal/plan"\ntype = "string"\nrequired = true'),
    "scores": ("scores", "1", '"/internal/score"\ntype = "string"\nrequired = true'),
    "translation": ("translation", ">=1.1", '"/internal/language"\nrequired = true'),
}


@pytest.fixture
def contracts(command: Command) -> Path:
    """Return a folder with the contracts of the story."""
    folder = command.folder / "contracts"
    folder.mkdir()
    for name, (consumer, schema, read) in THREE.items():
        (folder / f"{name}-contract.toml").write_text(contract(read, consumer=consumer, schema=schema))
    return folder


@pytest.mark.usefixtures("contracts")
def test_matrix_shows_the_story(command: Command, story: Path) -> None:
    """Version 1.1 adds a field, and 2.0 makes one unstable and drops one: the matrix shows who can take them."""
    outcome = command("contract", "matrix", "contracts", "--schemas", str(story))
    assert outcome.out.decode().splitlines() == [
        "consumer     schema  1.0.0    1.1.0    2.0.0",
        "billing      >=1     yes      yes      yes",
        "plans        >=1     yes      yes      no",
        "scores       1       yes      yes      outside",
        "translation  >=1.1   outside  yes      yes",
        "4 contracts: 3 hold, 1 fail",
        "  hint: run `chatlayer-session contract verify --contract contracts/plans-contract.toml`",
    ]
    assert outcome.status == 1
    twice = command("contract", "matrix", "contracts", "./contracts/plans-contract.toml", "--schemas", str(story))
    assert twice.out == outcome.out
    (command.folder / "contracts" / "scores-contract.toml").write_text(
        contract(THREE["scores"][2], consumer="scores", schema=">=1")
    )
    outcome = command("contract", "matrix", "contracts/scores-contract.toml", "--schemas", str(story))
    assert b"scores    >=1     yes      yes      no\n" in outcome.out
    text = contract('"/internal/plan"\nreason = "old"\nuntil = 2027-01-01', consumer="plans", schema=">=1")
    (command.folder / "p.toml").write_text(text)
    assert command("contract", "matrix", "p.toml", "--schemas", str(story), *TODAY).status == 0
    assert command("contract", "matrix", "p.toml", "--schemas", str(story), "--today", "2027-01-02").status == 1


@pytest.mark.usefixtures("contracts")
def test_verification_explains_the_story(command: Command, story: Path) -> None:
    """The finding names the version in which the field is unstable, with a payload that lacks it."""
    file = "contracts/plans-contract.toml"
    outcome = command("contract", "verify", "--contract", file, "--schemas", str(story), "--format", "json")
    (finding,) = json.loads(outcome.out)["payloads"][0]["findings"]
    assert finding["rule"] == "unstable-read"
    assert finding["message"] == "reads an unstable field; may change without notice (in 2.0.0)"
    assert finding["witness"]["internal"].keys() == {"name", "language"}
    assert outcome.status == 3


@pytest.mark.usefixtures("contracts")
def test_matrix_has_formats_for_programs(command: Command, story: Path) -> None:
    """JSON follows its schema, and Markdown is a table."""
    options = ("contract", "matrix", "contracts", "--schemas", str(story))
    matrix = json.loads(command(*options, "--format", "json").out)
    check(matrix, "matrix")
    assert matrix["contracts"][1]["support"] == {"1.0.0": "yes", "1.1.0": "yes", "2.0.0": "no"}
    assert [entry["holds"] for entry in matrix["contracts"]] == [True, False, True, True]
    lines = command(*options, "--format", "markdown").out.decode().splitlines()
    assert lines[:3] == [
        "| consumer | schema | 1.0.0 | 1.1.0 | 2.0.0 |",
        "| --- | --- | --- | --- | --- |",
        "| billing | &#62;=1 | yes | yes | yes |",
    ]


def check(value: Any, name: str) -> None:
    """Assert that a value follows a schema of contracts."""
    Draft202012Validator(schemas.load(name), registry=schemas.registry()).validate(value)


@pytest.mark.usefixtures("contracts")
def test_broken_contract_does_not_hide_the_others(command: Command, story: Path) -> None:
    """Its mistakes are on standard error, and the exit code is that of an unreadable input."""
    (command.folder / "contracts" / "a-contract.toml").write_text("x = 1\n")
    (command.folder / "contracts" / ".hidden").mkdir()
    (command.folder / "contracts" / ".hidden" / "b-contract.toml").write_text("x = 1\n")
    outcome = command("contract", "matrix", "contracts", "missing.toml", "--schemas", str(story))
    assert outcome.status == 4
    assert outcome.err.count(b"\n") == 4
    assert b"contracts/a-contract.toml:1:1: unknown key 'x'" in outcome.err
    assert b"missing.toml: cannot be read: No such file or directory\n" in outcome.err
    assert b"4 contracts: 3 hold, 1 fail\n" in outcome.out


def test_folder_without_contracts_is_reported(command: Command) -> None:
    """The hint says which names contracts have."""
    (command.folder / "empty").mkdir()
    outcome = command("contract", "matrix", "empty")
    assert outcome.status == 4
    assert (
        b"empty: contains no contract; name a contract, or a folder with files that match *contract.toml" in outcome.err
    )


@pytest.mark.usefixtures("contracts")
def test_who_lists_readers(command: Command) -> None:
    """A service reads a field if its contract names it, a part of it or an object around it."""
    outcome = command("contract", "who", "/internal/plan", "contracts")
    assert (outcome.status, outcome.out) == (0, b"plans: /internal/plan (contracts/plans-contract.toml:4:1)\n")
    assert command("contract", "who", "/internal", "contracts").out.count(b"\n") == 4
    assert command("contract", "who", "/internal/plan/name", "contracts").out.count(b"\n") == 1
    outcome = command("contract", "who", "/order", "contracts")
    assert (outcome.status, outcome.out) == (0, b"no contract declares a read of /order\n")
    readers = json.loads(command("contract", "who", "/internal/plan", "contracts", "--format", "json").out)
    check(readers, "readers")
    (reader,) = readers["readers"]
    assert reader == {
        "consumer": "plans",
        "pointer": "/internal/plan",
        "source": "contracts/plans-contract.toml",
        "line": 4,
        "column": 1,
    }


def test_folder_without_a_catalog_is_a_usage_error(command: Command) -> None:
    """The message names the file that is missing."""
    (command.folder / FILE).write_text(HOLDS)
    outcome = command("contract", "matrix", "--schemas", ".")
    assert outcome.status == 2
    assert b"catalog.json cannot be read" in outcome.err


def test_packaged_catalog_is_a_folder_of_schemas(command: Command) -> None:
    """The folder of the packaged schemas gives the same matrix as without the option."""
    (command.folder / FILE).write_text(HOLDS)
    root = str(packaged_catalog().root)
    assert command("contract", "matrix", "--schemas", root).out == command("contract", "matrix").out


@pytest.mark.usefixtures("contracts")
def test_compat_names_the_services_of_a_change(command: Command, story: Path) -> None:
    """A dropped field and a field that becomes unstable concern only the services that read them."""
    old, new = (str(story / "session" / version) for version in ("1.1.0", "2.0.0"))
    outcome = command("compat", old, new, "--contracts", "contracts", "--format", "json")
    assert outcome.status == 1
    assert concerned(outcome.out) == {
        ("property-removed", "/score"): ["scores"],
        ("property-became-optional", "/score"): ["scores"],
        ("deprecated-without-notice", "/score"): ["scores"],
        ("released-file-changed", ""): ["billing", "plans", "scores", "translation"],
        ("property-became-optional", "/plan"): ["plans"],
        ("stability-lowered", "/plan"): ["plans"],
        ("type-widened", "/plan"): ["plans"],
    }
    text = command("compat", old, new, "--contracts", "contracts").out.decode()
    assert "breaks the reader; concerns plans\n" in text


def concerned(out: bytes) -> dict[tuple[str, str], list[str]]:
    """Return the services that each change of the object internal concerns, by kind and place."""
    (changes,) = [one["changes"] for one in json.loads(out)["comparisons"] if one["name"] == "internal.json"]
    return {(change["id"], change["instance"]): change.get("consumers") for change in changes}


OPTIONAL = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {"plan": {"enum": ["a"]}, "language": {"type": "string"}},
}
REQUIRED = {**OPTIONAL, "required": ["plan"]}
MORE_VALUES = {**REQUIRED, "properties": {"plan": {"enum": ["a", "b"]}, "language": {"type": "string"}}}


@pytest.mark.parametrize(
    ("new", "read", "consumers"),
    [
        (OPTIONAL, '"/internal/plan"\nrequired = true', ["orders"]),
        (OPTIONAL, '"/internal/plan/name"\nrequired = true', ["orders"]),
        (OPTIONAL, '"/internal"', ["orders"]),
        (OPTIONAL, '"/internal/plan"', []),
        (OPTIONAL, '"/internal/language"\nrequired = true', []),
        (OPTIONAL, '"/plan"\nrequired = true', []),
        (MORE_VALUES, '"/internal/plan"\nvalues = ["a"]', ["orders"]),
        (MORE_VALUES, '"/internal/plan"\nrequired = true', []),
    ],
)
def test_change_that_concerns_no_service_breaks_no_reader(
    command: Command, new: dict[str, Any], read: str, consumers: list[str]
) -> None:
    """The exit code is 1 only if a service reads the field and assumes what the change takes away."""
    for name, schema in (("old", REQUIRED), ("new", new)):
        (command.folder / name).mkdir()
        (command.folder / name / "internal.json").write_text(json.dumps(schema))
    (command.folder / FILE).write_text(contract(read))
    options = ("compat", "old", "new", "--mode", "reader", "--format", "json")
    assert command(*options).status == 1
    outcome = command(*options, "--contracts", FILE)
    assert list(concerned(outcome.out).values()) == [consumers]
    assert outcome.status == (1 if consumers else 0)


def test_compat_with_a_broken_contract_stops(command: Command) -> None:
    """Without all contracts, no change can be called harmless."""
    (command.folder / FILE).write_text("x = 1\n")
    outcome = command("compat", "1.0.0", "1.1.0", "--contracts", FILE)
    assert (outcome.status, outcome.out) == (4, b"")
    assert outcome.err.startswith(b"chatlayer-contract.toml:1:1: unknown key 'x'")
