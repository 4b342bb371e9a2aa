"""The pointer that accepts the unstable field of a finding."""

from __future__ import annotations

import pytest

from chatlayer_session import Kind
from chatlayer_session.analyses.baseline import pointer_to_accept
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree

ROOT = field_tree(packaged_catalog(), packaged_catalog().resolve("1"), Kind.INTERNAL)


@pytest.mark.parametrize(
    ("pointer", "accepting"),
    [
        ("/lastTopic", "/lastTopic"),
        ("/internal/lastTopic", "/lastTopic"),
        ("/internal", "/internal"),
        ("/lastIntent", "/lastIntent"),
        ("/internal/user/lastName", "/user/lastName"),
        ("/nlp/intents/0/id", "/nlp/intents/*/id"),
        ("/internal/nlp/intents/17/0", "/nlp/intents/*/0"),
        ("/0", "/0"),
        ("/a~1b/c", "/a~1b/c"),
    ],
)
def test_an_index_becomes_a_star_and_a_name_stays(pointer: str, accepting: str) -> None:
    """The schema tells which steps are indices; a session's pointer is cut to start at ``internal``."""
    assert pointer_to_accept(pointer, ROOT) == accepting


@pytest.mark.parametrize(
    "pointer", ["", "/user", "/internal/nlp", "/nlp/intents", "/nlp/intents/0", "/botId", "/*", "/user/*"]
)
def test_what_is_promised_or_has_no_name_of_its_own_gets_no_pointer(pointer: str) -> None:
    """A finding at a declared place hides a name that may be private, and a star would accept the neighbours too."""
    assert pointer_to_accept(pointer, ROOT) is None
