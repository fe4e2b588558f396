"""The shape of a mapping: which keys it has and what they may hold."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from adapters.feeds.formats import FORMATS


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _one_of_formats(value: str) -> str:
    if value not in FORMATS:
        raise ValueError(f"`{value}` is no format; write one of {', '.join(FORMATS)}")
    return value


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"no timezone is named `{name}`; write one such as `Asia/Shanghai`") from None
    return name


Name = Annotated[str, Field(min_length=1)]
Zone = Annotated[str, AfterValidator(_zone)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_several), Field(min_length=1)]
Words = Annotated[tuple[str, ...], BeforeValidator(_several)]
Yes = Literal["true"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FactShape(_Strict):
    """Where one fact comes from and how its texts are to be read."""

    columns: Names | None = Field(None, alias="from")
    constant: str | None = None
    missing: Words | None = None
    unit: Literal["元", "分", "major", "minor"] | None = None
    currency: Name | None = None
    scale: Annotated[int, Field(ge=0, le=9)] | None = None
    thousands: Literal[",", " ", "'"] | None = None
    formats: Names | None = None
    timezone: Zone | None = None
    values: dict[str, str] | None = None
    pattern: Name | None = None
    otherwise: Name | None = None
    take: Literal["first", "largest", "sum"] | None = None
    split: Name | None = None
    contains: Name | None = None
    present: Yes | None = None
    count: Yes | None = None


class FeedShape(_Strict):
    """A mapping but for its facts, each of which is validated on its own."""

    feed: Literal["1"]
    title: Name
    policy: Name
    source: Name
    format: Annotated[Name, BeforeValidator(_one_of_formats)] | None = None
    encoding: Name | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    sheet: Name | None = None
    rows_at: Name | None = None
    header: Names | None = None
    timezone: Zone | None = None
    missing: Words = ()
    content_key: Names | None = None
    facts: dict[str, object]
