"""The closed view against the open one: they differ by undeclared members and by nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from chatlayer_session.findings import Kind
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatlayer_session.spec.fields import Field

    from .conftest import Case, Suite


def undeclared(value: object, declared: Field) -> Iterator[str]:
    """Yield the names of the members that the tree of fields does not have, outside free objects."""
    if isinstance(value, dict) and "object" in declared.types:
        for name, member in cast("dict[str, object]", value).items():
            if name in declared.members:
                yield from undeclared(member, declared.members[name])
            elif not declared.open:
                yield name
    elif isinstance(value, list) and declared.items is not None:
        for item in cast("list[object]", value):
            yield from undeclared(item, declared.items)


def test_closed_view(case: Case) -> None:
    """The closed view accepts a payload exactly when the open view does and every member is declared."""
    tree = field_tree(packaged_catalog(), case.suite.version, Kind(case.suite.name))
    accepted = not case.open_errors() and not list(undeclared(case.data, tree))
    assert accepted == (not case.closed_errors())


def test_both_outcomes_are_met(suite: Suite) -> None:
    """Each file has payloads that only the open view accepts, and payloads that both views accept."""
    assert {not case.closed_errors() for case in suite.accepted()} == {True, False}
