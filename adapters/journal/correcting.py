"""Correcting: a complaint decided anew, on corrected facts or by a mended policy, in the place of an earlier ruling."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from adapters.journal.archived import policy_of, sources_of
from adapters.journal.corrections import Correction
from adapters.journal.errors import ErasedError, TamperedError
from adapters.journal.fitting import fitted
from adapters.journal.lines import Line
from adapters.journal.recording import Recorder, Sources
from adapters.journal.records import Records
from adapters.journal.writer import Writer
from engine import Engine
from engine.journal import Activation, ruled_of
from engine.journal.entry import commitment, document_entry
from engine.results import REVIEW, stored
from rules.policy import Policy
from rules.said import Said
from rules.types import Value

UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The ruling in entry `number`, with the policy by which and the facts on which it was made, as stored."""

    number: int
    as_of: int
    activation: Activation
    policy: Policy
    facts: pl.DataFrame
    ruling: pl.DataFrame

    def sources(self, records: Records) -> Sources:
        """The archived bytes of its policy, calendar and tables."""
        return sources_of(records.folder, self.activation)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction, and the columns of the ruling before and after it, as stored."""

    correction: Correction
    before: dict[str, Value]
    after: dict[str, Value]


def earlier(records: Records, number: int) -> Earlier:
    """The ruling in an entry; raises ErasedError when its facts were erased, and other JournalErrors."""
    line = records.line(number)
    ruled = ruled_of(line.entry)
    if line.salt is None or line.facts is None:
        raise ErasedError(Said("the facts of entry {number} were erased, so it cannot be decided anew", number=number))
    if commitment(line.salt, line.facts) != ruled.commitment:
        raise TamperedError(Said("the facts of entry {number} are not those that were decided on", number=number))
    activation = records.activation(ruled.activation)
    policy = policy_of(records.folder, activation)
    facts, ruling = activation.facts.unpack(pl.Series([line.facts])), activation.rulings.unpack(pl.Series([ruled.row]))
    return Earlier(number, ruled.as_of, activation, policy, facts, ruling.hstack(facts.select(activation.private)))


def correct(
    writer: Writer,
    old: Earlier,
    changes: Mapping[str, Value],
    *,
    by: tuple[Policy, Sources],
    as_of: int,
    basis: str,
    at: int,
) -> Corrected:
    """Decide a complaint anew, with these facts otherwise, and append the ruling and what it corrects.

    When this returns, both are on disk and under a signed head. Raises EngineFault.
    """
    policy, sources = by
    facts = _changed(fitted(old.facts, old.policy, policy), changes, policy)
    with Engine(policy) as engine:
        result = engine.decide_columns(facts, as_of=as_of)
        recorder = Recorder(writer, engine, sources)
        number = writer.size
        recorder.add(recorder.lines(facts, result, as_of=as_of))
    correction = Correction(number + 1, old.number, number, basis, at)
    writer.append([Line(document_entry(correction.document()))])
    writer.commit()
    writer.sign()
    return Corrected(correction, old.ruling.row(0, named=True), result.drop(policy.identity).row(0, named=True))


def _changed(facts: pl.DataFrame, changes: Mapping[str, Value], policy: Policy) -> pl.DataFrame:
    types = {name: stored(policy.facts_by_name[name].type) for name in changes}
    changed = facts.with_columns(pl.Series(name, [value], dtype=types[name]) for name, value in changes.items())
    review = facts[REVIEW].item()
    stays = (
        review is not None and review.startswith(UNREADABLE) and not set(re.findall(r"\w+", review)) & changes.keys()
    )
    # Whoever corrects a complaint says what holds; only what still cannot be read is still amiss.
    return changed if stays else changed.with_columns(pl.lit(None, dtype=pl.String).alias(REVIEW))
