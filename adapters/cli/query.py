"""`tousu journal query`: SQL over a journal."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any

import click
import polars as pl
from rich.cells import cell_len

from adapters.cli import options
from adapters.cli.asked import TextType
from adapters.cli.exits import Exit, MisusedError, NoError
from adapters.cli.journaling import explained
from adapters.cli.journaloptions import journal_option
from adapters.cli.printing import print_json, safe
from adapters.cli.progress import counting
from adapters.cli.roles import role_option
from adapters.cli.span import Typed, chosen, span_option
from adapters.cli.words import Words
from adapters.decisions import guarded
from adapters.journal import Records
from adapters.journal.querying import AT_ONCE, Answer, QueryError, answered
from adapters.journal.reading import Passed
from adapters.journal.tables import Tables
from adapters.logs import logger
from adapters.masking import Role

EXAMPLE = "tousu journal query 'SELECT policy, count(*) AS rulings FROM rulings GROUP BY policy' --journal journal"
NAME = "query"


def command(words: Words) -> click.Command:
    """The command."""
    parameters = [
        click.Argument(["sql"], type=TextType(words), metavar="SQL"),
        journal_option(words, required=True),
        span_option(words, "option.query-range"),
        role_option(words),
        click.Option(["--csv", "as_csv"], is_flag=True, help=words("option.query-csv")),
        options.as_json(words),
    ]
    found = options.command(words, "journal.query", partial(query, words), parameters=parameters, example=EXAMPLE)
    found.name = NAME
    return found


def query(words: Words, sql: str, *, journal: Path, span: Typed | None, role: Role, as_csv: bool, as_json: bool) -> int:
    """Print the answer to a query."""
    with explained(words), closing(Records.open(journal)) as records:
        tables, asked = Tables(records, role), chosen(words, records, span)
        try:
            with (
                counting(words, logger(sys.stderr), total=records.size) as watch,
                answered(tables, sql, asked, watch) as answer,
            ):
                _print(answer, as_csv=as_csv, as_json=as_json)
        except QueryError as error:
            raise MisusedError(words("journal.query.unfit", why=safe(words.said(error)))) from error
    refuse_tampered(words, tables.passed)
    return Exit.DONE


def refuse_tampered(words: Words, passed: Passed) -> None:
    """Say so when entries were left out because they are not what was signed."""
    if passed.tampered:
        places = ", ".join(f"{low}:{high + 1}" for low, high in passed.tampered)
        raise NoError(words("journal.tampered-left-out", places=places))


def _print(answer: Answer, *, as_csv: bool, as_json: bool) -> None:
    if as_json:
        columns = [{"name": name, "type": kind} for name, kind in zip(answer.columns, answer.types, strict=True)]
        print_json({"columns": columns, "rows": [[_plain(value) for value in row] for row in answer.rows]})
    elif as_csv:
        for line in _csv(answer):
            click.echo(line, nl=False)
    else:
        _table(answer)


def _csv(answer: Answer) -> Iterator[str]:
    """The head, then the lines; no text is taken for a formula by a spreadsheet."""
    names = [str(place) for place in range(len(answer.columns))]
    texts = [name for name, kind in zip(names, answer.types, strict=True) if kind == "VARCHAR"]
    yield _lines([answer.columns], names, texts)
    while rows := list(islice(answer.rows, AT_ONCE)):
        yield _lines(rows, names, texts)


def _lines(rows: Sequence[Sequence[Any]], names: Sequence[str], texts: Sequence[str]) -> str:
    told = [[None if value is None else _text(value) for value in row] for row in rows]
    frame = pl.DataFrame(told, schema=dict.fromkeys(names, pl.String()), orient="row")
    return frame.with_columns(guarded(frame.select(texts))).write_csv(include_header=False)


def _table(answer: Answer) -> None:
    """Columns side by side, numbers to the right."""
    rows = [[safe(_text(value)) for value in row] for row in answer.rows]
    heads = [safe(name) for name in answer.columns]
    widths = [max(map(cell_len, column)) for column in zip(heads, *rows, strict=True)]
    right = [kind.startswith(("BIGINT", "INTEGER", "DECIMAL", "DOUBLE", "HUGEINT")) for kind in answer.types]
    for row in (heads, *rows):
        cells = [
            " " * (width - cell_len(text)) + text if number else text + " " * (width - cell_len(text))
            for text, width, number in zip(row, widths, right, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())


def _plain(value: object) -> object:
    """A value as JSON has it; what JSON would round, or has no word for, as a text."""
    match value:
        case list() | tuple():
            return [_plain(one) for one in value]
        case dict():
            return {str(name): _plain(one) for name, one in value.items()}
        case float() if not isfinite(value):
            return str(value)
        case None | bool() | int() | float() | str():
            return value
        case _:
            return _text(value)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case list() | tuple():
            return " ".join(map(_text, value))
        case bytes():
            return value.hex()
        case _:
            return str(value)
