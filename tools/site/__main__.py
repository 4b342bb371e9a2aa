"""Write the site to a folder, and print its size; run from the root of the project.

    python -m tools.site build/site

The folder is replaced. Packages come from npm and PyPI, everything else from the project.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import sys
from pathlib import Path

from .playground import build_playground

MEGABYTE = 1_000_000


def main() -> int:
    """Write the site, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.site", description="Write the site to a folder.")
    parser.add_argument("out", type=Path, help="the folder, which is replaced")
    out: Path = parser.parse_args().out
    if out.exists() and not (out / "playground").is_dir() and any(out.iterdir()):
        parser.error(f"{out} is not empty and not a site; choose a different folder")
    shutil.rmtree(out, ignore_errors=True)
    build_playground(out / "playground")
    sys.stdout.write(f"{out}: {size_of(out)}\n")
    return 0


def size_of(folder: Path) -> str:
    """Return the number of files below a folder and their size, plain and compressed as a server sends them."""
    contents = [file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()]
    plain, packed = sum(map(len, contents)), sum(len(gzip.compress(content, 6)) for content in contents)
    return f"{len(contents)} files, {plain / MEGABYTE:.1f} MB, {packed / MEGABYTE:.1f} MB compressed"


if __name__ == "__main__":
    sys.exit(main())
