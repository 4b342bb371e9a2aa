"""The results of mutation testing, and the staged copy of the project."""

from __future__ import annotations

import re
from pathlib import Path

from .outcome import Mutant, key, mutants_in, page, select_tests, survivor
from .workspace import EXCLUDED_TESTS, modules_in, stage

PROJECT = Path(__file__).parents[2]
RESULTS = """\
    chatlayer_session.parsing.positions.x\u01c1_Scanner\u01c1iter_members__mutmut_27: survived
    chatlayer_session.parsing.positions.x\u01c1_Scanner\u01c1iter_members__mutmut_28: timeout
    chatlayer_session.parsing.parser.x__end_of_space__mutmut_1: killed
    chatlayer_session.parsing.parser.x_parse__mutmut_2: no tests
"""
DIFF = """\
# chatlayer_session.parsing.positions.x\u01c1_Scanner\u01c1iter_members__mutmut_27: survived
--- src/chatlayer_session/parsing/positions.py
+++ src/chatlayer_session/parsing/positions.py
@@ -4,7 +4,7 @@
     while self.frames:
-        if text[offset] in "}|]":
+        if text[offset] in "XX}|]XX":
             self.frames.pop()
"""


def test_results_are_parsed() -> None:
    """A killed or endless mutant is noticed; a mutant that no test reaches is not."""
    mutants = mutants_in(RESULTS)
    assert [(mutant.module, mutant.function, mutant.status, mutant.noticed) for mutant in mutants] == [
        ("parsing.positions", "_Scanner.iter_members", "survived", False),
        ("parsing.positions", "_Scanner.iter_members", "timeout", True),
        ("parsing.parser", "_end_of_space", "killed", True),
        ("parsing.parser", "parse", "no tests", False),
    ]
    assert mutants_in("To apply a mutant on disk:\n") == []


def test_survivor_has_its_lines_and_reason() -> None:
    """The reason is looked up by module, function and change, so that it does not depend on numbers."""
    mutant = mutants_in(RESULTS)[0]
    known = key(mutant, 'if text[offset] in "XX}|]XX":')
    assert known == 'parsing.positions:_Scanner.iter_members: if text[offset] in "XX}|]XX":'
    explained = survivor(mutant, DIFF, {known: "no X follows a value"})
    assert (explained.line, explained.changed) == ('if text[offset] in "}|]":', 'if text[offset] in "XX}|]XX":')
    assert explained.reason == "no X follows a value"
    assert survivor(mutant, DIFF, {"parsing.positions:other: x": "no"}).reason is None
    assert survivor(mutant, DIFF, {r"~: if text\[": "anywhere", "~z": "never"}).reason == "anywhere"
    assert survivor(mutant, DIFF, {r"~^if text": "no"}).reason is None


def test_page_lists_parts_and_survivors() -> None:
    """A part without mutants has no share, and pipes in code are escaped."""
    mutants = mutants_in(RESULTS)
    survivors = [survivor(mutants[0], DIFF, {}), survivor(mutants[3], "", {key(mutants[3], ""): "never called"})]
    lines = page(
        {"parsing.positions": lambda module: module == "parsing.positions", "rules": lambda _: False},
        mutants,
        survivors,
    ).split("\n")
    assert lines[2:5] == [
        "| parsing.positions | 2 | 1 | 50.0% |",
        "| rules | 0 | 0 | none |",
        "| all | 4 | 2 | 50.0% |",
    ]
    assert lines[10:12] == [
        '| `parsing.positions` _Scanner.iter_members | `if text[offset] in "}\\|]":` '
        '| `if text[offset] in "XX}\\|]XX":` | **not explained** |',
        "| `parsing.parser` parse | nothing | nothing | never called |",
    ]


def test_staged_project_has_schemas_and_tests(tmp_path: Path) -> None:
    """The package is under src with its data, excluded tests are missing, and earlier files are removed."""
    leftover = tmp_path / "tests" / "test_leftover.py"
    leftover.parent.mkdir()
    leftover.touch()
    stage(PROJECT, tmp_path, ["parsing/positions.py"])
    assert not leftover.exists()
    package = tmp_path / "src" / "chatlayer_session"
    assert (package / "_data" / "schemas" / "catalog.json").read_bytes() == (
        PROJECT / "schemas" / "catalog.json"
    ).read_bytes()
    configuration = (tmp_path / "pyproject.toml").read_text(encoding="utf-8")
    assert "only_mutate = ['src/chatlayer_session/parsing/positions.py']" in configuration
    assert "'src/chatlayer_session/rule_pages'" in configuration
    modules = modules_in(tmp_path)
    assert {"tests/parsing/test_positions.py", "tests/checks/test_payloads.py"} <= set(modules)
    assert not [module for module in modules if module.startswith(EXCLUDED_TESTS)]


def test_new_test_module_changes_no_configuration(tmp_path: Path) -> None:
    """A changed configuration would make mutmut discard its results."""
    stage(PROJECT, tmp_path, ["parsing/positions.py"])
    settings = (tmp_path / "pyproject.toml").read_bytes()
    assert b"test_positions" not in settings
    (tmp_path / "tests" / "test_added.py").touch()
    assert "tests/test_added.py" in modules_in(tmp_path)


def test_killed_and_crashed_mutants_are_noticed() -> None:
    """A skipped mutant and a suspicious one are not noticed."""
    noticed = {status: Mutant("", "", "", status).noticed for status in ("killed", "segfault", "suspicious", "skipped")}
    assert noticed == {"killed": True, "segfault": True, "suspicious": False, "skipped": False}


def test_focused_tests_are_selected_first() -> None:
    """At least one test is selected; a long test that reaches little comes before a short test that reaches much."""
    reach = {
        "aimed": (0.2, {"f", "g"}),
        "quick": (0.1, {"f", "g", "h", "i", "j"}),
        "broad": (1.0, {"f", "g", "h", "i", "j"}),
    }
    names = list(reach)
    assert select_tests(names, reach, 10) == {"aimed", "quick", "broad"}
    assert select_tests(names, reach, 0.35) == {"aimed", "quick"}
    assert select_tests(names, reach, 0.25) == {"aimed"}
    assert select_tests(names, reach, 0) == {"aimed"}
    assert select_tests(["broad"], reach, 0.1) == {"broad"}


def test_staged_tests_import_only_what_is_staged(tmp_path: Path) -> None:
    """No test module that runs on mutants needs another folder of the project, which the copy lacks."""
    stage(PROJECT, tmp_path, [])
    missing = re.compile(r"^\s*(?:from|import) (?:benchmarks|examples|tools)\b", re.MULTILINE)
    modules = [tmp_path / name for name in modules_in(tmp_path)]
    assert len(modules) > 50
    assert [module for module in modules if missing.search(module.read_text(encoding="utf-8"))] == []
