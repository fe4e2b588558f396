"""`tousu explain`: why a complaint was decided as it was, from a journal alone."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Unpack

import click
import polars as pl

from adapters.cli import options
from adapters.cli.asked import ruling_in, rulings_on
from adapters.cli.exits import Exit, InconclusiveError, NoError
from adapters.cli.explaining import Document, Wanted, explaining_options, explanation, hand_over
from adapters.cli.journaling import explained, keys_of
from adapters.cli.journaloptions import journal_option, key_option
from adapters.cli.words import Words
from adapters.journal import ErasedError, Records
from adapters.journal.archived import policy_of
from adapters.journal.correcting import Earlier, earlier
from adapters.journal.corrections import corrections
from adapters.journal.erased import erasure
from adapters.journal.replaying import Replayed, replay
from engine import Decided, Engine, EngineFault, Review
from engine.journal import ruled_of
from engine.results import REVIEW
from rules.policy import Policy
from rules.types import Instant, show
from rules.wording import Language


def command(words: Words) -> click.Command:
    """The command."""
    entry = click.Option(["--entry"], type=click.IntRange(min=0), metavar="NUMBER", help=words("option.explain-entry"))
    parameters: list[click.Parameter] = [
        click.Argument(["complaint"]),
        journal_option(words, required=True),
        entry,
        *explaining_options(words),
        key_option(words),
        options.as_json(words),
    ]
    example = "tousu explain T-1 --journal journal"
    return options.command(words, "explain", partial(explain, words), parameters=parameters, example=example)


def explain(
    words: Words,
    complaint: str,
    *,
    journal: Path,
    entry: int | None,
    key_file: Path | None,
    **wanted: Unpack[Wanted],
) -> int:
    """Explain the newest ruling on a complaint, or the one in an entry, once it is decided again with that result."""
    with explained(words), closing(Records.open(journal)) as records:
        numbers = rulings_on(words, records, keys_of(journal, key_file).secret, complaint)
        number = ruling_in(words, numbers, complaint, entry)
        try:
            _check(words, records, number)
            document, policy = _document(words, records, number, wanted)
        except EngineFault as error:
            raise InconclusiveError(words("engine.unfit", why=error)) from error
        document["journal"] |= {
            "others": [one for one in numbers if one != number],
            "corrections": list(_corrections(records, numbers, number)),
        }
    hand_over(words, document, policy, html=wanted["html"], as_json=wanted["as_json"])
    return Exit.DONE


def _check(words: Words, records: Records, number: int) -> None:
    """What is explained must be what was journaled, and what is decided again."""
    found = Replayed()
    replay(records, [(number, number + 1)], lambda _: None, found)
    if found.tampered:
        raise NoError(words("replay.tampered"))
    for one in found.differences[:1]:
        raise NoError(words("explain.differs", number=number, column=one.column, then=one.then, now=one.now))


def _document(words: Words, records: Records, number: int, wanted: Wanted) -> tuple[Document, Policy]:
    told: dict[str, Any] = {
        "origin": records.title.verifier.name,
        "entry": number,
        "size": records.size,
        "erased": None,
    }
    try:
        old = earlier(records, number)
    except ErasedError as error:
        if wanted["goals"]:
            raise InconclusiveError(words("explain.erased-why-not", number=number)) from error
        document, policy = _remains(words, records, number)
        erased = erasure(records, number)
        told["erased"] = {} if erased is None else {**erased, "at": show(Instant(), erased["at"], zone=policy.zone)}
        return {**document, "journal": told}, policy
    with Engine(old.policy) as engine:
        given = {
            name: value for name, value in old.facts.row(0, named=True).items() if name in engine.policy.facts_by_name
        }
        decided, wakes = _decided(engine, old, given)
        document = explanation(words, engine, decided, wanted, given=given, wakes=wakes)
    return {**document, "journal": told}, old.policy


def _decided(engine: Engine, old: Earlier, given: dict[str, Any]) -> tuple[Decided, int | None]:
    review = old.facts[REVIEW].item()
    if review is not None:
        code, _, about = review.partition(": ")
        return Decided(given, None, Review(code, about), old.as_of), None
    return engine.decide(given, as_of=old.as_of), engine.wakes(given, as_of=old.as_of)


def _remains(words: Words, records: Records, number: int) -> tuple[Document, Policy]:
    from adapters.explanation import remains  # noqa: PLC0415 -- as in `explanation`

    ruled = ruled_of(records.line(number).entry)
    activation = records.activation(ruled.activation)
    policy = policy_of(records.folder, activation)
    row = activation.rulings.unpack(pl.Series([ruled.row])).row(0, named=True)
    return remains(policy, row, as_of=ruled.as_of, say=words, language=Language(words.language)), policy


def _corrections(records: Records, numbers: Sequence[int], number: int) -> Iterator[dict[str, Any]]:
    for one in corrections(records, numbers):
        if one.corrects == number:
            yield {"what": "corrected", "entry": one.ruling, "basis": one.basis}
        if one.ruling == number:
            yield {"what": "corrects", "entry": one.corrects, "basis": one.basis}
