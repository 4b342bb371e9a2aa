"""The npm package: exports, example payloads, types for TypeScript, and validators without dependencies."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import CorruptInstallation
from ...version import TOOL_NAME
from .files import PAYLOADS, export_files, json_bytes
from .manifest import MANIFEST, export_entry, file_entry, manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..catalog import Catalog

JAVASCRIPT = Path(__file__).parents[2] / "javascript"
"""JavaScript and TypeScript: arbitraries for fast-check, and a generated folder for each version of the payloads."""

ARBITRARIES = "arbitraries"

_EXPORT = re.compile(rb"^export const (\w+) =", re.MULTILINE)


def npm_files(catalog: Catalog) -> dict[str, bytes]:
    """Return the files of the package by path, with a manifest that lists them.

    Raises:
        CorruptInstallation: the JavaScript of a schema version is missing.
    """
    files: dict[str, bytes] = {}
    entries: list[dict[str, Any]] = []
    for path, content in _plain_files(catalog):
        files[path] = content
        entries.append(file_entry(path, content))
    for file in export_files(catalog):
        path = f"schemas/{file.path}"
        files[path] = file.content()
        entries.append(export_entry(file, path, files[path]))
    return {**files, MANIFEST: manifest(entries)}


def _plain_files(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    folders = [f"{PAYLOADS}/{version}" for version in catalog.versions(PAYLOADS)]
    yield "package.json", json_bytes(_package(folders))
    yield "README.md", JAVASCRIPT.joinpath("README.md").read_bytes()
    yield "LICENSE", (distribution(TOOL_NAME).read_text("licenses/LICENSE") or "").encode()
    for version in catalog.versions(PAYLOADS):
        for name in (*catalog.examples(PAYLOADS, version), *catalog.examples(PAYLOADS, version, "writes")):
            yield f"examples/{PAYLOADS}/{version}/{name}.json", json_bytes(catalog.example(PAYLOADS, version, name))
    newest = f"{PAYLOADS}/{catalog.resolve('latest', PAYLOADS)}"
    for suffix in ("mjs", "d.mts"):
        yield f"index.{suffix}", f'export * from "./{newest}/index.mjs";\n'.encode()
    yield "index.cjs", f'module.exports = require("./{newest}/index.cjs");\n'.encode()
    yield "index.d.cts", f'export * from "./{newest}/index.cjs";\n'.encode()
    yield from _module(ARBITRARIES, ARBITRARIES)
    for folder in folders:
        yield from _module(folder, f"{folder}/index")


def _module(folder: str, source: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one entry point of the package."""
    module, types = _javascript(f"{source}.mjs"), _javascript(f"{source}.d.ts")
    yield f"{folder}/index.mjs", module
    yield f"{folder}/index.cjs", _EXPORT.sub(rb"exports.\1 =", module)
    # For TypeScript with `moduleResolution` node10, which does not read the `exports` of the package.
    yield f"{folder}/package.json", json_bytes({"main": "./index.cjs", "types": "./index.d.cts"})
    # ES modules and CommonJS modules need separate declarations.
    yield from ((f"{folder}/index.{suffix}", types) for suffix in ("d.mts", "d.cts"))


def _package(folders: list[str]) -> dict[str, Any]:
    metadata = distribution(TOOL_NAME).metadata
    return {
        "name": TOOL_NAME,
        "version": metadata["Version"],
        "description": metadata["Summary"],
        "keywords": metadata["Keywords"].split(","),
        "license": metadata["License-Expression"],
        "type": "commonjs",
        "main": "./index.cjs",
        "module": "./index.mjs",
        "types": "./index.d.cts",
        "exports": {
            ".": _conditions("."),
            **{f"./{folder}": _conditions(f"./{folder}") for folder in (ARBITRARIES, *folders)},
            "./schemas/*": "./schemas/*",
            "./examples/*": "./examples/*",
            "./index.json": "./index.json",
            "./package.json": "./package.json",
        },
        "sideEffects": False,
        "peerDependencies": {"fast-check": ">=4"},
        "peerDependenciesMeta": {"fast-check": {"optional": True}},
        "engines": {"node": ">=18"},
    }


def _conditions(folder: str) -> dict[str, dict[str, str]]:
    return {
        "import": {"types": f"{folder}/index.d.mts", "default": f"{folder}/index.mjs"},
        "require": {"types": f"{folder}/index.d.cts", "default": f"{folder}/index.cjs"},
    }


def _javascript(path: str) -> bytes:
    try:
        return JAVASCRIPT.joinpath(path).read_bytes()
    except FileNotFoundError as error:
        raise CorruptInstallation(f"the JavaScript {path} is missing") from error
