"""The schemas in the forms that other tools import, made from the released files."""

from __future__ import annotations

from .dialects import draft_07
from .documents import ExportSource, definitions
from .files import COMPONENTS_NAME, PAYLOADS, ExportFile, ExportFormat, export_files, select
from .manifest import MANIFEST, ExportResult, export_contents, write
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
    "SchemaView",
    "definitions",
    "draft_07",
    "export_contents",
    "export_files",
    "is_annotation",
    "npm_files",
    "select",
    "write",
]
