"""Reports of the command on many payloads, in one process: ``python -m tests.site.command_reports FORMAT``.

Standard input has a payload in Base64 on each line, and standard output a report as a JSON string on each.
"""

from __future__ import annotations

import io
import json
import sys
from base64 import b64decode

from chatlayer_session.cli import main


def report(payload: bytes, form: str) -> str:
    """Return what ``validate`` writes to standard output for a payload on standard input."""
    sys.argv = ["chatlayer-session", "validate", "--no-config", "--format", form, "-"]
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.BytesIO(payload)))
    written = io.BytesIO()
    stream = sys.stdout = io.TextIOWrapper(written, encoding="utf-8", newline="")
    try:
        main()
    except SystemExit:
        stream.flush()
    return written.getvalue().decode()


if __name__ == "__main__":
    lines, out, form = sys.stdin.readlines(), sys.stdout, sys.argv[1]
    out.writelines(json.dumps(report(b64decode(line), form)) + "\n" for line in lines)
    out.flush()
