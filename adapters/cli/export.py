"""`tousu journal export`: a table of a journal as a file."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import click
import polars as pl

from adapters.cli import options
from adapters.cli.exits import Exit, UnreadableError
from adapters.cli.journaling import explained
from adapters.cli.journaloptions import FILE, journal_option
from adapters.cli.printing import print_json
from adapters.cli.progress import counting
from adapters.cli.query import refuse_tampered
from adapters.cli.roles import role_option
from adapters.cli.span import Typed, chosen, span_option
from adapters.cli.words import Words
from adapters.decisions import WRITERS
from adapters.journal import Records
from adapters.journal.tables import RULINGS, TABLES, Tables
from adapters.logs import logger
from adapters.masking import Role

EXAMPLE = "tousu journal export rulings.csv --journal journal"
FORMATS = ("csv", "parquet")
NAME = "export"
OWN = 0o600


def command(words: Words) -> click.Command:
    """The command."""
    parameters = [
        click.Argument(["out"], type=FILE, metavar="FILE"),
        journal_option(words, required=True),
        click.Option(["--table"], type=click.Choice(TABLES), default=RULINGS, help=words("option.export-table")),
        span_option(words, "option.query-range"),
        role_option(words),
        options.as_json(words),
    ]
    found = options.command(words, "journal.export", partial(export, words), parameters=parameters, example=EXAMPLE)
    found.name = NAME
    return found


def export(words: Words, out: Path, *, journal: Path, table: str, span: Typed | None, role: Role, as_json: bool) -> int:
    """Write the table into the file, in the format that its name ends with; only its owner may read it."""
    form = out.suffix.removeprefix(".")
    if form not in FORMATS:
        raise click.BadParameter(words("journal.export.unfit", path=out), param_hint="FILE")
    partial_ = out.with_name(out.name + ".partial")
    with explained(words), closing(Records.open(journal)) as records:
        tables, rows = Tables(records, role), 0
        fitted = partial(_as_text, zone=tables.zone) if form == "csv" else pl.DataFrame.clone

        def counted(frames: Iterable[tuple[str, pl.DataFrame]]) -> Iterator[pl.DataFrame]:
            nonlocal rows
            for _, frame in frames:
                rows += frame.height
                yield fitted(frame)

        try:
            os.close(os.open(partial_, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, OWN))
            with counting(words, logger(sys.stderr), total=records.size) as watch:
                frames = tables.frames([table], chosen(words, records, span), watch)
                schema = dict(fitted(pl.DataFrame(schema=tables.schema(table))).schema)
                WRITERS[form](counted(frames), partial_, schema=schema)
            refuse_tampered(words, tables.passed)
            partial_.rename(out)
        except OSError as error:
            raise UnreadableError(
                words("run.cannot-write", path=out, why=(error.strerror or str(error)).lower())
            ) from error
        finally:
            with suppress(OSError):
                partial_.unlink()
    if as_json:
        print_json({"file": str(out), "table": table, "rows": rows, "role": role.value})
    else:
        click.echo(words("journal.export.done", rows=f"{rows:,}", table=table, path=out))
    return Exit.DONE


def _as_text(frame: pl.DataFrame, *, zone: str) -> pl.DataFrame:
    """The frame with instants as texts in a timezone, as spreadsheets and people read them."""
    instants = [one for one in frame.get_columns() if isinstance(one.dtype, pl.Datetime)]
    return frame.with_columns(
        one.dt.convert_time_zone(zone).dt.to_string("%Y-%m-%dT%H:%M:%S%.f%:z") for one in instants
    )
