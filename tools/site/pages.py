"""The documentation as a site: the Markdown of the project, with links that work there, and its navigation."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from posixpath import dirname, normpath, relpath
from typing import Any

from .fields import TITLES, field_pages

PROJECT = Path(__file__).resolve().parents[2]
RULES = "validator/chatlayer_session/rule_pages"
PLAYGROUND = """\
<p><a class="md-button md-button--primary" href="playground/">Check a session in this browser</a></p>

The playground needs no installation, and nothing that you paste leaves your machine.

"""
"""The start of the first page."""

CONFIGURATION = """\
[project]
site_name = "chatlayer-session"
docs_dir = "docs"
site_dir = "site"
use_directory_urls = true
{repository}
nav = {navigation}

[project.theme]
language = "en"
font = false
features = ["content.code.copy", "navigation.footer", "navigation.indexes", "navigation.tabs", "navigation.top",
  "search.highlight"]

[[project.theme.palette]]
media = "(prefers-color-scheme: light)"
scheme = "default"

[[project.theme.palette]]
media = "(prefers-color-scheme: dark)"
scheme = "slate"

[project.markdown_extensions]
tables = {{}}
toc.permalink = true
"pymdownx.superfences" = {{}}
"pymdownx.highlight" = {{ pygments_lang_class = true }}
"""

_LINK = re.compile(r"(!?)\[((?:[^\]\\]|\\.)*)\]\(([^)\s#]*)(#[^)\s]*)?\)")
_SECTION = re.compile(r"^## (.+)\n\n((?:- .+\n(?: .+\n)*)+)", re.MULTILINE)


def build_documentation(work: Path, out: Path, repository: str | None = None) -> None:
    """Write the documentation to a folder; ``repository`` is the address for links to the source.

    Raises:
        subprocess.CalledProcessError: the generator failed, or warned.
    """
    for path, text in staged_pages().items():
        file = work / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, Path):
            shutil.copy(text, file)
        else:
            file.write_text(text, encoding="utf-8")
    source = f"repo_url = {json.dumps(repository)}" if repository else ""
    text = CONFIGURATION.format(repository=source, navigation=_toml(navigation()))
    (work / "zensical.toml").write_text(text, encoding="utf-8")
    program = Path(sys.executable).with_name("zensical")
    subprocess.run([program, "build", "--strict"], cwd=work, check=True, stdout=sys.stderr)
    shutil.copytree(work / "site", out, dirs_exist_ok=True)


def staged_pages() -> dict[str, str | Path]:
    """Return every page by its path in the site, and other files that pages link to."""
    staged: dict[str, str | Path] = {}
    pending = [
        *sorted((PROJECT / "docs").rglob("*.md")),
        *sorted((PROJECT / RULES).glob("*.md")),
    ]
    while pending:
        file = pending.pop(0)
        name = file.relative_to(PROJECT).as_posix()
        if site_path(name) in staged:
            continue
        if file.suffix != ".md":
            staged[site_path(name)] = file
            continue
        text, linked = rewritten(name, file.read_text(encoding="utf-8"))
        staged[site_path(name)] = text
        pending += linked
    title, _, rest = str(staged["index.md"]).partition("\n\n")
    return {**staged, **field_pages(), "index.md": f"{title}\n\n{PLAYGROUND}{rest}"}


def site_path(name: str) -> str:
    """Return the path in the site of a file of the project."""
    for folder, target in (("docs/", ""), (f"{RULES}/", "rules/")):
        if name.startswith(folder):
            path = target + name.removeprefix(folder)
            break
    else:
        path = f"project/{name}"
    return re.sub(r"(^|/)README\.md$", r"\1index.md", path)


def rewritten(name: str, text: str) -> tuple[str, list[Path]]:
    """Return the text of a page with links to the paths of the site, and the files that it links to."""
    linked: list[Path] = []

    def rewrite(match: re.Match[str]) -> str:
        mark, label, target, anchor = match.groups(default="")
        if not target or ":" in target:
            return match[0]
        path = normpath(f"{dirname(name)}/{target}").lstrip("/")
        file = PROJECT / path
        if file.is_dir() and (file / "README.md").is_file():
            path, file = f"{path}/README.md", file / "README.md"
        if not file.is_file():
            return label
        linked.append(file)
        return f"{mark}[{label}]({relpath(site_path(path), dirname(site_path(name)) or '.')}{anchor})"

    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else _LINK.sub(rewrite, part) for part in parts), linked


def navigation() -> list[dict[str, Any]]:
    """Return the entries of the navigation: the sections of docs/README.md, the rules and the fields."""
    entries: list[dict[str, Any]] = [{"Home": "index.md"}, {"Playground": "playground/"}]
    overview = (PROJECT / "docs" / "README.md").read_text(encoding="utf-8")
    for title, items in _SECTION.findall(overview):
        links = [(label, normpath(f"docs/{target}")) for _, label, target, _ in _LINK.findall(items)]
        entries.append({title: [{label: site_path(path)} for label, path in links]})
    rules = sorted(path.stem for path in (PROJECT / RULES).glob("*.md"))
    entries.append({"Rules": [{rule: f"rules/{rule}.md"} for rule in rules]})
    pages = field_pages()
    kinds = {kind.value: title.replace("`", "") for kind, title in TITLES.items()}
    entries.append(
        {"Fields": [{title: [f"fields/{kind}/index.md", *_fields_of(kind, pages)]} for kind, title in kinds.items()]}
    )
    return entries


def _fields_of(kind: str, pages: dict[str, str]) -> list[dict[str, str]]:
    """Return an entry for the page of each field of a kind."""
    paths = [path for path in pages if path.startswith(f"fields/{kind}/") and not path.endswith("/index.md")]
    return [{pages[path].partition("\n")[0].removeprefix("# "): path} for path in paths]


def _toml(value: Any) -> str:
    """Return a value of lists, tables and strings as TOML."""
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(value)
