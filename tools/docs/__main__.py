"""Run the commands and the Python in the documentation, and put what they print under them.

    python -m tools.docs            write the output into the files
    python -m tools.docs --check    say where the files differ from it, and exit with 1 if they do
    python -m tools.docs FILE ...   the same for these files only

A ``console`` block contains commands after ``$`` and their output; all commands of a block run in one shell. A
``python`` block is run as it is, and a ``text`` block after it is its output. ``bash`` blocks are for people to
type; other tests run them. Everything runs in a copy of the project. ``docs/reference/command-line.md`` is generated
whole, from the commands.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import command_line

PROJECT = Path(__file__).resolve().parents[2]
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "schemas/**/*.md",
    "docs/**/*.md",
    "validator/chatlayer_session/rule_pages/*.md",
)

COMMAND_LINE = Path("docs", "reference", "command-line.md")
"""The document that is made from the commands."""

_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)


def documents() -> list[Path]:
    """Return the documents of the project, by their paths from its root."""
    return sorted(path.relative_to(PROJECT) for pattern in DOCUMENTS for path in PROJECT.glob(pattern))


def refreshed(text: str, copy: Path) -> str:
    """Return a document with the output of its blocks as they print it in a copy of the project."""
    return _BLOCK.sub(lambda block: _refreshed_block(block, copy), text)


def _refreshed_block(block: re.Match[str], copy: Path) -> str:
    language, content, output = block.groups()
    if language == "console":
        return f"```console\n{_console(content, copy)}```\n" + (f"\n```text\n{output}```\n" if output else "")
    printed = _run([sys.executable, "-W", "error", "-c", content], copy)
    return f"```python\n{content}```\n" + (f"\n```text\n{printed}```\n" if output is not None or printed else "")


def _console(content: str, copy: Path) -> str:
    commands = [line[2:] for line in content.splitlines() if line.startswith("$ ")]
    # A NUL ends the output of each command; the status is kept for a following `echo $?`.
    script = "".join(f"{command}\nstatus=$?; printf '\\0'; (exit $status)\n" for command in commands)
    outputs = _run(["bash", "-c", script], copy).split("\0")
    return "".join(f"$ {command}\n{output}" for command, output in zip(commands, outputs, strict=False))


def _run(arguments: list[str], copy: Path) -> str:
    scripts = Path(sys.executable).parent
    environment = {
        "PATH": f"{scripts}:{os.environ['PATH']}",
        "HOME": str(copy),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        arguments, cwd=copy, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return done.stdout.decode()


def main() -> int:
    """Refresh or check the documents named on the command line, or all."""
    parser = argparse.ArgumentParser(description="Run the documentation.")
    parser.add_argument("--check", action="store_true", help="change nothing, and exit with 1 if something differs")
    parser.add_argument("documents", nargs="*", type=Path, help="documents, by their paths from the project's root")
    options = parser.parse_args()
    stale = 0
    for document in options.documents or documents():
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "project")
            shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"))
            text = (PROJECT / document).read_text(encoding="utf-8")
            fresh = command_line.page() if document == COMMAND_LINE else refreshed(text, copy)
        if fresh == text:
            continue
        stale += 1
        if options.check:
            sys.stdout.write(f"{document} is stale; it would be:\n{fresh}\n")
        else:
            (PROJECT / document).write_text(fresh, encoding="utf-8")
            sys.stdout.write(f"refreshed {document}\n")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
