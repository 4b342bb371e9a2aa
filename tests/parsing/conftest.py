"""Where a text stops being JSON."""

from __future__ import annotations

import pytest

from chatlayer_session.parsing.parser import JsonSyntaxError, parse_strict


def stop(text: str) -> int:
    """Return the offset at which a text stops being JSON."""
    with pytest.raises(JsonSyntaxError) as refused:
        parse_strict(text)
    return refused.value.offset
