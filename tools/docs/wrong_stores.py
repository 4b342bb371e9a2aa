"""Write into docs/reference/store-contract.md what the contract says of every store in examples/stores/wrong_stores.py.

python -m tools.docs.wrong_stores
"""

from __future__ import annotations

from pathlib import Path

from examples.stores.wrong_stores import MISTAKES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "store-contract.md"
START, END = "<!-- wrong stores: written by tools.docs.wrong_stores -->\n", "<!-- end of wrong stores -->\n"


def told() -> str:
    """Return a table of the wrong stores, and the story that the contract tells of each."""
    rows = [f"| `{mistake.name}` | {mistake.summary} | {mistake.clause.promise} |\n" for mistake in MISTAKES]
    stories = "\n".join(f"{mistake.name}: {mistake.story()}\n" for mistake in MISTAKES)
    return f"| store | mistake | promise |\n|---|---|---|\n{''.join(rows)}\n```text\n{stories}```\n"


def main() -> None:
    """Write the document."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{START}\n{told()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
