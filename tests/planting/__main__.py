"""Plant each defect, run the property that must find it, and update the table in docs/how-to/testing.md."""

from __future__ import annotations

import argparse
import sys

from .plant import PROJECT, load_plants, property_holds, with_table

PAGE = PROJECT / "docs" / "how-to" / "testing.md"


def main() -> int:
    """Return 0 if every plant is found and every property holds without a plant, else 1."""
    argparse.ArgumentParser(prog="python -m tests.planting", description=__doc__).parse_args()
    failures = 0
    for test in dict.fromkeys(plant.test for plant in load_plants()):
        if not property_holds(test):
            failures += 1
            sys.stdout.write(f"fails without a plant: {test}\n")
    for plant in load_plants():
        is_found = not property_holds(plant.test, plant)
        failures += not is_found
        sys.stdout.write(f"{'found' if is_found else 'NOT FOUND'}: {plant.defect}, by {plant.test}\n")
    if not failures:
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), load_plants()), encoding="utf-8")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
