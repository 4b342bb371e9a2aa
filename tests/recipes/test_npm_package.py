"""The npm package, installed from its tarball: ES modules, CommonJS, and TypeScript under strict."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from chatlayer_session import Rule, Validator, Verdict, schemas
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.export.manifest import write
from chatlayer_session.spec.export.npm import npm_files

if TYPE_CHECKING:
    from collections.abc import Sequence

VALIDATE = """
for (const [version, kinds] of Object.entries(cases)) {
  for (const [kind, payloads] of Object.entries(kinds)) {
    const name = `validate${kind[0].toUpperCase()}${kind.slice(1)}`;
    verdicts[`${version} ${kind}`] = payloads.map((payload) => packages[version][name](payload));
    const findings = payloads.map((payload) => packages[version][`${name}Strict`](payload));
    verdicts[`${version} ${kind} strict`] = findings.map((found) => found.length === 0);
  }
}
console.log(JSON.stringify(verdicts));
"""


def run(*command: str | Path, folder: Path) -> str:
    """Run a program, which must succeed, and return its output."""
    process = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert process.returncode == 0, process.stdout
    return process.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with the tarball and TypeScript; the tarball alone is installed first, without a registry."""
    package = tmp_path_factory.mktemp("package")
    write(package, npm_files(packaged_catalog()))
    folder = tmp_path_factory.mktemp("project")
    tarball = run("npm", "pack", "--silent", "--pack-destination", str(folder), folder=package).split()[-1]
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    run("npm", "install", "--silent", "--offline", f"./{tarball}", folder=folder)
    assert [path.name for path in (folder / "node_modules").iterdir() if not path.name.startswith(".")] == [
        "chatlayer-session"
    ]
    run("npm", "install", "--silent", "typescript@5", "@types/node@20", "fast-check@4", folder=folder)
    (folder / "cases.json").write_text(json.dumps(payloads()), encoding="utf-8")
    return folder


def payloads() -> dict[str, dict[str, list[Any]]]:
    """Return the payloads of the conformance cases by version and kind."""
    catalog = packaged_catalog()
    return {
        version: {
            name: [
                test["data"]
                for group in json.loads((catalog.root / f"session/{version}/conformance/{name}.json").read_bytes())
                for test in group["tests"]
            ]
            for name in catalog.names("session", version)
        }
        for version in catalog.versions()
    }


def expected() -> dict[str, list[bool]]:
    """Return the verdicts of python-jsonschema on the payloads, by version, kind and view."""
    verdicts: dict[str, list[bool]] = {}
    for version, kinds in payloads().items():
        for kind, cases in kinds.items():
            for suffix, view in (("", "open"), (" strict", "closed")):
                schema = schemas.load(kind, version, form="bundle", view=view)
                validator = Draft202012Validator(schema)
                verdicts[f"{version} {kind}{suffix}"] = [validator.is_valid(payload) for payload in cases]
    return verdicts


def modules() -> Sequence[tuple[str, str]]:
    """Return the versions of the session, each with the name of its module."""
    return [(version, f"chatlayer-session/session/{version}") for version in packaged_catalog().versions()]


def test_es_module_agrees_with_python_jsonschema(project: Path) -> None:
    """For each case of every version, kind and view; the tarball alone is enough."""
    imports = "".join(f'import * as p{index} from "{name}";\n' for index, (_, name) in enumerate(modules()))
    table = ", ".join(f'"{version}": p{index}' for index, (version, _) in enumerate(modules()))
    lines = [
        'import { readFileSync } from "node:fs";',
        imports,
        f'const packages = {{{table}}}, cases = JSON.parse(readFileSync("cases.json")), verdicts = {{}};',
        VALIDATE,
    ]
    (project / "check.mjs").write_text("\n".join(lines), encoding="utf-8")
    assert json.loads(run("node", "check.mjs", folder=project)) == expected()


def test_common_js_agrees_with_python_jsonschema(project: Path) -> None:
    """For each case of every version, kind and view; the tarball alone is enough."""
    table = ", ".join(f'"{version}": require("{name}")' for version, name in modules())
    lines = [f'const packages = {{{table}}}, cases = require("./cases.json"), verdicts = {{}};', VALIDATE]
    (project / "check.cjs").write_text("\n".join(lines), encoding="utf-8")
    assert json.loads(run("node", "check.cjs", folder=project)) == expected()


PLACES = """
import { readFileSync } from "node:fs";
const cases = JSON.parse(readFileSync("cases.json")), places = {};
for (const [version, kinds] of Object.entries(cases)) {
  const found = new Set(), module = await import(`chatlayer-session/session/${version}`);
  for (const [kind, payloads] of Object.entries(kinds)) {
    const name = `validate${kind[0].toUpperCase()}${kind.slice(1)}`;
    for (const payload of payloads) {
      module[name](payload);
      const violations = [...(module[name].errors ?? []), ...module[`${name}Strict`](payload)];
      for (const { schemaPath } of violations) found.add(schemaPath);
    }
  }
  places[version] = [...found];
}
console.log(JSON.stringify(places));
"""


def test_place_in_the_schema_exists_in_the_published_one(project: Path) -> None:
    """The identifier is that of a canonical file of the package, and the pointer leads to a keyword in it."""
    (project / "places.mjs").write_text(PLACES, encoding="utf-8")
    folder = project / "node_modules" / "chatlayer-session" / "schemas" / "session"
    documents = [json.loads(path.read_bytes()) for path in folder.glob("*/canonical/*/*.json")]
    published = {document["$id"]: document for document in documents}
    for version, places in json.loads(run("node", "places.mjs", folder=project)).items():
        assert len(places) > 30, version
        for place in places:
            identifier, _, pointer = place.partition("#")
            value = published[identifier]
            for token in pointer.split("/")[1:]:
                value = value[int(token) if isinstance(value, list) else token]


EXAMPLES = """
const { readdirSync } = require("node:fs"), { dirname, join, relative } = require("node:path");
const root = join(dirname(require.resolve("chatlayer-session/package.json")), "examples", "session"), found = {};
for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = relative(root, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\\\", "/");
  const [version] = path.split("/"), module = require(`chatlayer-session/session/${version}`);
  const example = require(`chatlayer-session/examples/session/${path}`), valid = [];
  for (const kind of ["Answer", "Internal", "Session", "Write"]) {
    if (module[`validate${kind}`]?.(example)) valid.push(kind);
  }
  found[path.slice(0, -5)] = { example, valid };
}
console.log(JSON.stringify(found));
"""


def test_examples_are_those_of_the_schemas(project: Path) -> None:
    """Each is imported by its path, and a validator of its version accepts it: sessions, writes, and answers."""
    catalog = packaged_catalog()
    (project / "examples.cjs").write_text(EXAMPLES, encoding="utf-8")
    found = json.loads(run("node", "examples.cjs", folder=project))
    assert {path: entry["example"] for path, entry in found.items()} == {
        f"{version}/{name}": catalog.example("session", version, name)
        for version in catalog.versions()
        for group in ("", "writes")
        for name in catalog.examples("session", version, group)
    }
    # Before 1.2.0 there is no schema for answers.
    assert {path for path, entry in found.items() if not entry["valid"]} == {"1.1.0/writes/answer"}
    assert "Internal" in found["1.2.0/realistic"]["valid"]
    assert "Write" in found["1.2.0/writes/value"]["valid"]
    assert "Session" in found["1.2.0/session"]["valid"]


UNSTABLE = """
import { readFileSync } from "node:fs";
const cases = JSON.parse(readFileSync("unstable.json")), found = {};
for (const [version, payloads] of Object.entries(cases)) {
  const { unstableFields } = await import(`chatlayer-session/session/${version}`);
  found[version] = payloads.map((payload) => unstableFields(payload).map(({ pointer, reason }) => [pointer, reason]));
}
console.log(JSON.stringify(found));
"""
NAMES = {"$schema": "x", "a/b~c": 1, "": [], "constructor": {}, "__proto__": True, "hasOwnProperty": None, "botid": 1.5}


def test_unstable_fields_are_those_of_the_validator(project: Path) -> None:
    """With the same reasons: examples of every version, conformance cases, and hostile names."""
    catalog = packaged_catalog()
    cases: dict[str, list[Any]] = {}
    for version in catalog.versions():
        examples = [catalog.example("session", version, name) for name in catalog.examples("session", version)]
        plain = payloads()[version]
        odd = {
            **catalog.example("session", version, "documented"),
            **NAMES,
            "nlp": {"intents": [{"name": "a", "score": 1, **NAMES}], "entities": [NAMES]},
        }
        cases[version] = [*examples, *plain["internal"], *plain["session"], odd, {"internal": odd, **NAMES}]
    (project / "unstable.json").write_text(json.dumps(cases), encoding="utf-8")
    (project / "unstable.mjs").write_text(UNSTABLE, encoding="utf-8")
    found = json.loads(run("node", "unstable.mjs", folder=project))
    for version, values in cases.items():
        validator = Validator(schema_version=version)
        for value, fields in zip(values, found[version], strict=True):
            findings = [item for item in validator.validate(value).findings if item.rule is Rule.UNSTABLE_FIELD]
            assert sorted(fields) == sorted([item.pointer, item.message] for item in findings)
    assert len(found["1.2.0"][-1]) >= 2 * len(NAMES)


ARBITRARIES = """
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { arbitraryOf } from "chatlayer-session/arbitraries";
const require = createRequire(import.meta.url), made = {};
for (const path of JSON.parse(readFileSync("exports.json"))) {
  const schema = require(`chatlayer-session/schemas/${path}`);
  made[path] = fc.sample(arbitraryOf(fc, schema), { numRuns: 100, seed: 7 }).map((payload) => JSON.stringify(payload));
}
writeFileSync("made.json", JSON.stringify(made));
const refused = ["bundle/open", "flat/open"].map((form) => {
  const schema = require(`chatlayer-session/schemas/session/1.2.0/${form}/session.json`);
  try {
    return String(arbitraryOf(fc, form[0] === "f" ? { ...schema, minProperties: 3 } : schema));
  } catch ({ message }) {
    return message;
  }
});
console.log(JSON.stringify(refused));
"""


def test_arbitraries_make_valid_payloads(project: Path) -> None:
    """The validator accepts what they make from each export; a closed view gives declared fields only."""
    catalog = packaged_catalog()
    versions = {version: catalog.names("session", version) for version in catalog.versions()}
    exports = {
        f"session/{version}/{form}/{view}/{name}.json": (version, view, name)
        for version, names in versions.items()
        for name, form, view in product(names, ("flat", "draft-07"), ("open", "stable", "closed"))
    }
    (project / "exports.json").write_text(json.dumps(list(exports)), encoding="utf-8")
    (project / "arbitraries.mjs").write_text(ARBITRARIES, encoding="utf-8")
    refused = json.loads(run("node", "arbitraries.mjs", folder=project))
    made = json.loads((project / "made.json").read_bytes())
    seen: dict[tuple[str, str], set[Rule]] = {(version, view): set() for version, view, _ in exports.values()}
    for path, (version, view, name) in exports.items():
        validator = Validator(kind=name, schema_version=version)
        reports = [validator.validate(text.encode()) for text in made[path]]
        assert {report.verdict for report in reports} <= {Verdict.VALID, Verdict.UNSTABLE}, path
        assert len(set(made[path])) > len(made[path]) // 2
        seen[version, view] |= {finding.rule for report in reports for finding in report.findings}
    for view in ("open", "stable", "closed"):
        assert Rule.UNKNOWN_VALUE in seen["1.2.0", view]
    # Version 1.0.0 declares no unstable field.
    assert {view: Rule.UNSTABLE_FIELD in seen["1.0.0", view] for view in ("open", "stable", "closed")} == {
        "open": True,
        "stable": True,
        "closed": False,
    }
    hint = "use an export of the form flat or draft-07"
    names = ("urn:chatlayer-session:session:1.2.0:internal", "minProperties")
    assert refused == [f"no arbitrary for {name}; {hint}" for name in names]


TYPESCRIPT = """
import { readFileSync } from "node:fs";
import {
  unstableFields, validateInternal, validateSession, validateSessionStrict, validateWriteStrict,
  type Action, type Answer, type DialogState, type Intent, type Internal, type Namespace, type Nlp,
  type PlatformVariables, type Score, type Sentiment, type Session, type UnstableField, type User, type Violation,
  type Write,
} from "chatlayer-session";
import schema from "chatlayer-session/schemas/session/1.0.0/draft-07/open/session.json" with { type: "json" };

const cases: Record<string, Record<string, unknown[]>> = JSON.parse(readFileSync("cases.json", "utf8"));
interface Shop {
  basket: { items: string[] };
}
export function intentOf(payload: unknown): string | undefined {
  if (!validateSession(payload)) return validateSession.errors?.[0]?.message;
  const session: Session = payload;
  const version: "DRAFT" | "LIVE" = session.internal.version;
  const variable: unknown = session["basket"];
  const region: PlatformVariables["__sharding_region"] = session.__sharding_region;
  const channel: Internal["channel"] = "a channel that is new";
  const findings: Violation[] = validateSessionStrict(payload);
  const unstable: UnstableField[] = unstableFields(payload);
  const places: string[] = [...findings.map(({ schemaPath }) => schemaPath), ...unstable.map(({ reason }) => reason)];
  void version, variable, region, channel, places;
  return payload.internal.nlp.intent?.name;
}
export function itemsOf(payload: unknown): readonly string[] {
  if (!validateSession<Shop>(payload)) return [];
  const session: Session<Shop> = payload;
  // @ts-expect-error -- the shop has no such variable
  session.baskets;
  return payload.basket.items;
}
export function parts({ user, nlp, currentDialogstate }: Internal): unknown[] {
  const named: User = user, processed: Nlp = nlp, state: DialogState = currentDialogstate;
  const intent: Intent | undefined = processed.intents?.[0], sentiment: Sentiment | undefined = nlp.sentiment;
  const score: Score | undefined = intent?.score, namespace: Namespace = "order", action: Action = {};
  const write: Write = { namespace, data: null }, answer: Answer = { session: [write], action };
  return [named, state, sentiment, score, answer, validateWriteStrict(write)];
}
export function misspelled(internal: Internal): void {
  // @ts-expect-error -- it is currentDialogstate
  internal.currentDialogState;
  // @ts-expect-error -- a score is a number
  const score: string | undefined = internal.nlp.intent?.score;
  // @ts-expect-error -- an unstable field has the type unknown
  const intent: string = internal.lastIntent;
  // @ts-expect-error -- internal is read-only
  internal.channel = "web";
  // @ts-expect-error -- and so is all that is in it
  internal.nlp.intents?.push({ name: "a", score: 1 });
  void score, intent;
}
const newest = Object.keys(cases).at(-1)!;
console.log(JSON.stringify({
  session: cases[newest]!["session"]!.map((payload) => validateSession(payload)),
  internal: cases[newest]!["internal"]!.map((payload) => validateInternal(payload)),
  schema: schema.$schema,
  first: intentOf(cases[newest]!["session"]![0]) ?? null,
}));
"""


@pytest.mark.parametrize(("name", "module"), [("check.mts", "check.mjs"), ("check.cts", "check.cjs")])
def test_typescript_under_strict_checks_the_types(project: Path, name: str, module: str) -> None:
    """For both kinds of module: a misspelled field, a wrong type and the use of an unstable field do not compile."""
    # CommonJS imports JSON without an attribute.
    code = TYPESCRIPT if name.endswith("mts") else TYPESCRIPT.replace(' with { type: "json" }', "")
    (project / name).write_text(code, encoding="utf-8")
    options = ["--strict", "--noUncheckedIndexedAccess", "--module", "nodenext", "--target", "es2022"]
    options += ["--resolveJsonModule", "--types", "node"]
    run("node_modules/.bin/tsc", *options, name, folder=project)
    printed = json.loads(run("node", module, folder=project))
    newest = packaged_catalog().versions()[-1]
    verdicts = expected()
    assert printed == {
        "session": verdicts[f"{newest} session"],
        "internal": verdicts[f"{newest} internal"],
        "schema": "http://json-schema.org/draft-07/schema#",
        "first": None,
    }


def test_old_module_resolution_finds_the_types(project: Path) -> None:
    """With `moduleResolution` node10, which reads no `exports`: the package, and the module of one version."""
    code = """
import { validateSession, type Session } from "chatlayer-session";
import { unstableFields, type Internal } from "chatlayer-session/session/1.1.0";
export const names = (session: Session, internal: Internal): string[] => [internal.botId, session.internal.botId];
// @ts-expect-error -- the types are known
export const count: number = unstableFields({})[0]?.pointer;
console.log(JSON.stringify([validateSession({}), unstableFields({ botId: "1", a: 1 }).map(({ pointer }) => pointer)]));
"""
    (project / "old.ts").write_text(code, encoding="utf-8")
    options = ["--strict", "--module", "commonjs", "--moduleResolution", "node10", "--target", "es2022"]
    run("node_modules/.bin/tsc", *options, "old.ts", folder=project)
    assert json.loads(run("node", "old.js", folder=project)) == [False, ["/a"]]


def test_package_has_no_fault_that_publishers_check(project: Path, tmp_path: Path) -> None:
    """For publint and attw, which import the tarball in every way that there is."""
    run("npm", "install", "--silent", "publint@0.3", "@arethetypeswrong/cli@0.18", folder=project)
    tarball = next(project.glob("chatlayer-session-*.tgz"))
    assert "No problems found" in run("npx", "attw", str(tarball), folder=project)
    (tmp_path / "package").mkdir()
    write(tmp_path / "package", npm_files(packaged_catalog()))
    printed = run("npx", "publint", str(tmp_path / "package"), "--strict", folder=project)
    assert "All good!" in printed, printed
    assert "Suggestions" not in printed, printed


def test_code_in_the_readme_runs(project: Path) -> None:
    """Each block of JavaScript runs as a module, and the block of TypeScript compiles under strict."""
    readme = (project / "node_modules" / "chatlayer-session" / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(js|ts)\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert [language for language, _ in blocks] == ["js", "ts", "js", "js", "js"]
    for index, (language, block) in enumerate(blocks):
        path = project / f"readme{index}.m{language}"
        path.write_text(f"const text = '{{}}';\n{block}" if language == "js" else block, encoding="utf-8")
        if language == "js":
            run("node", path.name, folder=project)
        else:
            options = ["--strict", "--module", "nodenext", "--target", "es2022", "--noEmit"]
            run("node_modules/.bin/tsc", *options, path.name, folder=project)


def test_committed_javascript_is_reproducible() -> None:
    """Generated again with the packages of the lock file, it is the same byte for byte."""
    root = Path(__file__).resolve().parents[2]
    run(sys.executable, "-m", "tools.codegen", "check", "javascript", folder=root)
