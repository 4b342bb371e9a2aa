"""Defects planted in a copy of the package are found by the properties that are said to find them."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from .bed import PROJECT, Inconclusive, Misplaced, Plant, holds, planted, plants
from .table import END, START, written

PLANTS = plants()
# Each takes seconds: all of them where everything is tried, one where a person waits.
TRIED = PLANTS if os.environ.get("HYPOTHESIS_PROFILE") in {"ci", "nightly"} else PLANTS[:1]


@pytest.mark.parametrize("plant", TRIED, ids=lambda plant: plant.defect)
def test_a_plant_is_found_by_its_property(plant: Plant) -> None:
    """The property fails with the plant in, in a process of its own."""
    assert not holds(plant.test, plant)


def test_a_property_holds_where_nothing_was_planted() -> None:
    """It is the plant that makes it fail."""
    assert holds(PLANTS[0].test)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.defect)
def test_every_plant_fits_and_names_a_property_that_exists(plant: Plant) -> None:
    """The text that it stands for is in its file once, and its test is in the file that it names."""
    content = (PROJECT / "validator" / "chatlayer_session" / plant.file).read_text(encoding="utf-8")
    changed = planted(content, plant)
    assert plant.new in changed
    assert changed != content
    file, _, name = plant.test.partition("::")
    assert f"\ndef {name}(" in (PROJECT / "tests" / "properties" / file).read_text(encoding="utf-8")


def test_a_plant_that_fits_nowhere_or_twice_is_an_error() -> None:
    """The message names the plant, the file and what to do."""
    for content, count in (("", 0), (PLANTS[0].old * 2, 2)):
        with pytest.raises(Misplaced) as stop:
            planted(content, PLANTS[0])
        assert stop.value.count == count
    assert str(stop.value) == (
        "the plant 'a maximum that excludes its bound' does not fit: "
        f"{PLANTS[0].old!r} stands 2 times in checks/engines/compiled.py; bring tests/planting/plants.json up to date"
    )


def test_a_property_that_cannot_be_run_is_an_error() -> None:
    """It is not taken for one that found something."""
    with pytest.raises(Inconclusive, match="test_gone could not be run:"):
        holds("test_payload_properties.py::test_gone")


def test_the_table_lists_every_plant() -> None:
    """The page is as the command writes it, and what is around the table stays."""
    page = (PROJECT / "docs" / "how-to" / "testing.md").read_text(encoding="utf-8")
    assert written(page, PLANTS) == page
    short = written(f"a\n{START}old{END}\nb", [replace(PLANTS[0], defect="d", file="f", test="x::test_it_is_so")])
    assert short == (
        f"a\n{START}\n\n| defect | planted in | found by the property |\n|---|---|---|\n"
        f"| d | `f` | it is so |\n\n{END}\nb"
    )
    with pytest.raises(ValueError, match="the page has no <!-- written by"):
        written("no marks", PLANTS)
