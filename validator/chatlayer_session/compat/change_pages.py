"""What to know about each kind of change."""

from __future__ import annotations

from .changes import ChangeId

_ADVICE = {
    ChangeId.UNDECIDED: "Pass a higher `--budget`, or compare the two schemas by hand.",
    ChangeId.VERSION_NOT_BUMPED: "Raise the part of the version that the message names.",
    ChangeId.RELEASED_FILE_CHANGED: "Restore the released file, and make the change in a new version.",
}
"""What to do about changes that are not like all others."""
_ADVICE_ON_BREAKS = (
    "Nothing, if the change breaks nobody. Otherwise undo it, or raise the major version. The payloads that `compat`\n"
    "prints below the change prove the break."
)


def change_origin(change: ChangeId) -> str:
    """Return where a kind of change comes from, and the version that it requires."""
    if change in _ADVICE:
        return "Found by `compat`."
    bump = change.bump.value
    return f"Found by `compat`. Requires a {bump} version, or a major version if it breaks a reader or a writer."


def change_advice(change: ChangeId) -> str:
    """Return what to do about a kind of change."""
    return _ADVICE.get(change, _ADVICE_ON_BREAKS)
