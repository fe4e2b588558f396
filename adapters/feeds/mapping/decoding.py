"""Decoding: how one text of a feed becomes a value, as its mapping says and `rules.types.read` allows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from adapters.feeds.mapping.spelling import ISO, Spelling, read_spelt
from rules.said import Said
from rules.types import Date, Instant, Number, Type, Value, read
from rules.unreadable import Unreadable

REVIEW = "review"
MISSING = "missing"
UNKNOWN_WORD = Unreadable(Said("a value that the mapping does not list"))
NO_MATCH = Unreadable(Said("nothing in the text has the mapping's pattern"))


@dataclass(frozen=True, slots=True)
class Decoder:
    """How the texts of one fact are read.

    `kind` is what is written: whole minor units, for one, where the fact is money and its unit is the minor one.
    `words` are texts with a value of their own; where there are any, `otherwise` is for the texts that are not listed.
    """

    kind: Type
    zone: tzinfo | None = None
    spellings: Sequence[Spelling] = ()
    thousands: str | None = None
    words: Mapping[str, Value] | None = None
    otherwise: Value | Unreadable = None

    def __call__(self, text: str) -> Value | Unreadable:
        """The value of one text, None where it means nothing."""
        if self.words is not None:
            return self.words.get(text, self.otherwise)
        if self.spellings and isinstance(self.kind, Date | Instant):
            return read_spelt(self.kind, text, spellings=self.spellings, zone=self.zone)
        if self.thousands:
            text = _ungrouped(text, self.thousands)
        return read(self.kind, text, zone=self.zone)

    @property
    def takes_plain(self) -> bool:
        """Whether a text in the type's own form means what it says."""
        return self.words is None and (not self.spellings or any(each.format == ISO for each in self.spellings))


def written_kind(kind: Type, *, minor: bool) -> Type:
    """What a feed writes for a fact of `kind`: money in minor units is a whole number."""
    return Number(0, kind.low, kind.high) if minor and isinstance(kind, Number) else kind


def _ungrouped(text: str, separator: str) -> str:
    """The number without the separators between its thousands; unchanged if they are not where they belong."""
    mark = re.escape(separator)
    grouped = re.fullmatch(rf"[+-]?\d{{1,3}}(?:{mark}\d{{3}})+(?:\.\d+)?", text, re.ASCII)
    return text.replace(separator, "") if grouped else text
