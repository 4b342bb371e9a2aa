"""The contenders: their commands, and the faults that they cannot detect."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .contender import Contender
from .counts import read_check_jsonschema, read_counts, read_json_report, read_sourcemeta, read_text_report
from .faults import TEXT_FAULTS
from .workloads import FOLDER, HEAD, HERE, Workload

if TYPE_CHECKING:
    from collections.abc import Callable

    from .contender import Command

_IMPORT_VALIDATE = "from chatlayer_session import validate"
_DUPLICATES = frozenset(fault for fault in TEXT_FAULTS if fault.startswith("duplicate-key/"))
_UNDETECTED_BY_ORJSON = _DUPLICATES | {"too-deep/arrays"}
_UNDETECTED_BY_PYDANTIC = _DUPLICATES | {"not-a-number/name", "not-a-number/size"}
_UNDETECTED_BY_NODE = _UNDETECTED_BY_ORJSON | {"encoding/bytes", "encoding/escape", "not-a-number/size"}


def lineup(folder: Path, node: Path | str) -> dict[str, Contender]:
    """Return the contenders by key.

    ``folder`` has the schemas. ``node`` is the folder of the Node modules, or the reason why it is missing.
    """
    contenders = (*_floors(), *_ours(), *_libraries(folder), *_commands(folder), _ajv(folder, node))
    return {contender.key: contender for contender in contenders}


def install_node(cache: Path) -> Path | str:
    """Install the Node modules and return their folder, or the reason why that failed."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node and npm are not installed"
    folder = cache / "node"
    folder.mkdir(parents=True, exist_ok=True)
    for source in (
        HERE / "node" / "package.json",
        HERE / "node" / "package-lock.json",
        HERE / "contenders" / "ajv.mjs",
    ):
        shutil.copy(source, folder)
    if not (folder / "node_modules" / "ajv").is_dir():
        done = subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, check=False
        )
        if done.returncode:
            return "npm could not install it"
    return folder


def _floors() -> tuple[Contender, ...]:
    def floor(name: str, *arguments: str) -> Command:
        script = [sys.executable, str(HERE / "contenders" / name), *arguments]
        return lambda workload, path, count: [*script, workload.form, path, str(count)]

    return (
        Contender("bare", "Python, doing nothing", lambda *_: [sys.executable, "-c", "pass"]),
        Contender("import", "import chatlayer_session", lambda *_: [sys.executable, "-c", "import chatlayer_session"]),
        Contender("import-validate", _IMPORT_VALIDATE, lambda *_: [sys.executable, "-c", _IMPORT_VALIDATE]),
        Contender("orjson", "orjson.loads alone", floor("floor.py", "orjson"), needs=("orjson",)),
        Contender(
            "orjson-pair", "orjson.loads alone, two scripts at once", floor("floor.py", "pair"), needs=("orjson",)
        ),
        Contender("simdjson", "simdjson parse alone", floor("floor.py", "simdjson"), needs=("simdjson",)),
    )


def _ours() -> tuple[Contender, ...]:
    script = str(Path(sys.executable).with_name("chatlayer-session"))

    def command(*options: str) -> Command:
        return lambda _workload, path, _count: [script, "validate", *options, path]

    statuses = frozenset({0, 1})
    one, cores = ("--jobs", "1"), os.cpu_count() or 1

    def with_text(key: str, jobs: int, label: str) -> Contender:
        return Contender(key, label, command("--jobs", str(jobs)), read_text_report, statuses=statuses)

    two = "chatlayer-session, 2 processes"
    return (
        with_text("ours", 1, "chatlayer-session"),
        with_text("ours-two", 2, f"{two}, all cores" if cores == 2 else two),
        *([with_text("ours-all", cores, f"chatlayer-session, {cores} processes, all cores")] if cores > 2 else []),
        Contender(
            "ours-json",
            "chatlayer-session, JSON report",
            command(*one, "--format", "json"),
            read_json_report,
            statuses=statuses,
        ),
        _script("ours-library", "chatlayer_session.validate", "ours", lambda _: "", blind=frozenset(), sample=HEAD),
        _script(
            "ours-full",
            "chatlayer_session, every payload validated in full",
            "ours",
            lambda _: "",
            "full",
            blind=frozenset(),
            sample=HEAD,
        ),
    )


def _libraries(folder: Path) -> tuple[Contender, ...]:
    def open_schema(workload: Workload) -> str:
        return str(folder / f"{workload.kind}.schema.json")

    def draft_07(workload: Workload) -> str:
        return str(folder / f"{workload.kind}.draft-07.json")

    def closed(workload: Workload) -> str:
        return str(folder / f"{workload.kind}.closed.json")

    rs = ("orjson", "jsonschema_rs")
    return (
        _script(
            "pydantic",
            "pydantic",
            "with_pydantic",
            open_schema,
            blind=_UNDETECTED_BY_PYDANTIC,
            needs=("pydantic", "typing_extensions"),
            sample=200_000,
        ),
        *(
            _script(f"jsonschema-rs-{mode}", label, "with_jsonschema_rs", schema, mode, needs=rs, sample=sample)
            for mode, label, schema, sample in (
                ("valid", "jsonschema-rs, is_valid", open_schema, 200_000),
                ("errors", "jsonschema-rs, iter_errors", open_schema, None),
                ("closed", "jsonschema-rs, iter_errors, closed view", closed, 200_000),
            )
        ),
        _script(
            "fastjsonschema",
            "fastjsonschema",
            "with_fastjsonschema",
            draft_07,
            needs=("orjson", "fastjsonschema"),
            sample=50_000,
        ),
        _script(
            "jsonschema",
            "python-jsonschema",
            "with_jsonschema",
            open_schema,
            needs=("orjson", "jsonschema"),
            sample=5_000,
        ),
    )


def _script(
    key: str,
    label: str,
    module: str,
    schema: Callable[[Workload], str],
    *arguments: str,
    blind: frozenset[str] = _UNDETECTED_BY_ORJSON,
    needs: tuple[str, ...] = (),
    sample: int | None = None,
) -> Contender:
    start = [sys.executable, "-m", f"benchmarks.contenders.{module}"]
    return Contender(
        key,
        label,
        lambda workload, path, count: [*start, workload.form, path, str(count), schema(workload), *arguments],
        read_counts,
        blind=blind,
        needs=needs,
        sample=sample,
    )


def _commands(folder: Path) -> tuple[Contender, ...]:
    def sourcemeta(workload: Workload, path: str, _: int) -> list[str]:
        schema = str(folder / f"{workload.kind}.schema.json")
        return [_sourcemeta_program(), "validate", schema, path, "--fast", "--continue"]

    def check_jsonschema(workload: Workload, path: str, _: int) -> list[str]:
        script = str(Path(sys.executable).with_name("check-jsonschema"))
        schema = str(folder / f"{workload.kind}.schema.json")
        files = sorted(map(str, Path(path).iterdir())) if workload.form == FOLDER else [path]
        return [script, "--output-format", "json", "--schemafile", schema, *files]

    return (
        Contender(
            "sourcemeta",
            "sourcemeta jsonschema --fast",
            sourcemeta,
            read_sourcemeta,
            sample=HEAD,
            takes_head=True,
            statuses=frozenset({0, 2}),
            needs=("sourcemeta_jsonschema",),
        ),
        Contender(
            "check-jsonschema",
            "check-jsonschema",
            check_jsonschema,
            read_check_jsonschema,
            statuses=frozenset({0, 1}),
            needs=("check_jsonschema",),
        ),
    )


def _sourcemeta_program() -> str:
    """Return the program inside the package; the script of the same name belongs to another package."""
    spec = find_spec("sourcemeta_jsonschema")
    machine = platform.machine().lower().replace("amd64", "x86_64").replace("aarch64", "arm64")
    package = Path(spec.origin).parent if spec and spec.origin else Path()
    return str(package / f"jsonschema-{platform.system().lower()}-{machine}")


def _ajv(folder: Path, node: Path | str) -> Contender:
    def command(workload: Workload, path: str, count: int) -> list[str]:
        schema = str(folder / f"{workload.kind}.schema.json")
        return ["node", str(Path(node) / "ajv.mjs"), workload.form, path, str(count), schema]

    missing = node if isinstance(node, str) else None
    return Contender("ajv", "Ajv on Node", command, read_counts, blind=_UNDETECTED_BY_NODE, missing=missing)
