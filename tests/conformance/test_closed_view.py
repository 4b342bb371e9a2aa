"""The closed view against the open view: they differ only in undeclared members."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from chatlayer_session.findings import Kind
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatlayer_session.spec.fields import Field

    from .conftest import Suite


def undeclared(value: object, declared: Field) -> Iterator[str]:
    """Yield the names of undeclared members, except those of open objects."""
    if isinstance(value, dict) and "object" in declared.types:
        for name, member in cast("dict[str, object]", value).items():
            if name in declared.members:
                yield from undeclared(member, declared.members[name])
            elif not declared.open:
                yield name
    elif isinstance(value, list) and declared.items is not None:
        for item in cast("list[object]", value):
            yield from undeclared(item, declared.items)


def test_closed_view_rejects_only_undeclared_members(suite: Suite) -> None:
    """The closed view accepts a payload exactly if the open view does and all members are declared.

    The message lists every other case.
    """
    tree = field_tree(packaged_catalog(), suite.version, Kind(suite.name))
    failures: list[str] = []
    for case in suite.cases():
        accepted = not case.open_errors() and not list(undeclared(case.data, tree))
        if accepted is bool(case.closed_errors()):
            failures.append(f"{case}: {'rejected' if accepted else 'accepted'} by the closed view")
    assert not failures, "\n".join(failures)


def test_closed_view_accepts_and_rejects(suite: Suite) -> None:
    """Each file has payloads that only the open view accepts, and payloads that both views accept."""
    assert {not case.closed_errors() for case in suite.accepted()} == {True, False}
