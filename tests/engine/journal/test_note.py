"""Signed notes, checkpoints and proofs: what is accepted, and every way to be refused."""

import base64

import pytest

from engine.journal.checkpoint import Checkpoint
from engine.journal.note import LOW_ORDER, NoteError, Signer, Verifier, key_id
from engine.journal.proof import Proof
from engine.journal.tree import leaf_hashes, root

SIGNER = Signer("example.com/log", bytes(range(32)))
VERIFIER = SIGNER.verifier
HEAD = Checkpoint("example.com/log", 2, root(leaf_hashes([b"a", b"b"])))
NOTE = HEAD.signed(SIGNER)
PROOF = Proof(0, tuple(leaf_hashes([b"b"])), NOTE, b"told")


def key(public: int, *, size: int = 32, algorithm: bytes = b"\x01") -> str:
    content = public.to_bytes(size, "little")
    encoded = base64.b64encode(algorithm + content).decode()
    return f"log+{key_id('log', content).hex()}+{encoded}"


def test_keys_are_written_as_they_are_read() -> None:
    assert Signer.parse(str(SIGNER)) == SIGNER
    assert Verifier.parse(str(VERIFIER)) == VERIFIER
    assert Verifier.parse(key(3)).key == (3).to_bytes(32, "little")


@pytest.mark.parametrize("y", sorted(LOW_ORDER))
@pytest.mark.parametrize("sign", [0, 1 << 255])
def test_a_key_of_low_order_is_refused_however_it_is_spelt(y: int, sign: int) -> None:
    with pytest.raises(NoteError, match="low order"):
        Verifier.parse(key(y | sign))


@pytest.mark.parametrize(
    "text", ["", "log", "log+0+!", key(3, size=31), key(3, algorithm=b"\x02"), key(3).replace("log", "l g"), "+0+AQ=="]
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError, match="not a verifier key of the form `NAME"):
        Verifier.parse(text)


@pytest.mark.parametrize("text", ["", str(VERIFIER), "PRIVATE+KEY+log", "PRIVATE+KEY+log+0+AQ=="])
def test_what_is_no_private_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError, match="not a private key of the form `PRIVATE"):
        Signer.parse(text)


def test_an_id_that_belongs_to_another_key_is_refused() -> None:
    with pytest.raises(NoteError, match="the verifier key's id does not belong"):
        Verifier.parse(str(VERIFIER).replace("example", "Example"))
    with pytest.raises(NoteError, match="the private key's id does not belong"):
        Signer.parse(str(SIGNER).replace("example", "Example"))


def test_a_head_is_read_from_its_note() -> None:
    assert Checkpoint.open(NOTE, VERIFIER) == HEAD
    assert Checkpoint.parse(HEAD.text() + "an extension\n") == HEAD


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (NOTE.replace("\n2\n", "\n3\n"), "the signature of `example.com/log` is not of this text"),
        (Checkpoint("example.com/log", 2, HEAD.root).signed(Signer("other", bytes(32))), "not signed by `example"),
        (HEAD.signed(Signer("example.com/log", bytes(32))), "not signed by `example.com/log` with the key"),
        (Checkpoint("other", 2, HEAD.root).signed(SIGNER), "a head of `other`, not of `example.com/log`"),
        (SIGNER.sign("a\nb\n"), "not a checkpoint: name, size and root"),
        (SIGNER.sign("a\n02\nc\n"), "the checkpoint's size is no plain number"),
        (SIGNER.sign("a\n2\nc\n"), "a line should be a hash in base64"),
        (SIGNER.sign("a\n2\nc=d\n"), "a line should be a hash in base64"),
        (HEAD.text(), "not a signed note"),
        (NOTE.rstrip("\n"), "not a signed note"),
        (NOTE.replace("example", "exam\x00ple"), "no control characters"),
        (NOTE.replace("\N{EM DASH}", "-"), "a line below the note is no signature"),
        (NOTE + "\N{EM DASH} x A\n", "a line below the note is no signature"),
    ],
)
def test_a_note_that_is_not_ours_is_refused_and_says_why(note: str, why: str) -> None:
    with pytest.raises(NoteError, match=why):
        Checkpoint.open(note, VERIFIER)


def test_a_proof_is_written_as_it_is_read() -> None:
    assert Proof.parse(PROOF.text()) == PROOF
    bare = Proof(0, PROOF.path, NOTE)
    assert Proof.parse(bare.text()) == bare
    assert PROOF.check(b"a", VERIFIER) == HEAD


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it should begin with `c2sp.org/tlog-proof@v1`"),
        (PROOF.text().replace("@v1", "@v2"), "it should begin with"),
        (PROOF.text().replace("index 0", "index 00"), "does not say which entry"),
        ("c2sp.org/tlog-proof@v1\n\nx", "does not say which entry"),
        (PROOF.text().replace("extra ", "extra !"), "`extra` is not base64"),
        (PROOF.text().replace("index 0\n", "index 0\nAAAA\n"), "a line should be a hash"),
    ],
)
def test_what_is_no_proof_is_refused(text: str, why: str) -> None:
    with pytest.raises(NoteError, match=why):
        Proof.parse(text)


def test_a_proof_of_another_entry_proves_nothing() -> None:
    with pytest.raises(NoteError, match="entry 0 is not in the journal of that head, or not as disclosed"):
        PROOF.check(b"x", VERIFIER)
