"""Exports of the schemas: which files are committed, the hashes of all of them, and the build folder."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from chatlayer_session.spec.export.files import PAYLOADS, digest, export_files, json_bytes, select
from chatlayer_session.spec.export.manifest import export_contents, write
from chatlayer_session.spec.export.npm import npm_files

if TYPE_CHECKING:
    from pathlib import Path

    from chatlayer_session.spec.catalog import Catalog

COMMITTED = tuple(
    f"{PAYLOADS}/latest/{path}"
    for path in (
        *("flat/open", "flat/stable", "draft-07/open", "draft-07/stable"),
        *("openapi-3.1/open", "openapi-3.0/open"),
    )
)
"""Selectors of the exports that are committed, for people who have the repository and no release."""


def committed_exports(catalog: Catalog) -> dict[str, bytes]:
    """Return the committed exports by path, with the manifest that lists them."""
    return export_contents(select(catalog, COMMITTED))


def export_hashes(catalog: Catalog) -> bytes:
    """Return a JSON object with the SHA-256 of every export, by path."""
    return json_bytes({path: digest(content) for path, content in export_contents(export_files(catalog)).items()})


def build(folder: Path, catalog: Catalog) -> int:
    """Write every export to ``folder/schemas`` and the npm package to ``folder/npm``; return the number of files.

    Both folders are emptied first.
    """
    outputs = {"schemas": export_contents(export_files(catalog)), "npm": npm_files(catalog)}
    for name, files in outputs.items():
        shutil.rmtree(folder / name, ignore_errors=True)
        write(folder / name, files)
    return sum(map(len, outputs.values()))
