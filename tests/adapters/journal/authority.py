"""A time stamp authority of OpenSSL's, behind a real HTTP server, with certificates of the tests' own."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.adapters.dispatch.standin import StandIn

OPENSSL = shutil.which("openssl")
DAY = timedelta(days=1)
SETTINGS = """[tsa]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
crypto_device = builtin
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True)
class Authority:
    """Who stamps; `folder` has its key and certificate, and `root.pem` what leads to it."""

    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "root.pem"

    def answer(self, query: bytes) -> bytes:
        """The answer to a query, as OpenSSL makes it."""
        (self.folder / "query").write_bytes(query)
        command = [
            OPENSSL or "openssl",
            "ts",
            "-reply",
            "-queryfile",
            "query",
            "-signer",
            "tsa.pem",
            "-inkey",
            "tsa.key",
        ]
        command += ["-config", "tsa.cnf", "-section", "tsa", "-out", "answer"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "answer").read_bytes()

    def serving(self) -> StandIn:
        """A server that stamps what is asked of it."""

        async def stamp(request: web.Request, body: bytes) -> web.StreamResponse:
            assert request.headers["Content-Type"] == "application/timestamp-query"
            return web.Response(body=self.answer(body), content_type="application/timestamp-reply")

        return StandIn(handlers={"/tsa": stamp})


def authority(folder: Path, name: str = "TSA", *, valid: timedelta = 100 * DAY) -> Authority:
    """An authority whose certificate is valid from long ago until `valid` from now."""
    if OPENSSL is None:
        pytest.skip("there is no openssl to stamp with")
    folder.mkdir(parents=True)
    now = datetime.now(tz=UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _begun(f"Root of {name}", f"Root of {name}", root_key, now, 1000 * DAY)
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    signer = _begun(name, f"Root of {name}", key, now, valid)
    signer = signer.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    for path, made in (("root.pem", root), ("tsa.pem", signer)):
        found = made.sign(root_key, hashes.SHA256())
        (folder / path).write_bytes(found.public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "tsa.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    (folder / "tsa.cnf").write_text(SETTINGS.format(folder=folder), "utf-8")
    (folder / "serial").write_text("01\n", "utf-8")
    return Authority(folder)


def _begun(
    subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, now: datetime, valid: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 1000 * DAY)
        .not_valid_after(now + valid)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
