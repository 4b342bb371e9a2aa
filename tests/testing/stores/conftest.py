"""A Redis server for the tests that need one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TRIES = 5


@pytest.fixture(scope="session")
def redis_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Yield the loopback port of a Redis server without persistence, and stop the server at the end.

    Without Debian's redis-server the tests are skipped. They fail if CHATLAYER_SESSION_REQUIRE contains ``redis``.
    """
    program = shutil.which("redis-server")
    if program is None:
        reason = "redis-server is not installed; run: apt-get install redis-server"
        if "redis" in os.environ.get("CHATLAYER_SESSION_REQUIRE", "").split():
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("redis")
    server, port = _start_server(program, folder)
    yield port
    server.terminate()
    server.wait(timeout=30)
    if server.stdout is not None:
        server.stdout.close()


def _start_server(program: str, folder: Path) -> tuple[subprocess.Popen[str], int]:
    """Return a running server and its port; retry if another process takes the port first."""
    output = ""
    for _ in range(TRIES):
        port = _free_port()
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        server = subprocess.Popen([program, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert server.stdout is not None
        for line in server.stdout:
            output += line
            if "Ready to accept connections" in line:
                return server, port
        server.wait(timeout=30)
        server.stdout.close()
    pytest.fail(f"redis-server does not start:\n{output}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
