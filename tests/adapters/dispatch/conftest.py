"""Servers that the tests start."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.adapters.dispatch.standin import StandIn


@pytest.fixture
def standin() -> Iterator[StandIn]:
    """Whoever takes messages."""
    with StandIn() as found:
        yield found


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Who signs the certificates of servers."""
    return trustme.CA()


@pytest.fixture(scope="session")
def ca(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The authority's certificate."""
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def served_by(authority: trustme.CA, name: str) -> ssl.SSLContext:
    """What a server of that name serves by."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context
