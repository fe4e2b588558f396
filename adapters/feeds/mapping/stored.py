"""Stored columns: values that a file keeps in types of its own (Parquet), as values of a fact.

What a type does not say is never guessed: an integer says no unit of money, a binary float no number of decimals.
"""

import re
from collections.abc import Callable
from datetime import tzinfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from adapters.feeds.mapping.columns import Column, decoded, nothing, storage
from adapters.feeds.mapping.instants import in_zone
from adapters.feeds.mapping.plan import Source
from adapters.feeds.mapping.spelling import EPOCHS
from adapters.feeds.mapping.texts import of_texts
from rules.said import Said
from rules.types import Boolean, Date, Enumeration, Instant, Number, Text, Value, bounds, read, show
from rules.unreadable import Unreadable

Reader = Callable[[pl.Series], Column]
Floats = NDArray[np.float64] | NDArray[np.float32]

# Wide enough for every number that a fact can hold, in whatever steps.
_WIDEST = 10**18
# Up to here a float is next to the whole numbers beside it.
_EXACT = float(1 << 53)


def reader(source: Source, dtype: pl.DataType) -> Reader | str:
    """What reads a column of `dtype` as the source's fact, or why nothing does, with what to do."""
    if source.is_mark:
        return (
            Column
            if dtype == pl.String or source.shape.contains is None
            else Said("it is {dtype}, not text", dtype=dtype)
        )
    if isinstance(dtype, pl.Null):
        return lambda series: Column(nothing(series, storage(source.fact.type)))
    if isinstance(dtype, pl.String):
        return lambda series: of_texts(source, series)
    if isinstance(dtype, pl.Categorical | pl.Enum):
        return lambda series: _of_dictionary(source, series)
    discrete = dtype.is_integer() or isinstance(dtype, pl.Boolean)
    if discrete and (source.shape.values is not None or isinstance(source.fact.type, Text)):
        return lambda series: of_texts(source, series.cast(pl.String))
    if source.shape.values is None and not source.shape.pattern:
        return _by_kind(source, dtype)
    return Said("it is {dtype}, not text", dtype=dtype)


def _of_dictionary(source: Source, series: pl.Series) -> Column:
    """A column that keeps each distinct text once: so each is read once."""
    dtype, kind = series.dtype, source.fact.type
    same = isinstance(kind, Enumeration) and dtype == storage(kind) and not {*source.missing} & {*kind.names}
    if same and source.decoder.words is None:
        return Column(series)
    distinct = series.unique().drop_nulls()
    read_once = of_texts(source, distinct.cast(pl.String))
    codes = distinct.to_physical().to_numpy()
    slots = np.zeros(int(codes.max(initial=0)) + 1, dtype=np.uint32)
    slots[codes] = np.arange(len(codes))
    at = pl.Series(slots).gather(series.to_physical().cast(pl.UInt32))
    reasons = read_once.reasons
    return Column(
        read_once.values.gather(at).alias(series.name),
        None if reasons is None else reasons.gather(at),
    )


def _by_kind(source: Source, dtype: pl.DataType) -> Reader | str:
    match source.decoder.kind:
        case Boolean() if isinstance(dtype, pl.Boolean):
            return Column
        case Date() if isinstance(dtype, pl.Date):
            return _of_dates
        case Instant() if isinstance(dtype, pl.Datetime):
            return _of_times(dtype, source.decoder.zone)
        case Instant() if dtype.is_integer() and len(source.decoder.spellings) == 1:
            return _of_epochs(source, dtype)
        case Number() as kind:
            return _of_numbers(source, kind, dtype)
        case _:
            return Said("it is {dtype}, which does not say what the fact is; store it as text", dtype=dtype)


def _of_numbers(source: Source, kind: Number, dtype: pl.DataType) -> Reader | str:
    shape = source.shape
    if dtype.is_integer():
        if kind.currency and not shape.unit:
            return Said("it is {dtype} and says no unit of money; use a mapping with `unit`", dtype=dtype)
        return lambda series: _of_steps(_without(series, source.missing), kind, scale=0)
    if isinstance(dtype, pl.Decimal):
        return lambda series: _of_steps(series.to_physical(), kind, scale=dtype.scale)
    if isinstance(dtype, pl.Float32 | pl.Float64):
        scale = shape.scale
        if scale is None:
            return Said(
                "it is {dtype}, binary floating point; use a mapping with `scale`, its number of decimals", dtype=dtype
            )
        return lambda series: _of_floats(series, kind, scale=scale)
    return Said("it is {dtype}, not a number", dtype=dtype)


def _without(series: pl.Series, words: tuple[str, ...]) -> pl.Series:
    for word in words:
        if re.fullmatch(r"-?\d{1,18}", word, re.ASCII):
            series = series.set(series == int(word), None)
    return series


def _of_steps(series: pl.Series, kind: Number, *, scale: int) -> Column:
    """Whole numbers of any width that count steps of `scale` decimals."""
    written = Number(scale, -_WIDEST, _WIDEST)
    steps = series.cast(pl.Int64, strict=False)
    if kind.scale >= scale:
        plain = _times(steps, 10 ** (kind.scale - scale), within=(kind.low, kind.high))
    else:
        factor = 10 ** (scale - kind.scale)
        whole = steps // factor
        plain = _bounded(whole.set(whole * factor != steps, None), kind.low, kind.high)
    return decoded(series, kind, decode=lambda step: read(kind, show(written, step)), plain=plain)


def _of_floats(series: pl.Series, kind: Number, *, scale: int) -> Column:
    """Binary floating point, where it is the float of one number of `scale` decimals and of no other."""
    steps = _steps(series.fill_null(0).to_numpy(), scale)
    plain = _of_steps(steps.set(series.is_null(), None), kind, scale=scale).values
    rest = series.is_not_null() & plain.is_null()
    texts = [np.format_float_positional(value, trim="-") for value in series.filter(rest).to_numpy()]
    odd = nothing(series, pl.String()).scatter(rest.arg_true(), pl.Series(texts, dtype=pl.String))
    return decoded(odd, kind, decode=lambda text: _no_decimal(text, kind, scale=scale), plain=plain)


def _steps(floats: Floats, scale: int) -> pl.Series:
    """How many steps of `scale` decimals each float stands for; null where that is none or several numbers."""
    # NumPy divides; Polars would multiply by the inverse, which is not the nearest float.
    factor = float(10**scale)
    wide = floats.astype(np.float64)
    steps = np.rint(np.where(np.abs(wide) < _EXACT / factor, wide, 0) * factor)
    alone = (steps / factor).astype(floats.dtype) == floats
    for near in (-1, 1):
        alone &= ((steps + near) / factor).astype(floats.dtype) != floats
    return pl.Series(steps.astype(np.int64)).set(pl.Series(~alone), None)


def _no_decimal(text: str, kind: Number, *, scale: int) -> Unreadable:
    """Why the shortest decimal of a float is not what it stands for."""
    found = read(kind, text)
    if isinstance(found, Unreadable):
        return found
    if isinstance(read(Number(scale, -_WIDEST, _WIDEST), text), Unreadable):
        return Unreadable(Said("more than {scale} decimals", scale=scale))
    return Unreadable(Said("too large for binary floating point to tell {scale} decimals", scale=scale))


def _of_dates(series: pl.Series) -> Column:
    outside = Unreadable(Said("outside the years 1 to 9999"))
    plain = _bounded(series.to_physical().cast(pl.Int64), *bounds(Date()))
    return decoded(series.to_physical(), Date(), decode=lambda _: outside, plain=plain)


def _of_epochs(source: Source, dtype: pl.DataType) -> Reader | str:
    (spelling,) = source.decoder.spellings
    factor = EPOCHS.get(spelling.format)
    if factor is None:
        return Said("it is {dtype}, `{format}` is of texts; store it as text", dtype=dtype, format=spelling.format)

    def read_epochs(series: pl.Series) -> Column:
        ticks = series.cast(pl.Int64, strict=False)
        plain = _times(ticks, factor, within=bounds(Instant()))
        return decoded(series, Instant(), decode=lambda tick: source.decoder(str(tick)), plain=plain)

    return read_epochs


def _of_times(dtype: pl.Datetime, zone: tzinfo | None) -> Reader | str:
    if dtype.time_zone is None and zone is None:
        return Said("it is {dtype}, without a timezone; use a mapping with `timezone`", dtype=dtype)
    wall_zone = zone if dtype.time_zone is None else None

    def read_times(series: pl.Series) -> Column:
        ticks = series.to_physical()
        micros = _microseconds(ticks, dtype.time_unit)
        bounded = _bounded(micros, *bounds(Instant()))
        plain = _in_zone(bounded, wall_zone) if wall_zone else bounded
        return decoded(ticks, Instant(), decode=lambda tick: _time(tick, dtype.time_unit, wall_zone), plain=plain)

    return read_times


def _microseconds(ticks: pl.Series, unit: str) -> pl.Series:
    """Microseconds; null where there are none without a remainder."""
    if unit == "ms":
        return _times(ticks, 1000, within=bounds(Instant()))
    if unit == "ns":
        whole = ticks // 1000
        return whole.set(whole * 1000 != ticks, None)
    return ticks


def _in_zone(wall: pl.Series, zone: tzinfo) -> pl.Series:
    there = wall.is_not_null().to_numpy()
    utc, sure = in_zone(wall.fill_null(0).to_numpy(), zone)
    return pl.Series(wall.name, utc).set(pl.Series(~(there & sure)), None)


def _time(tick: int, unit: str, zone: tzinfo | None) -> Value | Unreadable:
    """One time of a column, its wall clock read in `zone` where there is one."""
    micros, rest = (tick * 1000, 0) if unit == "ms" else divmod(tick, 1000) if unit == "ns" else (tick, 0)
    low, high = bounds(Instant())
    if rest:
        return Unreadable(Said("finer than a microsecond"))
    if not low <= micros <= high:
        return Unreadable(Said("outside the years 2 to 9998"))
    text = show(Instant(), micros)
    return read(Instant(), text.removesuffix("+00:00") if zone else text, zone=zone)


def _times(series: pl.Series, factor: int, *, within: tuple[int, int]) -> pl.Series:
    """Int64 `series` times `factor`, null where that lies outside."""
    low, high = within
    fitting = _bounded(series, -(-low // factor), high // factor)
    return fitting if factor == 1 else fitting * factor


def _bounded(series: pl.Series, low: int, high: int) -> pl.Series:
    """Int64 `series`, null where it lies outside."""
    least, most = series.min(), series.max()
    if isinstance(least, int) and isinstance(most, int) and low <= least and most <= high:
        return series
    return series.set((series < low) | (series > high), None)
