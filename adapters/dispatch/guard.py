"""The guard: no message goes to a private, loopback or link-local target that is not allowed by name.

Addresses are judged where they are connected to, so a name that resolves to one of them, or to another one the
second time, gets no further than one that says so.
"""

import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from adapters.dispatch.message import RefusedError
from rules.said import Said

_NAT64 = IPv6Network("64:ff9b::/96")
_IPV4 = 0xFFFFFFFF


def is_public(address: str) -> bool:
    """Whether an address is one of the open Internet, also where it only wraps another."""
    found = ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(found, IPv6Address):
        found = _wrapped(found) or found
    return found.is_global and not found.is_multicast


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & _IPV4)
    return address.ipv4_mapped or address.sixtofour


def check_target(url: str, allowed: Collection[str]) -> None:
    """Refuse an address that is not https, or names a target that is not public; `allowed` hosts may be either."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in allowed and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https" or not host:
        raise RefusedError(
            Said(
                "`{scheme}://{host}` is not https; `allow` its host to use it all the same",
                scheme=parts.scheme,
                host=host,
            )
        )
    try:
        public = is_public(host)
    except ValueError:
        return  # a name; its addresses are judged when it is resolved
    if not public:
        raise RefusedError(Said("`{host}` is not a public address; `allow` it to use it all the same", host=host))


class GuardedResolver(AbstractResolver):
    """Resolves names, and refuses those that lead to an address that is not public, unless they are `allowed`."""

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = allowed
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name."""
        found = await self._resolver.resolve(host, port, family)
        if host not in self._allowed:
            for one in found:
                if not is_public(one["host"]):
                    raise RefusedError(
                        Said(
                            "`{host}` leads to `{one}`, which is not public; `allow` its name",
                            host=host,
                            one=one["host"],
                        )
                    )
        return found

    async def close(self) -> None:
        """Close the resolver."""
        await self._resolver.close()
