"""A store held to the contract: put your own in the place of `MemoryStore`."""

from chatlayer_session.testing.store import Clock, MemoryStore, SessionStore, SessionStoreContract


class TestMyStore(SessionStoreContract):
    """Everything that the platform promises of a session, checked on one store."""

    def make_store(self, clock: Clock) -> SessionStore:
        """Return a store without sessions, which takes the time from `clock`."""
        return MemoryStore(clock)
