"""The floor: parse each payload and do nothing else, with orjson or, creating no Python objects, with simdjson."""

from __future__ import annotations

import subprocess
import sys


def main() -> None:
    """Parse the payloads of a file."""
    library, form, path, count = sys.argv[1:5]
    if library == "pair":
        # Two processes at once show what the machine gives to a second process.
        command = [sys.executable, __file__, "orjson", form, path, count]
        for process in [subprocess.Popen(command) for _ in range(2)]:
            process.wait()
        return
    if library == "simdjson":
        from simdjson import Parser  # noqa: PLC0415 # only one of the two is measured

        parse = Parser().parse
    else:
        import orjson  # noqa: PLC0415 # only one of the two is measured

        parse = orjson.loads
    remaining = int(count)
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
