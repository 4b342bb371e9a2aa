"""The pointer that accepts the unstable field of a finding."""

from __future__ import annotations

import pytest

from chatlayer_session import Kind
from chatlayer_session.analyses.baseline import pointer_to_accept
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree

ROOT = field_tree(packaged_catalog(), packaged_catalog().resolve("1"), Kind.INTERNAL)


@pytest.mark.parametrize(
    ("pointer", "expected"),
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
def test_index_becomes_a_wildcard(pointer: str, expected: str) -> None:
    """The schema shows which steps are indices, and the pointer in a session is cut to start at ``internal``."""
    assert pointer_to_accept(pointer, ROOT) == expected


@pytest.mark.parametrize(
    "pointer", ["", "/user", "/internal/nlp", "/nlp/intents", "/nlp/intents/0", "/botId", "/*", "/user/*"]
)
def test_no_pointer_for_stable_or_wildcard_names(pointer: str) -> None:
    """The pointer of a finding on a declared field was cut, and a name ``*`` would accept other fields too."""
    assert pointer_to_accept(pointer, ROOT) is None
