"""Measure a scan: ``python -m benchmarks.scan`` makes 10,000 files (100 MB) and a bot export of 20 MB on one line.

It prints the CPU time of one process and the peak of its memory, beside what the project promises.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

FILES, FILE_SIZE, EXPORT_SIZE = 10_000, 10_000, 20_000_000
SUFFIXES = ("js", "ts", "py", "txt", "html", "json")

_MEASURE = """
import resource, sys
from chatlayer_session.cli import cli
try:
    cli.main(sys.argv[1:], standalone_mode=False)
finally:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, file=sys.stderr)
"""

_PIECES = {
    "js": (
        "export async function load{n}(args, client) {{\n"
        "  const {{ items, total }} = await client.get(`/x/${{args.id}}`);\n"
        "  return items.filter((item) => item.price > {n}).map((item) => ({{ ...item, total }}));\n}}\n",
        "export const greet{n} = (args) => `Hello ${{args.internal.user.firstName}}, ${{args.internal.lastIntent}}`;\n",
    ),
    "py": (
        'def load_{n}(client, path: str) -> list[dict]:\n    """Load the items."""\n'
        "    return [item for item in client.get(path)[\"items\"] if item['price'] > {n}]\n\n",
        "def greet_{n}(session):\n"
        "    return session['internal']['user']['firstName'], session['internal']['lastIntent']\n\n",
    ),
    "txt": (
        "Dear customer, order {n} with {{order.items[0].name}} arrives at {{order.day|capitalize}}.\n",
        "Hello {{internal.user.firstName}}, you asked about {{internal.lastIntent}} number {n}.\n",
    ),
    "json": (
        '{{"id": {n}, "type": "MESSAGE", "text": "Order {{order.id}} arrives \\u00e0 {{order.day}}"}},\n',
        '{{"id": {n}, "text": "Hello {{internal.user.firstName}},\\n{{internal.lastIntent}}"}},\n',
    ),
}
_PIECES["ts"], _PIECES["html"] = _PIECES["js"], _PIECES["txt"]


class Measured(NamedTuple):
    """The CPU seconds and the peak memory in MB of one run."""

    seconds: float
    memory: float


def write_file(path: Path, size: int, share: float, generator: random.Random) -> None:
    """Write a file of about ``size`` bytes; ``share`` is the part of its pieces that reads fields of `internal`."""
    suffix = path.suffix[1:]
    plain, reading = _PIECES[suffix]
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append((reading if generator.random() < share else plain).format(n=len(parts)))
        length += len(parts[-1])
    text = "".join(parts)
    path.write_text(f"[{text.rstrip()[:-1]}]" if suffix == "json" else text, encoding="utf-8")


def write_export(path: Path, size: int) -> None:
    """Write a bot export on one line."""
    path.with_suffix(".part.json").touch()
    write_file(path, size, 0.1, random.Random(0))
    path.with_suffix(".part.json").unlink()
    path.write_text(json.dumps(json.loads(path.read_bytes())), encoding="utf-8")


def measure(*arguments: str | Path) -> Measured:
    """Return what a run of the command in one process takes."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, "scan", "--jobs", "1", "--no-config", "--quiet", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, memory = done.stderr.splitlines()[-1].split()
    return Measured(float(seconds), float(memory))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measure a scan.")
    parser.add_argument("--share", type=float, default=0.1, help="part of the files that mention internal")
    parser.add_argument("--files", type=int, default=FILES)
    options = parser.parse_args()
    generator = random.Random(0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export = folder / "export.json"
        write_export(export, EXPORT_SIZE)
        one = measure(export)
        export.unlink()
        for number in range(options.files):
            path = folder / f"{number % 100}" / f"file{number}.{SUFFIXES[number % len(SUFFIXES)]}"
            path.parent.mkdir(exist_ok=True)
            write_file(path, FILE_SIZE, 0.05 if generator.random() < options.share else 0, generator)
        size = sum(path.stat().st_size for path in folder.glob("*/*")) / 1e6
        many = measure(folder)
    sys.stdout.write(
        f"export of {EXPORT_SIZE / 1e6:.0f} MB on one line: "
        f"{one.seconds:.1f} s CPU, {one.memory:.0f} MB (at most 5 s)\n"
        f"{options.files:,} files, {size:.0f} MB, {options.share:.0%} mention internal: "
        f"{many.seconds:.1f} s CPU, {many.memory:.0f} MB (at most 20 s)\n"
    )


if __name__ == "__main__":
    main()
