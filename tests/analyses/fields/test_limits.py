"""The fields of a corpus in bounded memory: names that are data, and what is only counted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from chatlayer_session.analyses.fields import FieldLocation, FieldStability, count_fields, counts

from .conftest import by_pointer, corpus_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_names_that_are_data_are_told_together(documented: dict[str, Any], tmp_path: Path) -> None:
    """Below a place with more than 64 different names there is one entry, and nothing further down, in any division."""
    many = [{**documented, "byId": {f"id{number}": {"a": 1}, f"x{number}": {}}} for number in range(40)]
    corpus = count_fields(many)
    fields = by_pointer(corpus)
    assert corpus.collapsed == ("/byId",)
    assert [pointer for pointer in fields if pointer.startswith("/byId")] == ["/byId", "/byId/*"]
    together = fields["/byId/*"]
    assert (together.payloads, dict(together.types)) == (40, {"object": 80})
    assert (together.first, together.last) == (FieldLocation(None, 1), FieldLocation(None, 40))
    for end, limit in ((32, ()), (33, ("/byId",))):
        assert count_fields(many[:end]).collapsed == limit
    # Each half has few enough names.
    for name, half in (("a", many[:20]), ("b", many[20:])):
        (tmp_path / f"{name}.ndjson").write_text("\n".join(map(json.dumps, half)))
    merged = corpus_of([str(tmp_path / "a.ndjson"), str(tmp_path / "b.ndjson")])
    assert merged.collapsed == ("/byId",)
    assert (by_pointer(merged)["/byId/*"].payloads, by_pointer(merged).keys()) == (40, fields.keys())


def test_declared_fields_stay_beside_names_that_are_data(documented: dict[str, Any]) -> None:
    """Where `internal` itself has too many unknown names, the fields of the schema are told as ever, in any order."""
    spread = {f"n{number}": 1 for number in range(65)}
    for payloads in ([{**spread, **documented}, {**documented, "isPaused": 1}], [{**documented, **spread}, documented]):
        corpus = count_fields(payloads)
        fields = by_pointer(corpus)
        assert corpus.collapsed == ("",)
        assert (fields["/botId"].payloads, fields["/*"].payloads, dict(fields["/*"].types)) == (2, 1, {"number": 65})
        assert ("/isPaused" in fields) is ("isPaused" in payloads[1])


def test_what_is_beyond_the_limits_is_counted(documented: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Too long a name, too deep a place and too many places are told as a number of values."""
    assert count_fields([{**documented, "n" * 201: 1}]).over_limit == 1
    assert count_fields([{**documented, "n" * 200: 1}]).over_limit == 0
    deep: Any = 1
    for _ in range(400):
        deep = {"d": deep}
    corpus = count_fields([{**documented, "deep": deep}])
    assert max(field.pointer.count("/") for field in corpus.fields) == counts.MAX_POINTER_DEPTH
    assert corpus.over_limit == 1
    monkeypatch.setattr(counts, "MAX_PLACES", 3)
    corpus = count_fields([{**documented, **{f"n{number}": 1 for number in range(60)}}])
    unknown = [field for field in corpus.fields if field.stability is FieldStability.UNKNOWN]
    assert 3 <= len(unknown) < 60
    assert corpus.over_limit + len(unknown) >= 60
    assert by_pointer(corpus)["/previousDialogstate/type"].payloads == 1
