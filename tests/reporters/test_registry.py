"""The registry of formats: names without imports, modules that add themselves."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from chatlayer_session.compat.reporters import FORMATS as COMPAT_FORMATS
from chatlayer_session.reporters.fields import FORMATS as FIELDS_FORMATS
from chatlayer_session.reporters.runs import FORMATS as RUN_FORMATS
from chatlayer_session.reporters.style import Style
from chatlayer_session.reporters.versions import FORMATS as VERSIONS_FORMATS

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from chatlayer_session.reporters.registry import FormatRegistry

MODULE = """
from planted import FORMATS

@FORMATS.register(lists_payloads={lists_payloads})
def render(result, style):
    return f"{{result}} as {name}"
"""


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FormatRegistry[str]:
    """Return the registry of a package with the formats `a`, `b` and `text`."""
    folder = tmp_path / "planted"
    folder.mkdir()
    folder.joinpath("__init__.py").write_text(
        "from chatlayer_session.reporters.registry import FormatRegistry\n"
        "FORMATS = FormatRegistry(__name__, __path__[0])\n"
    )
    for name in ("b", "a", "text"):
        folder.joinpath(f"{name}.py").write_text(MODULE.format(name=name, lists_payloads=name == "b"))
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("planted", "planted.a", "planted.b", "planted.text"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import planted  # type: ignore[import-not-found]  # noqa: PLC0415 - written by this fixture

    registry: FormatRegistry[str] = planted.FORMATS
    return registry


def test_a_module_in_the_folder_is_a_format(planted: FormatRegistry[str]) -> None:
    """Its name comes from the file; the options come from the module."""
    assert planted.names == ("text", "a", "b")
    report_format = planted.load("b")
    assert report_format.render("result", Style()) == "result as b"
    assert (report_format.lists_payloads, report_format.stream) == (True, None)
    assert not planted.load("a").lists_payloads


def test_a_format_is_imported_when_it_is_loaded(planted: FormatRegistry[str]) -> None:
    """The other modules of the folder are not imported."""
    assert planted.load("a") is planted.load("a")
    assert {name for name in sys.modules if name.startswith("planted.")} == {"planted.a"}


@pytest.mark.parametrize(
    ("registry", "names"),
    [
        (RUN_FORMATS, ("text", "json", "ndjson", "sarif", "junit", "github", "gitlab", "markdown")),
        (FIELDS_FORMATS, ("text", "json", "csv", "svg")),
        (VERSIONS_FORMATS, ("text", "json")),
        (COMPAT_FORMATS, ("text", "json", "sarif", "junit", "github")),
    ],
)
def test_every_format_can_be_loaded(registry: FormatRegistry[Any], names: tuple[str, ...]) -> None:
    """The choices of `--format` are these, in this order, and each is registered under its name."""
    assert registry.names == names
    for name in names:
        assert registry.load(name).render.__module__ == f"{registry.package}.{name}"


def test_formats_declare_lists_and_streams() -> None:
    """Three formats list payloads, and one of them can be written in parts."""
    formats = {name: RUN_FORMATS.load(name) for name in RUN_FORMATS.names}
    assert {name for name, report in formats.items() if report.lists_payloads} == {"json", "ndjson", "junit"}
    assert {name for name, report in formats.items() if report.stream} == {"ndjson"}
