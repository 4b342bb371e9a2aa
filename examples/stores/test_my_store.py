"""The contract for one store: replace `MemoryStore` with your store or an adapter for it."""

from chatlayer_session.testing.store import Clock, MemoryStore, SessionStore, SessionStoreContract


class TestMyStore(SessionStoreContract):
    """Every promise of the platform about sessions, tested on one store."""

    def make_store(self, clock: Clock) -> SessionStore:
        """Return an empty store that takes the time from `clock`."""
        return MemoryStore(clock)
