"""A session store in Redis, with one hash per session: a field for `internal` and one for each variable.

Every change is a script, which the server runs as one step, so that no other client changes the session in the middle.
Values stay compact JSON text, since Lua would read every number as a double. The hash also contains the size of the
session, so that the cost of a change does not depend on it.

The hash contains the time of expiry in microseconds, which the store compares with its clock. The key also has a time
to live, so that the server deletes expired sessions that nobody reads.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from chatlayer_session.checks.size import MAX_BYTES
from chatlayer_session.retention import RetentionPolicy
from chatlayer_session.testing.store import Clock, Session, SessionKey, StoreResult

if TYPE_CHECKING:
    from redis import Redis

    from chatlayer_session.jsonpointer import JsonValue

# The fields of the hash: `expires` and `retention` in microseconds, `size` in bytes, `internal`, and each variable
# under its name as a JSON string, which starts with a quotation mark. A member consists of its name, a colon, its value
# and a comma. The session is one byte larger than all members: it has two braces, and no last comma.
_FUNCTIONS = """
local key, now, limit = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])

local function number(field)
    return tonumber(redis.call('HGET', key, field))
end

local function exists()
    local expires = redis.call('HGET', key, 'expires')
    return expires and tonumber(expires) > now
end

local function count_activity(retention)
    redis.call('HSET', key, 'expires', string.format('%.0f', now + retention))
    redis.call('PEXPIRE', key, math.ceil(retention / 1000))
end
"""
_CREATE = """
local internal, retention = ARGV[3], tonumber(ARGV[4])
local size = 1 + #'"internal":,' + #internal
if exists() then
    size = number('size') - redis.call('HSTRLEN', key, 'internal') + #internal
    retention = number('retention')
end
if size > limit then return 'too-large' end
if not exists() then redis.call('DEL', key) end
redis.call('HSET', key, 'internal', internal, 'size', size, 'retention', string.format('%.0f', retention))
count_activity(retention)
return 'stored'
"""
_SET = """
if not exists() then return 'no-session' end
local size = number('size')
for index = 4, #ARGV, 2 do
    local length = redis.call('HSTRLEN', key, ARGV[index])
    size = size + #ARGV[index + 1] - length
    if length == 0 then size = size + #ARGV[index] + 2 end
end
if size > limit then return 'too-large' end
for index = 4, #ARGV, 2 do redis.call('HSET', key, ARGV[index], ARGV[index + 1]) end
redis.call('HSET', key, 'size', size)
count_activity(number('retention'))
if ARGV[3] ~= '' and ARGV[3] ~= redis.call('HGET', key, 'internal') then return 'internal-refused' end
return 'stored'
"""
_TOUCH = """
if not exists() then return 0 end
count_activity(number('retention'))
return 1
"""
_DELETE = """
local existed = exists()
redis.call('DEL', key)
return existed and 1 or 0
"""
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)


class RedisStore:
    """Stores sessions on a Redis server, under keys with a ``prefix``. ``client`` must not decode responses."""

    internal_policy = StoreResult.INTERNAL_REFUSED

    def __init__(
        self, client: Redis, clock: Clock, retention: RetentionPolicy | None = None, prefix: str = "session:"
    ) -> None:
        self.client = client
        self.clock = clock
        self.retention = retention or RetentionPolicy()
        self.prefix = prefix
        self._create, self._set, self._touch, self._delete = (
            client.register_script(_FUNCTIONS + script) for script in (_CREATE, _SET, _TOUCH, _DELETE)
        )

    def create(self, key: SessionKey, internal: Session) -> StoreResult:
        """Start a conversation in a new or existing session."""
        retention = timedelta(days=self.retention.for_session(key.version, self.clock()).days) // _MICROSECOND
        return StoreResult(self._run(self._create, key, _text(internal), retention).decode())

    def read(self, key: SessionKey) -> Session | None:
        """Return the session, or None if it does not exist."""
        fields: dict[bytes, bytes] = self.client.hgetall(self.key(key))  # type: ignore[assignment] # not awaitable here
        if not fields or int(fields[b"expires"]) <= self._now():
            return None
        variables = {json.loads(name): json.loads(text) for name, text in fields.items() if name.startswith(b'"')}
        return {"internal": json.loads(fields[b"internal"]), **variables}

    def set_variables(self, key: SessionKey, variables: Session) -> StoreResult:
        """Store variables, and keep the others."""
        attempt = _text(variables["internal"]) if "internal" in variables else b""
        members = [_text(part) for item in variables.items() if item[0] != "internal" for part in item]
        return StoreResult(self._run(self._set, key, attempt, *members).decode())

    def touch(self, key: SessionKey) -> bool:
        """Record activity, and return whether the session exists."""
        return bool(self._run(self._touch, key))

    def delete(self, key: SessionKey) -> bool:
        """Delete the session, and return whether it existed."""
        return bool(self._run(self._delete, key))

    def expire(self) -> None:
        """Do nothing, since the server deletes expired sessions."""

    def key(self, key: SessionKey) -> str:
        """Return the key in Redis, which is unique for all characters in the names."""
        return self.prefix + json.dumps([key.bot_id, key.session_id, key.version])

    def _run(self, script: Any, key: SessionKey, *arguments: bytes | int) -> Any:
        return script(keys=[self.key(key)], args=[self._now(), MAX_BYTES, *arguments])

    def _now(self) -> int:
        return (self.clock() - _EPOCH) // _MICROSECOND


def _text(value: JsonValue) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
