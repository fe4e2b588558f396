"""Other people's vectors: proofs of transparency-dev/merkle, and a log that Tessera wrote and signed."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from engine.journal.checkpoint import Checkpoint
from engine.journal.note import NoteError, Verifier
from engine.journal.tree import leaf_hash, proves_consistency, proves_inclusion, root

VECTORS = Path(__file__).parents[3].parent / "shared" / "vectors"
KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="../shared/vectors is not on this machine")


def hashes(encoded: list[str] | None) -> list[bytes]:
    return [base64.b64decode(one or "") for one in encoded or []]


def vectors(kind: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_bytes()) for path in sorted((VECTORS / "rfc6962" / kind).rglob("*.json"))]


def test_every_inclusion_proof_is_judged_as_the_reference_judges_it() -> None:
    told = vectors("inclusion")
    for one in told:
        (leaf, head), proof = hashes([one["leafHash"], one["root"]]), hashes(one["proof"])
        accepted = proves_inclusion(proof, index=one["leafIdx"], size=one["treeSize"], leaf=leaf, head=head)
        assert accepted is not one["wantErr"], one["desc"]
    assert len(told) == 98


def test_every_consistency_proof_is_judged_as_the_reference_judges_it() -> None:
    told = vectors("consistency")
    for one in told:
        (old, new), proof = hashes([one["root1"], one["root2"]]), hashes(one["proof"])
        accepted = proves_consistency(proof, old=one["size1"], size=one["size2"], old_head=old, head=new)
        assert accepted is not one["wantErr"], one["desc"]
    assert len(told) == 98


def entries(size: int) -> list[bytes]:
    """The entries of the golden log: each 2 bytes of length, then itself (C2SP tlog-tiles)."""
    bundle = (VECTORS / "tessera" / "log" / "tile" / "entries" / "000.p" / str(size)).read_bytes()
    found = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        found.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return found


@pytest.mark.parametrize("size", range(3, 16))
def test_the_golden_log_has_the_roots_that_its_signer_signed(size: int) -> None:
    note = (VECTORS / "tessera" / "log" / f"checkpoint.{size}").read_text("utf-8")
    head = Checkpoint.parse(Verifier.parse(KEY).open(note))
    assert (head.size, head.root) == (size, root([leaf_hash(entry) for entry in entries(size)]))


def test_a_note_of_the_golden_log_that_was_changed_is_refused() -> None:
    note = (VECTORS / "tessera" / "log" / "checkpoint.5").read_text("utf-8")
    with pytest.raises(NoteError, match="is not of this text"):
        Verifier.parse(KEY).open(note.replace("\n5\n", "\n6\n"))
