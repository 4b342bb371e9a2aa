"""Write the site to a folder, and print its size and how long the first verdict takes.

    python -m tools.site build/site
    python -m tools.site build/site --repository https://example.com/OWNER/chatlayer-session

The folder is replaced. Packages come from npm and PyPI, everything else from the project. With ``--repository``, the
pages link to the repository. The times need playwright and the Chromium of the system.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from .links import dead_links
from .measure import waiting_times
from .pages import build_documentation
from .playground import build_playground

MEGABYTE = 1_000_000


def main() -> int:
    """Write the site, and return the exit status: 1 if a link is dead."""
    parser = argparse.ArgumentParser(prog="python -m tools.site", description="Write the site to a folder.")
    parser.add_argument("out", type=Path, help="the folder, which is replaced")
    parser.add_argument("--repository", metavar="URL", help="the address of the repository, to link to it")
    options = parser.parse_args()
    out: Path = options.out
    if out.exists() and not (out / "playground").is_dir() and any(out.iterdir()):
        parser.error(f"{out} is not empty and not a site; choose a different folder")
    shutil.rmtree(out, ignore_errors=True)
    with tempfile.TemporaryDirectory() as work:
        build_documentation(Path(work), out, options.repository)
    build_playground(out / "playground")
    dead = [*dead_links(out)]
    sys.stdout.writelines(f"dead link: {line}\n" for line in dead)
    sys.stdout.write(f"{out}: {size_of(out)}\n")
    sys.stdout.write(f"{out / 'playground'}: {size_of(out / 'playground')}\n")
    browser = shutil.which("chromium")
    if browser and find_spec("playwright"):
        first, later = waiting_times(out, browser)
        sys.stdout.write(f"first verdict after {first:.1f} s, later ones {1000 * later:.0f} ms after a key\n")
    return 1 if dead else 0


def size_of(folder: Path) -> str:
    """Return the number of files below a folder and their size, plain and compressed as a server sends them."""
    contents = [file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()]
    plain, packed = sum(map(len, contents)), sum(len(gzip.compress(content, 6)) for content in contents)
    return f"{len(contents)} files, {plain / MEGABYTE:.1f} MB, {packed / MEGABYTE:.1f} MB compressed"


if __name__ == "__main__":
    sys.exit(main())
