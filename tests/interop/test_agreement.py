"""Every validator gives the answers of the reference, in each view, on conformance cases and mutants."""

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
def test_validator_agrees_with_the_reference(
    tool: Tool, all_jobs: tuple[Job, ...], expected: list[Answer], need_node: Callable[[], None]
) -> None:
    """A validator gives the same answer on every payload, or refuses the schemas for the known reason."""
    if tool.on_node:
        need_node()
    for job, right, answer in zip(all_jobs, expected, tool.run(all_jobs), strict=True):
        assert differences(job, REFUSALS.get(tool.name, right), answer) == [], job


def test_reference_passes_the_conformance_cases(all_jobs: tuple[Job, ...], expected: list[Answer]) -> None:
    """In the open view, python-jsonschema gives the result of each conformance case."""
    for job, answer in zip(all_jobs, expected, strict=True):
        if job.view == "open":
            stated = [case.valid for case in job.cases if case.valid is not None]
            assert len(stated) > 20
            assert answer[: len(stated)] == stated


def test_jobs_cover_every_version_schema_and_view(all_jobs: tuple[Job, ...]) -> None:
    """There is a job for each version, schema and view, and each job has mutants."""
    versions = packaged_catalog().versions()
    assert {(job.version, job.reference.rpartition(":")[2], job.view) for job in all_jobs} == {
        (version, kind, view)
        for version in versions
        for kind in packaged_catalog().names("session", version)
        for view in VIEWS
    }
    for job in all_jobs:
        assert job.reference.split(":")[3] == job.version
        assert sum(case.valid is None for case in job.cases) == MUTANTS


def test_mutants_differ_between_views(all_jobs: tuple[Job, ...], expected: list[Answer]) -> None:
    """Each view accepts some mutants and rejects others, and the closed views reject more than the open view."""
    answers = {
        (job.reference, job.view): [bool(valid) for valid in answer[-MUTANTS:]]
        for job, answer in zip(all_jobs, expected, strict=True)
    }
    for (reference, view), answer in answers.items():
        assert 15 < sum(answer) < MUTANTS - 15, (reference, view)
    for reference in {job.reference for job in all_jobs}:
        opened, closed, at_root = (answers[reference, view] for view in VIEWS)
        assert sum(in_open and not in_closed for in_open, in_closed in zip(opened, closed, strict=True)) > 15
        assert not any(in_closed and not in_open for in_open, in_closed in zip(opened, closed, strict=True))
        # The root of a session has variables, so closing it changes nothing.
        assert (opened == at_root) == reference.endswith(":session")


def test_difference_names_its_case(all_jobs: tuple[Job, ...], expected: list[Answer]) -> None:
    """A wrong answer is described by its case, an unexpected refusal by its reason, and a missing refusal too."""
    job, right = all_jobs[0], expected[0]
    assert isinstance(right, list)
    assert differences(job, right, right) == []
    wrong = [*right[:3], not right[3], *right[4:]]
    assert differences(job, right, wrong) == [job.cases[3].description]
    assert differences(job, right, "no such keyword") == ["no such keyword"]
    assert differences(job, "no such keyword", "no such keyword") == []
    assert differences(job, "no such keyword", right) == [str(right)]
    with pytest.raises(ValueError, match=r"zip\(\)"):
        differences(job, right, right[:-1])


def test_missing_node_skips_or_fails(
    need_node: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without Node the tests are skipped; if the environment requires Node, as in CI, they fail."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHATLAYER_INTEROP", raising=False)
    with pytest.raises(pytest.skip.Exception, match="node is not on PATH"):
        need_node()
    monkeypatch.setenv("CHATLAYER_INTEROP", "required")
    with pytest.raises(pytest.fail.Exception, match="node is not on PATH"):
        need_node()


def test_continuous_integration_requires_node() -> None:
    """Where Node is installed, the script sets the variable that turns a skipped test into a failed one."""
    script = (NODE.parents[2] / ".ci" / "run").read_text(encoding="utf-8")
    assert "if command -v node" in script
    assert "export CHATLAYER_INTEROP=required" in script


def test_lock_file_pins_every_package() -> None:
    """Each package has a version and a hash, and no address of a registry."""
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
