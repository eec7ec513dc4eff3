"""Whether Redis answers, and the key that service and workers share can be used; where the service is deployed."""

from __future__ import annotations

import stat
from collections.abc import Iterator

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from engine.dispatch.cipher import Cipher
from engine.doctor.finding import Finding, Site, failed, ok

PATIENCE = 2.0  # seconds
NOT_NEEDED = "not needed: an embedded service has its workers beside it"


def redis(site: Site) -> Iterator[Finding]:
    """Yield what was found about Redis."""
    if site.embedded or site.settings.redis_url is None:
        yield ok("Redis", NOT_NEEDED)
        return
    try:
        with Redis.from_url(
            site.settings.redis_url.get_secret_value(),
            retry=Retry(NoBackoff(), 0),
            socket_connect_timeout=PATIENCE,
            socket_timeout=PATIENCE,
        ) as client:
            client.ping()
    except (RedisError, ValueError) as error:  # a wrong address is a ValueError
        mend = (
            "See that it runs, and that CHARTSIDE_REDIS_URL names it with its password (redis://:password@host:6379/0)."
        )
        yield failed("Redis", f"does not answer ({type(error).__name__})", mend)
    else:
        yield ok("Redis", "answers")


def key(site: Site) -> Iterator[Finding]:
    """Yield what was found about the broker key."""
    file = site.settings.broker_key_file
    if site.embedded or file is None:
        yield ok("broker key", NOT_NEEDED)
        return
    mend = f"Make one with `openssl rand -base64 32 > {file}`, and give service and workers the same."
    try:
        text = file.read_text("ascii")
        Cipher.from_text(text)
    except OSError as error:
        yield failed("broker key", f"{file} cannot be read ({error.strerror})", mend)
    except ValueError:  # its text may repeat what was read
        yield failed("broker key", f"{file} holds no key of 32 bytes in base64", mend)
    else:
        if stat.S_IMODE(file.stat().st_mode) & stat.S_IROTH:
            yield failed("broker key", f"{file} can be read by everybody", f"Run: chmod o= {file}")
        else:
            yield ok("broker key", str(file))
