"""Privacy of field counts: no names of variables and no values."""

from __future__ import annotations

from typing import Any

from chatlayer_session.analyses.fields import count_fields
from chatlayer_session.reporters.fields import FORMATS
from chatlayer_session.reporters.style import Style

from .conftest import by_pointer


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
