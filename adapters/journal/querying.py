"""Querying: read-only SQL over a journal's tables, by DuckDB in a room without doors.

The tables are copied into a database of their own, as the role may read them; it is closed and opened again to read
only, with neither files nor network nor extensions, before it sees a query.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import duckdb
import polars as pl

from adapters.journal.reading import Span
from adapters.journal.tables import RULINGS, TABLES, Schema, Tables, Watch
from rules.said import Said

AT_ONCE = 1 << 12
_ALONE = MappingProxyType(
    {
        "allow_persistent_secrets": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }
)
_ROOM = MappingProxyType({**_ALONE, "enable_external_access": "false"})


class QueryError(Exception):
    """The query is not one that can be answered; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of an answer with their SQL types, and its rows in order."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: Iterator[Sequence[Any]]


@contextmanager
def answered(tables: Tables, sql: str, spans: Iterable[Span], watch: Watch) -> Iterator[Answer]:
    """The answer to one SELECT over the entries in the spans; raises QueryError, also while rows are taken."""
    with TemporaryDirectory(prefix="tousu-") as folder, _explained():
        wanted = _wanted(sql)
        path = Path(folder) / "journal.duckdb"
        with duckdb.connect(path, config=dict(_ALONE)) as connection:
            _fill(connection, tables, wanted, spans, watch)
        with duckdb.connect(path, read_only=True, config=dict(_ROOM)) as connection:
            connection.execute(f"SET TimeZone = '{tables.zone}'")
            connection.execute("SET lock_configuration = true")
            connection.execute(sql)
            told = connection.description or []
            yield Answer(tuple(one[0] for one in told), tuple(str(one[1]) for one in told), _rows(connection))


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise QueryError(str(error)) from error


def _wanted(sql: str) -> frozenset[str]:
    """The tables that a query may read; raises QueryError unless it is one SELECT."""
    statements = duckdb.extract_statements(sql)
    kinds = [one.type for one in statements]
    if kinds not in ([duckdb.StatementType.SELECT], [duckdb.StatementType.EXPLAIN]):
        raise QueryError(Said("only one SELECT can be asked"))
    written = sql.lower()
    # Only by `query` and `query_table` can a query name a table without writing its name.
    return frozenset(table for table in TABLES if table in written or "query" in written)


def _fill(
    connection: duckdb.DuckDBPyConnection, tables: Tables, wanted: frozenset[str], spans: Iterable[Span], watch: Watch
) -> None:
    """Make every table, and fill those that are wanted."""
    folder = Path(connection.execute("SELECT path FROM duckdb_databases() WHERE NOT internal").fetchall()[0][0]).parent
    piece = folder / "piece.parquet"
    for table in TABLES:
        _put(connection, piece, table, pl.DataFrame(schema=tables.schema(table)), tables, verb="CREATE TABLE {} AS")
    for table, frame in tables.frames(wanted, spans, watch):
        _put(connection, piece, table, frame, tables, verb="INSERT INTO {}")


def _put(
    connection: duckdb.DuckDBPyConnection, piece: Path, table: str, frame: pl.DataFrame, tables: Tables, *, verb: str
) -> None:
    frame.write_parquet(piece, compression="uncompressed", statistics=False)
    columns = ", ".join(_columns(tables.schema(table), tables.sets if table == RULINGS else frozenset()))
    # Names of tables are ours; those of columns are quoted.
    connection.execute(f"{verb.format(table)} SELECT {columns} FROM read_parquet(?)", [str(piece)])  # noqa: S608
    piece.unlink()


def _columns(schema: Schema, sets: frozenset[str]) -> Iterator[str]:
    """How columns are read: sets, which are texts joined by blanks, as lists."""
    for name in schema:
        quoted = '"' + name.replace('"', '""') + '"'
        listed = f"CASE WHEN {quoted} = '' THEN [] ELSE string_split({quoted}, ' ') END AS {quoted}"
        yield listed if name in sets else quoted


def _rows(connection: duckdb.DuckDBPyConnection) -> Iterator[Sequence[Any]]:
    while found := connection.fetchmany(AT_ONCE):
        yield from found
