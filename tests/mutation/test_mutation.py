"""What is made of the results of mutation testing, and the copy of the project that they come from."""

from __future__ import annotations

from pathlib import Path

from .outcome import Mutant, key, mutants_in, page, survivor
from .selection import most_telling
from .workspace import TESTS_WITHOUT_MUTANTS, modules_in, stage

PROJECT = Path(__file__).parents[2]
RESULTS = """\
    chatlayer_session.parsing.positions.x\u01c1_Locator\u01c1found__mutmut_27: survived
    chatlayer_session.parsing.positions.x\u01c1_Locator\u01c1found__mutmut_28: timeout
    chatlayer_session.parsing.parser.x__end_of_space__mutmut_1: killed
    chatlayer_session.parsing.parser.x_parse__mutmut_2: no tests
"""
DIFF = """\
# chatlayer_session.parsing.positions.x\u01c1_Locator\u01c1found__mutmut_27: survived
--- src/chatlayer_session/parsing/positions.py
+++ src/chatlayer_session/parsing/positions.py
@@ -4,7 +4,7 @@
     while self.frames:
-        if text[offset] in "}|]":
+        if text[offset] in "XX}|]XX":
             self.frames.pop()
"""


def test_results_are_read_by_module_and_function() -> None:
    """Each line is a mutant; one that is killed or never ends is noticed, one that no test reaches is not."""
    mutants = mutants_in(RESULTS)
    assert [(each.module, each.function, each.status, each.noticed) for each in mutants] == [
        ("parsing.positions", "_Locator.found", "survived", False),
        ("parsing.positions", "_Locator.found", "timeout", True),
        ("parsing.parser", "_end_of_space", "killed", True),
        ("parsing.parser", "parse", "no tests", False),
    ]
    assert mutants_in("To apply a mutant on disk:\n") == []


def test_a_survivor_has_its_lines_and_its_reason() -> None:
    """The reason is found by module, function and change, so that it outlives a new numbering."""
    mutant = mutants_in(RESULTS)[0]
    known = key(mutant, 'if text[offset] in "XX}|]XX":')
    assert known == 'parsing.positions:_Locator.found: if text[offset] in "XX}|]XX":'
    explained = survivor(mutant, DIFF, {known: "no X follows a value"})
    assert (explained.line, explained.changed) == ('if text[offset] in "}|]":', 'if text[offset] in "XX}|]XX":')
    assert explained.reason == "no X follows a value"
    assert survivor(mutant, DIFF, {"parsing.positions:other: x": "no"}).reason is None
    assert survivor(mutant, DIFF, {r"~: if text\[": "anywhere", "~z": "never"}).reason == "anywhere"
    assert survivor(mutant, DIFF, {r"~^if text": "no"}).reason is None


def test_the_page_counts_each_part_and_lists_what_is_not_noticed() -> None:
    """A part without mutants has no share; marks that a table takes for its own are written so that it does not."""
    mutants = mutants_in(RESULTS)
    missed = [survivor(mutants[0], DIFF, {}), survivor(mutants[3], "", {key(mutants[3], ""): "never called"})]
    lines = page(
        {"parsing.positions": lambda module: module == "parsing.positions", "rules": lambda _: False}, mutants, missed
    ).split("\n")
    assert lines[2:5] == [
        "| parsing.positions | 2 | 1 | 50.0% |",
        "| rules | 0 | 0 | none |",
        "| all | 4 | 2 | 50.0% |",
    ]
    assert lines[10:12] == [
        '| `parsing.positions` _Locator.found | `if text[offset] in "}\\|]":` '
        '| `if text[offset] in "XX}\\|]XX":` | **not explained** |',
        "| `parsing.parser` parse | nothing | nothing | never called |",
    ]


def test_the_project_is_staged_with_its_schemas_and_without_tests_that_start_processes(tmp_path: Path) -> None:
    """The package lies under src with its data, and what lay there before is gone."""
    leftover = tmp_path / "tests" / "test_leftover.py"
    leftover.parent.mkdir()
    leftover.touch()
    stage(PROJECT, tmp_path, ["parsing/positions.py"])
    assert not leftover.exists()
    package = tmp_path / "src" / "chatlayer_session"
    assert (package / "_data" / "schemas" / "catalog.json").read_bytes() == (
        PROJECT / "schemas" / "catalog.json"
    ).read_bytes()
    written = (tmp_path / "pyproject.toml").read_text(encoding="utf-8")
    assert "only_mutate = ['src/chatlayer_session/parsing/positions.py']" in written
    assert "'src/chatlayer_session/rule_pages'" in written
    modules = modules_in(tmp_path)
    assert {"tests/parsing/test_positions.py", "tests/checks/test_payloads.py"} <= set(modules)
    assert not [each for each in modules if each.startswith(TESTS_WITHOUT_MUTANTS)]


def test_a_new_test_module_changes_no_setting_of_the_tester(tmp_path: Path) -> None:
    """With other settings it would forget what became of the mutants, and a kept folder would be of no use."""
    stage(PROJECT, tmp_path, ["parsing/positions.py"])
    settings = (tmp_path / "pyproject.toml").read_bytes()
    assert b"test_positions" not in settings
    (tmp_path / "tests" / "test_added.py").touch()
    assert "tests/test_added.py" in modules_in(tmp_path)


def test_a_mutant_that_a_test_fails_on_is_noticed() -> None:
    """So is one that crashes the process; one that nobody could judge is not."""
    found = {status: Mutant("", "", "", status).noticed for status in ("killed", "segfault", "suspicious", "skipped")}
    assert found == {"killed": True, "segfault": True, "suspicious": False, "skipped": False}


def test_the_tests_that_say_most_are_chosen() -> None:
    """As many as the seconds allow, and one in any case; a long one that reaches little comes before a short one."""
    reach = {
        "aimed": (0.2, {"f", "g"}),
        "quick": (0.1, {"f", "g", "h", "i", "j"}),
        "broad": (1.0, {"f", "g", "h", "i", "j"}),
    }
    names = list(reach)
    assert most_telling(names, reach, 10) == {"aimed", "quick", "broad"}
    assert most_telling(names, reach, 0.35) == {"aimed", "quick"}
    assert most_telling(names, reach, 0.25) == {"aimed"}
    assert most_telling(names, reach, 0) == {"aimed"}
    assert most_telling(["broad"], reach, 0.1) == {"broad"}
