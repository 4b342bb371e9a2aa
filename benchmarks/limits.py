"""The reasons for missed bars, read from ``limits.md``."""

from __future__ import annotations

import re
from pathlib import Path

LIMITS = Path(__file__).with_name("limits.md")

_SECTION = re.compile(r"^## (?P<measure>.+)\n(?P<reason>(?:(?!## ).*(?:\n|\Z))*)", re.MULTILINE)


def reasons(path: Path = LIMITS) -> dict[str, str]:
    """Return the reasons by the measures of the bars, which are the headings of the file."""
    text = path.read_text(encoding="utf-8")
    return {section["measure"].strip(): section["reason"].strip() for section in _SECTION.finditer(text)}
