"""How long property tests search (see the profiles below), payloads, and ways to run the command."""

from __future__ import annotations

import gc
import importlib
import io
import json
import os
import pkgutil
import signal
import subprocess
import sys
import warnings
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import settings
from jsonschema import Draft202012Validator
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

from chatlayer_session import validate
from chatlayer_session.cli import main
from chatlayer_session.reporters.runs.json import REPORT_VERSION
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.traverse import close_objects

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=150, deadline=None, derandomize=True)
settings.register_profile("mutation", max_examples=25, deadline=None, derandomize=True, database=None)
# Each of the processes of `python -m tests.properties` has a part of the examples.
settings.register_profile(
    "nightly", max_examples=-(-20_000 // int(os.environ.get("HYPOTHESIS_PARTS", "1"))), deadline=None
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

# Background jobs start with interrupts ignored, and those under nohup with hang-ups ignored; children inherit both.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

GROUPS = ("interop", "packaging", "site", "spark")
"""Folders whose tests share what takes long to make, so that one process of pytest-xdist runs all of a folder."""

SCRIPT = Path(sys.executable).with_name("chatlayer-session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of some folders together."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        if folder in GROUPS:
            item.add_marker(pytest.mark.xdist_group(folder))


@dataclass(frozen=True)
class Outcome:
    """What one run of the command came to."""

    status: int
    out: bytes
    err: bytes

    @property
    def stdout(self) -> str:
        """Standard output as text."""
        return self.out.decode()

    @property
    def stderr(self) -> str:
        """Standard error as text."""
        return self.err.decode()

    @property
    def report(self) -> dict[str, Any]:
        """The JSON report on standard output, validated against its schema."""
        return conforming(self.out)


class Command:
    """Runs the command in ``folder``, and holds every JSON report that it writes to the report's schema."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self,
        *arguments: str | bytes | Path,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        before: Callable[[], None] | None = None,
    ) -> Outcome:
        """Run the installed script as a process of its own; ``before`` runs in the child."""
        done = subprocess.run(
            [SCRIPT, *arguments],
            input=stdin,
            capture_output=True,
            cwd=self.folder,
            env=environment(env),
            preexec_fn=before,
            check=False,
            timeout=60,
        )
        return self.held(arguments, Outcome(done.returncode, done.stdout, done.stderr))

    def forked(self, *arguments: str | Path, stdin: bytes = b"") -> Outcome:
        """Run the command in a fork of this process, which spares the start of Python and the imports."""
        _import_command()
        streams = [self.folder / f".{name}" for name in ("in", "out", "err")]
        streams[0].write_bytes(stdin)
        with warnings.catch_warnings():
            # The other threads that this warns of are those of the test runner, and the child does not use them.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            _run_in_child([str(argument) for argument in arguments], streams, self.folder)
        _, status = os.waitpid(child, 0)
        out, err = (stream.read_bytes() for stream in streams[1:])
        return self.held(arguments, Outcome(os.waitstatus_to_exitcode(status), out, err))

    def held(self, arguments: Sequence[str | bytes | Path], outcome: Outcome) -> Outcome:
        """Check the JSON reports that ``arguments`` request, if the run wrote them."""
        if "--explain-versions" in arguments or arguments[:1] == ("fields",):
            # These have schemas of their own.
            return outcome
        for argument, value in pairwise(arguments):
            if arguments[0] != "validate" or argument != "--format" or not isinstance(value, str):
                continue
            if value == "json" and outcome.out:
                conforming(outcome.out, "sizes" if arguments[0] == "size" else "report")
            elif value.startswith("json=") and (self.folder / value[5:]).is_file():
                conforming((self.folder / value[5:]).read_bytes())
        return outcome


PLAIN = frozenset({"NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PYTHONIOENCODING"})


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a run: this one, without what changes how programs write."""
    plain = {name: value for name, value in os.environ.items() if name not in PLAIN}
    return {**plain, **(changes or {})}


def conforming(content: bytes, name: str = "report") -> dict[str, Any]:
    """Return a JSON report, which must keep to the schema of that name in the family of reports."""
    report: dict[str, Any] = json.loads(content)
    errors = [f"{error.json_path}: {error.message}" for error in report_schema(name).iter_errors(report)]
    assert errors == []
    return report


@cache
def report_schema(name: str) -> Any:
    """Return a validator for reports, which are to have no members but the declared ones.

    The types of python-jsonschema are not all declared.
    """
    schemas = packaged_catalog().schemas("report", REPORT_VERSION).items()
    views = {identifier: close_objects(schema) for identifier, schema in schemas}
    resources = [(identifier, DRAFT202012.create_resource(view)) for identifier, view in views.items()]
    registry = EMPTY_REGISTRY.with_resources(resources)
    identifier = packaged_catalog().schema("report", REPORT_VERSION, name)["$id"]
    return Draft202012Validator(views[identifier], registry=registry)


@cache
def _import_command() -> None:
    """Import what the command imports on demand, and fill its caches of schemas, as each fork would for itself."""
    for folder in ("checks", "cli", "config", "diagnosis", "fastpath", "inputs", "parsing", "reporters", "runs"):
        package = importlib.import_module(f"chatlayer_session.{folder}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    validate(b"{}")


def _run_in_child(arguments: list[str], streams: list[Path], folder: Path) -> NoReturn:
    status = 71
    # A collection would touch, and so copy, all that the parent holds.
    gc.disable()
    try:
        os.chdir(folder)
        flags = [os.O_RDONLY, *[os.O_WRONLY | os.O_CREAT | os.O_TRUNC] * 2]
        for descriptor, (stream, flag) in enumerate(zip(streams, flags, strict=True)):
            os.dup2(os.open(stream, flag), descriptor)
        sys.stdin, sys.stdout, sys.stderr = (
            io.TextIOWrapper(os.fdopen(descriptor, mode), encoding="utf-8")
            for descriptor, mode in enumerate(("rb", "wb", "wb"))
        )
        sys.argv = ["chatlayer-session", *arguments]
        main()
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Return a way to run the command, in the folder of the test."""
    return Command(tmp_path)


@pytest.fixture
def examples() -> Path:
    """Return the folder of the example payloads of the package."""
    return Path(str(packaged_catalog().root)) / "session" / packaged_catalog().versions()[-1] / "examples"


@pytest.fixture
def documented(examples: Path) -> dict[str, Any]:
    """Return a valid payload of the kind ``internal``."""
    payload: dict[str, Any] = json.loads((examples / "documented.json").read_bytes())
    return payload


@pytest.fixture
def realistic(examples: Path) -> dict[str, Any]:
    """Return a payload of the kind ``internal`` with seven unstable fields."""
    payload: dict[str, Any] = json.loads((examples / "realistic.json").read_bytes())
    return payload


@pytest.fixture(scope="session")
def conforming_report() -> Callable[[bytes], dict[str, Any]]:
    """Return a function that reads a JSON report, which must keep to the schema of reports."""
    return conforming
