"""The example session, and the read-only object in it."""

from __future__ import annotations

import json
from typing import Any

from chatlayer_session.spec.catalog import packaged_catalog

EXAMPLES = packaged_catalog().root.joinpath("session", packaged_catalog().versions()[-1], "examples")
SESSION: dict[str, Any] = json.loads(EXAMPLES.joinpath("session.json").read_bytes())
INTERNAL: dict[str, Any] = SESSION["internal"]
