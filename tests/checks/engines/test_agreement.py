"""Agreement of the reference engine with plain python-jsonschema, and the schema pointers of issues."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

from chatlayer_session import Kind, Rule, Severity, Validator
from chatlayer_session.checks.engines.violations import RULE_BY_KEYWORD, issues_from
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.references import resolve
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
# Keywords that no value violates.
ANNOTATIONS = {"$schema", "$id", "$defs", "$ref", "title", "description", "properties", "items", "x-since", "x-source"}

values: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([None, True, 0, 1, 0.5, 1.5, -1, "", "DRAFT", "text", "positive"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=6,
)


def vanilla(kind: Kind, view: Callable[[Schema], Schema]) -> Any:
    """Return an unmodified validator of python-jsonschema for one view of the schemas."""
    resources = [(name, DRAFT202012.create_resource(view(schema))) for name, schema in SCHEMAS.items()]
    reference = {"$ref": f"urn:chatlayer-session:session:1.0.0:{kind.value}"}
    return Draft202012Validator(reference, registry=EMPTY_REGISTRY.with_resources(resources))


OPEN = {kind: vanilla(kind, lambda schema: schema) for kind in DETECTABLE_KINDS}
CLOSED = {kind: vanilla(kind, close_objects) for kind in DETECTABLE_KINDS}


@st.composite
def payloads(draw: st.DrawFn) -> Any:
    """Draw an example payload in which values are replaced, and members removed or added."""
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
    """Return whether a value is an array."""
    return isinstance(value, list)


def containers(value: Any) -> Iterator[Any]:
    """Yield the objects and the nonempty arrays in a value."""
    if isinstance(value, dict) or (isinstance(value, list) and value):
        members = cast("dict[str, Any] | list[Any]", value)
        yield members
        for child in members.values() if isinstance(members, dict) else members:
            yield from containers(child)


@pytest.mark.parametrize("kind", DETECTABLE_KINDS)
@given(payload=payloads() | values)
def test_engine_agrees_with_python_jsonschema(kind: Kind, payload: Any) -> None:
    """The closed view accepts payloads with at most notes, and the open view payloads without errors."""
    severities = {issue.rule.severity for issue in issues_from(ENGINES[kind].violations(payload))}
    assert (severities <= {Severity.NOTE}) is CLOSED[kind].is_valid(payload)
    assert (Severity.ERROR not in severities) is OPEN[kind].is_valid(payload)


@pytest.mark.parametrize("kind", DETECTABLE_KINDS)
@given(payload=payloads() | values)
def test_verdict_agrees_with_python_jsonschema(kind: Kind, payload: Any) -> None:
    """The verdict follows from the results of the two views."""
    report = Validator(kind=kind).validate(payload)
    expected = "valid" if CLOSED[kind].is_valid(payload) else "unstable" if OPEN[kind].is_valid(payload) else "invalid"
    assert report.verdict.value == expected


@pytest.mark.parametrize("identifier", sorted(SCHEMAS))
def test_every_assertion_has_a_rule(identifier: str) -> None:
    """Without a rule, the first payload that violates the keyword would crash the engine."""
    for path, schema in iter_subschemas(close_objects(SCHEMAS[identifier])):
        assertions = {
            keyword for keyword, value in schema.items() if (keyword, value) != ("additionalProperties", True)
        }
        assert assertions - ANNOTATIONS - RULE_BY_KEYWORD.keys() == set(), path


def test_schema_pointer_leads_to_violated_keyword() -> None:
    """For an unknown field it leads to the object that the closed view closes."""
    payload = deepcopy(REALISTIC)
    payload["nlp"]["intents"] = [{"name": 1, "score": 2}]
    payload["currentDialogstate"] = {}
    issues = issues_from(ENGINES[Kind.SESSION].violations({"internal": payload}))
    assert len(issues) > 8
    for issue in issues:
        pointer = issue.schema_pointer or ""
        value, _ = resolve(pointer, pointer, SCHEMAS)
        if issue.rule is Rule.UNSTABLE_FIELD:
            assert "properties" in value
        else:
            assert RULE_BY_KEYWORD[pointer.rpartition("/")[2]] is issue.rule
