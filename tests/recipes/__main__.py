"""Run the recipes of docs/how-to/import.md, each in an empty folder, and say how they judge the conformance cases.

    python -m tests.recipes                   run all, and write the table of the document
    python -m tests.recipes --check NAME ...  run these, and exit with 1 if the table has not what they come to

A recipe is the first ``bash`` block under a heading of the third level. It finds the artefacts in ``schemas/`` and the
payloads of the cases in ``payloads/``; everything else it installs itself, so npm and PyPI have to be reached.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
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

from .environments import environment_of, judged_by_vscode, run, succeed

if TYPE_CHECKING:
    from collections.abc import Iterable

PROJECT = Path(__file__).resolve().parents[2]
DOCUMENT = PROJECT / "docs" / "how-to" / "import.md"

REJECTED = r"^(payloads/\d+\.json): rejected$"
# How the programs that say it in their own words do so.
REJECTED_BY = {
    "check-jsonschema": r"^\s+(payloads/\d+\.json)::",
    "check-jsonschema as a pre-commit hook": r"^\s+(payloads/\d+\.json)::",
    "json-schema-to-typescript": r"^checks/(\d+)\.ts\(",
}
NOT_RUN = {
    "chatlayer-session": "its blocks are run with the other documentation",
    "networknt json-schema-validator": "not run: its packages cannot be had here",
}

_SECTION = re.compile(r"^### ([^\n]+)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ARTEFACT = re.compile(r"schemas/(session/[\w./-]+)\.json")
_MARKED = "<!-- {name} -->{text}<!-- end -->"


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe: the heading that it stands under, what is typed, and the artefact that it imports."""

    name: str
    block: str

    @property
    def artefact(self) -> str:
        """What is imported, as the table names it."""
        found = _ARTEFACT.search(self.block)
        if found is None:
            return "the npm package" if "npm" in self.block else "`chatlayer_session.payload_types`"
        form, view = str(found[1]).split("/")[2:4]
        return f"`{form}/{view}`"


@dataclass(frozen=True, slots=True)
class Case:
    """A payload of the conformance cases, whether it keeps to the schema, and the keywords that it breaks if not."""

    file: str
    data: Any
    broken: tuple[str, ...]
    description: str


def recipes() -> dict[str, Recipe]:
    """Return the recipes of the document by name."""
    sections = _SECTION.findall(DOCUMENT.read_text(encoding="utf-8"))
    blocks = {name: _BLOCK.search(text) for name, text in sections if name not in NOT_RUN}
    return {name: Recipe(name, block[1]) for name, block in blocks.items() if block}


@cache
def cases() -> tuple[Case, ...]:
    """Return all cases of the newest version as sessions; those for ``internal`` are put into one."""
    catalog = packaged_catalog()
    version = documented_version()
    validator = Draft202012Validator(schemas.load("session", version), registry=schemas.registry())
    found: list[Case] = []
    for kind in ("session", "internal"):
        path = catalog.root / "session" / version / "conformance" / f"{kind}.json"
        for group in json.loads(path.read_bytes()):
            for test in group["tests"]:
                data = test["data"] if kind == "session" else {"internal": test["data"]}
                broken = tuple(sorted({_label(error) for error in validator.iter_errors(data)}))
                name = f"payloads/{len(found) + 1:03}.json"
                found.append(Case(name, data, broken, test["description"]))
    return tuple(found)


def documented_version() -> str:
    """Return the version of the schemas that the recipes import.

    Raises:
        ValueError: they import several.
    """
    (version,) = set(re.findall(r"schemas/session/([\d.]+)/\w", "".join(each.block for each in recipes().values())))
    return str(version)


def outcome(recipe: Recipe) -> str:
    """Run a recipe in an empty folder, and return what the table says of it.

    Raises:
        RuntimeError: a command of it failed before a payload was judged.
    """
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent, "recipe")
        folder.mkdir()
        shutil.copytree(PROJECT / "exports", folder / "schemas")
        (folder / "payloads").mkdir()
        for case in cases():
            (folder / case.file).write_text(json.dumps(case.data), encoding="utf-8")
        environment = environment_of(recipe.block, Path(parent))
        command = ["bash", "-e", "-c", recipe.block]
        # A program of its own fails when it has rejected a payload; a script of the document ends well.
        act = run if recipe.name in REJECTED_BY else succeed
        printed = act(command, folder, environment)
        if recipe.name == "VS Code":
            printed += judged_by_vscode(folder, [case.file for case in cases()], environment)
        pattern = re.compile(REJECTED_BY.get(recipe.name, REJECTED), re.MULTILINE)
        rejected = {each if "/" in each else f"payloads/{each}.json" for each in pattern.findall(printed)}
    if not rejected:
        raise RuntimeError(f"{recipe.name} judged nothing:\n{printed}")
    return comparison(rejected)


def comparison(rejected: set[str]) -> str:
    """Return how the payloads that were rejected differ from those that break the schema."""
    breaking = [case for case in cases() if case.broken]
    keeping = [case for case in cases() if not case.broken]
    accepted = [case for case in breaking if case.file not in rejected]
    refused = [case for case in keeping if case.file in rejected]
    if not accepted and not refused:
        return "works"
    parts: list[str] = []
    if accepted:
        labels = Counter(label for case in accepted for label in case.broken)
        how = ", ".join(f"{label} ({count})" for label, count in sorted(labels.items()))
        parts.append(f"accepts {len(accepted)} of the {len(breaking)} that break the schema: {how}")
    if refused:
        how = ", ".join(sorted({case.description for case in refused}))
        parts.append(f"rejects {len(refused)} of the {len(keeping)} that keep to it: {how}")
    return f"deviates: {'; '.join(parts)}"


def row(recipe: Recipe, result: str) -> str:
    """Return the row of a recipe in the table."""
    anchor = re.sub(r"[^a-z0-9 -]", "", recipe.name.lower()).replace(" ", "-")
    return f"| [{recipe.name}](#{anchor}) | {recipe.artefact} | {result} |"


def written(text: str, results: dict[str, str]) -> str:
    """Return the document with the table of these results."""
    rows = [row(recipe, results[name]) for name, recipe in recipes().items()]
    java = "networknt json-schema-validator"
    rows.append(row(Recipe(java, "schemas/session/0/flat/open/session.json"), NOT_RUN[java]))
    table = "\n".join(["", "| importer | artefact | result |", "|---|---|---|", *rows, ""])
    for name, content in (("table", table), ("cases", count())):
        replaced = _MARKED.format(name=name, text=content)
        before, _, rest = text.partition(f"<!-- {name} -->")
        text = before + replaced + rest.partition("<!-- end -->")[2]
    return text


def count() -> str:
    """Return how many payloads the cases are, as the document tells it."""
    return f"{len(cases())} payloads of which {sum(bool(case.broken) for case in cases())} break the schema"


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
        results = dict(zip((each.name for each in chosen), pool.map(outcome, chosen), strict=True))
    if not names:
        DOCUMENT.write_text(written(text, results), encoding="utf-8")
        return 0
    stale = [row(recipe, results[recipe.name]) for recipe in chosen if row(recipe, results[recipe.name]) not in text]
    stale += [] if count() in text else [count()]
    sys.stdout.write("".join(f"the document has not: {each}\n" for each in stale))
    return 1 if stale else 0


def _label(error: Any) -> str:
    null = " of null" if error.validator == "type" and error.instance is None else ""
    return f"`{error.validator}`{null}"


if __name__ == "__main__":
    sys.exit(main())
