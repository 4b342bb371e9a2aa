"""What strict reading goes by and says, of text and of values that were parsed elsewhere."""

from __future__ import annotations

import re

MAX_NESTING = 500
"""Levels of nested arrays and objects that are read; deeper ones break the rule too-deep."""

NAN_MESSAGE = "JSON has no NaN and no infinity"
NAN_HINT = "write null, or leave the field out"
TOO_LARGE_MESSAGE = "this number is too large for a double, so that most readers take it for infinity"
TOO_LARGE_HINT = "write it as a string"
LONE_SURROGATE_MESSAGE = "this escape is half of a surrogate pair and stands for no character without the other half"
LONE_SURROGATE_HINT = "write both halves, or the character itself; text cut inside an emoji looks like this"
TOO_DEEP_MESSAGE = f"arrays and objects are nested more than {MAX_NESTING} levels deep; nothing deeper was checked"
DUPLICATE_KEY_HINT = "keep one of the two: some readers take the first, others the last"
TOO_DEEP_HINT = "flatten the value, or store it as a string"

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which stands for no character."""
