"""The engines are as strict as python-jsonschema on the same schemas, and point at the keywords that are not met."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

from chatlayer_session import Kind, Rule, Severity, Validator
from chatlayer_session.checks.engines.violations import RULE_BY_KEYWORD
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.traverse import close_objects, iter_subschemas

from .conftest import DOCUMENTED, ENGINES, REALISTIC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chatlayer_session.spec.catalog import Schema

SCHEMAS = packaged_catalog().schemas("session", "1.0.0")

NAMES = [
    *(
        "internal",
        "botId",
        "version",
        "nlp",
        "intent",
        "intents",
        "entities",
        "sentiment",
        "score",
        "name",
        "id",
        "type",
    ),
    *("user", "firstName", "currentDialogstate", "previousDialogstate", "messageType", "currentDialogState", "other"),
]
# Keywords that describe and never fail.
ANNOTATIONS = {"$schema", "$id", "$defs", "$ref", "title", "description", "properties", "items", "x-since", "x-source"}

values: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([None, True, 0, 1, 0.5, 1.5, -1, "", "DRAFT", "text", "positive"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=6,
)


def vanilla(kind: Kind, view: Callable[[Schema], Schema]) -> Any:
    """Return python-jsonschema as anybody would use it, over one view of the schemas."""
    resources = [(name, DRAFT202012.create_resource(view(schema))) for name, schema in SCHEMAS.items()]
    reference = {"$ref": f"urn:chatlayer-session:session:1.0.0:{kind.value}"}
    return Draft202012Validator(reference, registry=EMPTY_REGISTRY.with_resources(resources))


OPEN = {kind: vanilla(kind, lambda schema: schema) for kind in DETECTABLE_KINDS}
CLOSED = {kind: vanilla(kind, close_objects) for kind in DETECTABLE_KINDS}


@st.composite
def payloads(draw: st.DrawFn) -> Any:
    """Draw an example payload in which some places were changed, or left out, or got a further member."""
    payload: Any = deepcopy(draw(st.sampled_from([REALISTIC, DOCUMENTED, {"internal": DOCUMENTED}, {}])))
    for _ in range(draw(st.integers(0, 3))):
        parent = draw(st.sampled_from(list(containers(payload))))
        if is_array(parent):
            parent[draw(st.integers(0, len(parent) - 1))] = draw(values)
        elif parent and draw(st.booleans()):
            del parent[draw(st.sampled_from(sorted(parent)))]
        else:
            parent[draw(st.sampled_from(sorted({*parent, *NAMES})))] = draw(values)
    return payload


def is_array(value: object) -> bool:
    """Say whether a value is an array."""
    return isinstance(value, list)


def containers(value: Any) -> Iterator[Any]:
    """Yield the objects in a value, and the arrays that are not empty."""
    if isinstance(value, dict) or (isinstance(value, list) and value):
        members = cast("dict[str, Any] | list[Any]", value)
        yield members
        for child in members.values() if isinstance(members, dict) else members:
            yield from containers(child)


@pytest.mark.parametrize("kind", DETECTABLE_KINDS)
@given(payload=payloads() | values)
def test_the_engine_agrees_with_python_jsonschema(kind: Kind, payload: Any) -> None:
    """Nothing but notes exactly where the closed view is kept to, and no error exactly where the open view is."""
    severities = {observation.rule.severity for observation in ENGINES[kind].check(payload)}
    assert (severities <= {Severity.NOTE}) is CLOSED[kind].is_valid(payload)
    assert (Severity.ERROR not in severities) is OPEN[kind].is_valid(payload)


@pytest.mark.parametrize("kind", DETECTABLE_KINDS)
@given(payload=payloads() | values)
def test_the_validator_says_what_python_jsonschema_says(kind: Kind, payload: Any) -> None:
    """The verdict is the answer of the two views, whichever engine the validator uses."""
    report = Validator(kind=kind).validate(payload)
    expected = "valid" if CLOSED[kind].is_valid(payload) else "unstable" if OPEN[kind].is_valid(payload) else "invalid"
    assert report.verdict.value == expected


@pytest.mark.parametrize("identifier", sorted(SCHEMAS))
def test_every_keyword_of_the_schemas_has_a_rule(identifier: str) -> None:
    """A keyword that can fail and has no rule would break the engine at the first payload that does not meet it."""
    for path, schema in iter_subschemas(close_objects(SCHEMAS[identifier])):
        assertions = {
            keyword for keyword, value in schema.items() if (keyword, value) != ("additionalProperties", True)
        }
        assert assertions - ANNOTATIONS - RULE_BY_KEYWORD.keys() == set(), path


def test_observations_point_at_their_keyword_in_the_schema_files() -> None:
    """Each schema pointer leads to the keyword that is not met, or to the object that the closed view closes."""
    payload = deepcopy(REALISTIC)
    payload["nlp"]["intents"] = [{"name": 1, "score": 2}]
    payload["currentDialogstate"] = {}
    found = ENGINES[Kind.SESSION].check({"internal": payload})
    assert len(found) > 8
    for observation in found:
        identifier, _, pointer = (observation.schema_pointer or "").partition("#")
        node: Any = SCHEMAS[identifier]
        for token in pointer.split("/")[1:]:
            node = node[token]
        keyword = pointer.rpartition("/")[2]
        if observation.rule is Rule.UNSTABLE_FIELD:
            assert "properties" in node
        else:
            assert RULE_BY_KEYWORD[keyword] is observation.rule
