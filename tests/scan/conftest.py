"""Texts with marks: a mark in front of a name is the start of a reference, or the place of a finding."""

from __future__ import annotations

REFERENCE, FINDING = "\u25b8", "\u2038"


def unmark(marked: str) -> tuple[str, dict[str, list[int]]]:
    """Return a text without its marks, and their places by mark."""
    text = ""
    places: dict[str, list[int]] = {REFERENCE: [], FINDING: []}
    for character in marked:
        if character in places:
            places[character].append(len(text))
        else:
            text += character
    return text, places
