"""Where a text stops being JSON."""

from __future__ import annotations

import pytest

from chatlayer_session.reading.parsing import NotJson, parse


def stop(text: str) -> int:
    """Return the offset at which a text stops being JSON."""
    with pytest.raises(NotJson) as refused:
        parse(text)
    return refused.value.offset
