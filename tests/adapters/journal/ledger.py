"""A small journal: the shop's complaints decided into it, with a head of it kept elsewhere."""

import shutil
from dataclasses import replace
from pathlib import Path

from adapters.journal import Keys, Writer, beside, create, sources
from adapters.journal.title import HEIGHT
from adapters.run import run
from engine.journal import Signer
from tests.adapters.shop import POLICY, order, policy, row, written

ORIGIN = "example.com/shop"
KEPT = "kept"
KEYS = Keys(Signer(ORIGIN, bytes(range(32))), bytes(range(32, 64)))
"""Keys drawn by nobody, so that the tests' signatures are always the same."""


def empty(folder: Path, *, height: int = HEIGHT) -> Path:
    """A new journal, its keys beside it."""
    journal = folder / "journal"
    create(journal, KEYS, height=height)
    KEYS.write(beside(journal))
    return journal


def decide_into(journal: Path, *feeds: str) -> None:
    """Decide feeds by the shop's policy into the journal."""
    folder = journal.parent
    path = folder / "policy-of-shop.yaml"
    path.write_text(POLICY, "utf-8")
    with Writer(journal, KEYS) as writer:
        asked = order(folder / "out", *feeds)
        run(replace(asked, journal=(writer, sources(path, policy()))), lambda _: None)


def ledger(folder: Path, *, height: int = HEIGHT) -> Path:
    """A journal of two runs; under `KEPT` the head after the first."""
    journal = empty(folder, height=height)
    decide_into(
        journal, written(folder / "f.csv", row("T-1", "1000.01", phone="13800000001"), row("T-2"), row("", "1.00"))
    )
    (folder / KEPT).mkdir()
    shutil.copy(journal / "checkpoint", folder / KEPT)
    decide_into(
        journal, written(folder / "g.csv", row("T-3", "ten"), row("T-1", "5.00"), row("T-4", at="2020-01-01T00:00:00Z"))
    )
    return journal
