"""What a change of policy does, as a person reads it in a terminal."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from adapters.cli.impactnames import ARROW, Document, Names, changes, count, notes, share
from adapters.cli.printing import safe
from adapters.cli.words import Words

MOST_CHANGES = 12
MOST_BUCKETS = 24
COMMONEST = 3
NAME = "bold cyan"
CHANGED = "bold"
LOST = "yellow"
ASIDE = "dim"


def shown(found: Document, *, words: Words, page: Path | None) -> RenderableType:
    """Policies, rows, what changed by month and name, and every decision, value and deadline that did."""
    return Group(*_Screen(found, words).parts(page))


class _Screen:
    """The parts of one screen."""

    def __init__(self, found: Document, words: Words) -> None:
        self._found = found
        self._words = words
        self._names = Names(words)

    def parts(self, page: Path | None) -> Iterator[RenderableType]:
        """All of them, in order."""
        found, words = self._found, self._words
        yield from self._head()
        yield self._rows()
        if found["changed"]["rows"]:
            for axis in found["by"]:
                yield Text()
                yield self._axis(axis)
            yield from self._topics("decisions", found["decisions"])
            yield from self._topics("values", found["values"])
            yield from self._deadlines()
        yield Text()
        yield from (Text(safe(note), ASIDE) for note in notes(found, words, self._names))
        rate = found["rows_read"] / found["seconds"] if found["seconds"] else 0
        yield Text(words("impact.foot", seconds=f"{found['seconds']:.1f}", rate=f"{rate:,.0f}"), ASIDE)
        if page is not None:
            yield Text(words("impact.page", path=page), ASIDE)

    def _head(self) -> Iterator[RenderableType]:
        old, new = self._found["old"], self._found["new"]
        versions = dict.fromkeys((old["version"], new["version"]))
        yield Text.assemble((new["title"], NAME), f" {f' {ARROW} '.join(versions)}")
        as_of = f"{self._words('impact.as-of')} {self._found['as_of']}"
        yield Text(safe(f"{old['source']} {ARROW} {new['source']}, {as_of}"), ASIDE)
        yield Text()

    def _rows(self) -> Table:
        found, words = self._found, self._words
        table = _table(2)
        table.add_row(words("run.rows-read"), count(found["rows_read"]), "")
        table.add_row(words("impact.compared"), count(found["compared"]), self._money())
        changed = found["changed"]
        if not changed["rows"]:
            table.add_row(words("impact.changed"), "0", Text(words("impact.nothing"), ASIDE))
        else:
            aside = share(changed["rows"], found["compared"])
            aside += (
                f"  {self._names.value(changed['money'])} {found['money']['currency'] or ''}" if found["money"] else ""
            )
            table.add_row(words("impact.changed"), Text(count(changed["rows"]), CHANGED), aside)
        for fate in found["rows"]:
            if fate["changed"]:
                told = f"{self._names.fate(fate['old'])} {ARROW} {self._names.fate(fate['new'])}"
                table.add_row(told, Text(count(fate["rows"]), LOST), Text(self._firsts(fate), ASIDE))
            elif fate["old"] != "decided":
                table.add_row(
                    self._names.fate(fate["old"]), count(fate["rows"]), Text(words("impact.unchanged"), ASIDE)
                )
        return table

    def _money(self) -> Text:
        """What all complaints come to."""
        told = self._found["money"]
        if told is None:
            return Text()
        shown = f"{told['title']} {self._names.value(told['total'])} {told['currency'] or ''}".rstrip()
        if told["unknown"]:
            shown += f"; {self._words('impact.unknown-money', count=count(told['unknown']))}"
        return Text(shown, ASIDE)

    def _axis(self, axis: Document) -> Table:
        """All complaints and those that changed, by bucket."""
        table = _table(4)
        heads = (self._names.axis(axis), self._words("impact.complaints"), self._words("impact.changed"), "")
        table.add_row(*(Text(head, ASIDE) for head in heads))
        for bucket in axis["buckets"][:MOST_BUCKETS]:
            part = share(bucket["changed"], bucket["rows"])
            table.add_row(
                self._names.bucket(bucket), count(bucket["rows"]), count(bucket["changed"]), Text(part, ASIDE)
            )
        if len(axis["buckets"]) > MOST_BUCKETS:
            table.add_row(Text(self._words("run.more", count=len(axis["buckets"]) - MOST_BUCKETS), ASIDE))
        return table

    def _topics(self, key: str, topics: Sequence[Document]) -> Iterator[RenderableType]:
        there = [topic for topic in topics if topic["changed"]]
        if there:
            yield Text()
            yield Text(self._words(f"impact.{key}"), f"{NAME} underline")
        for topic in there:
            yield from self._topic(topic, topic["title"])

    def _topic(self, topic: Document, title: str) -> Iterator[RenderableType]:
        head = Text.assemble((title, NAME), f" {count(topic['changed'])} ")
        head.append(share(topic["changed"], topic["rows"]), ASIDE)
        if "total" in topic:
            old, new, more = (self._names.value(topic["total"][which]) for which in ("old", "new", "difference"))
            head.append(f"  {self._words('impact.total')} {old} {ARROW} {new} ({more})", ASIDE)
        yield head
        yield self._changes(topic)

    def _changes(self, topic: Document) -> Table:
        """A line a change, the commonest first."""
        table = _table(4)
        there = changes(topic)
        for change in there[:MOST_CHANGES]:
            rows, part = change["rows"], share(change["rows"], topic["rows"])
            amount = "" if change["money"] is None else self._names.value(change["money"])
            name = "  " + self._names.change(topic, change)
            table.add_row(name, count(rows), Text(part, ASIDE), amount, Text(safe(self._aside(change)), ASIDE))
        if len(there) > MOST_CHANGES:
            table.add_row(Text("  " + self._words("run.more", count=len(there) - MOST_CHANGES), ASIDE))
        return table

    def _aside(self, change: Document) -> str:
        """Where a change is commonest, how far a deadline moved, and the first complaints."""
        lines = [self._commonest(buckets) for buckets in change["by"].values()]
        return "\n".join(line for line in (self._names.hours(change), *lines, self._firsts(change)) if line)

    def _commonest(self, buckets: Sequence[Document]) -> str:
        """The commonest buckets, with their shares."""
        rows = sum(bucket["rows"] for bucket in buckets)
        first = sorted(buckets, key=lambda bucket: -bucket["rows"])[:COMMONEST]
        return self._names.listed(f"{self._names.bucket(bucket)} {share(bucket['rows'], rows)}" for bucket in first)

    def _firsts(self, change: Document) -> str:
        return self._names.listed(one["complaint"] or f"{one['file']}:{one['line']}" for one in change["first"])

    def _deadlines(self) -> Iterator[RenderableType]:
        there = [one for one in self._found["deadlines"] if one["states"]["changed"] or one["due"]["changed"]]
        if there:
            yield Text()
            yield Text(self._words("impact.deadlines"), f"{NAME} underline")
        for deadline in there:
            head = Text.assemble((deadline["title"], NAME), "  ")
            head.append(
                f"{self._words('impact.lost-deadlines')} {count(deadline['lost'])}", LOST if deadline["lost"] else ASIDE
            )
            head.append(f"  {self._words('impact.gained')} {count(deadline['gained'])}", ASIDE)
            yield head
            for topic in (deadline["states"], deadline["due"]):
                if topic["changed"]:
                    yield self._changes(topic)


def _table(numbers: int) -> Table:
    """A table whose first column is a name, and all columns to `numbers` are numbers."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    for _ in range(numbers - 1):
        table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    return table
