"""The page that tells what a change of policy does: what stands in it, in the reader's language."""

from collections.abc import Iterator, Sequence
from typing import Any

from adapters.cli.impactmatrix import tables
from adapters.cli.impactnames import ARROW, Document, Names, changes, count, notes, share
from adapters.cli.words import Words
from adapters.pages import render
from adapters.pages.chart import COLOURS, Chart, Mark, bars, columns

Values = dict[str, Any]

MOST_EXAMPLES = 8
_DIGITS = 12


def page(found: Document, *, words: Words) -> str:
    """The page of a document."""
    language = "zh-Hans" if words.language == "zh" else "en"
    return render("impact/impact.html", language=language, words=words, **_Page(found, words).values())


class _Page:
    """What the template shows."""

    def __init__(self, found: Document, words: Words) -> None:
        self._found = found
        self._words = words
        self._names = Names(words)

    def values(self) -> Values:
        """All of it."""
        found = self._found
        return {
            "title": self._title(),
            "policies": [self._policy(which) for which in ("old", "new")],
            "as_of": found["as_of"],
            "files": [self._file(file) for file in found["files"]],
            "tiles": list(self._tiles()),
            "changed": found["changed"]["rows"],
            "charts": [self._overall(axis) for axis in found["by"] if axis["buckets"]],
            "groups": list(self._groups()),
            "fates": [self._fate(fate) for fate in found["rows"]],
            "moved": [self._change(fate, self._became(fate), {}) for fate in found["rows"] if fate["changed"]],
            "rows_read": count(found["rows_read"]),
            "notes": list(notes(found, self._words, self._names)),
        }

    def _title(self) -> str:
        old, new = self._found["old"]["version"], self._found["new"]["version"]
        return f"{self._found['new']['title']} {old if old == new else f'{old} {ARROW} {new}'}"

    def _policy(self, which: str) -> tuple[str, str, str]:
        told = self._found[which]
        return self._words(f"impact.{which}-policy"), f"{told['source']}, {told['version']}", told["digest"][:_DIGITS]

    def _file(self, file: Document) -> str:
        problem = f"; {file['problem']}" if file["problem"] else ""
        return f"{file['path']}: {self._words('impact.rows', count=count(file['rows']))}{problem}"

    def _tiles(self) -> Iterator[Values]:
        """What matters most, in large figures."""
        found, words = self._found, self._words
        changed, compared = found["changed"]["rows"], found["compared"]
        of = words("impact.of-compared", share=share(changed, compared), compared=count(compared))
        yield {"name": words("impact.changed"), "big": count(changed), "aside": of}
        if found["money"] is not None:
            told = found["money"]
            total = f"{self._names.value(told['total'])} {told['currency'] or ''}".rstrip()
            unknown = f"; {words('impact.unknown-money', count=count(told['unknown']))}" if told["unknown"] else ""
            big, of = self._names.value(found["changed"]["money"]), words("impact.of-total", total=total) + unknown
            yield {"name": words("impact.their", title=told["title"]), "big": big, "aside": of}
        late = sum(one["lost"] for one in found["deadlines"])
        saved = sum(one["gained"] for one in found["deadlines"])
        if found["deadlines"]:
            big, aside = f"+{count(late)} / {'−' if saved else ''}{count(saved)}", words("impact.late-aside")
            yield {"name": words("impact.late"), "big": big, "aside": aside}
        before, after = (
            sum(fate["rows"] for fate in found["rows"] if fate[which] == "needs_review") for which in ("old", "new")
        )
        big = count(after) if before == after else f"{count(before)} {ARROW} {count(after)}"
        yield {"name": words("run.needs-review"), "big": big, "aside": words("impact.review-aside")}

    def _overall(self, axis: Document) -> Values:
        """All complaints and those that changed."""
        changed, same = self._words("impact.changed"), self._words("impact.unchanged")
        marks = [
            Mark(self._names.bucket(bucket), series, rows)
            for bucket in axis["buckets"]
            for series, rows in ((changed, bucket["changed"]), (same, bucket["rows"] - bucket["changed"]))
        ]
        buckets = [self._names.bucket(bucket) for bucket in axis["buckets"]]
        return self._chart(axis, marks, buckets, [changed, same], rest=same)

    def _chart(
        self, axis: Document, marks: Sequence[Mark], buckets: Sequence[str], series: Sequence[str], *, rest: str | None
    ) -> Values:
        caption = self._names.axis(axis)
        draw = columns if axis["monthly"] else bars
        return {
            "caption": caption,
            "drawing": draw(Chart(title=caption, marks=marks, buckets=buckets, series=series, rest=rest)),
        }

    def _groups(self) -> Iterator[Values]:
        """Decisions, values and deadlines that changed."""
        for key in ("decisions", "values"):
            topics = [self._topic(topic) for topic in self._found[key] if topic["changed"]]
            yield {"title": self._words(f"impact.{key}"), "one": self._words(f"impact.one.{key}"), "topics": topics}
        timed = [one for one in self._found["deadlines"] if one["states"]["changed"] or one["due"]["changed"]]
        yield {
            "title": self._words("impact.deadlines"),
            "one": self._words("impact.one.deadlines"),
            "topics": [self._deadline(one) for one in timed],
        }

    def _topic(self, topic: Document) -> Values:
        there = changes(topic)
        return self._entry(topic, topic["changed"]) | {
            "lead": self._lead(topic),
            "tables": tables(topic, self._found["money"], self._words),
            "charts": [self._by(topic, there, axis) for axis in self._found["by"]],
            "examples": [
                self._change(change, self._names.change(topic, change), topic) for change in there[:MOST_EXAMPLES]
            ],
        }

    def _entry(self, topic: Document, changed: int) -> Values:
        rows = topic["rows"]
        return {
            "id": f"{topic['about']}-{topic['name']}",
            "title": topic["title"],
            "name": topic["name"],
            "changed": count(changed),
            "share": share(changed, rows),
            "percent": f"{100 * changed / rows:.2f}" if rows else "0",
        }

    def _lead(self, topic: Document) -> str:
        words = self._words
        told = words(
            "impact.lead",
            changed=count(topic["changed"]),
            rows=count(topic["rows"]),
            share=share(topic["changed"], topic["rows"]),
        )
        if "total" in topic:
            total = {which: self._names.value(text) for which, text in topic["total"].items()}
            unit = f" {topic['currency']}" if topic["currency"] else ""
            told += " " + words("impact.lead-total", **{which: text + unit for which, text in total.items()})
        return told

    def _by(self, topic: Document, there: Sequence[Document], axis: Document) -> Values:
        """The changes of a topic by bucket; of many the commonest, and the others together."""
        few = there if len(there) <= COLOURS else there[: COLOURS - 1]
        others = self._words("impact.others")
        marks: dict[tuple[str, str], int] = {}
        for change in there:
            series = self._names.change(topic, change) if change in few else others
            for bucket in change["by"][axis["fact"]]:
                key = self._names.bucket(bucket), series
                marks[key] = marks.get(key, 0) + bucket["rows"]
        named = [self._names.change(topic, change) for change in few] + [others] * (len(few) < len(there))
        met = {bucket for bucket, _ in marks}
        buckets = [name for name in map(self._names.bucket, axis["buckets"]) if axis["monthly"] or name in met]
        drawn = [Mark(bucket, series, rows) for (bucket, series), rows in marks.items()]
        return self._chart(axis, drawn, buckets, named, rest=None)

    def _deadline(self, deadline: Document) -> Values:
        states, due = deadline["states"], deadline["due"]
        there = changes(states) or changes(due)
        about = states if changes(states) else due
        words = self._words
        lead = words("impact.lead-late", lost=count(deadline["lost"]), gained=count(deadline["gained"]))
        examples = [(topic, change) for topic in (states, due) for change in changes(topic)]
        return self._entry(states, max(states["changed"], due["changed"])) | {
            "lead": lead,
            "tables": [
                table for one in (states, due) if one["changed"] for table in tables(one, self._found["money"], words)
            ],
            "charts": [self._by(about, there, axis) for axis in self._found["by"]],
            "examples": [
                self._change(change, self._names.change(topic, change), topic)
                for topic, change in examples[:MOST_EXAMPLES]
            ],
        }

    def _fate(self, fate: Document) -> Values:
        old, new = self._names.fate(fate["old"]), self._names.fate(fate["new"])
        return {"old": old, "new": new, "rows": count(fate["rows"]), "changed": fate["changed"]}

    def _became(self, fate: Document) -> str:
        return f"{self._names.fate(fate['old'])} {ARROW} {self._names.fate(fate['new'])}"

    def _change(self, change: Document, title: str, topic: Document) -> Values:
        """The first complaints of a change."""
        return {"title": title, "firsts": [self._first(first, change, topic) for first in change["first"]]}

    def _first(self, first: Document, change: Document, topic: Document) -> Values:
        return {
            "complaint": first["complaint"],
            "place": self._words("impact.line", file=first["file"], line=count(first["line"])),
            "facts": [self._fact(name, text) for name, text in first["facts"].items()],
            "old": self._said(first["old"], topic, change, "old"),
            "new": self._said(first["new"], topic, change, "new"),
        }

    def _fact(self, name: str, text: str) -> tuple[str, str]:
        told = self._found["titles"][name]
        return told["title"], self._names.value(text) if told["counted"] else told["names"].get(text, text)

    def _said(self, said: Document, topic: Document, change: Document, which: str) -> Values:
        if not topic:
            text = self._names.fate(said["said"])
        elif topic["about"] in {"outcome", "state"}:
            text = self._names.said(topic, change, which)
        else:
            text = self._words("impact.none") if said["said"] is None else self._names.value(said["said"])
        return {"said": text, "rule": said["rule"] or ""}
