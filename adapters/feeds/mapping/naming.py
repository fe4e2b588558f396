"""Names of columns: which column of a file a mapping means."""

import re
from collections.abc import Sequence

from rules.said import Said


def folded(name: str) -> str:
    """A column's name without what header variants differ in: case, spaces, underscores."""
    return re.sub(r"[\s_]", "", name).casefold()


def resolve(name: str, columns: Sequence[str], *, sparse: bool) -> tuple[str, ...] | str:
    """The columns that `name` means, none if there are none; or why it can't be told.

    `*` stands for the places of a JSON array, in their order.
    A column named exactly so goes before one that differs in case, spaces and underscores.
    Where rows bring their own keys (`sparse`) only exact names count, lest a row's meaning depend on its neighbours.
    """
    if "*" in name:
        return _places(name, columns)
    if name in columns or sparse:
        return (name,) if name in columns else ()
    alike = [column for column in columns if folded(column) == folded(name)]
    if len(alike) > 1:
        return Said(
            "`{name}` may be the column `{one}` or `{other}`; name the one that is meant",
            name=name,
            one=alike[0],
            other=alike[1],
        )
    return tuple(alike)


def _places(name: str, columns: Sequence[str]) -> tuple[str, ...]:
    pattern = re.compile(re.escape(name).replace(r"\*", "([0-9]+)"))
    matches = [match for match in map(pattern.fullmatch, columns) if match]
    matches.sort(key=lambda match: [int(place) for place in match.groups()])
    return tuple(match[0] for match in matches)
