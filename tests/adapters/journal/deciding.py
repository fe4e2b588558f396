"""Deciding single complaints into a journal, by any policy."""

from collections.abc import Mapping
from pathlib import Path

from adapters.complaint import parse
from adapters.journal import Sources, Writer, record
from engine import Engine
from rules.loading import load
from rules.policy import Policy
from tests.adapters.journal.ledger import KEYS
from tests.adapters.shop import POLICY


def shop(*changes: tuple[str, str]) -> tuple[str, Policy]:
    """The shop's policy with some words changed, as text and loaded."""
    text = POLICY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    loaded = load(text, name="shop.yaml")
    assert loaded.policy is not None, "\n".join(loaded.messages)
    return text, loaded.policy


def decide(journal: Path, complaint: str, *changes: tuple[str, str], as_of: int = 0) -> None:
    """Decide a complaint in JSON by the shop's policy, or one of other words, into the journal."""
    text, policy = shop(*changes)
    facts: Mapping[str, object] = parse(complaint, policy).facts
    with Writer(journal, KEYS) as writer, Engine(policy) as engine:
        record(writer, engine, Sources(text.encode(), None), facts=facts, review=None, as_of=as_of)  # type: ignore[arg-type]  # stored values
