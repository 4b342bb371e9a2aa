"""The schemas in the forms that other tools import, made from the released files."""

from __future__ import annotations

from .artefacts import COMPONENTS, PAYLOADS, Artefact, Form, artefacts, selected
from .dialects import draft_07
from .documents import Source, definitions
from .folder import Written, write
from .manifest import MANIFEST, export_files
from .npm import npm_files
from .views import OPEN, VIEWS, View, is_annotation

__all__ = [
    "COMPONENTS",
    "MANIFEST",
    "OPEN",
    "PAYLOADS",
    "VIEWS",
    "Artefact",
    "Form",
    "Source",
    "View",
    "Written",
    "artefacts",
    "definitions",
    "draft_07",
    "export_files",
    "is_annotation",
    "npm_files",
    "selected",
    "write",
]
