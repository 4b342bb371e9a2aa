"""Plants: defects to put into a copy of the package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PROJECT = Path(__file__).parents[2]
PROPERTIES = "tests/properties"


@dataclass(frozen=True, slots=True)
class Plant:
    """A defect: ``new`` replaces ``old`` in ``file`` of the package, and the property ``test`` must fail.

    ``test`` is the name of a file and of a test in it, as in pytest.
    """

    defect: str
    file: str
    old: str
    new: str
    test: str

    @property
    def statement(self) -> str:
        """The property in words."""
        return self.test.partition("::test_")[2].replace("_", " ")


class PlantDoesNotFit(ValueError):
    """The text that a plant replaces does not occur exactly once in its file, since the file was changed."""

    def __init__(self, plant: Plant, count: int) -> None:
        super().__init__(plant, count)
        self.plant = plant
        self.count = count

    def __str__(self) -> str:
        """Name the plant, the file and the fix."""
        return (
            f"the plant {self.plant.defect!r} does not fit: {self.plant.old!r} occurs {self.count} times "
            f"in {self.plant.file}; update tests/planting/plants.json"
        )


class PropertyNotRun(RuntimeError):
    """A property could not be run: ``test`` is its name, ``output`` the output of pytest."""

    def __init__(self, test: str, output: str) -> None:
        super().__init__(test, output)
        self.test = test
        self.output = output

    def __str__(self) -> str:
        """Name the property and show the output."""
        return f"{self.test} could not be run:\n{self.output}"


def load_plants() -> tuple[Plant, ...]:
    """Return the plants, in the order of the list."""
    return tuple(Plant(**entry) for entry in json.loads((PROJECT / "tests" / "planting" / "plants.json").read_bytes()))


def apply_plant(content: str, plant: Plant) -> str:
    """Return the content of a file with a plant in it.

    Raises:
        PlantDoesNotFit: its text does not occur exactly once.
    """
    count = content.count(plant.old)
    if count != 1:
        raise PlantDoesNotFit(plant, count)
    return content.replace(plant.old, plant.new)


def property_holds(test: str, plant: Plant | None = None) -> bool:
    """Return whether a property holds for a copy of the package, with a plant or without one.

    Raises:
        PlantDoesNotFit: the plant does not fit.
        PropertyNotRun: the property could not be run.
    """
    with tempfile.TemporaryDirectory() as name:
        package = Path(name, "chatlayer_session")
        shutil.copytree(PROJECT / "validator" / "chatlayer_session", package)
        shutil.copytree(PROJECT / "schemas", package / "_data" / "schemas", dirs_exist_ok=True)
        if plant is not None:
            file = package / plant.file
            file.write_text(apply_plant(file.read_text(encoding="utf-8"), plant), encoding="utf-8")
        # The profile of continuous integration draws the same examples each time, and stores none.
        environment = {**os.environ, "PYTHONPATH": name, "HYPOTHESIS_PROFILE": "ci", "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{PROPERTIES}/{test}"],
            cwd=PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode not in {0, 1}:
        raise PropertyNotRun(test, done.stdout + done.stderr)
    return done.returncode == 0


START = "<!-- written by python -m tests.planting -->"


END = "<!-- end of what python -m tests.planting writes -->"


def with_table(page: str, plants: Iterable[Plant]) -> str:
    """Return a page with the table of plants between its two markers.

    Raises:
        ValueError: the page has no markers.
    """
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"the page has no {START} followed by {END}")
    rows = [f"| {plant.defect} | `{plant.file}` | {plant.statement} |" for plant in plants]
    table = "\n".join(["| defect | planted in | found by the property |", "|---|---|---|", *rows])
    return f"{before}{start}\n\n{table}\n\n{end}{after}"
