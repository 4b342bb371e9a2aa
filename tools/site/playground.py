"""The playground: a page, its scripts, and the program with the Python that runs it in a browser."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatlayer_session.findings import Kind
from chatlayer_session.rules import Rule
from chatlayer_session.spec.catalog import DEFAULT_VERSION, packaged_catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = PROJECT / "playground"

PLATFORM = ("--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14")
"""What `pip` calls the Python of the npm package ``pyodide``."""

PACKAGES = ("click>=8.1", "msgspec>=0.20")
"""The packages that the page needs. The others serve what it does not offer."""

RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json")
"""The files of the npm package ``pyodide`` that a browser loads, besides the standard library of Python."""

LIBRARY = "python_stdlib.zip"

UNUSED = re.compile(r"chatlayer_session/(arrow|spark|testing|compat|javascript|generate)/|/conformance/|\.pyi$|\.md$")
"""Files of the packages that the page never loads."""

KINDS = {
    "auto": "detect",
    "session": "session",
    "internal": "the object internal",
    "write": "write to a session",
    "answer": "answer of a back end",
}

_ROW = re.compile(r"^\| `(?P<name>[\w./-]+)` \| (?P<kind>\w+) \| (?P<what>[^|]+) \|", re.MULTILINE)


def build_playground(out: Path) -> None:
    """Write the playground to a folder.

    Raises:
        subprocess.CalledProcessError: pip, npm or node failed; their output is on standard error.
    """
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        install_packages(work)
        shutil.copy(SOURCES / "compile.mjs", work)
        shutil.copytree(SOURCES / "src", work / "src")
        (work / "src" / "data.json").write_text(json.dumps(page_data()), encoding="utf-8")
        runtime = out / "runtime"
        runtime.mkdir(parents=True)
        for file in RUNTIME:
            shutil.copy(work / "node_modules" / "pyodide" / file, runtime)
        _collect_packages(work)
        library = ("node_modules/pyodide/" + LIBRARY, str(runtime.resolve() / LIBRARY))
        program = ("packages.zip", str(runtime.resolve() / "python.zip"))
        _run("node", "compile.mjs", *library, *program, folder=work)
        _bundle(work, out)
    for file in ("index.html", "style.css"):
        shutil.copy(SOURCES / file, out)


def install_packages(folder: Path) -> None:
    """Install the npm packages of the lock file into a folder.

    Raises:
        subprocess.CalledProcessError: npm failed; its output is on standard error.
    """
    for file in ("package.json", "package-lock.json"):
        shutil.copy(SOURCES / file, folder)
    _run("npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", folder=folder)


def _collect_packages(work: Path) -> None:
    """Write ``packages.zip``: the Python files of the program and of the packages that it needs."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    _run(*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", str(work / "wheels"), str(PROJECT), folder=work)
    target = (*PLATFORM, "--only-binary", ":all:", "--no-deps", "--dest", str(work / "wheels"))
    _run(*pip, "download", "--quiet", *target, *PACKAGES, folder=work)
    files = {"engine.py": (SOURCES / "engine.py").read_bytes()}
    for wheel in (work / "wheels").glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            files |= {name: archive.read(name) for name in archive.namelist() if not UNUSED.search(name)}
    with zipfile.ZipFile(work / "packages.zip", "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name])


def _bundle(work: Path, out: Path) -> None:
    """Write the scripts of the page and of its worker."""
    # Scripts are imported, and so are not part of the progress.
    fetched = [file for file in sorted((out / "runtime").iterdir()) if file.suffix != ".mjs"]
    sizes = {file.name: file.stat().st_size for file in fetched}
    entries = [f"src/{name}.js" for name in ("main", "client", "worker")]
    shape = ("--bundle", "--format=esm", "--splitting", "--minify", "--target=es2023", "--log-level=warning")
    _run(
        *("node_modules/.bin/esbuild", *entries, *shape, f"--outdir={out.resolve()}"),
        *("--external:./runtime/*", f"--define:FILE_SIZES={json.dumps(sizes)}"),
        folder=work,
    )


def page_data() -> dict[str, Any]:
    """Return what the page knows before the program is loaded: versions, kinds, rules and examples."""
    catalog = packaged_catalog()
    default = catalog.resolve(DEFAULT_VERSION)
    others = [version for version in reversed(catalog.versions()) if version != default]
    return {
        "versions": [(version, version) for version in (default, *others)],
        "kinds": list(KINDS.items()),
        "rules": {
            rule.value: {
                "severity": rule.severity.value,
                "summary": rule.summary,
                "page": f"../rules/{rule.value}/",
            }
            for rule in Rule
        },
        "examples": examples(),
        "writes": _writes(),
    }


def examples() -> dict[str, list[dict[str, str]]]:
    """Return the examples of the default version by group, each with its name, kind, title and content in Base64."""
    folder = _examples_folder()
    printed = {"name": "printed", "kind": Kind.INTERNAL.value, "title": "the platform's page, as printed"}
    printed["content"] = _base64(as_printed((folder / "documented.json").read_text(encoding="utf-8")).encode())
    groups: dict[str, list[dict[str, str]]] = {"Whole payloads": [printed], "Writes": [], "One for each rule": []}
    for name, kind, what in _rows(folder):
        group = "One for each rule" if "rules/" in name else "Writes" if "writes/" in name else "Whole payloads"
        title = Path(name).stem if "rules/" in name else what
        content = _base64((folder / name).read_bytes())
        groups[group].append({"name": name, "kind": kind, "title": title, "content": content})
    return groups


def as_printed(documented: str) -> str:
    """Return the example of the platform's session page with its three mistakes, from the fixed one."""
    text, closed = re.subn(r"\n {3}\},\n( +\"currentDialogstate\")", r"\n\1", documented)
    text, commas = re.subn(r"\},\n( +\"previousDialogstate\")", r"}\n\1", text)
    if (closed, commas) != (1, 1):
        message = "documented.json has no longer the shape of the page's example"
        raise ValueError(message)
    return text


def _writes() -> dict[str, dict[str, str]]:
    """Return a session before a write, and what comes after it, by kind."""
    folder = _examples_folder()
    before = _base64((folder / "session.json").read_bytes())
    files = {"session": "rules/read-only.json", "write": "writes/parameters.json", "answer": "writes/answer.json"}
    return {kind: {"before": before, "after": _base64((folder / name).read_bytes())} for kind, name in files.items()}


def _rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the file, the kind and the description of each example in the README of the examples."""
    for row in _ROW.finditer((folder / "README.md").read_text(encoding="utf-8")):
        yield row["name"], row["kind"], row["what"].strip().replace("`", "")


def _examples_folder() -> Path:
    catalog = packaged_catalog()
    return PROJECT / "schemas" / "session" / catalog.resolve(DEFAULT_VERSION) / "examples"


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _run(*command: str, folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)
