"""Ids: what rules and obligations are called, none like another."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rules.fault import Place
from rules.loading.entries import Entries
from rules.loading.report import Report
from rules.said import Said

_ID = re.compile(r"\w[\w.\-]*")


@dataclass(slots=True)
class Ids:
    """The ids of one policy."""

    report: Report
    _taken: dict[str, tuple[Place, str]] = field(default_factory=dict)

    def read(self, found: Entries, *, owner: str) -> str:
        """The id of `owner`, such as `a rule`; a fault when it is none or already another's."""
        named = found.scalar("id")
        if named is None:
            return ""
        if not _ID.fullmatch(named.text):
            message = Said("`{named}` is no rule id: letters, digits, `_`, `-` and `.`", named=named.text)
            self.report.fault("bad-rule-id", message, named.place)
        first, whose = self._taken.setdefault(named.text, (named.place, owner))
        if first is not named.place:
            message = Said(
                "`{named}` is already the id of {whose} at {told}; number this one anew",
                named=named.text,
                whose=whose,
                told=_told(first),
            )
            self.report.fault("duplicate-rule-id", message, named.place)
        return named.text


def _told(place: Place) -> str:
    if place.cell is None:
        return Said("line {line}", line=place.line)
    return Said("line {line} of `{file}`", line=place.line, file=place.cell.file)
