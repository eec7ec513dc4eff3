"""Remembers used tokens in the Redis that every service process of a deployment shares."""

from __future__ import annotations

import redis.asyncio
from redis.exceptions import RedisError

from engine.clients.spent import SpentUnknown


class SpentInRedis:
    """Remembers in the Redis that every service process of a deployment shares."""

    def __init__(self, url: str) -> None:
        self._redis = redis.asyncio.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0)

    async def first(self, digest: str, expires: float) -> bool:
        """Whether this is the token's first use; raises SpentUnknown where Redis does not answer."""
        try:
            return bool(await self._redis.set(f"chartside:spent:{digest}", 1, nx=True, exat=int(expires) + 1))
        except (RedisError, OSError):
            raise SpentUnknown from None

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()
