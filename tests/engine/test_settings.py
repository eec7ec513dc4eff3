"""Settings that belong together: who is asked for a token, and for which address it must be."""

import pytest
from pydantic import ValidationError

from engine.settings import Settings

DEPLOYED = {"mode": "deployed", "database_url": "postgresql://h/d", "redis_url": "redis://h", "broker_key_file": "k"}


def test_a_deployed_service_asks_who_calls_unless_it_is_told_not_to():
    assert Settings(**DEPLOYED, public_url="https://cds.example").asks_who_calls
    assert not Settings(**DEPLOYED, callers="anyone").asks_who_calls
    assert not Settings().asks_who_calls
    assert Settings(callers="registered", public_url="http://127.0.0.1:8000").asks_who_calls


@pytest.mark.parametrize("settings", [DEPLOYED, DEPLOYED | {"callers": "registered"}, {"callers": "registered"}])
def test_tokens_need_an_address_that_they_are_for(settings):
    with pytest.raises(ValidationError, match=r"set CHARTSIDE_PUBLIC_URL .* or CHARTSIDE_CALLERS=anyone"):
        Settings(**settings)


@pytest.mark.parametrize(
    "url",
    [
        "https://cds.example",
        "https://cds.example:8443",
        "https://example.org/cds/v1",
        "http://localhost:8000",
        "http://127.0.0.1:8000",
        "http://[::1]:8000/cds",
    ],
)
def test_an_address_is_encrypted_or_on_this_machine(url):
    assert Settings(callers="registered", public_url=url).public_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://cds.example",
        "http://10.1.2.3",
        "https://cds.example/",
        "https://example.org/cds/",
        "https://example.org//cds",
        "https://cds.example?x=1",
        "https://cds.example?",
        "https://cds.example#x",
        "https://u:secret@cds.example",
        "cds.example",
        "https://",
        "https://cds.example/ö",
        " https://cds.example",
    ],
)
@pytest.mark.parametrize("callers", ["registered", "anyone"])
def test_any_other_address_is_refused_with_what_one_looks_like(url, callers):
    with pytest.raises(ValidationError) as refused:
        Settings(callers=callers, public_url=url)
    [error] = refused.value.errors()
    assert "such as https://cds.example or" in error["msg"]
    assert "secret" not in error["msg"]
