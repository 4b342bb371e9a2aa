"""The schemas mean the same to every validator: in each view, over conformance cases and mutants of the examples."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.spec.catalog import packaged_catalog

from .agreement import REFUSALS, differences
from .installation import LOCK, NODE
from .jobs import MUTANTS, VIEWS
from .tools import TOOLS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .jobs import Job
    from .tools import Answer, Tool


@pytest.mark.parametrize("tool", TOOLS, ids=str)
def test_a_validator_gives_the_same_answers_as_the_reference(
    tool: Tool, asked: tuple[Job, ...], expected: list[Answer], need_node: Callable[[], None]
) -> None:
    """On every payload, for every version, schema and view; one that is known to refuse the schemas does so."""
    if tool.on_node:
        need_node()
    for job, right, answer in zip(asked, expected, tool.ask(asked), strict=True):
        assert differences(job, REFUSALS.get(tool.name, right), answer) == [], job


def test_the_reference_keeps_to_the_conformance_cases(asked: tuple[Job, ...], expected: list[Answer]) -> None:
    """In the open view, which the cases are about."""
    for job, answer in zip(asked, expected, strict=True):
        if job.view == "open":
            stated = [case.valid for case in job.cases if case.valid is not None]
            assert len(stated) > 20
            assert answer[: len(stated)] == stated


def test_every_version_schema_and_view_is_asked_about(asked: tuple[Job, ...]) -> None:
    """And each schema with the mutants."""
    versions = packaged_catalog().versions()
    assert {(job.version, job.reference.rpartition(":")[2], job.view) for job in asked} == {
        (version, kind, view)
        for version in versions
        for kind in packaged_catalog().names("session", version)
        for view in VIEWS
    }
    for job in asked:
        assert job.reference.split(":")[3] == job.version
        assert sum(case.valid is None for case in job.cases) == MUTANTS


def test_the_mutants_are_hard_to_agree_about(asked: tuple[Job, ...], expected: list[Answer]) -> None:
    """Each view accepts some of them and rejects some, and the closed views reject what the open one accepts."""
    answers = {
        (job.reference, job.view): [bool(valid) for valid in answer[-MUTANTS:]]
        for job, answer in zip(asked, expected, strict=True)
    }
    for (reference, view), answer in answers.items():
        assert 15 < sum(answer) < MUTANTS - 15, (reference, view)
    for reference in {job.reference for job in asked}:
        opened, closed, at_root = (answers[reference, view] for view in VIEWS)
        assert sum(one and not other for one, other in zip(opened, closed, strict=True)) > 15
        assert not any(other and not one for one, other in zip(opened, closed, strict=True))
        # The root of a session has variables, so closing it changes nothing.
        assert (opened == at_root) == reference.endswith(":session")


def test_a_difference_is_told(asked: tuple[Job, ...], expected: list[Answer]) -> None:
    """By the case that it is about; a refusal is told by its reason, and so is the lack of one that is expected."""
    job, right = asked[0], expected[0]
    assert isinstance(right, list)
    assert differences(job, right, right) == []
    wrong = [*right[:3], not right[3], *right[4:]]
    assert differences(job, right, wrong) == [job.cases[3].description]
    assert differences(job, right, "no such keyword") == ["no such keyword"]
    assert differences(job, "no such keyword", "no such keyword") == []
    assert differences(job, "no such keyword", right) == [str(right)]
    with pytest.raises(ValueError, match=r"zip\(\)"):
        differences(job, right, right[:-1])


def test_without_node_the_tests_are_skipped_or_fail(
    need_node: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Skipped on a machine without it; failed where the environment, as in continuous integration, requires it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHATLAYER_INTEROP", raising=False)
    with pytest.raises(pytest.skip.Exception, match="node is not on PATH"):
        need_node()
    monkeypatch.setenv("CHATLAYER_INTEROP", "required")
    with pytest.raises(pytest.fail.Exception, match="node is not on PATH"):
        need_node()


def test_continuous_integration_requires_node_where_it_is() -> None:
    """The script sets what turns a skipped test into a failed one."""
    script = (NODE.parents[2] / ".ci" / "run").read_text(encoding="utf-8")
    assert "if command -v node" in script
    assert "export CHATLAYER_INTEROP=required" in script


def test_the_lock_file_pins_every_package_and_names_no_registry() -> None:
    """Each package has a version and a hash, and none an address that it comes from."""
    wanted = json.loads((NODE / "package.json").read_bytes())["dependencies"]
    assert {tool.package for tool in TOOLS if tool.on_node} == wanted.keys()
    packages = json.loads(LOCK.read_bytes())["packages"]
    root = packages.pop("")
    assert root["dependencies"] == wanted
    assert packages.keys() >= {f"node_modules/{name}" for name in wanted}
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
    for name, version in wanted.items():
        assert packages[f"node_modules/{name}"]["version"] == version
