"""Run the recipes of docs/how-to/import.md, each in an empty folder, on the conformance cases.

    python -m tests.recipes                   run all, and write the table of the document
    python -m tests.recipes --check NAME ...  run these, and exit with 1 if the table has different results

A recipe is the first ``bash`` block below a heading of the third level. Its folder has the exports in ``schemas/`` and
the payloads of the cases in ``payloads/``. A recipe installs everything else itself, from npm and PyPI.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from chatlayer_session import schemas
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.export.files import export_files
from chatlayer_session.spec.export.manifest import export_contents, write

from .environments import create_environment, run, run_checked, validate_in_vscode

if TYPE_CHECKING:
    from collections.abc import Iterable

PROJECT = Path(__file__).resolve().parents[2]
DOCUMENT = PROJECT / "docs" / "how-to" / "import.md"

REJECTED = r"^(payloads/\d+\.json): rejected$"
# Patterns of the programs that report a rejected payload in their own words.
REJECTED_BY = {
    "check-jsonschema": r"^\s+(payloads/\d+\.json)::",
    "check-jsonschema as a pre-commit hook": r"^\s+(payloads/\d+\.json)::",
    "json-schema-to-typescript": r"^checks/(\d+)\.ts\(",
    "openapi-typescript": r"^checks/(\d+)\.ts\(",
    "Redocly": r"/examples/(\d+)\.json/",
    "Spectral": r"\.examples\.(\d+)\.json",
}
NOT_RUN = ("santhosh-tekuri/jsonschema", "networknt json-schema-validator")

_SECTION = re.compile(r"^### ([^\n]+)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"schemas/(session/[\w./-]+)\.json")
_MARKED = "<!-- {name} -->{text}<!-- end -->"


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe: its heading, and the commands of its block."""

    name: str
    block: str

    @property
    def imported(self) -> str:
        """The export that the recipe imports, as the table names it."""
        export = _EXPORT.search(self.block)
        if export is None:
            return "the npm package" if "npm" in self.block else "`chatlayer_session.payload_types`"
        form, view = export[1].split("/")[2:4]
        return f"`{form}/{view}`"


@dataclass(frozen=True, slots=True)
class Case:
    """A payload of the conformance cases; ``violated`` are the keywords of the schema that it violates."""

    file: str
    data: Any
    violated: tuple[str, ...]
    description: str


def recipes() -> dict[str, Recipe]:
    """Return the recipes of the document by name."""
    sections = _SECTION.findall(DOCUMENT.read_text(encoding="utf-8"))
    blocks = {name: _BLOCK.search(text) for name, text in sections}
    # A different test runs the blocks on this package.
    return {name: Recipe(name, block[1]) for name, block in blocks.items() if block and name != "chatlayer-session"}


@cache
def cases() -> tuple[Case, ...]:
    """Return all cases of the documented version as sessions; a case for ``internal`` becomes a session with it."""
    catalog = packaged_catalog()
    version = documented_version()
    validator = Draft202012Validator(schemas.load("session", version), registry=schemas.registry())
    found_cases: list[Case] = []
    for kind in ("session", "internal"):
        path = catalog.root / "session" / version / "conformance" / f"{kind}.json"
        for group in json.loads(path.read_bytes()):
            for test in group["tests"]:
                data = test["data"] if kind == "session" else {"internal": test["data"]}
                violated = tuple(sorted({_label(error) for error in validator.iter_errors(data)}))
                name = f"payloads/{len(found_cases) + 1:03}.json"
                found_cases.append(Case(name, data, violated, test["description"]))
    return tuple(found_cases)


def documented_version() -> str:
    """Return the version of the schemas that the recipes import.

    Raises:
        ValueError: they import several.
    """
    blocks = "".join(recipe.block for recipe in recipes().values())
    (version,) = set(re.findall(r"schemas/session/([\d.]+)/\w", blocks))
    return str(version)


@cache
def exports() -> dict[str, bytes]:
    """Return every export by path."""
    return export_contents(export_files(packaged_catalog()))


def outcome(recipe: Recipe) -> str:
    """Run a recipe in an empty folder, and return its result for the table.

    Raises:
        RuntimeError: a command failed before a payload was validated.
    """
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent, "recipe")
        folder.mkdir()
        write(folder / "schemas", exports())
        (folder / "payloads").mkdir()
        for case in cases():
            (folder / case.file).write_text(json.dumps(case.data), encoding="utf-8")
        environment = create_environment(recipe.block, Path(parent))
        command = ["bash", "-e", "-c", recipe.block]
        # A third-party program fails when it rejects a payload; a script of the document does not.
        runner = run if recipe.name in REJECTED_BY else run_checked
        output = runner(command, folder, environment)
        if recipe.name == "VS Code":
            output += validate_in_vscode(folder, [case.file for case in cases()], environment)
        pattern = re.compile(REJECTED_BY.get(recipe.name, REJECTED), re.MULTILINE)
        rejected = {name if "/" in name else f"payloads/{name}.json" for name in pattern.findall(output)}
    if not rejected:
        raise RuntimeError(f"{recipe.name} rejected nothing:\n{output}")
    return comparison(rejected)


def comparison(rejected: set[str]) -> str:
    """Return how the rejected payloads differ from the invalid ones."""
    invalid = [case for case in cases() if case.violated]
    valid = [case for case in cases() if not case.violated]
    missed = [case for case in invalid if case.file not in rejected]
    refused = [case for case in valid if case.file in rejected]
    if not missed and not refused:
        return "works"
    parts: list[str] = []
    if missed:
        labels = Counter(label for case in missed for label in case.violated)
        keywords = ", ".join(f"{label} ({count})" for label, count in sorted(labels.items()))
        parts.append(f"accepts {len(missed)} of the {len(invalid)} invalid payloads: {keywords}")
    if refused:
        descriptions = ", ".join(sorted({case.description for case in refused}))
        parts.append(f"rejects {len(refused)} of the {len(valid)} valid payloads: {descriptions}")
    return f"deviates: {'; '.join(parts)}"


def row(recipe: Recipe, result: str) -> str:
    """Return the row of a recipe in the table."""
    anchor = re.sub(r"[^a-z0-9 -]", "", recipe.name.lower()).replace(" ", "-")
    return f"| [{recipe.name}](#{anchor}) | {recipe.imported} | {result} |"


def with_results(text: str, results: dict[str, str]) -> str:
    """Return the document with the table of these results."""
    rows = [row(recipe, results[name]) for name, recipe in recipes().items()]
    reason = "not run: its packages are not available here"
    rows += [row(Recipe(name, "schemas/session/0/flat/open/session.json"), reason) for name in NOT_RUN]
    table = "\n".join(["", "| importer | export | result |", "|---|---|---|", *rows, ""])
    for name, content in (("table", table), ("cases", count())):
        before, _, rest = text.partition(f"<!-- {name} -->")
        text = before + _MARKED.format(name=name, text=content) + rest.partition("<!-- end -->")[2]
    return text


def count() -> str:
    """Return the number of cases, in the words of the document."""
    return f"{len(cases())} payloads, {sum(bool(case.violated) for case in cases())} of them invalid"


def main() -> int:
    """Run the recipes named on the command line and check their rows, or run all and write the table."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.recipes", description="Run the recipes of docs/how-to/import.md."
    )
    parser.add_argument("--check", nargs="+", metavar="NAME", default=(), choices=list(recipes()))
    names: Iterable[str] = parser.parse_args().check
    text = DOCUMENT.read_text(encoding="utf-8")
    chosen = [recipe for name, recipe in recipes().items() if name in names or not names]
    with ThreadPoolExecutor(2) as pool:
        results = dict(zip((recipe.name for recipe in chosen), pool.map(outcome, chosen), strict=True))
    if not names:
        DOCUMENT.write_text(with_results(text, results), encoding="utf-8")
        return 0
    stale = [row(recipe, results[recipe.name]) for recipe in chosen if row(recipe, results[recipe.name]) not in text]
    stale += [] if count() in text else [count()]
    sys.stdout.write("".join(f"missing in the document: {line}\n" for line in stale))
    return 1 if stale else 0


def _label(error: Any) -> str:
    null = " of null" if error.validator == "type" and error.instance is None else ""
    return f"`{error.validator}`{null}"


if __name__ == "__main__":
    sys.exit(main())
