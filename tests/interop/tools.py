"""The validators, and how to run them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache, partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import jsonschema_rs
from jsonschema import Draft202012Validator
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

from .installation import LOCK, node_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .jobs import Job

Answer: TypeAlias = "list[bool] | str"
"""The verdicts of a validator on the payloads of a job, or the reason why it refuses the schemas."""

_VERDICT = re.compile(r"^(ok|fail): payloads\.jsonl \(entry #(\d+)\)$", re.MULTILINE)


@dataclass(frozen=True)
class Tool:
    """A validator with a configuration; ``package`` is its name in the registry of packages."""

    name: str
    package: str
    run: Callable[[Sequence[Job]], list[Answer]]
    on_node: bool = False

    @property
    def version(self) -> str:
        """The installed version, or that in the lock file of Node."""
        if not self.on_node:
            return metadata.version(self.package)
        return str(_lock()["packages"][f"node_modules/{self.package}"]["version"])

    def __str__(self) -> str:
        """Return the name."""
        return self.name


@cache
def _lock() -> dict[str, Any]:
    lock: dict[str, Any] = json.loads(LOCK.read_bytes())
    return lock


def _with_jsonschema(jobs: Sequence[Job]) -> list[Answer]:
    answers: list[Answer] = []
    for job in jobs:
        resources = [(schema["$id"], DRAFT202012.create_resource(schema)) for schema in job.schemas()]
        validator: Any = Draft202012Validator(job.schema(), registry=EMPTY_REGISTRY.with_resources(resources))
        answers.append([validator.is_valid(payload) for payload in job.payloads()])
    return answers


def _with_jsonschema_rs(jobs: Sequence[Job]) -> list[Answer]:
    answers: list[Answer] = []
    for job in jobs:
        registry = jsonschema_rs.Registry([(schema["$id"], schema) for schema in job.schemas()])
        validator = jsonschema_rs.Draft202012Validator(job.schema(), registry=registry)
        answers.append([validator.is_valid(payload) for payload in job.payloads()])
    return answers


def _with_sourcemeta(jobs: Sequence[Job], *options: str) -> list[Answer]:
    answers: list[Answer] = []
    for job in jobs:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            resolved: list[str] = []
            for number, schema in enumerate([job.schema(), *job.schemas()]):
                (folder / f"{number}.json").write_text(json.dumps(schema), encoding="utf-8")
                resolved += ["--resolve", f"{number}.json"] if number else []
            lines = "".join(f"{json.dumps(payload)}\n" for payload in job.payloads())
            (folder / "payloads.jsonl").write_text(lines, encoding="utf-8")
            arguments = ["validate", "0.json", "payloads.jsonl", "--continue", "--verbose", *resolved, *options]
            done = subprocess.run(
                [sys.executable, "-m", "sourcemeta_jsonschema", *arguments],
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
        answers.append(_verdicts(done.stdout + done.stderr, len(job.cases)))
    return answers


def _verdicts(output: str, count: int) -> Answer:
    """Return the verdicts in the order of the lines: several threads print them, in any order."""
    verdicts = {int(number): word == "ok" for word, number in _VERDICT.findall(output)}
    return [verdicts[number] for number in range(1, count + 1)] if len(verdicts) == count else output


def _with_node(jobs: Sequence[Job], script: str, *arguments: str) -> list[Answer]:
    content = [{"schemas": job.schemas(), "schema": job.schema(), "payloads": job.payloads()} for job in jobs]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "jobs.json")
        file.write_text(json.dumps(content), encoding="utf-8")
        command = ["node", script, str(file), *arguments]
        done = subprocess.run(command, cwd=node_folder(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers: list[Answer] = json.loads(done.stdout)
    return answers


REFERENCE = Tool("python-jsonschema", "jsonschema", _with_jsonschema)
"""The validator that defines the right answers."""

_AJV = partial(Tool, package="ajv", on_node=True)

TOOLS = (
    Tool("jsonschema-rs", "jsonschema-rs", _with_jsonschema_rs),
    Tool("sourcemeta `jsonschema`", "sourcemeta-jsonschema", _with_sourcemeta),
    Tool("sourcemeta `jsonschema --fast`", "sourcemeta-jsonschema", lambda jobs: _with_sourcemeta(jobs, "--fast")),
    _AJV("Ajv, `strict`, the `x-` keywords added", run=lambda jobs: _with_node(jobs, "ajv.mjs", "strict")),
    _AJV("Ajv, `strict: false`", run=lambda jobs: _with_node(jobs, "ajv.mjs", "lax")),
    _AJV("Ajv, no options", run=lambda jobs: _with_node(jobs, "ajv.mjs", "default")),
    Tool("hyperjump", "@hyperjump/json-schema", lambda jobs: _with_node(jobs, "hyperjump.mjs"), on_node=True),
    Tool("cfworker", "@cfworker/json-schema", lambda jobs: _with_node(jobs, "cfworker.mjs"), on_node=True),
)
