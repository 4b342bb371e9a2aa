"""Plants, and the copy of the package that they are put into."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PROPERTIES = "tests/properties"


@dataclass(frozen=True, slots=True)
class Plant:
    """A defect: in a ``file`` of the package, ``new`` stands for ``old``; ``test`` is the property that must fail.

    It is the name of a file and of a test in it, as pytest has them.
    """

    defect: str
    file: str
    old: str
    new: str
    test: str

    @property
    def statement(self) -> str:
        """What the property states, in words."""
        return self.test.partition("::test_")[2].replace("_", " ")


class Misplaced(ValueError):
    """The text that a plant stands for is not in its file once; the file was changed, and the plant was not."""

    def __init__(self, plant: Plant, count: int) -> None:
        super().__init__(plant, count)
        self.plant = plant
        self.count = count

    def __str__(self) -> str:
        """Name the plant, the file and the cure."""
        return (
            f"the plant {self.plant.defect!r} does not fit: {self.plant.old!r} stands {self.count} times "
            f"in {self.plant.file}; bring tests/planting/plants.json up to date"
        )


class Inconclusive(RuntimeError):
    """A property was not run to an end: ``test`` is its name, ``output`` what pytest wrote."""

    def __init__(self, test: str, output: str) -> None:
        super().__init__(test, output)
        self.test = test
        self.output = output

    def __str__(self) -> str:
        """Name the property and show the output."""
        return f"{self.test} could not be run:\n{self.output}"


def plants() -> tuple[Plant, ...]:
    """Return the plants, in the order in which they are listed."""
    return tuple(Plant(**entry) for entry in json.loads((PROJECT / "tests" / "planting" / "plants.json").read_bytes()))


def planted(content: str, plant: Plant) -> str:
    """Return the content of a file with a plant in it; raises `Misplaced` if it does not fit."""
    count = content.count(plant.old)
    if count != 1:
        raise Misplaced(plant, count)
    return content.replace(plant.old, plant.new)


def holds(test: str, plant: Plant | None = None) -> bool:
    """Say whether a property holds of a copy of the package, with a plant in it or without.

    Raises:
        Misplaced: the plant does not fit.
        Inconclusive: the property could not be run.
    """
    with tempfile.TemporaryDirectory() as name:
        package = Path(name, "chatlayer_session")
        shutil.copytree(PROJECT / "validator" / "chatlayer_session", package)
        shutil.copytree(PROJECT / "schemas", package / "_data" / "schemas", dirs_exist_ok=True)
        if plant is not None:
            file = package / plant.file
            file.write_text(planted(file.read_text(encoding="utf-8"), plant), encoding="utf-8")
        # The profile of continuous integration draws the same examples each time, and keeps none.
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
        raise Inconclusive(test, done.stdout + done.stderr)
    return done.returncode == 0
