"""docs/reference/interop.md agrees with the validators."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.traverse import iter_subschemas

from .agreement import DOCUMENT, REFUSALS, replace_table, table
from .tools import REFERENCE, TOOLS

if TYPE_CHECKING:
    from .jobs import Job
    from .tools import Answer

# The Node packages are pinned. The versions of the Python packages depend on the machine that wrote the table.
PYTHON_PACKAGES = "|".join(re.escape(tool.package) for tool in (REFERENCE, *TOOLS) if not tool.on_node)
PYTHON_VERSION = re.compile(rf"(\(`(?:{PYTHON_PACKAGES})`\) \| )\d[\d.]* ")


def test_table_has_a_row_for_each_validator(all_jobs: tuple[Job, ...], expected: list[Answer]) -> None:
    """A row has the number of payloads on which the validator agrees, or the reason why it refuses the schemas.

    test_agreement.py tests that each validator answers as expected.
    """
    rows = {tool: [REFUSALS.get(tool.name, right) for right in expected] for tool in TOOLS}
    text = table({REFERENCE: expected, **rows}, all_jobs, expected)
    document = DOCUMENT.read_text(encoding="utf-8")
    assert without_versions(replace_table(document, text)) == without_versions(document)


def test_table_shows_a_wrong_answer(all_jobs: tuple[Job, ...], expected: list[Answer]) -> None:
    """One wrong answer changes the cell of its validator and view, and no other cell."""
    (first, *others) = expected
    assert isinstance(first, list)
    wrong: list[Answer] = [[not first[0], *first[1:]], *others]
    right = table({REFERENCE: expected}, all_jobs, expected)
    assert " 1 of " not in right
    cells = table({REFERENCE: wrong}, all_jobs, expected).splitlines()[2].split(" | ")
    total = right.splitlines()[2].split(" | ")[2].removeprefix("all ")
    assert cells[2] == f"1 of {total} differ"
    assert cells[3:] == right.splitlines()[2].split(" | ")[3:]


def test_document_names_every_annotation_for_ajv() -> None:
    """The document lists every keyword of the schemas that starts with `x-`."""
    documented = re.findall(r"addVocabulary\((\[.+?\])\)", DOCUMENT.read_text(encoding="utf-8"))
    catalog = packaged_catalog()
    used = {
        keyword
        for version in catalog.versions()
        for schema in catalog.schemas("session", version).values()
        for _, subschema in iter_subschemas(schema)
        for keyword in subschema
        if keyword.startswith("x-")
    }
    assert [set(json.loads(keywords)) for keywords in documented] == [used]


def without_versions(document: str) -> str:
    """Return a document without the versions of the Python packages."""
    return PYTHON_VERSION.sub(r"\1", document)
