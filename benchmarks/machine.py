"""The machine and the installed packages."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = (
    "chatlayer-session",
    "msgspec",
    "jsonschema",
    "jsonschema-rs",
    "fastjsonschema",
    "pydantic",
    "check-jsonschema",
    "sourcemeta-jsonschema",
    "orjson",
    "pysimdjson",
)


def describe(node: Path | str) -> list[tuple[str, str]]:
    """Return the attributes of the machine and the installed versions; ``node`` is the folder of the Node modules."""
    return [
        ("date", datetime.now(tz=timezone.utc).date().isoformat()),
        ("processor", _processor()),
        ("cores", str(os.cpu_count())),
        ("memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"),
        ("kernel", f"{platform.system()} {platform.release()}"),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
        *((name, _version(name)) for name in _PACKAGES),
        ("Node", _node_version()),
        ("ajv", _ajv_version(node)),
    ]


def _processor() -> str:
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text(encoding="utf-8").splitlines() if cpus.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{models[0]} ({platform.machine()})" if models else platform.processor() or platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _node_version() -> str:
    try:
        return subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "not installed"


def _ajv_version(node: Path | str) -> str:
    if isinstance(node, str):
        return "not installed"
    installed: str = json.loads((node / "node_modules" / "ajv" / "package.json").read_bytes())["version"]
    return installed
