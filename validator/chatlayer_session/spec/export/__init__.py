"""Exports of the schemas: the files that other tools import, generated from the released files."""

from __future__ import annotations

from .dialects import KeywordNotExpressible, draft_07
from .documents import ExportSource, definitions
from .files import (
    COMPONENTS_NAME,
    PAYLOADS,
    ExportFile,
    ExportFormat,
    NoMatchingExport,
    UnknownPathPart,
    digest,
    export_files,
    json_bytes,
    select,
)
from .manifest import MANIFEST, ExportResult, WouldOverwrite, export_contents, write
from .npm import npm_files
from .views import OPEN, VIEWS, SchemaView, is_annotation

__all__ = [
    "COMPONENTS_NAME",
    "MANIFEST",
    "OPEN",
    "PAYLOADS",
    "VIEWS",
    "ExportFile",
    "ExportFormat",
    "ExportResult",
    "ExportSource",
    "KeywordNotExpressible",
    "NoMatchingExport",
    "SchemaView",
    "UnknownPathPart",
    "WouldOverwrite",
    "definitions",
    "digest",
    "draft_07",
    "export_contents",
    "export_files",
    "is_annotation",
    "json_bytes",
    "npm_files",
    "select",
    "write",
]
