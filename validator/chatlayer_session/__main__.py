"""``python -m chatlayer_session``, and the entry point of the command."""

from __future__ import annotations

import os


def main() -> None:
    """Run the command; an interrupt during its imports ends the process without a traceback."""
    try:
        from .runs.interrupts import hold_interrupts  # noqa: PLC0415 - an interrupt during the import is handled here

        # Python reports an interrupt while it makes a class as an error of the class.
        with hold_interrupts():
            from .cli import main as run  # noqa: PLC0415 - as above
    except KeyboardInterrupt:
        os._exit(130)
    run()


if __name__ == "__main__":
    main()
