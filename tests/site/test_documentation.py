"""The documentation as a site: its links, and the pages of rules and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatlayer_session.rules import Rule
from tools.site.fields import field_pages
from tools.site.links import dead_links
from tools.site.pages import build_documentation, rewritten, site_path, staged_pages

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def documentation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the documentation, with an empty page in place of the playground."""
    pytest.importorskip("zensical")
    folder = tmp_path_factory.mktemp("documentation")
    build_documentation(folder, folder / "out")
    (folder / "out" / "playground").mkdir()
    (folder / "out" / "playground" / "index.html").write_text("<title>Playground</title>", encoding="utf-8")
    return folder / "out"


def test_no_link_is_dead(documentation: Path) -> None:
    """Each link leads to a page and its anchor, and nothing is loaded from another host."""
    assert [*dead_links(documentation)] == []


def test_site_has_a_page_for_each_rule_and_each_field(documentation: Path) -> None:
    """The playground links to the pages of rules."""
    for rule in Rule:
        assert (documentation / "rules" / rule.value / "index.html").is_file()
    for path in field_pages():
        folder = path.removesuffix(".md").removesuffix("/index")
        assert (documentation / folder / "index.html").is_file()
    assert "lastIntent" in (documentation / "search.json").read_text(encoding="utf-8")


def test_dead_link_and_foreign_host_are_found(tmp_path: Path) -> None:
    """A missing page, a missing anchor and a script of another host are three lines."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "index.html").write_text('<h1 id="here"></h1><a href="../index.html">up</a>', encoding="utf-8")
    (tmp_path / "index.html").write_text(
        '<a href="b/#here">1</a><a href="b/#gone">2</a><a href="c/">3</a><script src="https://example.com/x.js">'
        '</script><a href="https://example.com/">4</a>',
        encoding="utf-8",
    )
    assert [*dead_links(tmp_path)] == [
        "index.html: b/#gone",
        "index.html: c/",
        "index.html: loads https://example.com/x.js",
    ]


def test_links_are_those_of_the_site() -> None:
    """Links to other pages, to rule pages and to schemas work in the site; code stays as it is."""
    text, linked = rewritten(
        "docs/how-to/ci.md",
        "[a](../reference/rules.md#x) [b](../../validator/chatlayer_session/rule_pages/syntax.md) "
        "[c](../../schemas/report/2.1.0/report.json)\n```bash\n[d](../README.md)\n```\n",
    )
    assert text == (
        "[a](../reference/rules.md#x) [b](../rules/syntax.md) "
        "[c](../project/schemas/report/2.1.0/report.json)\n```bash\n[d](../README.md)\n```\n"
    )
    assert len(linked) == 3
    assert site_path("docs/README.md") == "index.md"


def test_field_page_says_what_to_do() -> None:
    """The page of an unstable field has its source, its versions, an example, and the way to accept it."""
    pages = field_pages()
    page = pages["fields/internal/lastIntent.md"]
    assert page.startswith("# /lastIntent\n")
    assert "| stability | unstable since 1.1.0 |" in page
    assert "| schema versions | 1.1.0, 1.2.0 |" in page
    assert "solving bot issues" in page.lower()
    assert "../../how-to/baseline.md" in page
    stable = pages["fields/internal/nlp.intents.items.score.md"]
    assert "| range | 0 to 1 |" in stable
    assert "```json\n1\n```" in stable
    assert "stable since 1.0.0" in stable


def test_every_page_of_the_project_is_staged() -> None:
    """No page is staged twice, and the pages that others link to are staged too."""
    staged = staged_pages()
    assert "project/CONTRIBUTING.md" in staged
    assert "project/schemas/index.md" in staged
