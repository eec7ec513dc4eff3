"""Published keys are fetched once for all who wait, again when they are old or a kid is unknown, and outlive their server for a while."""

import asyncio

from engine.clients import Client
from engine.clients.key_sets import KeySets
from tests.cds_hooks.tokens import document, ec_key, rsa_key
from tests.fhir_servers import Told, scripted


def registered(server):
    return Client("hospital", issuer="https://ehr.example.org", jku=f"{server.base}/jwks.json")


def test_a_hundred_calls_at_once_are_one_fetch():
    with scripted(lambda _: Told(document(ec_key()))) as server:
        sets, client = KeySets(), registered(server)

        async def together():
            return await asyncio.gather(*(sets.key(client, "ec-1", None) for _ in range(100)))

        assert all(key is not None and key.algorithm == "ES384" for key in asyncio.run(together()))
        assert len(server.asked) == 1


def test_a_new_key_is_found_once_half_a_minute_has_passed():
    now, keys = [0.0], [ec_key()]
    with scripted(lambda _: Told(document(*keys))) as server:
        sets, client = KeySets(lambda: now[0]), registered(server)

        def key(kid):
            return asyncio.run(sets.key(client, kid, None))

        assert key("ec-1") is not None
        keys.append(rsa_key())
        now[0] = 29.0
        assert key("rsa-1") is None
        now[0] = 31.0
        assert key("rsa-1") is not None
        assert len(server.asked) == 2


def test_a_key_that_is_withdrawn_is_refused_when_the_set_is_old():
    now, keys, age = [0.0], [ec_key(), rsa_key()], {"Cache-Control": "public, max-age=90"}
    with scripted(lambda _: Told(document(*keys), headers=age)) as server:
        sets, client = KeySets(lambda: now[0]), registered(server)

        def key(kid):
            return asyncio.run(sets.key(client, kid, None))

        assert key("ec-1") is not None
        keys.remove(ec_key())
        now[0] = 89.0
        assert key("ec-1") is not None
        now[0] = 91.0
        assert key("ec-1") is None


def test_while_the_server_is_away_the_last_keys_stand_for_an_hour_and_no_longer():
    now, up = [0.0], [True]
    with scripted(lambda _: Told(document(ec_key())) if up[0] else None) as server:
        sets, client = KeySets(lambda: now[0]), registered(server)

        def key():
            return asyncio.run(sets.key(client, "ec-1", None))

        assert key() is not None
        up[0] = False
        now[0] = 3_000.0
        assert key() is not None
        now[0] = 4_000.0
        assert key() is None
