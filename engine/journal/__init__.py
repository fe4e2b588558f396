"""The journal's format: what an entry is, the tree over all of them, and the heads and proofs that others verify."""

from engine.journal.activation import Activation
from engine.journal.checkpoint import Checkpoint
from engine.journal.entry import Ruled, document_of, ruled_of
from engine.journal.field import LayoutError
from engine.journal.layout import Layout
from engine.journal.note import NoteError, Signer, Verifier
from engine.journal.proof import Proof
from engine.journal.tree import Frontier, leaf_hash

__all__ = [
    "Activation",
    "Checkpoint",
    "Frontier",
    "Layout",
    "LayoutError",
    "NoteError",
    "Proof",
    "Ruled",
    "Signer",
    "Verifier",
    "document_of",
    "leaf_hash",
    "ruled_of",
]
