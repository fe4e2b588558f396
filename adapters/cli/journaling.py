"""The journal that a command works on, and what it says when there is something wrong with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from adapters.cli.exits import InconclusiveError, NoError, UnreadableError
from adapters.cli.words import Words
from adapters.journal import ErasedError, JournalError, Keys, TamperedError, UsedJournalError, Writer, beside
from adapters.journal.title import Title
from engine.journal import LayoutError
from rules.said import Said


def keys_of(journal: Path, key_file: Path | None) -> Keys:
    """The keys of a journal, by whose secret complaints are found; raises a JournalError, also for another's keys."""
    title = Title.read(journal)
    keys = Keys.read(beside(journal) if key_file is None else key_file)
    if keys.signer.verifier != title.verifier:
        raise TamperedError(Said("the keys are not those of the journal `{verifier}`", verifier=title.verifier.name))
    return keys


@contextmanager
def writing(words: Words, journal: Path | None, key_file: Path | None) -> Iterator[Writer | None]:
    """The journal open for appending, if one is asked for."""
    if journal is None:
        yield None
        return
    with explained(words), Writer(journal, keys_of(journal, key_file)) as writer:
        if writer.recovered:
            names = ", ".join(writer.recovered)
            click.echo(words("journal.recovered", names=names), err=True)
        yield writer


@contextmanager
def explained(words: Words) -> Iterator[None]:
    """What is wrong with a journal, as an answer with its exit code."""
    try:
        yield
    except JournalError as error:
        kinds: dict[type[JournalError], type[click.ClickException]] = {
            ErasedError: NoError,
            TamperedError: NoError,
            UsedJournalError: InconclusiveError,
        }
        raise kinds.get(type(error), UnreadableError)(words("journal.unfit", why=error)) from error
    except LayoutError as error:
        raise NoError(words("journal.unfit", why=words("journal.odd-entry", why=error))) from error
    except BrokenPipeError:
        raise  # nobody reads what is printed, which is no fault of the journal
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise UnreadableError(
            words("journal.unfit", why=f"`{error.filename}`: {why}" if error.filename else why)
        ) from error
