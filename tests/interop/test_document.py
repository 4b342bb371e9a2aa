"""docs/reference/interop.md says what the other tests here hold."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.traverse import iter_subschemas

from .agreement import DOCUMENT, REFUSALS, rewritten, table
from .tools import REFERENCE, TOOLS

if TYPE_CHECKING:
    from .jobs import Job
    from .tools import Answer

# Those on Node are pinned. The others are what the machine had that wrote the table.
PYTHON_PACKAGES = "|".join(re.escape(tool.package) for tool in (REFERENCE, *TOOLS) if not tool.on_node)
PYTHON_VERSION = re.compile(rf"(\(`(?:{PYTHON_PACKAGES})`\) \| )\d[\d.]* ")


def test_the_table_is_what_the_validators_answer(asked: tuple[Job, ...], expected: list[Answer]) -> None:
    """It has a row for each of them, with the number of payloads that it agrees about, or why it refuses the schemas.

    That each answers as expected is what test_agreement.py holds.
    """
    rows = {tool: [REFUSALS.get(tool.name, right) for right in expected] for tool in TOOLS}
    text = table({REFERENCE: expected, **rows}, asked, expected)
    document = DOCUMENT.read_text(encoding="utf-8")
    assert normal(rewritten(document, text)) == normal(document)


def test_a_stale_table_is_noticed(asked: tuple[Job, ...], expected: list[Answer]) -> None:
    """One answer that is another shows in its row and view."""
    (first, *others) = expected
    assert isinstance(first, list)
    wrong: list[Answer] = [[not first[0], *first[1:]], *others]
    right = table({REFERENCE: expected}, asked, expected)
    assert " 1 of " not in right
    cells = table({REFERENCE: wrong}, asked, expected).splitlines()[2].split(" | ")
    total = right.splitlines()[2].split(" | ")[2].removeprefix("all ")
    assert cells[2] == f"1 of {total} differ"
    assert cells[3:] == right.splitlines()[2].split(" | ")[3:]


def test_the_annotations_to_add_to_ajv_are_those_of_the_schemas() -> None:
    """The document names all of them, in every version."""
    named = re.findall(r"addVocabulary\((\[.+?\])\)", DOCUMENT.read_text(encoding="utf-8"))
    catalog = packaged_catalog()
    found = {
        keyword
        for version in catalog.versions()
        for schema in catalog.schemas("session", version).values()
        for _, subschema in iter_subschemas(schema)
        for keyword in subschema
        if keyword.startswith("x-")
    }
    assert [set(json.loads(keywords)) for keywords in named] == [found]


def normal(document: str) -> str:
    """Return a document without the versions of the Python packages."""
    return PYTHON_VERSION.sub(r"\1", document)
