"""Planted defects are found by the properties that are listed for them."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from .plant import (
    END,
    PROJECT,
    START,
    Plant,
    PlantDoesNotFit,
    PropertyNotRun,
    apply_plant,
    load_plants,
    property_holds,
    with_table,
)

PLANTS = load_plants()
# Each plant takes seconds: all are tested in continuous integration, and one elsewhere.
TESTED_PLANTS = PLANTS if os.environ.get("HYPOTHESIS_PROFILE") in {"ci", "nightly"} else PLANTS[:1]


@pytest.mark.parametrize("plant", TESTED_PLANTS, ids=lambda plant: plant.defect)
def test_plant_is_found_by_its_property(plant: Plant) -> None:
    """The property fails with the plant, in a separate process."""
    assert not property_holds(plant.test, plant)


def test_property_holds_without_a_plant() -> None:
    """A property does not fail without a plant."""
    assert property_holds(PLANTS[0].test)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.defect)
def test_every_plant_fits_and_names_a_property(plant: Plant) -> None:
    """The replaced text occurs once in its file, and the named test exists."""
    content = (PROJECT / "validator" / "chatlayer_session" / plant.file).read_text(encoding="utf-8")
    changed = apply_plant(content, plant)
    assert plant.new in changed
    assert changed != content
    file, _, name = plant.test.partition("::")
    assert f"\ndef {name}(" in (PROJECT / "tests" / "properties" / file).read_text(encoding="utf-8")


def test_plant_that_does_not_fit_is_an_error() -> None:
    """The message names the plant, the file and the fix."""
    for content, count in (("", 0), (PLANTS[0].old * 2, 2)):
        with pytest.raises(PlantDoesNotFit) as caught:
            apply_plant(content, PLANTS[0])
        assert caught.value.count == count
    assert str(caught.value) == (
        "the plant 'a maximum that excludes its bound' does not fit: "
        f"{PLANTS[0].old!r} occurs 2 times in checks/engines/compiled.py; update tests/planting/plants.json"
    )


def test_property_that_cannot_run_is_an_error() -> None:
    """A property that cannot run has not found the plant."""
    with pytest.raises(PropertyNotRun, match="test_gone could not be run:"):
        property_holds("test_payload_properties.py::test_gone")


def test_table_lists_every_plant() -> None:
    """The page is as the command writes it, and the text around the table stays."""
    page = (PROJECT / "docs" / "how-to" / "testing.md").read_text(encoding="utf-8")
    assert with_table(page, PLANTS) == page
    short = with_table(f"a\n{START}old{END}\nb", [replace(PLANTS[0], defect="d", file="f", test="x::test_it_is_so")])
    assert short == (
        f"a\n{START}\n\n| defect | planted in | found by the property |\n|---|---|---|\n"
        f"| d | `f` | it is so |\n\n{END}\nb"
    )
    with pytest.raises(ValueError, match="the page has no <!-- written by"):
        with_table("no marks", PLANTS)
