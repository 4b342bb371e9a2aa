"""Plant each defect, run the property that must find it, and write the table to docs/how-to/testing.md."""

from __future__ import annotations

import argparse
import sys

from .bed import PROJECT, holds, plants
from .table import written

PAGE = PROJECT / "docs" / "how-to" / "testing.md"


def main() -> int:
    """Show that every plant is found, and that every property holds without one; 1 if not."""
    argparse.ArgumentParser(prog="python -m tests.planting", description=__doc__).parse_args()
    failures = 0
    for test in dict.fromkeys(plant.test for plant in plants()):
        if not holds(test):
            failures += 1
            sys.stdout.write(f"fails without a plant: {test}\n")
    for plant in plants():
        found = not holds(plant.test, plant)
        failures += not found
        sys.stdout.write(f"{'found' if found else 'NOT FOUND'}: {plant.defect}, by {plant.test}\n")
    if not failures:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), plants()), encoding="utf-8")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
