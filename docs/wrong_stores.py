"""Write into docs/store-contract.md what the contract says of every store in examples/stores/wrong_stores.py.

python docs/wrong_stores.py
"""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
DOCUMENT = DOCS / "store-contract.md"
START, END = "<!-- wrong stores: written by docs/wrong_stores.py -->\n", "<!-- end of wrong stores -->\n"

sys.path.insert(0, str(DOCS.parent))

from examples.stores.wrong_stores import MISTAKES  # noqa: E402 - it is found where the line above says


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
