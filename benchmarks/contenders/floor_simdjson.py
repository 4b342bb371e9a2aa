"""The floor below the floor: parse each payload with simdjson, without making Python objects of it."""

from __future__ import annotations

import sys

from simdjson import Parser


def main() -> None:
    """Parse the payloads of a file."""
    form, path, count = sys.argv[1:4]
    left = int(count)
    parse = Parser().parse
    with open(path, "rb") as stream:  # noqa: PTH123 # the floor imports only what it needs
        if form == "document":
            parse(stream.read())
            return
        for line in stream:
            try:  # noqa: SIM105 # a context manager for each line costs more than parsing it
                parse(line)
            except ValueError:
                pass
            left -= 1
            if not left:
                break


main()
