"""Limits and privacy of field counts: bounded memory, no names of variables and no values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from chatlayer_session.analyses.fields import FieldStability, count_fields, counts
from chatlayer_session.inputs.records import Origin
from chatlayer_session.reporters.fields import FORMATS
from chatlayer_session.reporters.style import Style

from .conftest import by_pointer, inventory_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_object_with_many_names_is_collapsed(documented: dict[str, Any], tmp_path: Path) -> None:
    """An object with more than 64 names has one entry for all its members, however the input is divided."""
    many = [{**documented, "byId": {f"id{number}": {"a": 1}, f"x{number}": {}}} for number in range(40)]
    inventory = count_fields(many)
    fields = by_pointer(inventory)
    assert inventory.collapsed == ("/byId",)
    assert [pointer for pointer in fields if pointer.startswith("/byId")] == ["/byId", "/byId/*"]
    together = fields["/byId/*"]
    assert (together.payloads, dict(together.types)) == (40, {"object": 80})
    assert (together.first, together.last) == (Origin(None, 1, 1), Origin(None, 40, 40))
    for end, collapsed in ((32, ()), (33, ("/byId",))):
        assert count_fields(many[:end]).collapsed == collapsed
    # Neither half has too many names.
    for name, half in (("a", many[:20]), ("b", many[20:])):
        (tmp_path / f"{name}.ndjson").write_text("\n".join(map(json.dumps, half)))
    merged = inventory_of([str(tmp_path / "a.ndjson"), str(tmp_path / "b.ndjson")])
    assert merged.collapsed == ("/byId",)
    assert (by_pointer(merged)["/byId/*"].payloads, by_pointer(merged).keys()) == (40, fields.keys())


def test_declared_fields_are_never_collapsed(documented: dict[str, Any]) -> None:
    """If `internal` itself has too many unknown names, declared fields keep their entries, in any order of members."""
    spread = {f"n{number}": 1 for number in range(65)}
    for payloads in ([{**spread, **documented}, {**documented, "isPaused": 1}], [{**documented, **spread}, documented]):
        inventory = count_fields(payloads)
        fields = by_pointer(inventory)
        assert inventory.collapsed == ("",)
        assert (fields["/botId"].payloads, fields["/*"].payloads, dict(fields["/*"].types)) == (2, 1, {"number": 65})
        assert ("/isPaused" in fields) is ("isPaused" in payloads[1])


def test_values_over_limit_are_counted(documented: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Fields with too long a name, too deep a path, or beyond the maximum number add to one count of values."""
    assert count_fields([{**documented, "n" * 201: 1}]).over_limit == 1
    assert count_fields([{**documented, "n" * 200: 1}]).over_limit == 0
    deep: Any = 1
    for _ in range(400):
        deep = {"d": deep}
    inventory = count_fields([{**documented, "deep": deep}])
    assert max(field.pointer.count("/") for field in inventory.fields) == counts.MAX_POINTER_DEPTH
    assert inventory.over_limit == 1
    monkeypatch.setattr(counts, "MAX_FIELDS", 3)
    inventory = count_fields([{**documented, **{f"n{number}": 1 for number in range(60)}}])
    unknown = [field for field in inventory.fields if field.stability is FieldStability.UNKNOWN]
    assert 3 <= len(unknown) < 60
    assert inventory.over_limit + len(unknown) >= 60
    assert by_pointer(inventory)["/previousDialogstate/type"].payloads == 1


def test_names_of_variables_are_private(documented: dict[str, Any]) -> None:
    """An object that may be variables shows only its own names, and inside a larger document not even those."""
    variables = {"order": {"+32 123": 1}, "user": {"secret": {"x": 1}, "firstName": "Guest"}}
    fields = by_pointer(count_fields([variables]))
    assert sorted(fields) == ["/order", "/user", "/user/firstName"]
    inside = count_fields([{"s": variables}], at="/s")
    assert sorted(by_pointer(inside)) == ["/user", "/user/firstName"]
    assert inside.private == 2
    session = count_fields([{"internal": documented, "+32 123": 1}])
    assert not any("32" in pointer for pointer in by_pointer(session))
    assert (session.sessions, session.variables) == (1, 1)


def test_no_report_contains_a_value(documented: dict[str, Any]) -> None:
    """No format contains a string of the payload or the name of a variable."""
    payload = {"internal": {**documented, "unknown": "secret-value"}, "secret-variable": {"secret-name": "secret"}}
    inventory = count_fields([payload])
    for name in ("text", "json", "csv", "svg"):
        report = FORMATS.load(name).render(inventory, Style())
        assert "unknown" in report
        assert "secret" not in report
        assert documented["sessionId"] not in report
