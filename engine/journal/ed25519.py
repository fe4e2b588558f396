"""Ed25519 (RFC 8032): signatures of 64 bytes, by keys of 32."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def public_key(seed: bytes) -> bytes:
    """The public key that belongs to a private key's seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def sign(text: bytes, *, seed: bytes) -> bytes:
    """The one signature of a text by a private key."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(text)


def verifies(text: bytes, *, signature: bytes, key: bytes) -> bool:
    """Whether a signature is of this text by the owner of a public key."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except InvalidSignature:
        return False
    return True
