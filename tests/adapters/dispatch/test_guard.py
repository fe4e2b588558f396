"""The guard: which targets are refused, however they are written, named or led to."""

import asyncio
import socket

import pytest

from adapters.dispatch.guard import GuardedResolver, check_target, is_public
from adapters.dispatch.message import RefusedError

PRIVATE = """
127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255
::1 fe80::1 fe80::1%eth0 fc00::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: ff02::1 ::
""".split()
PUBLIC = "1.1.1.1 8.8.8.8 2606:4700:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_on_the_open_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_on_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", ["https://example.com/a", "https://1.1.1.1:8443/", "https://[2606:4700::1111]/"])
def test_a_public_target_is_let_through(url: str) -> None:
    check_target(url, ())


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://example.com/", "`http://example.com` is not https; `allow` its host to use it all the same"),
        ("ftp://example.com/", "`ftp://example.com` is not https; `allow` its host to use it all the same"),
        ("https:///x", "`https://` is not https; `allow` its host to use it all the same"),
        ("https://127.0.0.1/", "`127.0.0.1` is not a public address; `allow` it to use it all the same"),
        ("https://[::1]/", "`::1` is not a public address; `allow` it to use it all the same"),
        ("https://user@10.0.0.1/", "`10.0.0.1` is not a public address; `allow` it to use it all the same"),
    ],
)
def test_any_other_is_refused(url: str, told: str) -> None:
    with pytest.raises(RefusedError) as error:
        check_target(url, ())
    assert str(error.value) == told


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "https://127.0.0.1/"])
def test_a_target_allowed_by_name_is_let_through(url: str) -> None:
    check_target(url, ("127.0.0.1",))


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1"])
def test_a_name_that_leads_to_a_private_address_is_refused_where_it_is_resolved(host: str) -> None:
    with pytest.raises(RefusedError, match=r"leads to `(127\.0\.0\.1|::1)`, which is not public; `allow` its name"):
        asyncio.run(resolved(host))


def test_an_allowed_name_may_lead_anywhere() -> None:
    assert asyncio.run(resolved("localhost", "localhost")) >= 1


async def resolved(host: str, *allowed: str) -> int:
    resolver = GuardedResolver(allowed)
    try:
        return len(await resolver.resolve(host, 80, socket.AF_INET))
    finally:
        await resolver.close()
