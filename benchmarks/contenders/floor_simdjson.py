"""A lower floor: parse each payload with simdjson, without creating Python objects."""

from __future__ import annotations

import sys

from simdjson import Parser


def main() -> None:
    """Parse the payloads of a file."""
    form, path, count = sys.argv[1:4]
    remaining = int(count)
    parse = Parser().parse
    with open(path, "rb") as stream:  # noqa: PTH123 # the floor imports as little as possible
        if form == "document":
            parse(stream.read())
            return
        for line in stream:
            try:  # noqa: SIM105 # a context manager for each line costs more than parsing it
                parse(line)
            except ValueError:
                pass
            remaining -= 1
            if not remaining:
                break


main()
