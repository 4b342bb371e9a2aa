"""The store in Redis meets the contract on a real server with two clients."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from redis import Redis

from chatlayer_session.testing.store import Clock, ManualClock, SessionKey, SessionStore, SessionStoreContract
from examples.stores.redis_store import RedisStore

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = SessionKey("A", "1", "DRAFT")
DAY = timedelta(days=1)


class TestRedisStore(SessionStoreContract):
    """Each scenario starts with an empty server; the second caller has its own client."""

    @pytest.fixture(autouse=True)
    def _on_server(self, redis_port: int) -> None:
        self.port = redis_port

    def make_store(self, clock: Clock) -> SessionStore:
        """Empty the server, and return a store on it."""
        client = Redis(port=self.port)
        client.flushdb()
        return RedisStore(client, clock)

    def another_handle(self, store: SessionStore, clock: Clock) -> SessionStore:  # noqa: ARG002 - the server is known
        """Return a store with its own client."""
        return RedisStore(Redis(port=self.port), clock)

    def close_store(self, store: SessionStore) -> None:
        """Close the client."""
        assert isinstance(store, RedisStore)
        store.client.close()


@pytest.fixture
def client(redis_port: int) -> Iterator[Redis]:
    """Empty the server, and yield a client."""
    client = Redis(port=redis_port)
    client.flushdb()
    yield client
    client.close()


def test_server_expires_sessions(client: Redis) -> None:
    """The key lives as long as the retention period, which activity restarts and a read does not."""
    store = RedisStore(client, ManualClock())
    key = store.key(KEY)
    store.create(KEY, {})
    created = lifetime(client, key)
    assert timedelta(days=30) - timedelta(minutes=5) < created <= timedelta(days=30)
    for activity in (
        lambda: store.touch(KEY),
        lambda: store.set_variables(KEY, {"order": 1}),
        lambda: store.create(KEY, {}),
    ):
        client.pexpire(key, DAY)
        store.read(KEY)
        assert lifetime(client, key) <= DAY
        activity()
        assert lifetime(client, key) > 29 * DAY


def test_deleted_session_leaves_no_key(client: Redis) -> None:
    """After a deletion the server has no key."""
    store = RedisStore(client, ManualClock())
    store.create(KEY, {})
    assert client.dbsize() == 1
    store.delete(KEY)
    assert client.dbsize() == 0


def lifetime(client: Redis, key: str) -> timedelta:
    """Return the remaining lifetime of a key."""
    milliseconds = client.pttl(key)
    assert isinstance(milliseconds, int)
    return timedelta(milliseconds=milliseconds)
