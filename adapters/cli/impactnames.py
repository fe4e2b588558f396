"""What stands in the document of an impact, named in the reader's language."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from adapters.cli.words import Language, Words
from engine import NEEDS_REVIEW

Document = dict[str, Any]

ARROW = "→"
GONE, CAME = "−", "+"
NUMBER = re.compile(r"([+-]?)(\d+)((?:\.\d+)?)(?: (hours|working days|calendar days|months))?", re.ASCII)


class Names:
    """Names outcomes, states, movements and buckets."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def said(self, topic: Document, transition: Document, which: str) -> str:
        """What a policy says; `which` is `old` or `new`."""
        name, title = transition[which], transition.get(f"{which}_title")
        if name is None:
            return self._words("impact.none")
        if name == NEEDS_REVIEW:
            return self._words("run.needs-review")
        if topic["about"] == "state":
            return self._words(f"state.{name}")
        return self.value(title or name) if topic["about"] == "value" else str(title)

    def change(self, topic: Document, transition: Document) -> str:
        """What a transition or movement is, in a few words."""
        if "movement" in transition:
            return self.movement(topic, transition["movement"])
        old, new = (self.said(topic, transition, which) for which in ("old", "new"))
        if topic["about"] == "outcomes" and transition["changed"]:
            return f"{GONE} {old}" if transition["new"] is None else f"{CAME} {new}"
        return old if not transition["changed"] else f"{old} {ARROW} {new}"

    def value(self, text: str) -> str:
        """A number with its thousands apart and its unit named, or any other value as it is."""
        found = NUMBER.fullmatch(text)
        if found is None:
            return self._words(f"impact.{text}") if text in {"true", "false"} else text
        unit = self._words(f"impact.unit.{found[4]}") if found[4] else ""
        return f"{found[1]}{int(found[2]):,}{found[3]}{unit}"

    def listed(self, names: Iterable[str]) -> str:
        """Names one after the other."""
        return ("、" if self._words.language is Language.ZH else ", ").join(names)

    def movement(self, topic: Document, movement: str) -> str:
        """How a value moved."""
        due = topic["about"] == "due" and movement in {"less", "more"}
        return self._words(f"impact.due.{movement}" if due else f"impact.movement.{movement}")

    def hours(self, change: Document) -> str:
        """By how much a deadline moved."""
        return self._words("impact.hours", hours=f"{change['mean_hours']:+,.1f}") if "mean_hours" in change else ""

    def fate(self, name: str) -> str:
        """What became of a row."""
        return self._words(f"impact.fate.{name}")

    def bucket(self, bucket: Document) -> str:
        """A month or a name."""
        if bucket["bucket"] in {"true", "false"}:
            return self._words(f"impact.{bucket['bucket']}")
        return self._words("impact.missing") if bucket["bucket"] is None else str(bucket["title"])

    def axis(self, axis: Document) -> str:
        """By what complaints are counted."""
        return self._words("impact.month", title=axis["title"]) if axis["monthly"] else str(axis["title"])


def share(part: int, whole: int) -> str:
    """A part in percent; what is little is not said to be nothing."""
    if not part or not whole:
        return "0%"
    percent = 100 * part / whole
    return "<0.1%" if percent < 0.05 else f"{percent:.1f}%"  # noqa: PLR2004 -- what would be rounded to nothing


def count(number: int) -> str:
    """A number with its thousands apart."""
    return f"{number:,}"


def changes(topic: Document) -> list[Document]:
    """What changed of a topic: the pairs of values where these are few, else how they moved."""
    told = topic.get("transitions") or topic.get("movements") or []
    return [one for one in told if one["changed"]]


def notes(found: Document, words: Words, names: Names) -> Iterator[str]:
    """What does not change, what only one policy says or reads, and what no policy reads."""
    still = [topic["title"] for topic in (*found["decisions"], *found["values"]) if not topic["changed"]]
    still += [one["title"] for one in found["deadlines"] if not one["states"]["changed"] and not one["due"]["changed"]]
    facts = found["facts"]
    told = {
        "impact.same": {"titles": still},
        "impact.only-old": {"titles": list(found["only_old"].values())},
        "impact.only-new": {"titles": list(found["only_new"].values())},
        "impact.facts-only-old": {"names": facts["only_old"]},
        "impact.facts-only-new": {"names": facts["only_new"]},
        "impact.facts-other": {"names": facts["other_type"]},
        "impact.unmapped": {"names": found["unmapped"]},
    }
    for key, values in told.items():
        for name, listed in values.items():
            if listed:
                yield words(key, **{name: names.listed(listed)})
