"""One target under libFuzzer: ``python -m tests.fuzzing.run TARGET [libFuzzer options]``."""

from __future__ import annotations

import shlex
import sys
import warnings

import atheris

with atheris.instrument_imports(include=["chatlayer_session"]):
    from .targets import TARGETS


def main() -> None:
    """Run until libFuzzer ends the process."""
    _, name, *arguments = sys.argv
    sys.set_int_max_str_digits(0)
    warnings.simplefilter("error")
    # To minimize a corpus, libFuzzer starts this program again through a shell.
    program = f"{shlex.quote(sys.executable)} -m tests.fuzzing.run {name}"
    atheris.Setup([program, *arguments], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
