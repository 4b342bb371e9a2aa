"""Write what the contract reports for each store in examples/stores/wrong_stores.py into docs/reference.

python -m tools.docs.wrong_stores
"""

from __future__ import annotations

from pathlib import Path

from examples.stores.wrong_stores import MISTAKES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "store-contract.md"
START, END = "<!-- wrong stores: written by tools.docs.wrong_stores -->\n", "<!-- end of wrong stores -->\n"


def section() -> str:
    """Return a table of the wrong stores, and the violation that the contract reports for each."""
    rows = [f"| `{mistake.name}` | {mistake.summary} | {mistake.clause.promise} |\n" for mistake in MISTAKES]
    violations = "\n".join(f"{mistake.name}: {mistake.violation()}\n" for mistake in MISTAKES)
    return f"| store | mistake | promise |\n|---|---|---|\n{''.join(rows)}\n```text\n{violations}```\n"


def main() -> None:
    """Write the document."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{START}\n{section()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
